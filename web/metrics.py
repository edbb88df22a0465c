"""Figures for Prometheus, in a registry of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

Labels = Mapping[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted when somebody asks: in the database, or by the parts that run.

    The keys are label values in the order that the names below tell.
    """

    cases: Labels = field(default_factory=dict)  # state
    inbox: Labels = field(default_factory=dict)  # state: new, aside
    letters_waiting: Labels = field(default_factory=dict)  # kind
    letters: Labels = field(default_factory=dict)  # kind, outcome; counted since the start
    oldest: Labels = field(default_factory=dict)  # queue: inbox, letters; seconds


class Metrics:
    """Everything that `/metrics` tells."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._updates = Counter(
            "duban_updates", "Updates by outcome", ["outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "duban_handling_seconds",
            "From taking an update to the commit of its effects",
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30),
        )
        self._jobs = Counter(
            "duban_jobs", "Due things done by the clock", ["job", "outcome"], registry=self.registry
        )
        self._restarts = Counter(
            "duban_restarts", "Background tasks started again", ["task"], registry=self.registry
        )
        self._gauges = {
            "cases": self._gauge("duban_cases", "Cases by state", "state"),
            "inbox": self._gauge("duban_inbox", "Updates kept, by state", "state"),
            "letters_waiting": self._gauge(
                "duban_letters_waiting", "Letters that wait, by kind", "kind"
            ),
            "letters": self._gauge(
                "duban_letters", "Letters since the start, by outcome", "kind", "outcome"
            ),
            "oldest": self._gauge("duban_oldest_seconds", "Age of what waits longest", "queue"),
        }

    def handled(self, outcome: str, seconds: float | None = None) -> None:
        """An update was handled: done, ignored, failed (to be tried again) or aside."""
        self._updates.labels(outcome).inc()
        if seconds is not None:
            self._seconds.observe(seconds)

    def job(self, name: str, outcome: str) -> None:
        """A due thing was done, or failed."""
        self._jobs.labels(name, outcome).inc()

    def restarted(self, task: str) -> None:
        """A background task had died."""
        self._restarts.labels(task).inc()

    def text(self, figures: Figures) -> bytes:
        """The page, in Prometheus' text format."""
        for name, gauge in self._gauges.items():
            gauge.clear()
            values: Labels = getattr(figures, name)
            for labels, value in values.items():
                gauge.labels(*labels).set(value)
        return generate_latest(self.registry)

    def _gauge(self, name: str, told: str, *labels: str) -> Any:
        return Gauge(name, told, labels, registry=self.registry)
