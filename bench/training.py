"""Learns the reader's models from labelled texts: `python -m bench.training [FILE…]`.

Writes `reading/data/learned_*.json`: "intents" (what was said), "categories" (what may be
wrong), "problems" (which of it is), "severity" (how bad), "deadlines" (which time is one), "places"
(address and unit, character by character) and "work" (verbs, things and counts of work reports,
likewise); how, `bench.learning` says.
Without a FILE it learns from `bench/texts/seen*.jsonl`; always from `phrases.tsv`, from the words
of the vocabulary and, of work, from `tallies.jsonl`. What `bench.reading` scores by default is
never learnt from. The same texts give the same tables.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench import learning
from bench.learning import Characters, Table, Text
from bench.reading import NOW, SCORED_KINDS, TEXTS, Row, load, right_due
from reading import acts, choosing, duechoosing, features, judging, linking, severity, work
from reading.choosing import NOTHING
from reading.deadline import times
from reading.describing import likely
from reading.findings import Findings, find
from reading.learned import MASKED, NO, YES, from_table
from reading.lexicon import lexicon
from reading.model import EMPTY, NO_CONTEXT
from reading.rules import Span
from reading.tagging import PLACE, UNIT
from reading.text import Message

PHRASES = TEXTS / "phrases.tsv"
WORK = TEXTS / "tallies.jsonl"
DATA = Path(__file__).parents[1] / "reading" / "data"

PARTS = 4
"""Each part of the reports is judged by what was learnt from the others."""
COST = 0.03
"""What a miss costs while it is learnt what a whole text says."""

Phrase = tuple[str, str]
"""A category, and words that somebody may call it by."""


def intents(rows: Sequence[Row]) -> Iterator[Text]:
    """What each text says; the messages that the rules know word for word teach nothing.

    Who types the name of a problem, and no more, reports it.
    """
    captions = [{"text": name, "intent": "report"} for name in lexicon().categories]
    for row in (*rows, *captions):
        found = _found(row)
        ruled = acts.rule(found, NO_CONTEXT)
        if not ruled.whole:
            yield judging.evidence(found, ruled), row["intent"]


def categories(rows: Sequence[Row], more: Iterable[Phrase]) -> Iterator[Text]:
    """What is wrong: a report of several problems speaks for each; so do phrases and words."""
    for row in rows:
        for name in row["categories"] or [NOTHING] * row["is_report"]:
            yield _of_problem(row["text"]), name
    for name, words in more:
        yield _of_problem(words), name
    for name, known in lexicon().categories.items():
        for words in (name, *known.words):
            yield sorted(features.marked(MASKED, words)), name


def problems(rows: Sequence[Row], more: Sequence[Phrase]) -> Iterator[Text]:
    """Which likely problems each report speaks of; likely by texts among which it is not.

    What an alternative label names beside may be there or not, and teaches nothing.
    """
    reports = [row for row in rows if row["is_report"]]
    for part in range(PARTS):
        others = [row for at, row in enumerate(reports) if at % PARTS != part]
        model = from_table(_categories(others, more))
        for row in reports[part::PARTS]:
            said = model.sum_of(features.marked(MASKED, (found := _found(row)).bare))
            chances = likely(found, said, model)
            for name, seen in choosing.evidence(found, chances).items():
                if name in row["categories"]:
                    yield seen, YES
                elif name not in row.get("alt_categories", ()):
                    yield seen, NO


def phrases() -> Iterator[Phrase]:
    """Those of `bench/texts/phrases.tsv`: what people call a problem, and no more."""
    for line in PHRASES.read_text(encoding="utf-8").splitlines():
        name, words = line.split("\t")
        yield name, words


def _of_problem(text: str) -> list[str]:
    found = find(text, NOW, EMPTY)
    return [*features.marked(MASKED, found.bare), *features.of_categories(found.facts.present)]


def severities(rows: Sequence[Row]) -> Iterator[Text]:
    """How bad each report is."""
    for row in rows:
        if row["is_report"]:
            found = _found(row)
            ruled, _ = severity.by_rules(found.message, row["categories"])
            yield severity.evidence(found.bare, row["categories"], ruled), row["severity"]


def deadlines(rows: Sequence[Row]) -> Iterator[Text]:
    """Which of the times that each report names is its deadline: the labelled words, or as due."""
    for row in rows:
        if row["is_report"]:
            raw = row["deadline"].get("raw")
            first = row["text"].find(raw) if raw else len(row["text"])
            last = first + len(raw or "")
            folded = Message.of(row["text"], lexicon().spelling).folded
            for time in times(row["text"], NOW):
                due = (str(time.deadline.kind), time.deadline.due)
                here = time.span[0] < last and first < time.span[1]
                is_it = here or right_due(row["deadline"], due)
                yield duechoosing.evidence(folded, time), YES if is_it else NO


def places(rows: Sequence[Row]) -> Iterator[Characters]:
    """Which characters of a report are its addresses and its units."""
    for row in rows:
        if row["is_report"]:
            found = _found(row)
            shapes, said = features.of_characters(found)
            noted = [_in_order(notes) for notes in said]
            yield _characters(shapes, noted), labels_of(row, len(said))


def works(rows: Sequence[Row]) -> Iterator[Characters]:
    """Which characters of a work report are its verbs, its things and its counts."""
    for row in rows:
        seen = work.look(row["sentence"])
        shapes, said = work.evidence(seen)
        if said:
            yield _characters(shapes, said), labels_of_work(row, seen)


_ORDER = "snmbkl^"


def _in_order(notes: Sequence[str]) -> list[str]:
    """The features of a character's notes; in another order the weights' last digit changes."""
    said = (one for note in notes for one in features.said_by(note))
    return sorted(said, key=lambda one: _ORDER.index(one[2]))


def _characters(shapes: str, said: Sequence[Sequence[str]]) -> list[list[str]]:
    """All features of each character: the pieces near it, and what the rules say of it."""
    return [[*features.pieces(shapes, at), *one] for at, one in enumerate(said)]


def labels_of_work(row: Row, seen: work.Work) -> list[str]:
    """A label for each character of a labelled work report; of what is no work, none."""
    text = seen.typed
    labels = ["O"] * len(text)
    at = 0
    for one in row["tallies"]:
        start = text.find(one["raw"], at)
        if start < 0:
            continue
        at = start + len(one["raw"])
        number = next((c for c in seen.counts if c.start < at and start < c.end), None)
        if one["kind"] not in SCORED_KINDS or number is None:
            continue
        span = (number.start, number.end)
        _label(labels, span, linking.NUMBER)
        if not one.get("implied_item"):
            _label(labels, _nearest(text, one["item"], span), linking.ITEM)
        if not one.get("implied_action"):
            _label(labels, _nearest(text, one["action"], span), linking.ACTION)
    return labels


def _nearest(text: str, words: str, span: Span) -> Span | None:
    """Where words stand nearest to a span; before it, if they stand on both sides."""
    before = text.rfind(words, 0, span[0])
    behind = text.find(words, span[1])
    if before >= 0 and (behind < 0 or behind > span[1] + 1 or before + len(words) == span[0]):
        return before, before + len(words)
    return (behind, behind + len(words)) if behind >= 0 else None


def _label(labels: list[str], span: Span | None, kind: tuple[str, str]) -> None:
    if span and set(labels[slice(*span)]) == {"O"}:
        labels[slice(*span)] = [kind[0], *(kind[1] * (span[1] - span[0] - 1))]


def labels_of(row: Row, length: int) -> list[str]:
    """A label for each character of a labelled text, by its addresses and units."""
    labels = ["O"] * length
    for kind, parts in (
        (PLACE, row.get("multi_address") or [row["address"]]),
        (UNIT, row.get("multi_unit") or [row["unit"]]),
    ):
        for part in sorted(filter(None, parts), key=len, reverse=True):
            at = row["text"].find(part)
            while at >= 0 and set(labels[at : at + len(part)]) != {"O"}:
                at = row["text"].find(part, at + 1)
            if at >= 0:
                _label(labels, (at, at + len(part)), kind)
    return labels


def _found(row: Row) -> Findings:
    return find(row["text"], NOW, EMPTY)


Lessons = dict[str, Callable[[], Table]]


def lessons(rows: Sequence[Row], more: Sequence[Phrase], counted: Sequence[Row]) -> Lessons:
    """How each model is learnt, by name, from labelled texts, phrases and work reports."""
    return {
        "places": partial(_sequences, places, rows, c1=0.2, c2=0.05),
        "work": partial(_sequences, works, counted, c1=0.1, c2=0.1),
        "problems": partial(_margins, problems, rows, more, cost=0.01),
        "categories": partial(_categories, rows, more),
        "intents": partial(_margins, intents, rows, cost=COST),
        "deadlines": partial(_margins, deadlines, rows, cost=COST),
        "severity": partial(_margins, severities, rows, cost=COST, by_counts=True),
    }


def _sequences(
    examples: Callable[..., Iterable[Characters]], *texts: Sequence[Any], c1: float, c2: float
) -> Table:
    return learning.sequences(examples(*texts), c1=c1, c2=c2)


def _categories(rows: Sequence[Row], more: Iterable[Phrase]) -> Table:
    # When there were 67,000 features, the weakest fifth were half of all weights and changed no
    # figure.
    return learning.margins(categories(rows, more), cost=COST, least=10, by_counts=True)


def _margins(
    examples: Callable[..., Iterable[Text]],
    *texts: Sequence[Any],
    cost: float,
    by_counts: bool = False,
) -> Table:
    return learning.margins(examples(*texts), cost=cost, by_counts=by_counts)


def main(argv: Sequence[str] | None = None) -> None:
    """Learn from the files named on the command line and write the models."""
    parser = argparse.ArgumentParser(prog="python -m bench.training", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled texts, JSON lines")
    files = parser.parse_args(argv).files or sorted(TEXTS.glob("seen*.jsonl"))
    rows = load(files)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        learnt = {
            name: pool.submit(lesson)
            for name, lesson in lessons(rows, list(phrases()), load([WORK])).items()
        }
    for name, lesson_learnt in learnt.items():
        table, path = lesson_learnt.result(), DATA / f"learned_{name}.json"
        learning.write(table, path)
        size = path.stat().st_size
        print(json.dumps({"model": name, "features": len(table["weights"]), "bytes": size}))


if __name__ == "__main__":
    main()
