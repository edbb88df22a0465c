"""English words: forms, boundaries, and which texts are English."""

import pytest

from reading.english.vocabulary import REACH, vocabulary
from reading.english.words import BREAKS, WordFinder, is_english, stem
from reading.lexicon import lexicon
from reading.rules import RuleSet, parse_rule
from reading.text import Message


@pytest.mark.parametrize(
    "forms",
    [
        ("block", "blocks", "blocked", "blocking"),
        ("stop", "stops", "stopped", "stopping"),
        ("store", "stores", "stored", "storing"),
        ("lorry", "lorries"),
        ("branch", "branches"),
        ("neighbour", "neighbour's", "neighbours"),
    ],
)
def test_all_forms_of_a_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("build", "building"), ("gas", "ga"), ("bus", "bu")])
def test_words_that_only_look_inflected_are_others(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_phrases_are_found_at_word_boundaries_in_all_forms() -> None:
    finder = WordFinder(["manhole_cover", "van", "=parked"])
    text = "manhole covers, vanity, vans, parked, parking"
    found = {phrase: [text[s:e] for s, e in spans] for phrase, spans in finder.hits(text).items()}
    assert found == {"manhole_cover": ["manhole covers"], "van": ["vans"], "=parked": ["parked"]}


def test_rules_are_those_of_the_chinese_vocabulary() -> None:
    rules = [parse_rule("cover", "<lid> missing|gone !found", {"lid": ("drain_cover",)})]
    found = RuleSet(rules, finder=WordFinder, reach=REACH)
    assert found.find(Message.of("the drain cover is gone", breaks=BREAKS))
    assert not found.find(Message.of("a cover is gone", breaks=BREAKS))
    assert not found.find(Message.of("the drain cover that was gone is found", breaks=BREAKS))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Vendors on the pavement", True),
        ("done", True),
        ("Vendors blocking the pavement at 12 Oak Street, 大南中队", True),
        ("SUV占道停车", False),
        ("KTV 噪音扰民", False),
        ("收到", False),
        ("👌", False),
        ("12345", False),
    ],
)
def test_a_text_is_english_if_its_letters_are(text: str, english: bool) -> None:
    assert is_english(text) is english


def test_every_category_is_reached_in_several_ways() -> None:
    ways: dict[str, int] = {}
    for rule in vocabulary().rules.rules:
        ways[rule.name] = ways.get(rule.name, 0) + 1
    assert {name: ways.get(name, 0) for name in lexicon().categories if ways.get(name, 0) < 3} == {}


def test_no_category_gives_way_to_one_that_gives_way_to_it() -> None:
    over = vocabulary().over
    assert [(a, b) for a in over for b in over[a] if a in over[b]] == []
