"""The words that led to an answer: most answers are never asked for them."""

from collections.abc import Callable, Sequence
from typing import overload


class Reasons(Sequence[str]):
    """Words that are looked for when somebody first reads them, each once."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], Sequence[str]]) -> None:
        self._find = find
        self._found: tuple[str, ...] | None = None

    def _words(self) -> tuple[str, ...]:
        if self._found is None:
            self._found = tuple(dict.fromkeys(self._find()))
        return self._found

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return self._words()[at]

    def __len__(self) -> int:
        return len(self._words())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._words() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._words())

    def __repr__(self) -> str:
        return repr(self._words())
