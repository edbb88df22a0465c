"""The workers of a test run come from the nursery, too: none need import what it has imported."""

import os
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import execnet
import pytest

from tests.warm import born
from tests.warm.programs import PLACE, Nursery


class Birthplace:
    """Opens the nursery before the first worker is started, and leaves it in the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="duban-nursery-")
        self._nursery: Nursery | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self, specs: Sequence[execnet.XSpec]) -> None:
        """Every worker on this machine is begun by `tests.warm.born`."""
        os.environ[PLACE] = self._folder.name
        self._nursery = Nursery(Path(self._folder.name))
        for spec in specs:
            if spec.popen and not spec.python:
                begun = (sys.executable, "-S", "-E", born.__file__, str(self._nursery.path))
                spec.python = shlex.join(begun)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """When the workers have left it, too, it ends."""
        if self._nursery is not None:
            self._nursery.close()
            del os.environ[PLACE]
        self._folder.cleanup()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Only who gives out tests to workers has any to start."""
    if config.pluginmanager.hasplugin("dsession"):
        config.pluginmanager.register(Birthplace(), "birthplace")
