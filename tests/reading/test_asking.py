"""What is looked up once for all models is what each model says of each feature."""

import pytest

from reading import choosing, features, judging, severity
from reading.acts import rule
from reading.asking import said_by_parts
from reading.choosing import meant
from reading.describing import by_clause, likely
from reading.findings import find
from reading.learned import MASKED, YES, learned
from reading.model import EMPTY, NO_CONTEXT
from tests.reading.cast import NOW

TEXTS = [
    "塔柏路31号门口乱堆乱放，请解放街道2小时内清理",
    "没有占道，井盖旁有小广告和垃圾",
    "晓得嘞",
    "12 3\n，。",
    "垃圾成堆 " * 90,
]


@pytest.mark.parametrize("text", TEXTS)
def test_parts_say_what_the_features_of_each_model_say(text: str) -> None:
    found = find(text, NOW, EMPTY)
    ruled = rule(found, NO_CONTEXT)
    said = said_by_parts(found.bare, found.message.folded)
    intents, levels, problems = learned("intents"), learned("severity"), learned("categories")
    masked = features.marked(MASKED, found.bare)
    assert judging.by_pieces(found, ruled) == intents.probabilities(judging.evidence(found, ruled))
    assert levels.scores([], said.severity) == levels.scores(masked)
    assert problems.scores([], said.categories) == problems.scores(masked)
    assert set(masked) <= set(severity.evidence(found.bare, [], "normal"))


@pytest.mark.parametrize("text", TEXTS)
def test_a_problem_is_judged_by_the_features_that_were_learnt_from(text: str) -> None:
    found = find(text, NOW, EMPTY)
    model, problems = learned("problems"), learned("categories")
    said = problems.sum_of(features.marked(MASKED, found.bare))
    chances, clauses = likely(found, said, problems), by_clause(found.bare, problems)
    assert meant(found, chances, clauses) == {
        name: model.probabilities(seen)[YES]
        for name, seen in choosing.evidence(found, chances, clauses).items()
    }
