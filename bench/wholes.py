"""How unlikely the right label of a whole text is, given what each of its characters says."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.chains import Floats, Numbers


def loss(said: Floats, labels: Numbers, there: NDArray[np.bool_]) -> tuple[float, Floats]:
    """How unlikely the right labels are (negative log), and its slope by `said`.

    `said`: (row, place, label), what speaks for each label; all of a row is added up. `labels`:
    (row), the right ones; `there`: (row, place), whether the row is that long.
    """
    sums: NDArray[Any] = np.where(there[:, :, None], said, 0).sum(axis=1)
    sums -= sums.max(axis=1, keepdims=True)
    likely = np.exp(sums)
    likely /= likely.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    unlikely = -np.log(likely[rows, labels]).sum()
    likely[rows, labels] -= 1.0
    return float(unlikely), likely[:, None, :] * there[:, :, None].astype(said.dtype)
