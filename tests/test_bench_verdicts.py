"""A benchmark fails where its figures do not hold."""

from typing import Any

import pytest

from bench import burst, kill, ping

STORM = {
    "kills": 10,
    "reports": 100,
    "cases_lost": 0,
    "cases_doubled": 0,
    "units_not_pinged": 0,
    "pings_doubled": 10,
    "effects_doubled": 0,
}
BURST = {"last_ping_s": 30.0, "http_429": 0, "clean_case_messages": 2}
PING = {"rate": 10, "ratio_p50": 4.0, "ratio_cpu": 6.0, "peak_mb": 200.0}


def test_figures_at_their_limits_hold() -> None:
    assert kill.held(STORM, 60)
    assert burst.held(BURST)
    assert ping.held(PING)
    assert ping.held(PING | {"rate": 50, "ratio_p50": 9.0})


@pytest.mark.parametrize(
    "worse",
    [
        {"kills": 9},
        {"reports": 99},
        {"pings_doubled": 11},
        *({name: 1} for name in STORM if name.startswith(("cases", "units", "effects"))),
    ],
)
def test_a_storm_that_was_too_calm_or_did_harm_fails(worse: dict[str, int]) -> None:
    assert not kill.held(STORM | worse, 60)


@pytest.mark.parametrize(
    "worse",
    [{"last_ping_s": None}, {"last_ping_s": 30.1}, {"http_429": 1}, {"clean_case_messages": 3}],
)
def test_a_late_ping_a_429_or_a_third_message_fails(worse: dict[str, Any]) -> None:
    assert not burst.held(BURST | worse)


@pytest.mark.parametrize(
    "worse",
    [{"ratio_p50": 4.1}, {"ratio_cpu": 6.1}, {"peak_mb": 201.0}, {"ratio_p50": float("nan")}],
)
def test_a_slow_or_big_bot_fails(worse: dict[str, float]) -> None:
    assert not ping.held(PING | worse)
