"""Learns the reader's models from labelled texts: `python -m bench.training [FILE…]`.

Writes `reading/data/learned_*.json`: "intents" (what was said), "categories" (what is wrong),
"severity" (how bad), "places" (address and unit, character by character) and "work" (verbs, things
and counts of work reports, likewise). All are maximum-entropy models, trained by CRFsuite (L-BFGS
with L1 and L2) and kept as readable tables; the reader itself needs none of it.
Without a FILE it learns from `bench/texts/seen*.jsonl`, and of work from `tallies.jsonl`; what
`bench.reading` scores by default is never learnt from. The same texts give the same tables.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pycrfsuite

from bench.reading import NOW, SCORED_KINDS, Row, load
from reading import acts, features, judging, linking, severity, work
from reading.describing import NOTHING
from reading.findings import Findings, find
from reading.learned import SCALE
from reading.lexicon import lexicon
from reading.model import EMPTY, NO_CONTEXT
from reading.rules import Span
from reading.tagging import PLACE, UNIT

PHRASES = Path(__file__).parent / "texts" / "phrases.tsv"
TEXTS = Path(__file__).parent / "texts"
WORK = TEXTS / "tallies.jsonl"
DATA = Path(__file__).parents[1] / "reading" / "data"

LEAST = 5
"""Weights below this many hundredths say nothing and are not kept."""

Example = tuple[Sequence[Sequence[str]], Sequence[str]]
"""The features and the label of each place of a sequence; a whole text is a sequence of one."""

Phrase = tuple[str, str]
"""A category, and words that somebody may call it by."""


def train(examples: Iterable[Example], *, c1: float, c2: float) -> dict[str, Any]:
    """The table of a model learnt from examples; `c1` drops weak features, `c2` keeps all small."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": 150})
    for seen, labels in examples:
        trainer.append(seen, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        return to_table(tagger.labels(), tagger.info())


def to_table(labels: Sequence[str], info: Any) -> dict[str, Any]:
    """Labels, weights of each feature and transitions between labels, in hundredths."""
    order = {label: number for number, label in enumerate(sorted(labels))}
    weights: dict[str, list[int]] = {}
    for (feature, label), weight in sorted(info.state_features.items()):
        kept = round(weight * SCALE)
        if abs(kept) >= LEAST:
            weights.setdefault(feature, []).extend((order[label], kept))
    steps = [
        [round(info.transitions.get((before, after), 0.0) * SCALE) for after in order]
        for before in order
    ]
    return {"labels": list(order), "transitions": steps, "weights": weights}


def intents(rows: Sequence[Row]) -> Iterator[Example]:
    """What each text says; the messages that the rules know word for word teach nothing."""
    for row in rows:
        found = _found(row)
        ruled = acts.rule(found, NO_CONTEXT)
        if not ruled.whole:
            yield [judging.evidence(found, ruled)], [row["intent"]]


def categories(rows: Sequence[Row], more: Iterable[Phrase]) -> Iterator[Example]:
    """What is wrong: a report of several problems speaks for each; so do phrases and words."""
    for row in rows:
        for name in row["categories"] or [NOTHING] * row["is_report"]:
            yield [_of_problem(row["text"])], [name]
    for name, words in more:
        yield [_of_problem(words)], [name]
    for name, known in lexicon().categories.items():
        for words in (name, *known.words):
            yield [sorted(features.grams(words, "m", (1, 2)))], [name]


def phrases() -> Iterator[Phrase]:
    """Those of `bench/texts/phrases.tsv`: what people call a problem, and no more."""
    for line in PHRASES.read_text(encoding="utf-8").splitlines():
        name, words = line.split("\t")
        yield name, words


def _of_problem(text: str) -> list[str]:
    found = find(text, NOW, EMPTY)
    facts = found.facts
    bare = features.masked(found.message, facts.places, facts.units, found.due)
    return features.of_problem(bare, facts.present)


def severities(rows: Sequence[Row]) -> Iterator[Example]:
    """How bad each report is."""
    for row in rows:
        if row["is_report"]:
            found = _found(row)
            facts = found.facts
            bare = features.masked(found.message, facts.places, facts.units, found.due)
            ruled, _ = severity.by_rules(found.message, row["categories"])
            yield [severity.evidence(bare, row["categories"], ruled)], [row["severity"]]


def places(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a report are its addresses and its units."""
    for row in rows:
        if row["is_report"]:
            found = _found(row)
            facts = found.facts
            shapes, said = features.of_characters(
                found.message, found.taken, facts.places, facts.units, found.due
            )
            yield _characters(shapes, said), labels_of(row, len(said))


def works(rows: Sequence[Row]) -> Iterator[Example]:
    """Which characters of a work report are its verbs, its things and its counts."""
    for row in rows:
        seen = work.look(row["sentence"])
        shapes, said = work.evidence(seen)
        if said:
            yield _characters(shapes, said), labels_of_work(row, seen)


def _characters(shapes: str, said: Sequence[Sequence[str]]) -> list[list[str]]:
    """All features of each character: the pieces near it, and what the rules say of it."""
    return [[*features.pieces(shapes, at), *one] for at, one in enumerate(said)]


def labels_of_work(row: Row, seen: work.Work) -> list[str]:
    """A label for each character of a labelled work report; of what is no work, none."""
    text = seen.typed
    labels = ["O"] * len(text)
    at = 0
    for one in row["tallies"]:
        start = text.find(one["raw"], at)
        if start < 0:
            continue
        at = start + len(one["raw"])
        number = next((c for c in seen.counts if c.start < at and start < c.end), None)
        if one["kind"] not in SCORED_KINDS or number is None:
            continue
        span = (number.start, number.end)
        _label(labels, span, linking.NUMBER)
        if not one.get("implied_item"):
            _label(labels, _nearest(text, one["item"], span), linking.ITEM)
        if not one.get("implied_action"):
            _label(labels, _nearest(text, one["action"], span), linking.ACTION)
    return labels


def _nearest(text: str, words: str, span: Span) -> Span | None:
    """Where words stand nearest to a span; before it, if they stand on both sides."""
    before = text.rfind(words, 0, span[0])
    behind = text.find(words, span[1])
    if before >= 0 and (behind < 0 or behind > span[1] + 1 or before + len(words) == span[0]):
        return before, before + len(words)
    return (behind, behind + len(words)) if behind >= 0 else None


def _label(labels: list[str], span: Span | None, kind: tuple[str, str]) -> None:
    if span and set(labels[slice(*span)]) == {"O"}:
        labels[slice(*span)] = [kind[0], *(kind[1] * (span[1] - span[0] - 1))]


def labels_of(row: Row, length: int) -> list[str]:
    """A label for each character of a labelled text, by its addresses and units."""
    labels = ["O"] * length
    for kind, parts in (
        (PLACE, row.get("multi_address") or [row["address"]]),
        (UNIT, row.get("multi_unit") or [row["unit"]]),
    ):
        for part in sorted(filter(None, parts), key=len, reverse=True):
            at = row["text"].find(part)
            while at >= 0 and set(labels[at : at + len(part)]) != {"O"}:
                at = row["text"].find(part, at + 1)
            if at >= 0:
                _label(labels, (at, at + len(part)), kind)
    return labels


def _found(row: Row) -> Findings:
    return find(row["text"], NOW, EMPTY)


def write(table: dict[str, Any], path: Path) -> None:
    """A model's file: its head, then a feature a line, so that a change of it can be read."""
    head = {key: table[key] for key in ("labels", "transitions")}
    lines = [
        f"{json.dumps(feature, ensure_ascii=False)}:{json.dumps(said, separators=(',', ':'))}"
        for feature, said in sorted(table["weights"].items())
    ]
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    body = ",\n".join(lines)
    path.write_text(f'{opening}, "weights": {{\n{body}\n}}}}\n', encoding="utf-8")


def learn(
    rows: Sequence[Row], more: Iterable[Phrase], counted: Sequence[Row]
) -> dict[str, dict[str, Any]]:
    """The tables of all models, by name, learnt from labelled texts, phrases and work reports."""
    return {
        "intents": train(intents(rows), c1=0.1, c2=0.1),
        "categories": train(categories(rows, more), c1=0.08, c2=0.1),
        "severity": train(severities(rows), c1=0.2, c2=0.1),
        "places": train(places(rows), c1=0.2, c2=0.05),
        "work": train(works(counted), c1=0.1, c2=0.1),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Learn from the files named on the command line and write the models."""
    parser = argparse.ArgumentParser(prog="python -m bench.training", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled texts, JSON lines")
    files = parser.parse_args(argv).files or sorted(TEXTS.glob("seen*.jsonl"))
    rows = load(files)
    for name, table in learn(rows, phrases(), load([WORK])).items():
        path = DATA / f"learned_{name}.json"
        write(table, path)
        size = path.stat().st_size
        print(json.dumps({"model": name, "features": len(table["weights"]), "bytes": size}))


if __name__ == "__main__":
    main()
