"""What all characters of a text say together, how unlikely the right answer is, and the slopes.

Of each number that is remembered of the characters two things count: all of them together, and the
largest. So a long text says more than a short one, but less than in proportion; and one word in it
can say everything.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.chains import Floats, Numbers


class Pooled(NamedTuple):
    """What counts of each row, (row, number), where the largest stand, and roots of lengths."""

    seen: Floats
    largest: Numbers
    root: Floats


def pooled(hidden: Floats, there: NDArray[np.bool_]) -> Pooled:
    """What counts of numbers at (place, row, number): as `reading.recurrent.pooled` for one."""
    here = there[:, :, None]
    root = np.sqrt(there.sum(axis=0)).astype(hidden.dtype)[:, None]
    largest = np.where(here, hidden, -np.inf).argmax(axis=0)[None]
    both = [np.where(here, hidden, 0).sum(axis=0) / root, np.take_along_axis(hidden, largest, 0)[0]]
    return Pooled(np.concatenate(both, axis=1), largest, root)


def spread(slope: Floats, of: Pooled, there: NDArray[np.bool_]) -> Floats:
    """The slopes by numbers at (place, row, number), from those by what counts of them."""
    together, largest = np.split(slope, 2, axis=1)
    by_hidden = there[:, :, None] * (together / of.root)
    more = np.take_along_axis(by_hidden, of.largest, 0) + largest
    np.put_along_axis(by_hidden, of.largest, more, 0)
    return by_hidden


def loss(said: Floats, given: Floats) -> tuple[float, Floats]:
    """How unlikely the answers are that were given (negative log), and its slope by `said`.

    Both: (row, answer), what speaks for each, and how often it was given.
    """
    logs: NDArray[Any] = said - said.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    slope = np.exp(logs) * given.sum(axis=1, keepdims=True) - given
    return -float((given * logs).sum()), slope
