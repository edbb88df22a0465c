"""The example photos: real photos as far as the rest of the bot can tell."""

import itertools

import pytest

from photos.check import inspect
from photos.drawn import KINDS, SceneKind, draw_scene
from photos.fingerprint import Likeness, fingerprint, likeness


@pytest.mark.parametrize("kind", KINDS)
def test_each_problem_can_be_drawn_before_and_after(kind: SceneKind) -> None:
    before = draw_scene(kind, fixed=False, seed=7, stamp=("09:12", "2026-11-21 星期六"))
    after = draw_scene(kind, fixed=True, seed=7)
    assert inspect(before).size == inspect(after).size == (1280, 960)
    assert len(before) < 400_000
    for one, other in itertools.permutations((fingerprint(before), fingerprint(after))):
        assert likeness(one, other) is Likeness.DIFFERENT


def test_seeds_differ_and_the_same_seed_is_the_same_picture() -> None:
    drawn = [draw_scene("rubbish", fixed=False, seed=seed) for seed in range(4)]
    assert draw_scene("rubbish", fixed=False, seed=2) == drawn[2]
    for one, other in itertools.permutations([fingerprint(data) for data in drawn], 2):
        assert likeness(one, other) is Likeness.DIFFERENT
