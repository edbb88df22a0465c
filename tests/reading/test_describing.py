"""Of several places, which one is the address."""

import pytest

from reading.describing import main_place


@pytest.mark.parametrize(
    ("text", "places", "main"),
    [
        ("咱小区门口灯箱碰头，渔港路42号", ["咱小区门口", "渔港路42号"], "渔港路42号"),
        ("银行大门上头悬着冰溜子 工农大路建行", ["银行大门上头", "工农大路建行"], "工农大路建行"),
        ("文化路5号和文化路7号都在烧纸", ["文化路5号", "文化路7号"], "文化路5号"),
        ("热闹路32号门口，小东路口也有", ["热闹路32号门口", "小东路口"], "热闹路32号门口"),
        ("河坊街", ["河坊街"], "河坊街"),
    ],
)
def test_the_surest_place_is_the_address(text: str, places: list[str], main: str) -> None:
    spans = [(text.index(place), text.index(place) + len(place)) for place in places]
    found = main_place(text, spans)
    assert found is not None
    assert text[slice(*found)] == main


def test_without_a_place_there_is_no_address() -> None:
    assert main_place("垃圾满了", []) is None
