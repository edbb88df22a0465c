"""How tests are found and shared out."""

import gc

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/sandbox/test_honesty.py": "aiogram",
    "tests/sandbox/test_echo_bot.py": "aiogram",
    "tests/bench/test_training.py": "scikit-learn",
}
"""Files whose tests run in one worker, by what it imports for them: each of these takes seconds.

By file, and not by `xdist_group`: xdist 3.8 cannot tell pytest 9.2 which group a test is of.
"""

# What is imported to find the tests is there to stay: Python need not look for garbage in it.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on there is garbage, but not in what the tests were made of."""
    gc.collect()
    gc.freeze()
    gc.enable()


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
    """Every test goes to the next worker that is free, those of `TOGETHER` to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Who gives out the tests."""
    return Sharing(config, log)
