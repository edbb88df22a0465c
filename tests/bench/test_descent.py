"""How a network goes against its slopes."""

import numpy as np
import pytest

from bench.descent import STEEPEST, Descent


def test_a_row_that_is_met_again_is_where_it_would_have_gone() -> None:
    """As if all of a table were shown, with slopes of 0 where nothing was met."""
    chance = np.random.default_rng(7)
    begun = chance.normal(size=(3, 2))
    all_at_once, met_only = ({"table": begun.copy()} for _ in range(2))
    whole, some = Descent(all_at_once), Descent(met_only)
    for met in ([0], [0, 2], [1], [2], [0], [2], [0, 1, 2]):
        slope = np.zeros_like(begun)
        slope[met] = chance.normal(size=(len(met), 2))
        whole.step({"table": slope}, {}, 0.01)
        some.step({}, {"table": (np.array(met), slope[met])}, 0.01)
    assert met_only["table"] == pytest.approx(all_at_once["table"], abs=2e-3)
    assert np.abs(met_only["table"] - begun).min() > 0.01


def test_slopes_that_are_too_steep_count_as_steep_as_may_be() -> None:
    networks = []
    for steep in (1e6, STEEPEST):
        network = {"one": np.zeros(2)}
        descent = Descent(network)
        descent.step({"one": np.array([steep, 0.0])}, {}, 0.1)
        descent.step({"one": np.array([0.0, 1.0])}, {}, 0.1)
        descent.step({"one": np.array([-1.0, 0.0])}, {}, 0.1)
        networks.append(network["one"])
    assert networks[0] == pytest.approx(networks[1], abs=1e-5)
    assert networks[0][0] < 0
