"""How well the reader reads, and how fast: `python -m bench.reading [FILE…]`.

FILE is JSON lines of labelled texts (the form of `bench/texts/*.jsonl`); without one, the texts
that nobody tuned on. Prints one JSON line of scores; `--errors` lists each miss, `--tallies` scores
work reports instead, `--replies` what replies to a card do. Conventions of the labels:

- speed is texts per second of processor time, so that a busy machine does not count;
- `alt_categories` is accepted as well as `categories`; `alt_intents` as well as `intent`;
- any address of `multi_address`, any unit of `multi_unit` is accepted as the main one;
- an hour without a date may be off by the label's convention: dates count by their day, ends of
  day from 17:00 on, all else to the minute.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from reading.counting import tally
from reading.model import Context, Reading
from reading.reader import read

NOW = datetime(2021, 3, 3, 9, 30, tzinfo=timezone(timedelta(hours=8)))
"""The labels' reference time, a Wednesday."""
TEXTS = Path(__file__).parent / "texts"
UNSEEN = (TEXTS / "unseen.jsonl", TEXTS / "unseen_2.jsonl")
SCORED_KINDS = frozenset({"result", "deploy", "publicity", "inspect", "finding"})

Row = Mapping[str, Any]


@dataclass
class Score:
    """Hits of so many for each measure, and the misses as lines to read."""

    hits: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def count(self, measure: str, hit: bool, row: Row, got: object, wanted: object) -> None:
        """Add one answer; a miss is kept as a line."""
        self.of[measure] += 1
        self.hits[measure] += hit
        if not hit:
            self.misses.append(f"{measure}\t{row['text']}\tgot {got}\twanted {wanted}")

    def rate(self, measure: str) -> float | None:
        """Hits per answer, to four places; None without an answer."""
        return round(self.hits[measure] / self.of[measure], 4) if self.of[measure] else None


