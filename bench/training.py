"""Learns the reader's models from labelled texts: `python -m bench.training [FILE…]`.

Writes `reading/data/learned_*`: "intents" (what was said), "categories" (what may be wrong),
"problems" (which of it is), "acts" (what a reply to a card does), "severity" (how bad), "deadlines"
(which time is one) and "links" (which verb and thing belong to a number of a work report) are
tables (`bench.learning`), "reports" (address and unit, character by character, and what a text
says, what is wrong and how bad it is, by its order) and "work" (verbs, things and counts of work
reports) networks (`bench.recurrent`), the latter only with `--work`. Without a FILE it learns from
`bench/texts/seen*.jsonl`; always from `phrases.tsv`, from the words of the vocabulary, of work from
`tallies.jsonl`, of replies from `replies.jsonl`; and from `tallies.jsonl` and `tallies_2.jsonl`
that work reports are digests. What `bench.reading` scores by default is never learnt from. The same
texts give the same tables.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench import examples, learning, links, recurrent
from bench.batches import Example
from bench.descent import Arrays
from bench.examples import Phrase
from bench.learning import Table, Text
from bench.reading import NOW, TEXTS, Row, load, readings, right_due
from reading import acts as rules
from reading import choosing, duechoosing, features, judging, severity
from reading.choosing import NOTHING
from reading.counts import find_counts
from reading.deadline import times
from reading.describing import by_clause, likely
from reading.findings import Findings, find
from reading.learned import MASKED, NO, YES, from_table
from reading.lexicon import lexicon
from reading.model import EMPTY, NO_CONTEXT, Context
from reading.text import Message, fold

PHRASES = TEXTS / "phrases.tsv"
WORK = TEXTS / "tallies.jsonl"
MORE_WORK = TEXTS / "tallies_2.jsonl"
REPLIES = TEXTS / "replies.jsonl"
DATA = Path(__file__).parents[1] / "reading" / "data"

PARTS = 4
"""Each part of the reports is judged by what was learnt from the others."""
COST = 0.03
"""What a miss costs while it is learnt what a whole text says, …"""
COST_OF_REPLIES = 0.1
"""… and what a reply does: there are fewer of them."""
_TO_A_CARD = Context(reply_to="card")


def intents(rows: Sequence[Row]) -> Iterator[Text]:
    """What each text says; the messages that the rules know word for word teach nothing.

    Who types the name of a problem, and no more, reports it. Reports without the label are there
    for what they say only: with them, more of the texts would be reports than people write. But
    those that count something teach, or whoever counts would send a work report.
    """
    told = [(row, row["intent"]) for row in rows if "intent" in row]
    told += [(row, "report") for row in rows if "intent" not in row and _is_counting(row)]
    told += [({"text": name}, "report") for name in lexicon().categories]
    for row, intent in told:
        found = _found(row)
        ruled = rules.rule(found, NO_CONTEXT)
        if not ruled.whole:
            yield judging.evidence(found, ruled), intent


def _is_counting(row: Row) -> bool:
    """Whether a row is a report in which something is counted."""
    return row["is_report"] and any(find_counts(fold(row["text"])))


def acts(replies: Sequence[Row]) -> Iterator[Text]:
    """What each reply to a card does; so do the messages that the rules know word for word."""
    known = sorted(rules.whole_messages().items())
    taught = {row["act"] for row in replies}
    told = [(row["text"], row["act"]) for row in replies]
    told += [(words, str(act)) for words, (act, _) in known if act in taught]
    for text, act in told:
        found = find(text, NOW, EMPTY)
        yield judging.evidence(found, rules.rule(found, _TO_A_CARD)), act


def categories(rows: Sequence[Row], more: Iterable[Phrase]) -> Iterator[Text]:
    """What is wrong: a report of several problems speaks for each; so do phrases and words."""
    for row in rows:
        seen = _of_problem(row["text"])
        for read in readings(row):
            for name in read["categories"] or [NOTHING] * row["is_report"]:
                yield seen, name
    for name, words in more:
        yield _of_problem(words), name
    for name, known in lexicon().categories.items():
        for words in (name, *known.words):
            yield sorted(features.marked(MASKED, words)), name


def problems(rows: Sequence[Row], more: Sequence[Phrase]) -> Iterator[Text]:
    """Which likely problems each report speaks of; likely by texts among which it is not.

    What an alternative label names beside may be there or not, and teaches nothing.
    """
    reports = [row for row in rows if row["is_report"]]
    for part in range(PARTS):
        others = [row for at, row in enumerate(reports) if at % PARTS != part]
        model = from_table(_categories(others, more))
        for row in reports[part::PARTS]:
            said = model.sum_of(features.marked(MASKED, (found := _found(row)).bare))
            chances, clauses = likely(found, said, model), by_clause(found.bare, model)
            for name, seen in choosing.evidence(found, chances, clauses).items():
                for read in readings(row):
                    if name in read["categories"]:
                        yield seen, YES
                    elif name not in row.get("alt_categories", ()):
                        yield seen, NO


def phrases() -> Iterator[Phrase]:
    """Those of `bench/texts/phrases.tsv`: what people call a problem, and no more."""
    for line in PHRASES.read_text(encoding="utf-8").splitlines():
        name, words = line.split("\t")
        yield name, words


def _of_problem(text: str) -> list[str]:
    found = find(text, NOW, EMPTY)
    return [*features.marked(MASKED, found.bare), *features.of_categories(found.facts.present)]


def severities(rows: Sequence[Row]) -> Iterator[Text]:
    """How bad each report is."""
    for row in rows:
        if row["is_report"]:
            found = _found(row)
            for read in readings(row):
                ruled, _ = severity.by_rules(found.message, read["categories"])
                yield severity.evidence(found.bare, read["categories"], ruled), read["severity"]


def deadlines(rows: Sequence[Row]) -> Iterator[Text]:
    """Which of the times that each report names is its deadline: the labelled words, or as due."""
    for row in rows:
        if row["is_report"] and "deadline" in row:
            raw = row["deadline"].get("raw")
            first = row["text"].find(raw) if raw else len(row["text"])
            last = first + len(raw or "")
            folded = Message.of(row["text"], lexicon().spelling).folded
            for time in times(row["text"], NOW):
                due = (str(time.deadline.kind), time.deadline.due)
                here = time.span[0] < last and first < time.span[1]
                is_it = here or right_due(row["deadline"], due)
                yield duechoosing.evidence(folded, time), YES if is_it else NO


def _found(row: Row) -> Findings:
    return find(row["text"], NOW, EMPTY)


Lessons = dict[str, Callable[[], Table]]
Networks = dict[str, Callable[..., Arrays]]


def lessons(
    rows: Sequence[Row],
    more: Sequence[Phrase],
    counted: Sequence[Row],
    replies: Sequence[Row],
) -> Lessons:
    """How each table is learnt, by name.

    From labelled texts and phrases, from work reports, and from replies to cards.
    """
    return {
        "problems": partial(_margins, problems, rows, more, cost=0.01),
        "categories": partial(_categories, rows, more),
        "intents": partial(_margins, intents, rows, cost=COST),
        "deadlines": partial(_margins, deadlines, rows, cost=COST),
        "severity": partial(_margins, severities, rows, cost=COST, by_counts=True),
        "links": partial(_margins, links.links, counted, cost=COST),
        "acts": partial(_margins, acts, replies, cost=COST_OF_REPLIES),
    }


def networks(rows: Sequence[Row], more: Sequence[Phrase], counted: Sequence[Row]) -> Networks:
    """How each network is learnt, from labelled texts and phrases, and from work reports.

    Called with what another has learnt, it goes on from there (`recurrent.learn`).
    """
    return {
        "reports": partial(_network, examples.texts, rows, more),
        # Of these there are few, and they are longer.
        "work": partial(_network, examples.works, counted, rounds=40, longest=250),
    }


def _network(
    labelled: Callable[..., Iterable[Example]],
    *texts: Sequence[Any],
    begin: Arrays | None = None,
    **how: int,
) -> Arrays:
    return recurrent.learn(list(labelled(*texts)), begin=begin, **how)


def _categories(rows: Sequence[Row], more: Iterable[Phrase]) -> Table:
    # When there were 67,000 features, the weakest fifth were half of all weights and changed no
    # figure.
    return learning.margins(categories(rows, more), cost=COST, least=10, by_counts=True)


def _margins(
    labelled: Callable[..., Iterable[Text]],
    *texts: Sequence[Any],
    cost: float,
    by_counts: bool = False,
) -> Table:
    return learning.margins(labelled(*texts), cost=cost, by_counts=by_counts)


def main(argv: Sequence[str] | None = None) -> None:
    """Learn from the files named on the command line and write the models."""
    parser = argparse.ArgumentParser(prog="python -m bench.training", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled texts, JSON lines")
    parser.add_argument(
        "--work", action="store_true", help="the network of work reports, too (docs/adr/0016)"
    )
    options = parser.parse_args(argv)
    files = options.files or sorted(TEXTS.glob("seen*.jsonl"))
    more, counted = list(phrases()), load([WORK])
    rows = [*load(files), *examples.work_reports(load([WORK, MORE_WORK]))]
    # Each model has a process; to share the cores further, their sums are too small.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        several = networks(rows, more, counted)
        reports = pool.submit(several.pop("reports"))
        if not options.work:
            del several["work"]
        learnt = {
            name: pool.submit(lesson)
            for name, lesson in lessons(rows, more, counted, load([REPLIES])).items()
        }
        networks_learnt = {"reports": reports} | {
            name: pool.submit(lesson, begin=reports.result()) for name, lesson in several.items()
        }
    for name, table_learnt in learnt.items():
        table, path = table_learnt.result(), DATA / f"learned_{name}.json"
        learning.write(table, path)
        size = path.stat().st_size
        print(json.dumps({"model": name, "features": len(table["weights"]), "bytes": size}))
    for name, network_learnt in networks_learnt.items():
        network, path = network_learnt.result(), DATA / f"learned_{name}.npz"
        recurrent.write(network, path)
        numbers = sum(one.size for one in network.values())
        print(json.dumps({"model": name, "numbers": numbers, "bytes": path.stat().st_size}))


if __name__ == "__main__":
    main()
