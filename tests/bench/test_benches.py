"""Each benchmark in short: it measures what it says, and finds nothing lost."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bench import burst, kill, ping, quiet, sweep
from bench.ping import Run
from bench.said import Sent
from bench.town import Report, Squad

pytestmark = pytest.mark.usefixtures("warm_programs")


async def test_a_short_burst(tmp_path: Path) -> None:
    figures = await burst.measured(tmp_path, 4)
    assert list(figures) == [
        "reports",
        "pinged",
        "last_ping_s",
        "median_ping_s",
        "bot_messages",
        "http_429",
        "clean_case_messages",
    ]
    assert (figures["reports"], figures["pinged"], figures["http_429"]) == (4, 4, 0)
    assert 0 < figures["median_ping_s"] <= figures["last_ping_s"] < 30
    assert figures["clean_case_messages"] == 2
    assert 1 <= figures["bot_messages"] <= 4


def test_a_ping_counts_when_its_case_is_shown_with_its_unit() -> None:
    told = Report(-1001, 5, Squad("东门中队", "东门街", (7,), None), at=10.0)
    wrong = Sent(-1001, '<b>1121-001</b>\n👥 x <a href="tg://user?id=8">@y</a>', 11.0, 5)
    late = Sent(-1001, '<b>1121-001</b>\n👥 x <a href="tg://user?id=7">@y</a>', 14.0, None)
    assert burst.first_ping(told, "1121-001", [wrong]) is None
    assert burst.first_ping(told, "1121-001", [late, wrong]) == 4.0


async def test_a_few_kills(tmp_path: Path) -> None:
    figures = await kill.measured(tmp_path, 6.0, seed=5)
    assert list(figures) == [
        "kills",
        "reports",
        "cases_lost",
        "cases_doubled",
        "units_not_pinged",
        "pings_doubled",
        "effects_doubled",
    ]
    assert figures["kills"] >= 1
    assert figures["reports"] >= 2
    assert kill.nothing_lost(figures), figures
    # One kill may meet several letters under way: the ratio of the long run says nothing here.
    assert figures["pings_doubled"] <= _unknown_outcomes(tmp_path / "bot0.log"), figures


def _unknown_outcomes(log: Path) -> int:
    """How many letters the bot had to send again without knowing whether they had arrived."""
    said = log.read_text("utf-8")
    in_hand = re.findall(r"letters of a stopped speaker are sent again.*letters=(\d+)", said)
    return sum(map(int, in_hand)) + said.count("NetworkError")


def test_one_fault_or_too_little_of_a_storm_is_enough_to_fail() -> None:
    none = dict.fromkeys(("cases_lost", "cases_doubled", "units_not_pinged", "effects_doubled"), 0)
    good = none | {"kills": 20, "reports": 200, "pings_doubled": 20}
    assert kill.held(good, 120)
    for name in none:
        assert not kill.held(good | {name: 1}, 120)
    assert not kill.held(good | {"pings_doubled": 21}, 120)
    assert not kill.held(good | {"kills": 19}, 120)
    assert not kill.held(good | {"reports": 199}, 120)
    steps = {"steps": 1, "steps_doubled": 0, "steps_missed": 0}
    assert kill.held(good | steps, 120)
    for worse in ({"steps": 0}, {"steps_doubled": 1}, {"steps_missed": 1}):
        assert not kill.held(good | steps | worse, 120)


async def test_a_short_sweep(sqlite_url: str) -> None:
    lines: list[dict[str, Any]] = []
    await sweep.measured(sqlite_url, [600], lines.append, rounds=1)
    [line] = lines
    assert list(line) == ["open", "due", "sweep_ms"]
    assert 600 <= line["open"] < 900
    assert line["due"] == 50
    assert line["sweep_ms"] > 0


def test_a_sweep_holds_when_its_cost_does_not_grow() -> None:
    assert sweep.held([200.0, 400.0, 600.0])
    assert not sweep.held([200.0, 200.0, 600.1])


def test_a_burst_holds_when_everybody_is_pinged_in_time() -> None:
    good = {"last_ping_s": 30.0, "http_429": 0, "clean_case_messages": 2}
    assert burst.held(good)
    for worse in ({"last_ping_s": None}, {"last_ping_s": 30.1}, {"http_429": 1}):
        assert not burst.held(good | worse)
    assert not burst.held(good | {"clean_case_messages": 3})


async def test_a_short_ping(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = []
    assert await ping.measured(tmp_path, 1.0, [10], lines.append, groups=12) == 0
    [line] = lines
    assert list(line) == [
        "rate",
        "p50_ms",
        "p99_ms",
        "echo_p50_ms",
        "echo_p99_ms",
        "ratio_p50",
        "cpu_ms",
        "echo_cpu_ms",
        "ratio_cpu",
        "peak_mb",
    ]
    assert 0 < line["p50_ms"] <= line["p99_ms"]
    assert 0 < line["echo_p50_ms"] <= line["echo_p99_ms"]
    assert line["cpu_ms"] > line["echo_cpu_ms"] > 0
    assert 50 < line["peak_mb"] < 400


def test_percentiles_and_ratios() -> None:
    mine = Run([10.0, 20.0, 30.0, 40.0], lost=1, cpu_seconds=0.1, peak_mb=120.0)
    echo = Run([5.0, 5.0], lost=0, cpu_seconds=0.01, peak_mb=60.0)
    line = ping.figures(10, mine, echo)
    assert (line["p50_ms"], line["ratio_p50"]) == (25.0, 5.0)
    assert (line["cpu_ms"], line["echo_cpu_ms"], line["ratio_cpu"]) == (20.0, 5.0, 4.0)
    assert line["peak_mb"] == 120.0
    assert not ping.held(line)
    assert ping.held(line | {"ratio_p50": 4.0})
    assert ping.held(line | {"rate": 50})


def test_a_night_holds_when_nobody_is_reminded_too_often() -> None:
    good = {"max_per_unit_per_30min": 1, "in_quiet_hours": 0}
    assert quiet.held(good)
    assert not quiet.held(good | {"max_per_unit_per_30min": 2})
    assert not quiet.held(good | {"in_quiet_hours": 1})


async def test_a_short_night(tmp_path: Path) -> None:
    figures = await quiet.measured(tmp_path, 4, 2, step=timedelta(hours=3))
    assert list(figures) == [
        "late",
        "units",
        "messages",
        "max_per_unit_per_30min",
        "in_quiet_hours",
    ]
    assert (figures["late"], figures["units"]) == (4, 2)
    assert figures["messages"] >= 4
    assert quiet.held(figures), figures
