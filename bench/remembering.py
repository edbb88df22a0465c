"""What a layer of simple recurrent units keeps of texts, read in two ways at once, and its slopes.

T. Lei and others: Simple Recurrent Units for Highly Parallelizable Recurrence (EMNLP 2018); what
enters is a place and the one read before it (J. Bradbury and others: Quasi-Recurrent Neural
Networks, 2017). In all arrays: (way, place, text, number); what is behind the end of a text is
read last, in both ways, and has no slope.
"""

from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.chains import Floats

Of = TypeVar("Of")


class Layer(NamedTuple, Generic[Of]):
    """Its numbers: from a place, from the one read before it, and beside them, by way and gate.

    (way, number of what is seen, gate), twice, and (way, gate). A gate has a number for each that
    is remembered: first how much is kept, then how much is shown, then what is new.
    """

    enter: Of
    before: Of
    bias: Of


class Memory(NamedTuple):
    """What was seen in both ways, the three gates of each place, and what was kept there."""

    both: Floats
    keep: Floats
    show: Floats
    new: Floats
    kept: Floats


def remember(layer: Layer[Floats], both: Floats) -> tuple[Floats, Memory]:
    """What is remembered at each place in both ways; and what led to it."""
    entered = _led(both, layer.enter) + layer.bias[:, None, None]
    entered[:, 1:] += _led(both[:, :-1], layer.before)
    keep, show, new = (np.ascontiguousarray(one) for one in np.split(entered, 3, axis=3))
    for gate in (keep, show):  # a sigmoid is half of a hyperbolic tangent of half as much
        gate *= 0.5
        np.tanh(gate, gate)
        gate += 1
        gate *= 0.5
    np.tanh(new, new)
    kept = (1 - keep) * new
    last = np.empty_like(kept[:, 0])
    for at in range(1, kept.shape[1]):
        np.multiply(keep[:, at], kept[:, at - 1], last)
        kept[:, at] += last
    return show * kept, Memory(both, keep, show, new, kept)


def recall(layer: Layer[Floats], memory: Memory, slope: Floats) -> tuple[Floats, Layer[Floats]]:
    """The slopes by what was seen, and by the layer's numbers, from those by what is remembered."""
    both, keep, show, new, kept = memory
    by_kept = slope * show
    last = np.empty_like(by_kept[:, 0])
    for at in range(kept.shape[1] - 1, 0, -1):
        np.multiply(keep[:, at], by_kept[:, at], last)
        by_kept[:, at - 1] += last
    before = np.zeros_like(kept)
    before[:, 1:] = kept[:, :-1]
    by_gates = np.concatenate(
        [
            by_kept * (before - new) * keep * (1 - keep),
            slope * kept * show * (1 - show),
            by_kept * (1 - keep) * (1 - new * new),
        ],
        axis=3,
    )
    by_both = _led(by_gates, layer.enter.transpose(0, 2, 1))
    by_both[:, :-1] += _led(by_gates[:, 1:], layer.before.transpose(0, 2, 1))
    return by_both, Layer(
        _together(both, by_gates),
        _together(both[:, :-1], by_gates[:, 1:]),
        by_gates.sum(axis=(1, 2)),
    )


def _led(seen: Floats, on: Floats) -> NDArray[Any]:
    """What numbers of each way lead to: one product for all places of all texts."""
    ways, places, texts, size = seen.shape
    return (seen.reshape(ways, -1, size) @ on).reshape(ways, places, texts, on.shape[2])


def _together(seen: Floats, by_gates: Floats) -> NDArray[Any]:
    """The slopes by the numbers that lead from what is seen to the gates."""
    ways, _, _, size = seen.shape
    led: NDArray[Any] = seen.reshape(ways, -1, size).transpose(0, 2, 1) @ by_gates.reshape(
        ways, -1, by_gates.shape[3]
    )
    return led
