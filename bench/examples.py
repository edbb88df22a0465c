"""What networks learn from: labelled texts, once more with other places, phrases; work reports."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from bench.batches import Answers, Example
from bench.characters import labels_of, labels_of_work
from bench.exchanging import exchanged
from bench.reading import NOW, Row, readings
from reading import work
from reading.choosing import NOTHING
from reading.findings import find
from reading.model import EMPTY

Phrase = tuple[str, str]
"""A category, and words that somebody may call it by."""


def texts(rows: Sequence[Row], more: Iterable[Phrase]) -> Iterator[Example]:
    """Labelled texts, with what is labelled of them; then phrases.

    Of reports whose place is labelled, its characters; and again with another one.
    """
    pointed = [row for row in rows if row["is_report"] and "address" in row]
    for row in chain(rows, exchanged(pointed)):
        yield from _example(row["text"], row, answers(row))
    for name, words in more:
        yield from _example(words, {}, {"categories": {name: 1.0}})


def work_reports(rows: Iterable[Row]) -> Iterator[Row]:
    """Labelled work reports in which something was done, as what somebody says in a group.

    They are digests, and no reports of a problem, though they name problems and places.
    """
    for row in rows:
        if any(one["kind"] == "result" for one in row["tallies"]):
            text = row["sentence"]
            yield {"text": text, "is_report": False, "intent": "digest", "categories": []}


def works(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a work report are its verbs, its things and its counts."""
    for row in rows:
        seen = work.look(row["sentence"])
        if seen.folded:
            notes = [work.marks(seen)]
            for read in readings(row):
                yield Example(seen.folded, notes, "".join(labels_of_work(read, seen)))


def _example(text: str, row: Row, given: Answers) -> Iterator[Example]:
    found = find(text, NOW, EMPTY)
    if folded := found.message.folded:
        points = row.get("is_report") and "address" in row
        labels = "".join(labels_of(row, len(folded))) if points else ""
        yield Example(folded, found.notes, labels, given)


def answers(row: Row) -> Answers:
    """What a text says, what is wrong and how bad it is, as far as somebody labelled it.

    A report is one even if nobody labelled its intent: how words follow each other in reports the
    network learns from all of them, how many of the texts are reports the pieces know
    (`bench.training.intents`). A report of several problems answers with each of them; two readers
    count half each.
    """
    if not row["is_report"]:
        return {"intents": {row["intent"]: 1.0}} if "intent" in row else {}
    categories = (name for one in readings(row) for name in one["categories"] or [NOTHING])
    severities = (one["severity"] for one in readings(row) if "severity" in one)
    count = sum(1 for _ in readings(row))
    given = {
        "intents": {row.get("intent") or "report": 1.0},
        "categories": _shares(categories, count),
        "severity": _shares(severities, count),
    }
    return {question: shares for question, shares in given.items() if shares}


def _shares(given: Iterable[str], readers: int) -> Mapping[str, float]:
    shares: defaultdict[str, float] = defaultdict(float)
    for one in given:
        shares[one] += 1 / readers
    return dict(shares)
