"""How unlikely what is right of some texts is to a network, and which way that could be mended.

The slopes of all its numbers, by hand: through the answers and labels, through each layer, to what
stands for each letter.
"""

from typing import NamedTuple

import numpy as np

from bench import chains, wholes
from bench.batches import Batch
from bench.chains import Floats, Numbers
from bench.descent import Arrays, Rows
from bench.remembering import Layer, Memory, recall, remember
from reading.recurrent import ASKED, ASKED_BIAS, LETTERS, PAIRS

LAYERS = 3
"""How many there are, one upon the other."""
LOST, UNKNOWN = 0.35, {LETTERS: 0.05, PAIRS: 0.1}
"""Which share of all that the network sees is hidden from it while it learns, and how many of the
letters and pairs are as if never seen."""
COUNTS = 3.0
"""An answer for a whole text counts so many times over: its characters have a label each."""


def slopes_of(
    network: Arrays, batch: Batch, chance: np.random.Generator
) -> tuple[float, Arrays, dict[str, Rows]]:
    """How unlikely what is right of a batch is, and the slopes by each number; all for one text.

    Of the numbers of what is seen, only the rows that are.
    """
    seen = {
        name: np.where(chance.random(one.shape) < share, 0, one) if share else one
        for name, one in batch.seen.items()
        for share in [UNKNOWN.get(name, 0.0)]
    }
    shown = np.concatenate([network[f"{name}_in"][one] for name, one in seen.items()], axis=2)
    hidden, passed = _ahead(network, shown, batch, chance)
    unlikely, by_hidden, slopes = _labelled(network, hidden, batch)
    asked, by_asked, more = _asked(network, hidden, batch)
    by_shown, by_layers = _back(network, by_hidden + by_asked, batch, passed)
    rows, at = {}, 0
    for name, one in seen.items():
        size = network[f"{name}_in"].shape[1]
        part = by_shown[:, :, at : at + size].reshape(-1, size)
        rows[f"{name}_in"], at = _gathered(part, one.ravel()), at + size
    return unlikely + asked, slopes | more | by_layers, rows


def _labelled(network: Arrays, hidden: Floats, batch: Batch) -> tuple[float, Floats, Arrays]:
    """How unlikely the labels of a batch are, the slope by what is remembered, and further ones."""
    has, count = batch.labelled, len(batch.labelled)
    if not has.any():
        return 0.0, np.zeros_like(hidden), {}
    seen = hidden[:, has]
    said = seen @ network["leave"] + network["leave_bias"]
    unlikely, slope, by_steps = chains.loss(
        said.transpose(1, 0, 2), network["steps"], batch.labels[:, has].T, batch.there[:, has].T
    )
    slope = slope.transpose(1, 0, 2) / count
    by_hidden = np.zeros_like(hidden)
    by_hidden[:, has] = slope @ network["leave"].T
    return (
        unlikely / count,
        by_hidden,
        {
            "steps": by_steps / count,
            "leave": np.tensordot(seen, slope, axes=([0, 1], [0, 1])),
            "leave_bias": slope.sum(axis=(0, 1)),
        },
    )


def _asked(network: Arrays, hidden: Floats, batch: Batch) -> tuple[float, Floats, Arrays]:
    """The same for the answers of a batch."""
    if not batch.given:
        return 0.0, np.zeros_like(hidden), {}
    count = len(batch.labelled)
    of = wholes.pooled(hidden, batch.there)
    unlikely, by_seen = 0.0, np.zeros_like(of.seen)
    slopes: Arrays = {}
    for question, given in batch.given.items():
        name, bias = f"{ASKED}{question}", f"{ASKED_BIAS}{question}"
        lost, slope = wholes.loss(of.seen @ network[name] + network[bias], given)
        slope = slope * (COUNTS / count)
        unlikely += lost * COUNTS / count
        by_seen += slope @ network[name].T
        slopes |= {name: of.seen.T @ slope, bias: slope.sum(axis=0)}
    return unlikely, wholes.spread(by_seen, of, batch.there), slopes


class Passed(NamedTuple):
    """What was let through before each layer and behind the last, and what each remembered."""

    kept: list[Floats]
    memories: list[Memory]


def _ahead(
    network: Arrays, shown: Floats, batch: Batch, chance: np.random.Generator
) -> tuple[Floats, Passed]:
    """What the layers make of what is shown, each beside what the one before it made.

    Behind the last the same numbers are hidden at all places of a text, or the largest would be
    those that were not hidden.
    """
    passed = Passed([_kept(shown.shape, chance)], [])
    hidden = shown * passed.kept[0]
    for layer in range(LAYERS):
        ways, memory = remember(_layer(network, layer), _both_ways(hidden, batch))
        further = _one_way(ways, batch)
        places = 1 if layer == LAYERS - 1 else len(further)
        passed.kept.append(_kept((places, *further.shape[1:]), chance))
        passed.memories.append(memory)
        hidden = (further + hidden if layer else further) * passed.kept[-1]
    return hidden, passed


def _back(network: Arrays, slope: Floats, batch: Batch, passed: Passed) -> tuple[Floats, Arrays]:
    """From the slopes by what the layers made, those by what was shown and by their numbers."""
    slopes: Arrays = {}
    for layer in reversed(range(LAYERS)):
        slope = slope * passed.kept[layer + 1]
        halves = np.stack(np.split(slope, 2, axis=2))
        halves[1] = _mirrored(halves[1], batch)
        by_both, by_layer = recall(_layer(network, layer), passed.memories[layer], halves)
        slopes |= {f"{name}{layer}": one for name, one in by_layer._asdict().items()}
        by_seen = by_both[0] + _mirrored(by_both[1], batch)
        slope = by_seen + slope if layer else by_seen
    return slope * passed.kept[0], slopes


def _layer(network: Arrays, layer: int) -> Layer[Floats]:
    return Layer(*(network[f"{name}{layer}"] for name in Layer._fields))


def _mirrored(one: Floats, batch: Batch) -> Floats:
    """Each text from its end; what is behind it stays there."""
    turned: Floats = one[batch.mirror, np.arange(one.shape[1])]
    return turned


def _both_ways(one: Floats, batch: Batch) -> Floats:
    return np.stack([one, _mirrored(one, batch)])


def _one_way(ways: Floats, batch: Batch) -> Floats:
    """What was remembered in both ways, side by side at each place."""
    return np.concatenate([ways[0], _mirrored(ways[1], batch)], axis=2)


def _gathered(slopes: Floats, numbers: Numbers) -> Rows:
    """The slopes of each number that is met, added up."""
    order = np.argsort(numbers, kind="stable")
    present, starts = np.unique(numbers[order], return_index=True)
    return present, np.add.reduceat(slopes[order], starts)


def _kept(shape: tuple[int, ...], chance: np.random.Generator) -> Floats:
    """What the network is let see, made larger by as much as it does not see."""
    return (chance.random(shape, np.float32) >= LOST).astype(np.float32) / np.float32(1 - LOST)
