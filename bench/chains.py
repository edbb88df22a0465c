"""How likely a row of labels is, given what speaks for each, and which way that could be mended.

J. Lafferty, A. McCallum, F. Pereira: Conditional Random Fields (ICML 2001). Several rows at once,
of different lengths: what is behind the end of a row counts for nothing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.int64]


def loss(
    said: Floats, steps: Floats, labels: Numbers, there: NDArray[np.bool_]
) -> tuple[float, Floats, Floats]:
    """How unlikely the right labels are (negative log), and its slopes by `said` and by `steps`.

    `said`: (row, place, label), what speaks for each label; `steps`: (label before, label), how
    well one follows the other; `labels`: (row, place), the right ones; `there`: (row, place),
    whether the row is that long. Each row has at least one place.
    """
    forward, backward = np.empty_like(said), np.zeros_like(said)
    forward[:, 0] = said[:, 0]
    for at in range(1, said.shape[1]):
        onward = _log_sum(forward[:, at - 1, :, None] + steps, axis=1) + said[:, at]
        forward[:, at] = np.where(there[:, at, None], onward, forward[:, at - 1])
    for at in range(said.shape[1] - 2, -1, -1):
        behind = said[:, at + 1] + backward[:, at + 1]
        back = _log_sum(steps + behind[:, None, :], axis=2)
        backward[:, at] = np.where(there[:, at + 1, None], back, 0.0)
    whole = _log_sum(forward[:, -1], axis=1)
    slope = np.exp(forward + backward - whole[:, None, None]) * there[:, :, None]
    pairs = forward[:, :-1, :, None] + steps + (said + backward)[:, 1:, None, :]
    likely = np.exp(pairs - whole[:, None, None, None]) * there[:, 1:, None, None]
    step_slope = likely.sum(axis=(0, 1))
    row, place = np.nonzero(there)
    right = labels[row, place]
    score = said[row, place, right].sum()
    slope[row, place, right] -= 1.0
    row, place = np.nonzero(there[:, 1:])
    before, after = labels[row, place], labels[row, place + 1]
    score += steps[before, after].sum()
    np.subtract.at(step_slope, (before, after), 1.0)
    return float(whole.sum() - score), slope, step_slope


def _log_sum(powers: Floats, axis: int) -> Floats:
    """The logarithm of a sum of powers, safe for large ones."""
    most = powers.max(axis=axis, keepdims=True)
    summed: Floats = np.squeeze(most, axis) + np.log(np.exp(powers - most).sum(axis=axis))
    return summed
