"""A model as its file writes it: what each feature says is added up label by label."""

import json
from itertools import islice

import pytest

from bench.training import DATA
from reading.lanes import unpack
from reading.learned import from_table, learned
from reading.written import lines_of

MODEL = from_table(
    {
        "labels": ["good", "bad", "so-so"],
        "weights": {"sun": "0:120 2:-7", "rain": "1:35", "wind": "1:35 0:-20"},
    }
)


def test_what_is_written_behind_features_is_added_up_label_by_label() -> None:
    assert MODEL.scores(["sun", "rain", "wind", "rain", "snow"]) == [100, 105, -7]
    assert MODEL.scores([]) == MODEL.scores(["snow"]) == [0, 0, 0]


def test_all_features_have_their_weights_in_lanes() -> None:
    lanes = {feature: unpack(MODEL.weight(feature), 3) for feature in MODEL.said}
    assert lanes == {"sun": [120, 0, -7], "rain": [0, 35, 0], "wind": [-20, 35, 0]}


def test_only_what_speaks_for_a_label_is_a_reason() -> None:
    seen = ["wind", "sun", "snow", "rain"]
    assert MODEL.reasons(seen, "good", 2) == ["sun"]
    assert MODEL.reasons(seen, "bad", 5) == ["rain", "wind"]
    assert MODEL.reasons(seen, "bad", 1) == ["rain"]


NAMES = ("intents", "categories", "problems", "severity", "deadlines", "links", "acts")


EVERY = 5
"""Every fifth of several hundred thousand features is looked up."""


@pytest.mark.parametrize("name", NAMES)
def test_every_model_of_ours_can_be_added_up(name: str) -> None:
    model = learned(name)
    assert len(model.scores(islice(model.said, 0, None, EVERY))) == len(model.labels)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_read_by_its_lines_is_the_json_that_it_is(name: str) -> None:
    text = (DATA / f"learned_{name}.json").read_text(encoding="utf-8")
    whole, model = json.loads(text), learned(name)
    assert model.labels == tuple(whole["labels"])
    assert text.partition('"weights": {\n')[2] == lines_of(whole["weights"]) + "\n}}\n"
    assert len(model.said) == len(whole["weights"])
    for feature, said in islice(whole["weights"].items(), 0, None, EVERY):
        assert model.said[feature] == said
