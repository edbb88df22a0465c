"""How tests are found and shared out."""

import gc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/sandbox/test_honesty.py": "aiogram",
    "tests/sandbox/test_echo_bot.py": "aiogram",
    "tests/bench/test_training.py": "scikit-learn",
    "tests/test_meta.py": "syntax trees",
}
"""Files whose tests run in one worker, by what it gets ready for them: each of these takes seconds.

By file, and not by `xdist_group`: xdist 3.8 cannot tell pytest 9.2 which group a test is of.
"""

FIRST = (
    "tests/bench/test_benches.py::test_a_few_kills",
    "tests/reading/test_scores.py",
    "tests/bench/test_benches.py::test_a_short_ping",
    "tests/bench/test_recurrent.py",
    "tests/stories/test_restart.py",
    "tests/stories/test_hostile.py",
    "tests/bench/",
    "tests/bot/test_running_programs.py",
    "tests/bot/test_example.py",
    "tests/stories/test_lost_pictures.py",
    "tests/domain/test_state_machine.py",
    "tests/warm/",
    "tests/photos/test_plate.py",
    "tests/scheduler/",
    "tests/documents/test_digest_picture.py",
    "tests/bot/test_app.py",
    "tests/stories/",
    "tests/bot/",
)
"""Where the longest tests are, these first: a long one at the end would run alone. What only waits
(for programs to end, for time to pass) stands between what computes.
"""

# What is imported to find the tests is there to stay: Python need not look for garbage in it.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """While the workers start, find out for all of them what Hypothesis asks of every character.

    It keeps that beside the checkout; the first time it takes more than two seconds. So who only
    looks for tests (`make install-dev`) finds it out, too.
    """
    only_looks = session.config.option.collectonly
    if only_looks or session.config.pluginmanager.hasplugin("dsession"):
        _any_text()


@settings(max_examples=1, database=None, suppress_health_check=list(HealthCheck))
@given(st.text())
def _any_text(_text: str) -> None:
    pass


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers begin with what takes long; in one, the tests stay as they were named."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    starts = enumerate(FIRST)
    return next((turn for turn, start in starts if nodeid.startswith(start)), len(FIRST))


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
