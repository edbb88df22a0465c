"""Which characters of a labelled text are what: from this places, units and work are learnt."""

from collections.abc import Iterator, Sequence
from itertools import chain

from bench.batches import Example
from bench.exchanging import exchanged
from bench.reading import NOW, SCORED_KINDS, Row, readings
from reading import linking, work
from reading.counts import Count
from reading.findings import find
from reading.model import EMPTY
from reading.pointing import PLACE, UNIT
from reading.rules import Span


def places(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a report are its addresses and its units; and once more, exchanged."""
    reports = [row for row in rows if row["is_report"] and "address" in row]
    for row in chain(reports, exchanged(reports)):
        found = find(row["text"], NOW, EMPTY)
        text, notes = found.message.folded, found.notes
        if text:
            yield Example(text, notes, "".join(labels_of(row, len(text))))


def works(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a work report are its verbs, its things and its counts."""
    for row in rows:
        seen = work.look(row["sentence"])
        if seen.folded:
            notes = [work.marks(seen)]
            for read in readings(row):
                yield Example(seen.folded, notes, "".join(labels_of_work(read, seen)))


def labels_of_work(row: Row, seen: work.Work) -> list[str]:
    """A label for each character of a labelled work report; of what is no work, none."""
    labels = ["O"] * len(seen.typed)
    for one, number in tallied(row, seen):
        span = (number.start, number.end)
        _label(labels, span, linking.NUMBER)
        if not one.get("implied_item"):
            _label(labels, _nearest(seen, one["item"], span), linking.ITEM)
        if not one.get("implied_action"):
            _label(labels, _nearest(seen, one["action"], span), linking.ACTION)
    return labels


def tallied(row: Row, seen: work.Work) -> Iterator[tuple[Row, Count]]:
    """Each labelled count of work, and the number of the text that it is."""
    at = 0
    for one in row["tallies"]:
        start = seen.typed.find(one["raw"], at)
        if start < 0:
            continue
        at = start + len(one["raw"])
        number = next((c for c in seen.counts if c.start < at and start < c.end), None)
        if one["kind"] in SCORED_KINDS and number is not None:
            yield one, number


def _nearest(seen: work.Work, words: str, span: Span) -> Span | None:
    """Where words stand nearest to a span: in its clause rather than in another, then before it.

    What touches it from behind is nearer than what stands before (清理后有36处清理完).
    """
    before = seen.typed.rfind(words, 0, span[0])
    behind = seen.typed.find(words, span[1])
    if before < 0 or behind < 0:
        at = max(before, behind)
    else:
        parted = seen.clauses.ends(before, span[0])
        beside = not seen.clauses.ends(span[1], behind)
        touches = behind <= span[1] + 1 and before + len(words) < span[0]
        at = behind if beside and (parted or touches) else before
    return (at, at + len(words)) if at >= 0 else None


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
