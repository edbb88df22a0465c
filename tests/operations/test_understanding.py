"""Which unit a text means, for people who must not be sent the wrong way."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.people import Unit, UnitKind
from operations.understanding import UnitSaid, directory_of, unit_said
from reading.model import Context
from reading.reader import read

NOW = datetime(2026, 11, 21, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
UNITS = (
    Unit(2, "大南中队", UnitKind.SQUAD, aliases=("大南",), areas=("热闹路",)),
    Unit(3, "皇城中队", UnitKind.SQUAD, aliases=("皇城",), areas=("小东路",)),
    Unit(4, "示范环卫所", UnitKind.DEPARTMENT, aliases=("环卫所",)),
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("大南中队2小时内整改", UnitSaid("大南中队", "大南中队")),
        ("皇城抓紧处理", UnitSaid("皇城中队", "皇城")),
        ("皇成中队处理", UnitSaid(None, "皇成中队", "皇城中队")),
        ("城管执法一大队处理", UnitSaid(None, "城管执法一大队")),
        ("园林处2小时内整改", UnitSaid(None, "园林处")),
        ("物业说不管，皇城中队处理", UnitSaid("皇城中队", "皇城中队")),
        ("物业公司和环卫所处理", UnitSaid(None, "物业公司")),
        ("属地中队处理", UnitSaid()),
        ("尽快处理", UnitSaid("大南中队")),
    ],
)
def test_the_unit_that_a_report_means(said: str, meant: UnitSaid) -> None:
    text = f"热闹路32号占道经营 {said}"
    reading = read(text, now=NOW, directory=directory_of(UNITS), context=Context(has_photo=True))
    assert reading.is_report
    assert unit_said(reading) == meant


def test_only_a_unit_that_nobody_knows_is_unknown() -> None:
    assert UnitSaid(None, "园林处").unknown == "园林处"
    assert UnitSaid("大南中队", "大南").unknown is None
    assert UnitSaid().unknown is None
