"""Names that name no unit in particular, and those that do."""

import pytest

from reading.anybody import means_anybody


@pytest.mark.parametrize(
    "name",
    ["中队", "属地中队", "各中队", "该街道办", "城管", "执法队", "属地物业", "社区", "你们中队"],
)
def test_whoever_is_responsible_there(name: str) -> None:
    assert means_anybody(name)


@pytest.mark.parametrize(
    "name",
    ["", "东陵中队", "本溪中队", "园林处", "环卫", "物业", "交警大队", "大南街道", "我爱我家"],
)
def test_a_unit_of_its_own(name: str) -> None:
    assert not means_anybody(name)
