"""A network that labels characters: its slopes, and how it is read out."""

import random
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from bench import batches, chains, recurrent
from bench.batches import Batch, Example
from bench.recurrent import Arrays
from reading.recurrent import OfCharacters, OfTexts

SMALL = [
    Example("在中街路占道", ["OAAAXX", "__r_ss"], "OBIIOO"),
    Example("脏，在东路", ["XOOAA", "____r"], "OOOBI"),
    Example("占", ["X", "_"], "O"),
]
WHOLE = [
    Example(one.text, one.notes, (said,))
    for one, said in zip(SMALL, ("report", "chatter", "report"), strict=True)
]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks of few numbers, to which everything is shown."""
    monkeypatch.setattr(batches, "LEAST", {"pairs": 1})
    for name, value in {
        "SIZES": {"letters": 4, "pairs": 3},
        "NOTE": 2,
        "HIDDEN": 5,
        "LOST": 0.0,
        "UNKNOWN": {},
    }.items():
        monkeypatch.setattr(recurrent, name, value)


def started(seed: int, examples: Sequence[Example]) -> tuple[Arrays, Batch]:
    """A network that has learnt nothing yet, exact, and all small examples at once."""
    codes = batches.codes_in(examples)
    labels = sorted({label for one in examples for label in one.labels})
    whole = examples is WHOLE
    network = recurrent.start(codes, len(labels), np.random.default_rng(seed), whole=whole)
    numbers = [batches.in_numbers(one, codes, labels) for one in examples]
    batch = next(batches.batches(numbers, random.Random(0)))
    return {name: one.astype(np.float64) for name, one in network.items()}, batch


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("seed", "examples"), [(0, SMALL), (1, SMALL), (2, WHOLE)])
def test_slopes_are_what_a_small_step_changes(seed: int, examples: Sequence[Example]) -> None:
    network, batch = started(seed, examples)
    chance = np.random.default_rng(seed)
    _, slopes = recurrent.slopes_of(network, batch, chance)
    tiny = 1e-6
    for name, table in network.items():
        for place in list(np.ndindex(table.shape))[:: max(1, table.size // 40)]:
            here = table[place]
            sides = []
            for side in (here + tiny, here - tiny):
                table[place] = side
                sides.append(recurrent.slopes_of(network, batch, chance)[0])
            table[place] = here
            slope = (sides[0] - sides[1]) / (2 * tiny)
            assert slopes[name][place] == pytest.approx(slope, abs=1e-7), name


def test_a_chain_weighs_every_row_of_labels() -> None:
    chance = np.random.default_rng(5)
    said, steps = chance.normal(size=(1, 4, 3)), chance.normal(size=(3, 3))
    labels = np.array([[2, 0, 1, 0]])
    there = np.array([[True, True, True, False]])

    def score(row: tuple[int, ...]) -> float:
        shown = sum(said[0, at, label] for at, label in enumerate(row))
        return float(shown + sum(steps[pair] for pair in pairwise(row)))

    whole = np.log(sum(np.exp(score(row)) for row in product(range(3), repeat=3)))
    loss, _, _ = chains.loss(said, steps, labels, there)
    assert loss == pytest.approx(whole - score((2, 0, 1)))


@pytest.mark.usefixtures("small")
def test_what_was_learnt_is_read_out_of_the_file(tmp_path: Path) -> None:
    tables = recurrent.learn(SMALL, rounds=600, pairs=1)
    assert len(tables["codes_pairs"]) > 5
    path = tmp_path / "one.npz"
    recurrent.write(tables, path)
    with np.load(path, allow_pickle=False) as read:
        network = OfCharacters({key: read[key] for key in read.files})
    for one in SMALL:
        assert network.labels(one.text, one.notes) == one.labels
    assert network.labels("在东路占道", ["OAAXX", "__r__"]) == "OBIOO"
    assert network.labels("", ["", ""]) == ""


@pytest.mark.usefixtures("small")
def test_the_same_examples_teach_the_same() -> None:
    once, again = (recurrent.learn(SMALL, rounds=2, pairs=1) for _ in range(2))
    assert once.keys() == again.keys()
    assert all((once[name] == again[name]).all() for name in once)


@pytest.mark.usefixtures("small")
def test_what_was_learnt_of_whole_texts_is_read_out_of_the_file(tmp_path: Path) -> None:
    tables = recurrent.learn(WHOLE, rounds=300, pairs=0)
    assert "pairs_in" not in tables
    path = tmp_path / "one.npz"
    recurrent.write(tables, path)
    with np.load(path, allow_pickle=False) as read:
        network = OfTexts({key: read[key] for key in read.files})
    assert network.labels == ("chatter", "report")
    for one in WHOLE:
        logs = network.logs(one.text, one.notes)
        assert (max(logs, key=logs.__getitem__),) == one.labels
        assert sum(np.exp(list(logs.values()))) == pytest.approx(1)
    assert network.logs("", ["", ""]) == pytest.approx(dict.fromkeys(network.labels, -np.log(2)))


@pytest.mark.usefixtures("small")
def test_labels_that_never_followed_never_do() -> None:
    tables = recurrent.learn(SMALL, rounds=1, pairs=1)
    for text in ("占道在中街路", "路路路，脏中街"):
        labels = OfCharacters(tables).labels(text, ["O" * len(text), "_" * len(text)])
        assert "OI" not in labels
        assert not labels.startswith("I")


@pytest.mark.usefixtures("small")
def test_a_network_begins_with_what_another_knows() -> None:
    learnt = recurrent.learn(SMALL, rounds=1, pairs=1)
    # No step is made: of other letters, notes and labels, and where it knew nothing, it is new.
    other = recurrent.learn([Example("中X", ["A_"], "NO")], rounds=0, begin=learnt)
    letters = {chr(code) for code in other["codes_letters"]}
    assert letters >= {"中", "街", "占", "X"}
    for code, numbers in zip(learnt["codes_letters"], learnt["letters_in"], strict=True):
        at = int(np.searchsorted(other["codes_letters"], code))
        assert other["letters_in"][at] == pytest.approx(numbers)
    shown = 7
    assert other["enter0"][:, :shown] == pytest.approx(learnt["enter0"][:, :shown])
    assert other["before1"] == pytest.approx(learnt["before1"])
    assert other["leave"].shape == (10, 2)
