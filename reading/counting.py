"""Counts in work reports, in the language of the text."""

from reading import work
from reading.english import tallies as english
from reading.english.words import is_english
from reading.model import Tally


def tally(text: str) -> tuple[Tally, ...]:
    """The counts of work in a text, in order; () where nothing was counted."""
    return english.tally(text) if is_english(text) else work.tally(text)
