"""What was looked up once is at hand."""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

Piece = TypeVar("Piece", bound=Hashable)

MOST = 1 << 14
"""So much is kept, at most 8 MB a table, and as much again aside."""


class Looked(dict[Piece, int], Generic[Piece]):
    """What a model says of each piece of a text, by the first piece of a kind that asks for it.

    Language repeats itself: most pieces of a text were met before, and a small table of these is
    read faster than a large one of all that could be met. When the table is full it is put aside;
    what is asked for again comes back from there, all else is forgotten with the next one.
    """

    def __init__(self, ask: Callable[[Piece], int]) -> None:
        super().__init__()
        self._ask = ask
        self._aside: dict[Piece, int] = {}

    def __missing__(self, piece: Piece) -> int:
        said = self._aside.get(piece)
        if said is None:
            said = self._ask(piece)
        if len(self) >= MOST:
            self._aside = dict(self)
            self.clear()
        self[piece] = said
        return said

    def sum_of(self, pieces: Iterable[Piece]) -> int:
        """What all of these pieces say together."""
        return sum(map(self.__getitem__, pieces))
