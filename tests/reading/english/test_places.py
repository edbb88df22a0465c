"""Where, in English."""

import pytest

from reading.model import Directory, KnownUnit
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "Vendors on the pavement at 12 Oak Street, opposite the school",
            "12 Oak Street, opposite the school",
        ),
        ("Pothole, corner of Pine St and 3rd Ave", "corner of Pine St and 3rd Ave"),
        ("Rubbish dumped at Riverside Park north gate", "Riverside Park north gate"),
        ("Bin overflowing at the bus stop on Mill Road", "bus stop on Mill Road"),
        ("litter all over mill road", "mill road"),
        ("dead cat outside 45 King Street", "outside 45 King Street"),
        ("car in front of the fire hydrant, 6 Tower Street", "6 Tower Street"),
        ("broken bench in front of the town hall", "in front of the town hall"),
        ("graffiti behind Tesco on Ford Road", "behind Tesco on Ford Road"),
        ("sofa left in block 4, Lark Estate", "block 4, Lark Estate"),
        ("shared bikes in a heap at Metro Station exit A", "Metro Station exit A"),
        ("lamp post 14 on Mill Road is not lit", "lamp post 14 on Mill Road"),
        ("cars parked on both sides of Harbour Road", "both sides of Harbour Road"),
        ("karaoke blasting from the bar at 31 Wharf Street", "31 Wharf Street"),
        ("rubbish bags everywhere near the bridge", "near the bridge"),
        ("garbage pile @ 5th Avenue & Pine St", "5th Avenue & Pine St"),
        ("Oak Street 12, overflowing bin", "Oak Street 12"),
        ("rats in the yard of the fish market", "yard of the fish market"),
    ],
)
def test_an_address_is_read(text: str, address: str) -> None:
    reading = read(text, now=NOW)
    assert reading.is_report
    assert reading.address == address


@pytest.mark.parametrize(
    "text", ["the whole street is full of rubbish bags", "rubbish all over the road again"]
)
def test_the_street_is_no_address(text: str) -> None:
    assert read(text, now=NOW).address is None


def test_a_known_place_is_one_whatever_it_is_called() -> None:
    known = Directory(units=(KnownUnit("North Squad", areas=("the Shambles",)),))
    reading = read("rubbish dumped at 3 the Shambles", now=NOW, directory=known)
    assert reading.address == "3 the Shambles"
    assert reading.unit_name == "North Squad"


def test_a_name_says_nothing_of_what_is_wrong() -> None:
    reading = read("van on the pavement, 17 Rose Street", now=NOW)
    assert reading.categories == ("机动车乱停放",)
