"""Reports once more, with the place and the unit of another one."""

from bench.exchanging import exchanged
from bench.reading import Row

REPORTS: list[Row] = [
    {"text": "中街路32号占道 大南中队", "address": "中街路32号", "unit": "大南中队"},
    {"text": "环卫二所去碧塘公园北门扫一下", "address": "碧塘公园北门", "unit": "环卫二所"},
    {"text": "小东路 井盖没了", "address": "小东路", "unit": None},
    {
        "text": "热闹路满了，白塔街也满了",
        "multi_address": ["热闹路", "白塔街"],
        "address": "热闹路",
    },
    {"text": "又堵了", "address": None, "unit": None},
]
ROWS: list[Row] = [{"is_report": True, "unit": None, **row} for row in REPORTS]


def test_places_and_units_are_exchanged_among_reports() -> None:
    new = list(exchanged(ROWS))
    assert new == list(exchanged(ROWS))
    assert len(new) == 3
    assert new[0]["unit"] == "环卫二所"
    for before, after in zip(ROWS, new, strict=False):
        assert after["address"] in {"中街路32号", "碧塘公园北门", "小东路"}
        assert after["address"] != before["address"]
        assert after["text"].count(after["address"]) == 1
        assert after["text"] == before["text"].replace(before["address"], after["address"]).replace(
            before["unit"] or "\0", after["unit"] or "\0"
        )


def test_what_is_no_report_is_not_exchanged() -> None:
    assert not list(exchanged([{**row, "is_report": False} for row in ROWS]))
