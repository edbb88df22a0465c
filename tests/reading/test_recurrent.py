"""The likeliest labels of all characters, and answers, as they follow from what was learnt."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.slopes import LAYERS
from bench.training import DATA
from reading import work
from reading.findings import find
from reading.model import EMPTY
from reading.pointing import PLACE
from reading.recurrent import Network, load, seen_of, spans_of
from tests.reading.cast import NOW

Tables = Mapping[str, NDArray[Any]]


@cache
def tables(name: str) -> Tables:
    with np.load(DATA / f"learned_{name}.npz", allow_pickle=False) as read:
        return {key: read[key] for key in read.files}


@cache
def network(name: str) -> Network:
    return Network(load(name))


@cache
def hidden(name: str, text: str, notes: tuple[str, ...]) -> list[NDArray[Any]]:
    """What the papers say is remembered of each character, gate by gate."""
    known, shown = tables(name), []
    for at in range(len(text)):
        row: list[float] = []
        for kind, seen in seen_of(text, notes).items():
            number = numbers(name, kind).get(int(seen[at]), 0)
            row += known[f"{kind}_in"][number].tolist()
        shown.append(np.array(row, np.float32))
    for layer in range(LAYERS):
        further = remembered(known, layer, shown)
        shown = [a + b for a, b in zip(shown, further, strict=True)] if layer else further
    return shown


@cache
def numbers(name: str, kind: str) -> Mapping[int, int]:
    """The number of each code of a kind."""
    return {code: at for at, code in enumerate(tables(name)[f"codes_{kind}"].tolist())}


def plain(name: str, text: str, notes: Sequence[str]) -> str:
    """The likeliest labels, label by label; of those as likely the first."""
    known = tables(name)
    labels = str(known["labels"])
    totals: list[float] = []
    paths = [""] * len(labels)
    for both in hidden(name, text, tuple(notes)):
        here = both @ known["leave"].astype("f4") + known["leave_bias"]
        steps = known["steps"].astype("f4")
        came = [0] * len(labels)
        if totals:
            onward = np.array(totals)[:, None] + steps
            came = onward.argmax(axis=0).tolist()
            here = here + onward.max(axis=0)
        else:  # what never follows "O" never comes first
            here = here + np.where(steps[labels.index("O")] > -10_000, 0, -10_000)
        paths = [paths[before] + label for before, label in zip(came, labels, strict=True)]
        totals = here.tolist()
    return paths[int(np.argmax(totals))] if text else ""


def remembered(known: Tables, layer: int, shown: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """What one layer remembers at each place, forwards and behind it backwards."""
    ways = []
    for way, order in enumerate((range(len(shown)), range(len(shown) - 1, -1, -1))):
        enter, before, bias = (
            known[f"{name}{layer}"][way].astype("f4") for name in ("enter", "before", "bias")
        )
        states = {}
        last = np.zeros_like(shown[0])
        kept = np.zeros(len(bias) // 3, np.float32)
        for at in order:
            keep, show, new = np.split(shown[at] @ enter + last @ before + bias, 3)
            keep, show = (1 / (1 + np.exp(-one)) for one in (keep, show))
            kept = keep * kept + (1 - keep) * np.tanh(new)
            states[at], last = show * kept, shown[at]
        ways.append(states)
    return [np.concatenate([ways[0][at], ways[1][at]]) for at in range(len(shown))]


@pytest.mark.parametrize(
    "text",
    [
        "塔柏路31号门口乱堆乱放，请解放街道2小时内清理",
        "请大南中队去大南街5号看看，@园林处 也去",
        "占",
        "热闹路32号对面3家店外经营，" * 9,
    ],
)
def test_addresses_and_units_are_labelled_as_was_learnt(text: str) -> None:
    found = find(text, NOW, EMPTY)
    notes = found.notes
    labels = network("reports").read(found.message.folded, notes).labels()
    assert labels == plain("reports", found.message.folded, notes)


@pytest.mark.parametrize(
    "text",
    ["清理小广告80余处，撵走西瓜车5辆", "摊撵了9个 凳收16条", "出动人员14名 车3辆，" * 9],
)
def test_work_is_labelled_as_was_learnt(text: str) -> None:
    seen = work.look(text)
    notes = [work.marks(seen)]
    labels = network("work").read(seen.folded, notes).labels()
    assert labels == plain("work", seen.folded, notes)


@pytest.mark.parametrize("question", ["intents", "categories", "severity"])
@pytest.mark.parametrize("text", ["昨天修好的路灯今天又黑了", "占", "谢谢大家，" * 9])
def test_questions_are_answered_as_was_learnt(text: str, question: str) -> None:
    found, known = find(text, NOW, EMPTY), tables("reports")
    rows = np.array(hidden("reports", found.message.folded, found.notes))
    counts = np.concatenate([rows.sum(axis=0) / len(rows) ** 0.5, rows.max(axis=0)])
    sums = counts @ known[f"asked_{question}"].astype("f4") + known[f"asked_bias_{question}"]
    logs = network("reports").read(found.message.folded, found.notes).logs(question)
    answers = known[f"answers_{question}"].tolist()
    assert list(logs) == answers
    assert [logs[one] - logs[answers[0]] for one in answers] == pytest.approx(
        (sums - sums[0]).tolist(), abs=0.02
    )


@given(st.text(max_size=60))
def test_any_text_has_a_label_for_each_character(text: str) -> None:
    found = find(text, NOW, EMPTY)
    folded, notes = found.message.folded, found.notes
    labels = network("reports").read(folded, notes).labels()
    assert len(labels) == len(folded)
    assert set(labels) <= set("BIOUV")
    assert "OI" not in f"O{labels}"
    assert "OV" not in f"O{labels}"


def test_a_span_begins_with_its_first_label() -> None:
    assert spans_of("OBIIBOIBUV", PLACE) == [(1, 4), (4, 5), (7, 8)]
    assert spans_of("", PLACE) == []
