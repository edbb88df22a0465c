"""Which characters of a labelled text are what: of reports and of work reports."""

from collections.abc import Iterator

from bench.reading import SCORED_KINDS, Row
from reading import linking
from reading.counts import Count
from reading.pointing import PLACE, UNIT
from reading.rules import Span
from reading.work import Work


def labels_of_work(row: Row, seen: Work) -> list[str]:
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


def tallied(row: Row, seen: Work) -> Iterator[tuple[Row, Count]]:
    """Each labelled count of work, and the number of the text that it is.

    Labels stand in the order of the text, mostly: what does not stand behind the one before is
    looked for from the beginning, among the numbers that are left.
    """
    at, left = 0, {count.start: count for count in seen.counts}
    for one in row["tallies"]:
        starts = list(_all(seen.typed, one["raw"]))
        for start in sorted(starts, key=lambda start: start < at):
            end = start + len(one["raw"])
            number = next((c for c in left.values() if c.start < end and start < c.end), None)
            if number is not None:
                at = max(at, end)
                del left[number.start]
                if one["kind"] in SCORED_KINDS:
                    yield one, number
                break


def _all(text: str, words: str) -> Iterator[int]:
    """Where words begin in a text."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _nearest(seen: Work, words: str, span: Span) -> Span | None:
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
