"""How likely a row of labels is."""

from itertools import pairwise, product

import numpy as np
import pytest

from bench import chains


def test_a_chain_weighs_every_row_of_labels() -> None:
    chance = np.random.default_rng(5)
    said, steps = chance.normal(size=(1, 4, 3)), chance.normal(size=(3, 3))
    labels = np.array([[2, 0, 1, 0]])
    there = np.array([[True, True, True, False]])

    def score(row: tuple[int, ...]) -> float:
        shown = sum(said[0, at, label] for at, label in enumerate(row))
        return float(shown + sum(steps[pair] for pair in pairwise(row)))

    whole = np.log(sum(np.exp(score(row)) for row in product(range(3), repeat=3)))
    loss, _, _ = chains.loss(said, steps, labels, there)
    assert loss == pytest.approx(whole - score((2, 0, 1)))
