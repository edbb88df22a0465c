"""How a model is learnt from examples, and the table that it is kept as (`reading.learned`).

What a whole text says is learnt with margins (linear support vectors, one label against the rest:
scikit-learn, that is LIBLINEAR): on texts that nobody learnt from they had the likeliest category
right in 90.0 % of the ordinary and 89.9 % of the hard ones, maximum entropy in 88.3 % and 87.7 %.
What each character of a text is needs all of the text: `bench.recurrent`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reading.learned import SCALE
from reading.written import lines_of

LEAST = 5
"""Weights below this many hundredths say nothing and are not kept."""
SHARPNESS = 4.0
"""Margins count so many times over, that their powers be likelihoods (of 2 and 4, four made the
intents of unseen texts likelier)."""
SEEN, COST_BY_COUNTS = 0.1, 0.003
"""As often a feature was seen that was never seen with a label; and what a miss costs there."""

Table = dict[str, Any]
"""`labels` and, of each feature, "number of a label:weight in hundredths …"."""
Text = tuple[Sequence[str], str]
"""The features of a whole text, and its label."""


def margins(
    examples: Iterable[Text], *, cost: float, least: int = LEAST, by_counts: bool = False
) -> Table:
    """The table of a model of whole texts; the lower the `cost` of a miss, the smaller weights.

    Weights below `least` hundredths are not kept. `by_counts`: half of each weight is learnt from
    features that count for a label as often as they are seen with it (`_by_counts`).
    """
    # Takes seconds to import, and most tests of what is learnt need none of it.
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    seen, labels = zip(*examples, strict=True)
    names = CountVectorizer(analyzer=_as_they_are, binary=True)
    shown = names.fit_transform(seen)
    model = LinearSVC(C=cost, fit_intercept=False, random_state=0).fit(shown, labels)
    rows = list(model.coef_)
    if by_counts:
        told = ([label == one for label in labels] for one in model.classes_[-len(rows) :])
        rows = [(row + _by_counts(shown, here)) / 2 for row, here in zip(rows, told, strict=True)]
    if len(rows) == 1:  # of two labels, what speaks for the second speaks against the first
        rows = [-rows[0] / 2, rows[0] / 2]
    columns = zip(*(_hundredths(row * SHARPNESS) for row in rows), strict=True)
    kept = (_kept(column, least) for column in columns)
    weights = dict(zip(names.get_feature_names_out(), kept, strict=True))
    order = [str(label) for label in model.classes_]
    return {
        "labels": order,
        "weights": {str(name): weights[name] for name in sorted(weights) if weights[name]},
    }


def _by_counts(shown: Any, told: Sequence[bool]) -> Any:
    """The weights for one label of features that are as large as their log-count ratio.

    S. Wang, C. Manning: Baselines and Bigrams: Simple, Good Sentiment and Topic Classification
    (ACL 2012). Added to plain margins, they had the likeliest category right in 89.4 % instead of
    88.4 % of reports held back, and how bad it is in 81.6 % instead of 80.6 %; intents lost by it.
    """
    import numpy as np  # noqa: PLC0415 - as above
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    is_it = np.array(told)
    for_it, against = (np.asarray(shown[one].sum(axis=0))[0] + SEEN for one in (is_it, ~is_it))
    ratio = np.abs(np.log((for_it / for_it.sum()) / (against / against.sum())))
    model = LinearSVC(C=COST_BY_COUNTS, fit_intercept=False, random_state=0)
    return model.fit(shown.multiply(ratio).tocsr(), is_it).coef_[0] * ratio


def _as_they_are(features: Sequence[str]) -> Sequence[str]:
    return features


def _hundredths(row: Iterable[float]) -> list[int]:
    return [round(float(weight) * SCALE) for weight in row]


def _kept(column: Iterable[int], least: int) -> str:
    return _written(pair for pair in enumerate(column) if abs(pair[1]) >= least)


def _written(weights: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{number}:{weight}" for number, weight in weights)


def write(table: Mapping[str, Any], path: Path) -> None:
    """A model's file: its head, then a feature a line, so that a change of it can be read."""
    head = {"labels": table["labels"]}
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    body = lines_of(table["weights"])
    path.write_text(f'{opening}, "weights": {{\n{body}\n}}}}\n', encoding="utf-8")
