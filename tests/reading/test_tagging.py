"""The likeliest labels of all characters, as they follow from what was learnt."""

from collections.abc import Sequence
from functools import cache
from itertools import chain

import pytest

from reading import features, work
from reading.findings import find
from reading.learned import learned
from reading.model import EMPTY
from reading.tagging import PLACE, Tagger, spans_of, tagger
from tests.reading.cast import NOW

TEXTS = [
    "塔柏路31号门口乱堆乱放，请解放街道2小时内清理",
    "请大南中队去大南街5号看看，@园林处 也去",
    "占",
    "路边" * 29,  # with the margins as long as a block of sums …
    "热闹路32号对面3家店外经营，" * 12,  # … and longer than several
]


@cache
def weights(name: str) -> dict[str, list[int]]:
    model = learned(name)
    return {feature: model.scores([feature]) for feature in model.said}


def likeliest(name: str, characters: Sequence[Sequence[str]]) -> list[str]:
    """Viterbi's algorithm, word for word; of labels that are as likely the first."""
    model, known = learned(name), weights(name)
    numbers = range(len(model.labels))
    totals: list[int] = []
    paths: list[list[int]] = [[one] for one in numbers]
    for said in characters:
        here = [sum(known[one][label] for one in said if one in known) for label in numbers]
        if not totals:
            totals = here
            continue
        came = [
            max(
                (before for before in numbers if model.transitions[before][label]),
                key=lambda before: totals[before] + model.transitions[before][label],
            )
            for label in numbers
        ]
        paths = [[*paths[before], label] for label, before in enumerate(came)]
        totals = [
            totals[before] + model.transitions[before][label] + here[label]
            for label, before in enumerate(came)
        ]
    return [model.labels[one] for one in paths[totals.index(max(totals))]]


@pytest.mark.parametrize("text", TEXTS)
def test_addresses_and_units_are_labelled_as_was_learnt(text: str) -> None:
    shapes, notes = features.of_characters(find(text, NOW, EMPTY))
    said = [list(chain.from_iterable(map(features.said_by, one))) for one in notes]
    characters = [[*features.pieces(shapes, at), *one] for at, one in enumerate(said)]
    assert tagger().labels(shapes, notes) == likeliest("places", characters)


@pytest.mark.parametrize("text", ["清理小广告80余处，撵走西瓜车5辆", "出动人员14名 车3辆，" * 9])
def test_work_is_labelled_as_was_learnt(text: str) -> None:
    shapes, said = work.evidence(work.look(text))
    characters = [[*features.pieces(shapes, at), *one] for at, one in enumerate(said)]
    assert Tagger(learned("work")).labels(shapes, said) == likeliest("work", characters)


def test_a_span_begins_with_its_first_label() -> None:
    assert spans_of(list("OBIIBOIBUV"), PLACE) == [(1, 4), (4, 5), (7, 8)]
    assert spans_of([], PLACE) == []
