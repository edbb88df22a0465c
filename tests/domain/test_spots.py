"""Addresses that mean the same place."""

import pytest

from domain.spots import is_precise, spot


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("热闹路32号门口", "热闹路 32 号"),
        ("热闹路３２号", "热闹路32号"),
        ("老早市旁边", "老早市"),
        ("万达A座门前", "万达a座"),
        ("热闹路，32号", "热闹路32号"),
        ("老早市3号摊", "老早市3号"),
    ],
)
def test_one_place_may_be_typed_in_two_ways(one: str, other: str) -> None:
    assert spot(one) == spot(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("热闹路32号", "热闹路3号"), ("热闹路32号对面", "热闹路32号"), ("热闹路", "热闹路32号")],
)
def test_two_places_stay_two(one: str, other: str) -> None:
    assert spot(one) != spot(other)


def test_nothing_is_no_place() -> None:
    assert spot(None) is spot("") is spot(" 。") is None
    assert spot("门口") == "门口"
    assert len(spot("路" * 500) or "") == 300


@pytest.mark.parametrize(
    "address", ["热闹路32号门口", "老早市", "万柳塘公园西门", "热闹路与大南街交叉口"]
)
def test_one_thing_stands_there(address: str) -> None:
    assert is_precise(spot(address) or "")


@pytest.mark.parametrize(
    "address", ["热闹路", "大南街两侧", "中街路沿线", "六里巷", "青年大街北侧"]
)
def test_a_whole_street_is_no_spot(address: str) -> None:
    assert not is_precise(spot(address) or "")
