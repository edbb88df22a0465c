"""A network that labels characters and answers for texts: its slopes, and how it is read out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench import batches, recurrent
from bench import slopes as slopes_room
from bench.batches import Batch, Example
from bench.descent import Arrays, Rows
from bench.slopes import slopes_of
from reading.recurrent import Network

SMALL = [
    Example("在中街路占道", ["OAAAXX", "__r_ss"], "OBIIOO"),
    Example("脏，在东路", ["XOOAA", "____r"], "OOOBI"),
    Example("占", ["X", "_"], "O"),
]
WHOLE = [
    one._replace(labels="", given={"act": {act: 1.0}, "wrong": wrong})
    for one, act, wrong in zip(
        SMALL,
        ("report", "chatter", "report"),
        ({"stall": 0.5, "dirt": 1.0}, {}, {"dirt": 1.0}),
        strict=True,
    )
]
BOTH = [SMALL[0]._replace(given=WHOLE[0].given), WHOLE[1], SMALL[2]]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks of few numbers, to which everything is shown."""
    monkeypatch.setattr(batches, "LEAST", {})
    for name, value in {
        "SIZES": {"letters": 4, "pairs": 3},
        "NOTE": 2,
        "HIDDEN": 5,
        "PACE": 0.01,
    }.items():
        monkeypatch.setattr(recurrent, name, value)
    monkeypatch.setattr(slopes_room, "LOST", 0.0)
    monkeypatch.setattr(slopes_room, "UNKNOWN", {})


def started(seed: int, examples: Sequence[Example]) -> tuple[Arrays, Batch]:
    """A network that has learnt nothing yet, exact, and all small examples at once."""
    told = batches.told_in(examples)
    network = recurrent.start(told, np.random.default_rng(seed))
    numbers = [batches.in_numbers(one, told) for one in examples]
    return {name: one.astype(np.float64) for name, one in network.items()}, batches.together(
        numbers
    )


def read_back(tables: Arrays, path: Path) -> Network:
    """The network that the file of these tables holds."""
    recurrent.write(tables, path)
    with np.load(path, allow_pickle=False) as read:
        return Network({key: read[key] for key in read.files})


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("seed", "examples", "lost"), [(0, SMALL, 0.0), (1, BOTH, 0.35), (2, WHOLE, 0.35)]
)
def test_slopes_are_what_a_small_step_changes(
    monkeypatch: pytest.MonkeyPatch, seed: int, examples: Sequence[Example], lost: float
) -> None:
    monkeypatch.setattr(slopes_room, "LOST", lost)
    network, batch = started(seed, examples)

    def judged() -> tuple[float, Arrays, dict[str, Rows]]:
        # The same is hidden each time.
        return slopes_of(network, batch, np.random.default_rng(seed))

    _, slopes, rows = judged()
    for name, (numbers, slope) in rows.items():
        slopes[name] = np.zeros_like(network[name])
        slopes[name][numbers] = slope
    assert slopes.keys() == network.keys()
    tiny = 1e-6
    for name, table in network.items():
        for place in list(np.ndindex(table.shape))[:: max(1, table.size // 30)]:
            here = table[place]
            sides = []
            for side in (here + tiny, here - tiny):
                table[place] = side
                sides.append(judged()[0])
            table[place] = here
            changed = (sides[0] - sides[1]) / (2 * tiny)
            assert slopes[name][place] == pytest.approx(changed, abs=1e-6), name


@pytest.mark.usefixtures("small")
def test_what_was_learnt_is_read_out_of_the_file(tmp_path: Path) -> None:
    network = read_back(recurrent.learn(SMALL, rounds=300), tmp_path / "one.npz")
    assert not network.answers
    for one in SMALL:
        assert network.read(one.text, one.notes).labels() == one.labels
    assert network.read("在东路占道", ["OAAXX", "__r__"]).labels() == "OBIOO"
    assert network.read("", ["", ""]).labels() == ""


@pytest.mark.usefixtures("small")
def test_the_same_examples_teach_the_same() -> None:
    once, again = (recurrent.learn(BOTH, rounds=2) for _ in range(2))
    assert once.keys() == again.keys()
    assert all((once[name] == again[name]).all() for name in once)


@pytest.mark.usefixtures("small")
def test_what_was_learnt_of_whole_texts_is_read_out_of_the_file(tmp_path: Path) -> None:
    tables = recurrent.learn(WHOLE, rounds=200)
    network = read_back(tables, tmp_path / "one.npz")
    assert network.answers == {"act": ("chatter", "report"), "wrong": ("dirt", "stall")}
    assert not network.labels
    for one in WHOLE:
        read = network.read(one.text, one.notes)
        for question, given in one.given.items():
            logs = read.logs(question)
            assert sum(np.exp(list(logs.values()))) == pytest.approx(1)
            for answer, times in given.items():
                assert np.exp(logs[answer]) == pytest.approx(times / sum(given.values()), abs=0.1)
    sums = np.array(list(network.read("", ["", ""]).logs("act").values()))
    bias = tables["asked_bias_act"].astype("f4")
    assert sums[1] - sums[0] == pytest.approx(bias[1] - bias[0], abs=1e-3)


@pytest.mark.usefixtures("small")
def test_what_nobody_labelled_teaches_nothing_of_it() -> None:
    told = batches.told_in(BOTH)
    network = recurrent.start(told, np.random.default_rng(0))
    answered, labelled = (
        slopes_of(
            network,
            batches.together([batches.in_numbers(one, told)]),
            np.random.default_rng(0),
        )[1]
        for one in BOTH[1:]
    )
    assert not {"leave", "leave_bias", "steps"} & answered.keys()
    assert answered["asked_act"].any()
    assert not answered["asked_wrong"].any()
    assert labelled["leave"].any()
    assert not labelled["asked_act"].any()


@pytest.mark.usefixtures("small")
def test_labels_that_never_followed_never_do() -> None:
    tables = recurrent.learn(SMALL, rounds=1)
    for text in ("占道在中街路", "路路路，脏中街"):
        labels = Network(tables).read(text, ["O" * len(text), "_" * len(text)]).labels()
        assert "OI" not in labels
        assert not labels.startswith("I")


@pytest.mark.usefixtures("small")
def test_a_network_begins_with_what_another_knows() -> None:
    learnt = recurrent.learn(SMALL, rounds=1)
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
