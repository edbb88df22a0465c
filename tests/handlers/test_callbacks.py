"""What stands behind a button is read back, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.letters import Button
from domain.refusals import Refused
from handlers.callbacks import ARGUMENTS, LIMIT, decode, encode

values = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), max_size=10)


@given(st.sampled_from(sorted(ARGUMENTS)), st.integers(0, 10**12), values)
def test_what_is_written_is_read(action: str, target: int, value: str) -> None:
    args = (str(target), value)[: ARGUMENTS[action]]
    tapped = decode(encode(Button("x", action, args)))
    assert (tapped.action, tapped.target) == (action, target)
    assert tapped.value == (value if len(args) == 2 else "")


@given(st.text(max_size=80))
def test_anything_else_is_an_old_button(data: str) -> None:
    try:
        decode(data)
    except Refused as refused:
        assert refused.key == "old_button"
    else:
        assert data.startswith("1|")


@pytest.mark.parametrize(
    "forged", ["", "1", "1|a", "1|a|", "1|a|x", "1|a|-3", "1|a|٣", "2|a|1", "1|zz|1", "1|a|1|2"]
)
def test_forged_data_is_refused(forged: str) -> None:
    with pytest.raises(Refused):
        decode(forged)


def test_what_does_not_fit_is_an_error_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="64"):
        encode(Button("x", "category", ("1", "长" * LIMIT)))


def test_every_format_ever_sent_still_answers() -> None:
    sent = {
        "1|a|12": "accept",
        "1|r|12|area": "return",
        "1|d|12": "done",
        "1|p|12": "pass",
        "1|w|12|not_fixed": "rework",
        "1|u|12": "undo",
        "1|v|12|mistake": "void",
        "1|o|12|check_again": "reopen",
        "1|m|12|more": "menu",
        "1|s|12|3": "send",
        "1|c|12|占道经营": "category",
        "1|t|12|60": "due",
        "1|l|12": "place",
        "1|q|12|0": "answer",
        "1|n|12|late": "number",
    }
    assert {data: decode(data).action for data in sent} == sent
