"""A bare yes, and what only looks like one."""

import pytest

from reading.answers import says_yes


@pytest.mark.parametrize(
    "text", ["是", "是的", " 对！", "没错。", "嗯嗯", "YES", "ｙｅｓ", "对的～"]
)
def test_a_bare_yes(text: str) -> None:
    assert says_yes(text)


@pytest.mark.parametrize("text", ["", "不是", "不对", "收到", "好的", "是大南中队", "是不是", "？"])
def test_no_yes(text: str) -> None:
    assert not says_yes(text)
