"""The bureau that the reading tests know, and the Wednesday morning on which they read."""

from datetime import datetime, timedelta, timezone

from reading.model import Directory, KnownUnit

NOW = datetime(2021, 3, 3, 9, 30, tzinfo=timezone(timedelta(hours=8)))

FIELDS = {
    "text",
    "is_report",
    "intent",
    "act",
    "categories",
    "address",
    "unit",
    "unit_name",
    "deadline",
    "severity",
}
"""What `duban read` prints of each text."""

BUREAU = Directory(
    units=(
        KnownUnit("大南中队", ("大南", "大南执法中队"), ("大南街", "热闹路", "万柳塘公园")),
        KnownUnit("泉园中队", ("泉园",), ("泉园一路", "文萃路")),
        KnownUnit("环卫二所", ("二所",), ()),
    )
)
