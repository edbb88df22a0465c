"""Fixtures that every room of the tests may use."""

import os
from pathlib import Path

import hypothesis
import pytest
import structlog

pytest_plugins = [
    "tests.collecting",
    "tests.common",
    "tests.databases",
    "tests.statements",
    "tests.warm.fixtures",
    "tests.warm.workers",
]

# A machine that is busy with something else fails no test: speed is measured in `bench/`.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Before any test imports NumPy: the reader's sums are too small to be shared among cores, and other
# tests need those (`reading.arrays.numpy` says the same to our programs).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared` with example texts and photos; skips (or, in CI, fails) without it."""
    if SHARED.is_dir():
        return SHARED
    reason = "needs the example texts and photos of ../shared, which is not beside this checkout"
    if os.environ.get("DUBAN_TESTS_NEED_SHARED"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """structlog's own choice, coloured frames with every local variable, takes seconds to print."""
    plain = structlog.dev.plain_traceback
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)
    structlog.configure(processors=[structlog.processors.add_log_level, console])