def load(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The labelled rows of JSON-lines files."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines if line.strip()]


def readings(row: Row) -> Iterator[Row]:
    """A row as it is labelled, and as somebody labelled it `again`, blind: both teach.

    Where the two agree, the text counts twice; where they differ, each half. None is scored.
    """
    yield row
    if "again" in row:
        yield {**row, **row["again"]}


def score_reports(rows: Sequence[Row]) -> tuple[dict[str, float | None], Score]:
    """The figures of `python -m bench.reading`, and what they were counted from."""
    score = Score()
    for row in rows[:20]:  # the vocabulary is loaded before the watch starts
        read(row["text"], now=NOW)
    started = time.process_time()
    got = [read(row["text"], now=NOW) for row in rows]
    seconds = time.process_time() - started
    for row, reading in zip(rows, got, strict=True):
        _score_one(score, row, reading)
    figures = {
        "report_precision": score.rate("report_precision"),
        "report_recall": score.rate("report_recall"),
        "categories_exact": score.rate("categories_exact"),
        "categories_any": score.rate("categories_any"),
        "address_exact": score.rate("address_exact"),
        "unit_exact": score.rate("unit_exact"),
        "deadline_exact": score.rate("deadline_exact"),
        "severity": score.rate("severity"),
        "intent": score.rate("intent"),
        "texts_per_s": round(len(rows) / seconds, 1) if rows else None,
    }
    return figures, score


def _score_one(score: Score, row: Row, reading: Reading) -> None:
    """Precision counts all that were taken for reports, recall and the rest the true ones."""
    if reading.is_report:
        score.count("report_precision", row["is_report"], row, "report", row.get("intent"))
    if not row["is_report"]:
        wanted = [row["intent"], *row.get("alt_intents", ())]
        score.count("intent", reading.intent in wanted, row, reading.intent, wanted)
        return
    score.count("report_recall", reading.is_report, row, reading.intent, "report")
    accepted = [set(row["categories"])]
    if "alt_categories" in row:
        accepted.append(set(row["alt_categories"]))
    got = set(reading.categories)
    score.count("categories_exact", got in accepted, row, sorted(got), row["categories"])
    if any(accepted):
        hit = any(got & each for each in accepted)
        score.count("categories_any", hit, row, sorted(got), row["categories"])
    for what, said in (("address", reading.address), ("unit", reading.unit)):
        if what in row:
            labels = row.get(f"multi_{what}") or [row[what]]
            score.count(f"{what}_exact", said in labels, row, said, labels)
    if "deadline" in row:
        due = (str(reading.deadline.kind), reading.deadline.due)
        score.count("deadline_exact", right_due(row["deadline"], due), row, due, row["deadline"])
    if "severity" in row:
        hit = reading.severity == row["severity"]
        score.count("severity", hit, row, reading.severity, row["severity"])


def right_due(label: Row, got: tuple[str, datetime | None]) -> bool:
    """Whether a deadline is the label's, with the tolerances of the module's docstring."""
    kind, due = got
    if label["kind"] in {"none", "immediate"}:
        return kind == str(label["kind"])
    if due is None:
        return False
    midnight = NOW.replace(hour=0, minute=0)
    if label["kind"] == "relative":
        return due == NOW + timedelta(minutes=label["minutes"])
    if label["kind"] == "clock":
        hours, minutes = map(int, label["time"].split(":"))
        wanted = midnight + timedelta(days=label.get("day_offset", 0), hours=hours, minutes=minutes)
        return due == wanted
    if label["kind"] == "end_of_day":
        day = (midnight + timedelta(days=label.get("day_offset", 0))).date()
        return due.date() == day and due.hour >= 17
    if label["kind"] == "workdays":
        return due.date() == _workday(label["days"])
    day_text, _, clock = str(label.get("date") or label["datetime"]).partition("T")
    clock = label.get("time") or clock[:5]
    same_day = due.date() == date.fromisoformat(day_text)
    return same_day and (not clock or due.strftime("%H:%M") == clock)


def _workday(count: int) -> date:
    day = NOW.date()
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def score_replies(rows: Sequence[Row]) -> tuple[dict[str, float | None], Score]:
    """How many replies to a card are read as the act that they are, or as one of their `alts`."""
    score = Score()
    for row in rows:
        reading = read(row["text"], now=NOW, context=Context(reply_to="card"))
        wanted = [row["act"], *row.get("alts", ())]
        score.count("act", str(reading.act) in wanted, row, str(reading.act), wanted)
        score.count("intent", reading.intent == row["intent"], row, reading.intent, row["intent"])
    return {name: score.rate(name) for name in ("act", "intent")}, score


def score_tallies(rows: Sequence[Row]) -> tuple[dict[str, float | None], Score]:
    """Precision, recall and F1 of (action, item, value, unit); labels of other kinds are no work.

    White space is not compared: pages and columns break words.
    """
    score = Score()
    right = predicted = wanted = 0
    for row in rows:
        truth = Counter(
            _key(t["action"], t["item"], t["value"], t["unit"])
            for t in row["tallies"]
            if t["kind"] in SCORED_KINDS
        )
        got = Counter(_key(t.action, t.item, t.value, t.unit) for t in tally(row["sentence"]))
        right += (truth & got).total()
        predicted += got.total()
        wanted += truth.total()
        score.misses += [f"missing\t{row['sentence']}\t{key}" for key in truth - got]
        score.misses += [f"invented\t{row['sentence']}\t{key}" for key in got - truth]
    precision = right / predicted if predicted else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    figures: dict[str, float | None] = {
        "tally_precision": round(precision, 4),
        "tally_recall": round(recall, 4),
        "tally_f1": round(f1, 4),
    }
    return figures, score


def _key(action: str, item: str, value: float, unit: str) -> tuple[str, str, float, str]:
    return "".join(action.split()), "".join(item.split()), float(value), "".join(unit.split())


def main(argv: Sequence[str] | None = None) -> None:
    """Print the scores of the files named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled texts, JSON lines")
    parser.add_argument("--tallies", type=Path, action="append", help="labelled work reports")
    parser.add_argument("--replies", type=Path, action="append", help="labelled replies to a card")
    parser.add_argument("--errors", action="store_true", help="print each miss")
    options = parser.parse_args(argv)
    scores = []
    if options.tallies:
        scores.append(score_tallies(load(options.tallies)))
    if options.replies:
        scores.append(score_replies(load(options.replies)))
    if options.files or not (options.tallies or options.replies):
        scores.append(score_reports(load(options.files or UNSEEN)))
    for figures, score in scores:
        if options.errors:
            print("\n".join(score.misses))
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
