"""Names before a word: found as one regular expression would find them, which is slower."""

import re

from hypothesis import given
from hypothesis import strategies as st

from reading.namesearch import LONGEST_NAME, Words, names_before

KINDS = Words(re.compile("大街|街|路(?!灯)|店"), frozenset("大街路店"))
ALONE = Words(re.compile("早市|路口"), frozenset("早路"))
TEXTS = st.text(alphabet="大街路店早市口灯热闹a7·, ", max_size=40)


def by_one_expression(text: str, least: int, signs: str, alone: str) -> list[tuple[int, int, int]]:
    """(where a name begins, where its word does, where that ends) of each answer."""
    name = rf"(?P<name>[\u4e00-\u9fffa-z0-9{signs}]{{{least},{LONGEST_NAME}}}?)"
    whole = re.compile(rf"{name}(?P<kind>{KINDS.pattern.pattern})|(?P<alone>{alone})")
    return [
        (match.start(), max(match.start("kind"), match.start("alone")), match.end())
        for match in whole.finditer(text)
    ]


def found(text: str, least: int, signs: str, alone: Words) -> list[tuple[int, int, int]]:
    answers = names_before(text, KINDS, least=least, signs=signs, alone=alone)
    return [(start, *word.span()) for start, word in answers]


@given(TEXTS)
def test_names_and_words_alone_are_those_of_one_expression(text: str) -> None:
    assert found(text, 1, "·", ALONE) == by_one_expression(text, 1, "·", ALONE.pattern.pattern)


@given(TEXTS)
def test_names_of_two_letters_at_least_are_those_of_one_expression(text: str) -> None:
    nothing = Words(re.compile("(?!)"), frozenset())
    assert found(text, 2, "", nothing) == by_one_expression(text, 2, "", "(?!)")


def test_a_long_text_is_walked_once() -> None:
    assert len(found("热闹路" * 2000, 1, "", ALONE)) == 2000
