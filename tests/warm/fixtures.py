"""Fixtures: the nursery, and programs of `bench` that come from it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.warm.programs import PLACE, Awaited, Nursery


@pytest.fixture(scope="session")
def nursery(common: Path) -> Iterator[Nursery]:
    """Where programs begin that need not import anything."""
    nursery = Nursery(Path(os.environ.get(PLACE, common)))
    yield nursery
    nursery.close()


@pytest.fixture
def warm_programs(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `bench.program.Program` of this test begins there."""

    async def begun(
        command: Sequence[str], folder: Path, env: Mapping[str, str], log: BinaryIO
    ) -> Awaited:
        return Awaited(nursery.begin(command, folder, env, log))

    monkeypatch.setattr("bench.program.begun", begun)
