"""What all workers of a test run share: made by the first that needs it, the others wait for it."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that every worker of this run sees."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else is at work on that path."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(path: Path, make: Callable[[Path], None]) -> Path:
    """The path, at which `make` has put a file or a folder; half of one is never seen."""
    with locked(path):
        if not path.exists():
            unfinished = path.with_name(f"{path.name}.part")
            make(unfinished)
            unfinished.rename(path)
    return path
