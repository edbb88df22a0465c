"""What a long short-term memory keeps of texts, read in two ways at once, and its slopes.

S. Hochreiter, J. Schmidhuber: Long Short-Term Memory (1997), with gates to forget (F. Gers and
others, 2000). In all arrays: (way, text, place, number); what is behind the end of a text is read
last, in both ways, and has no slope.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.chains import Floats

Tables = Mapping[str, NDArray[Any]]


def remember(network: Tables, both: Floats) -> tuple[Floats, list[tuple[Floats, ...]]]:
    """What is remembered at each place in both ways; and of each place what led to it."""
    ways, rows, length, _ = both.shape
    size = network["again"].shape[1]
    entered = both @ network["enter"][:, None] + network["bias"][:, None, None]
    last: Floats = np.zeros((ways, rows, size), both.dtype)
    cell: Floats = last
    remembered: Floats = np.empty((ways, rows, length, size), both.dtype)
    memory: list[tuple[Floats, ...]] = []
    for at in range(length):
        gates = entered[:, :, at] + last @ network["again"]
        gates[..., : 3 * size] = 1 / (1 + np.exp(-gates[..., : 3 * size]))
        take, keep, show, new = np.split(gates, 4, axis=2)
        np.tanh(new, out=new)
        before, cell = cell, keep * cell + take * new
        bent = np.tanh(cell)
        last = show * bent
        remembered[:, :, at] = last
        memory.append((gates, before, bent))
    return remembered, memory


def recall(
    network: Tables, both: Floats, ways: Floats, memory: list[tuple[Floats, ...]], slope: Floats
) -> tuple[Floats, dict[str, NDArray[Any]]]:
    """The slopes by what entered and by all that `remember` used, from the last place on."""
    size = network["again"].shape[1]
    again = network["again"].transpose(0, 2, 1)
    by_gates = np.empty((*ways.shape[:3], 4 * size), ways.dtype)
    by_last = by_cell = np.zeros_like(ways[:, :, 0])
    for at in range(len(memory) - 1, -1, -1):
        gates, before, bent = memory[at]
        take, keep, show, new = np.split(gates, 4, axis=2)
        here = slope[:, :, at] + by_last
        by_cell = by_cell + here * show * (1 - bent * bent)
        by_gates[:, :, at] = np.concatenate(
            [
                by_cell * new * take * (1 - take),
                by_cell * before * keep * (1 - keep),
                here * bent * show * (1 - show),
                by_cell * take * (1 - new * new),
            ],
            axis=2,
        )
        by_cell = by_cell * keep
        by_last = by_gates[:, :, at] @ again
    flat = by_gates.reshape(len(by_gates), -1, 4 * size)
    led = np.concatenate([np.zeros_like(ways[:, :, :1]), ways[:, :, :-1]], axis=2)
    return by_gates @ network["enter"].transpose(0, 2, 1)[:, None], {
        "bias": flat.sum(axis=1),
        "enter": both.reshape(len(both), -1, both.shape[3]).transpose(0, 2, 1) @ flat,
        "again": led.reshape(len(led), -1, size).transpose(0, 2, 1) @ flat,
    }
