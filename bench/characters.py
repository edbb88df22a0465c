"""Which characters of a labelled text are what: from this places, units and work are learnt."""

from collections.abc import Iterator, Sequence
from itertools import chain

from bench.exchanging import exchanged
from bench.reading import NOW, SCORED_KINDS, Row
from bench.recurrent import Example
from reading import features, linking, work
from reading.findings import find
from reading.model import EMPTY
from reading.pointing import PLACE, UNIT
from reading.rules import Span


def places(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a report are its addresses and its units; and once more, exchanged."""
    reports = [row for row in rows if row["is_report"] and "address" in row]
    for row in chain(reports, exchanged(reports)):
        found = find(row["text"], NOW, EMPTY)
        text, notes = found.message.folded, features.of_characters(found)
        if text:
            yield Example(text, notes, "".join(labels_of(row, len(text))))


def works(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a work report are its verbs, its things and its counts."""
    for row in rows:
        seen = work.look(row["sentence"])
        if seen.folded:
            yield Example(seen.folded, [work.marks(seen)], "".join(labels_of_work(row, seen)))


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
