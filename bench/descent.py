"""The steps by which a network's numbers become better: AdamW, and of tables the rows that are met.

D. Kingma, J. Ba: Adam (2015); I. Loshchilov, F. Hutter: Decoupled Weight Decay (2019). A table has
a row for each of 137,000 pairs of letters, of which a step meets a thousand. A row that is not met
would go on where it went, less and less: that is done when it is met again. What no more comes in
the end, when steps are short, does not go on; nor do arrays of which a step has no slopes.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.chains import Floats, Numbers

Arrays = dict[str, NDArray[Any]]
Rows = tuple[Numbers, Floats]
"""The numbers of rows, each once, in order; and their slopes."""

DECAY = 0.01
"""How much of everything is forgotten, of each step."""
STEEPEST = 5.0
"""Slopes that are longer together are made as short as that."""
FIRST, SECOND = np.float32(0.9), np.float32(0.999)
"""How much of earlier slopes, and of their squares, is remembered with each step."""
_TINY = np.float32(1e-8)


class Descent:
    """A network on its way: it is changed where it is."""

    def __init__(self, network: Arrays) -> None:
        self._network = network
        self._means = {name: np.zeros_like(one) for name, one in network.items()}
        self._squares = {name: np.zeros_like(one) for name, one in network.items()}
        self._met: dict[str, Numbers] = {}
        self._steps = 0

    def step(self, slopes: Arrays, rows: dict[str, Rows], pace: float) -> None:
        """One step against the slopes: of whole arrays, and of some rows of tables."""
        self._steps += 1
        every = [*slopes.values(), *(slope for _, slope in rows.values())]
        shorter = np.float32(min(1.0, STEEPEST / (_length(every) + 1e-6)))
        for name, slope in slopes.items():
            self._go(name, slice(None), slope * shorter, np.float32(1), pace)
        for name, (numbers, slope) in rows.items():
            met = self._met.setdefault(name, np.zeros(len(self._network[name]), np.int64))
            since = self._steps - met[numbers]
            met[numbers] = self._steps
            self._go(name, numbers, slope * shorter, since.astype("f4")[:, None], pace)

    def _go(self, name: str, where: Any, slope: Floats, since: Any, pace: float) -> None:
        """Go against a slope, for what was met so many steps before."""
        one, mean, square = (
            kept[name][where] for kept in (self._network, self._means, self._squares)
        )
        wide = np.float32(pace) / (1 - FIRST**self._steps)
        far = 1 - SECOND**self._steps
        gone_on = FIRST * (1 - FIRST ** (since - 1)) / (1 - FIRST)
        one = one - wide * gone_on * mean / (np.sqrt(square / far) + _TINY)
        one *= (1 - np.float32(pace * DECAY)) ** since
        mean = mean * FIRST**since + (1 - FIRST) * slope
        square = square * SECOND**since + (1 - SECOND) * slope * slope
        one -= wide * mean / (np.sqrt(square / far) + _TINY)
        self._network[name][where] = one
        self._means[name][where], self._squares[name][where] = mean, square


def _length(slopes: Iterable[Floats]) -> float:
    return float(np.sqrt(sum(float((one * one).sum()) for one in slopes)))
