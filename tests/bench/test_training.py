"""Learning from labelled texts: the same texts teach the same, and none of them is scored."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bench import learning, recurrent, training
from bench.examples import Phrase
from bench.learning import Table
from bench.reading import NOW, load, readings
from reading import judging
from reading.learned import from_table, learned
from reading.model import Act
from reading.reader import read

TEXTS = Path(__file__).parents[2] / "bench" / "texts"


class Labelled(NamedTuple):
    """A labelled text of ours; to read them all takes a second."""

    seen: bool
    text: str
    intent: str | None


@pytest.fixture(scope="module")
def texts() -> list[Labelled]:
    """All that the reader's models are learnt from, and all that is scored."""
    return [
        Labelled(path.name.startswith("seen"), row["text"], row.get("intent"))
        for path in sorted((*TEXTS.glob("seen*.jsonl"), *TEXTS.glob("unseen*.jsonl")))
        for row in load([path])
    ]


def some_phrases() -> list[Phrase]:
    """Enough for every way of learning; all of them take half a minute."""
    return list(training.phrases())[::400]


def learnt(*texts: Any) -> dict[str, Table]:
    return {name: lesson() for name, lesson in training.lessons(*texts).items()}


def test_the_same_texts_teach_the_same() -> None:
    rows = load([TEXTS / "seen.jsonl"])[::300]
    work = load([training.WORK])[::100]
    replies = load([training.REPLIES])[::20]
    taught = (rows, some_phrases(), work, replies)
    assert learnt(*taught) == learnt(*taught)


def test_who_labelled_a_text_again_teaches_as_much() -> None:
    row = {"text": "地上全是瓜子皮", "is_report": True, "categories": ["道路不洁"]}
    again = row | {"again": {"categories": ["暴露垃圾", "道路不洁"], "severity": "normal"}}
    assert [name for _, name in training.categories([row], [])][:1] == ["道路不洁"]
    told = [name for _, name in training.categories([again], [])][:3]
    assert told == ["道路不洁", "暴露垃圾", "道路不洁"]


def test_networks_are_learnt_from_reports_and_from_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurrent, "HIDDEN", 4)
    rows = load([TEXTS / "seen.jsonl"])[:12]
    work = load([training.WORK])[:6]
    learning_all = training.networks(rows, [("路灯故障", "黑灯瞎火")], work)
    learnt = {name: lesson() for name, lesson in learning_all.items()}
    assert {name: one["labels"].tolist() for name, one in learnt.items()} == {
        "reports": "BIOUV",
        "work": "AINOain",
    }
    answers = {
        name.removeprefix("answers_"): set(one.tolist())
        for name, one in learnt["reports"].items()
        if name.startswith("answers_")
    }
    categories = {name for row in rows for one in readings(row) for name in one["categories"]}
    assert answers == {
        "intents": {row["intent"] for row in rows},
        "categories": {"路灯故障", *categories},
        "severity": {one["severity"] for row in rows for one in readings(row)},
    }
    for one in learnt.values():
        assert len(one["letters_in"]) == len(one["codes_letters"])


def test_what_is_written_is_what_was_learnt(tmp_path: Path) -> None:
    rows = load([TEXTS / "seen_hard.jsonl"])[::60]
    table = training.lessons(rows, some_phrases(), [], [])["intents"]()
    learning.write(table, tmp_path / "one.json")
    model = from_table(json.loads((tmp_path / "one.json").read_text(encoding="utf-8")))
    assert model == from_table(table)
    assert model.probabilities(["nobody saw this"]) == dict.fromkeys(
        model.labels, 1 / len(model.labels)
    )


def test_what_is_nearly_always_seen_with_one_label_weighs_more_by_counts() -> None:
    texts = [(["husks", "road"], "dirt"), (["husks", "night"], "dirt"), (["seeds", "road"], "dirt")]
    texts += [(["cart", "road"], "pedlar"), (["cart", "night"], "pedlar"), (["lamp"], "dark")]
    plain, counted = (
        from_table(learning.margins(texts, cost=0.1, by_counts=wanted)) for wanted in (False, True)
    )
    dirt = counted.labels.index("dirt")
    shares = [
        model.scores(["husks"])[dirt] / model.scores(["road"])[dirt] for model in (plain, counted)
    ]
    assert shares[1] > shares[0] > 1
    for features, label in texts:
        chances = counted.probabilities(features)
        assert max(chances, key=chances.__getitem__) == label


def test_nothing_is_scored_that_was_learnt(texts: list[Labelled]) -> None:
    seen = {one.text for one in texts if one.seen}
    unseen = [one.text for one in texts if not one.seen]
    assert len(unseen) * 3.2 >= len(seen)
    known = seen | {words for _, words in training.phrases()}
    assert not [text for text in unseen if text in known]


def test_every_intent_is_one_that_the_reader_can_say(texts: list[Labelled]) -> None:
    english = load(sorted(TEXTS.glob("english*.jsonl")))
    intents = {one.intent for one in texts} | {row["intent"] for row in english}
    assert intents - {None} <= set(judging.USUAL) | set(Act)


def test_the_learnt_speak_of_labels_that_the_labels_know(texts: list[Labelled]) -> None:
    assert set(learned("intents").labels) <= {one.intent for one in texts if one.seen}
    assert set(learned("severity").labels) == {"urgent", "high", "normal", "low"}
    assert read("井盖没了 车差点掉进去", now=NOW).severity == "urgent"


def test_no_reply_is_learnt_from_that_is_scored() -> None:
    learnt = {row["text"] for row in load([training.REPLIES])}
    scored = {row["text"] for row in load([TEXTS / "replies_unseen.jsonl"])}
    assert len(learnt) > 2_000
    assert not learnt & scored


def test_what_replies_do_is_what_cases_know() -> None:
    taught = {row["act"] for row in load([training.REPLIES])}
    assert taught == set(learned("acts").labels) <= set(Act)


def test_no_work_report_is_learnt_from_that_is_scored(texts: list[Labelled]) -> None:
    learnt = {row["sentence"] for row in load([training.WORK, training.MORE_WORK])}
    scored = {row["sentence"] for row in load(sorted(TEXTS.glob("tallies_unseen*.jsonl")))}
    scored |= {one.text for one in texts if not one.seen}
    assert len(learnt) > 16_000
    assert not learnt & scored
