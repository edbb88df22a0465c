"""Who, in English."""

import pytest

from reading.model import Context, Directory, KnownUnit
from reading.reader import read
from tests.reading.cast import BUREAU, NOW

TOWN = Directory(
    units=(
        KnownUnit("North Squad", ("North", "Northside"), ("Mill Road",)),
        KnownUnit("Parks Department", ("parks dept", "parks")),
    )
)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Rubbish at 3 Oak Street, sanitation please clear today", "sanitation"),
        ("Rubbish at 3 Oak Street, ask the sanitation crew to clear it", "sanitation crew"),
        ("Illegally parked cars on Oak Street, traffic police please tow", "traffic police"),
        ("Fallen tree on Oak Street. Parks dept within 2 hours", "Parks dept"),
        ("Vendors on the pavement, 3 Oak Street, Danan squad asap", "Danan squad"),
        ("Lakeview street office: washing lines on Fern Street", "Lakeview street office"),
        ("Rubbish dumped, 3 Oak Street @parks-li", "parks"),
        ("vendors blocking sidewalk 12 oak street north squad 2h", "north squad"),
        ("Rubbish dumped opposite the police station on Mill Road", None),
        ("Rubbish dumped outside the fire station, 3 Oak Street", None),
    ],
)
def test_who_should_act_is_read(text: str, unit: str | None) -> None:
    assert read(text, now=NOW).unit == unit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rubbish at 3 Oak Street, NORTH SQUAD please", "North Squad"),
        ("Rubbish at 3 Oak Street, Northside please", "North Squad"),
        ("Rubbish at 3 Oak Street, parks dept today", "Parks Department"),
        ("Rubbish dumped at 3 Oak Street, @parks", "Parks Department"),
        ("Rubbish dumped on Mill Road", "North Squad"),
        ("Rubbish dumped north of 3 Oak Street", None),
    ],
)
def test_the_bureaus_units_are_known_by_their_names(text: str, name: str | None) -> None:
    assert read(text, now=NOW, directory=TOWN).unit_name == name


def test_a_chinese_name_in_an_english_text_is_known() -> None:
    text = "Vendors blocking the pavement at 12 Oak Street, 大南中队 within 2 hours"
    reading = read(text, now=NOW, directory=BUREAU)
    assert (reading.unit_name, reading.categories) == ("大南中队", ("占道经营",))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("not ours, it belongs to the parks department", "return"),
        ("wrong unit, please send it to Parks Department", "return"),
        ("assign it to Parks Department", "redispatch"),
    ],
)
def test_where_a_case_should_go_is_read(text: str, act: str) -> None:
    reading = read(text, now=NOW, directory=TOWN, context=Context(reply_to="card"))
    assert (reading.act, reading.target_unit_name) == (act, "Parks Department")
