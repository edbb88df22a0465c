"""What was looked up once is at hand."""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

Piece = TypeVar("Piece", bound=Hashable)

MOST = 1 << 14
"""So much is kept, at most 8 MB a table; with more, all of it is looked up again."""


class Looked(dict[Piece, int], Generic[Piece]):
    """What a model says of each piece of a text, by the first piece of a kind that asks for it.

    Language repeats itself: most pieces of a text were met before, and a small table of these is
    read faster than a large one of all that could be met.
    """

    def __init__(self, ask: Callable[[Piece], int]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, piece: Piece) -> int:
        if len(self) >= MOST:
            self.clear()
        said = self[piece] = self._ask(piece)
        return said

    def sum_of(self, pieces: Iterable[Piece]) -> int:
        """What all of these pieces say together."""
        return sum(map(self.__getitem__, pieces))
