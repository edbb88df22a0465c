"""Which known place a text names, or seems to have misspelt."""

from dataclasses import replace

from reading.model import Directory, PlaceSuggestion, Reading
from reading.text import LONGEST, fold

_LOOKED_AT = 300
"""Characters in which a misspelt place is looked for where no address was found."""


def located(reading: Reading, directory: Directory) -> Reading:
    """The reading with `place` or `place_suggestion`, and the unit of a place that it names.

    Only what names a place, or reports a problem that has one, is looked at.
    """
    address = reading.address or reading.target_address
    if not directory.gazetteer or (address is None and not reading.is_report):
        return reading
    known = directory.gazetteer.known_in(fold(address)) if address else None
    if known is None:
        return replace(reading, place_suggestion=_nearest(reading.text, address, directory))
    named = replace(reading, place=known.name)
    if reading.is_report and reading.unit is None and reading.unit_name is None:
        return replace(named, unit_name=known.unit or directory.areas.get(known.name))
    return named


def _nearest(text: str, address: str | None, directory: Directory) -> PlaceSuggestion | None:
    """The known place that the address resembles; without one, that any words do."""
    folded = fold(text[:LONGEST])
    start = text.find(address) if address else 0
    within = (start, start + len(address)) if address else (0, min(len(folded), _LOOKED_AT))
    found = directory.gazetteer.nearest(folded, within)
    if found is None:
        return None
    return PlaceSuggestion(text[found.start : found.end], found.word, round(found.score, 1))
