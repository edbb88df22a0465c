"""How bad."""

import pytest

from reading.findings import find
from reading.learned import learned
from reading.lexicon import lexicon
from reading.model import EMPTY
from reading.reader import read
from reading.severity import by_rules, evidence, severity
from reading.text import Message
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("井盖没了", "urgent"),
        ("天然气味很重", "urgent"),
        ("救护车进不去，门口违停", "urgent"),
        ("光缆耷拉下来 骑车容易刮脖子", "urgent"),
        ("店外摆放反弹", "high"),
        ("垃圾成堆，这都第三次报了", "high"),
        ("占道经营，居民反映强烈", "high"),
        ("不急，有空把条幅摘了", "low"),
        ("乱堆乱放", "normal"),
        ("井盖松动", "normal"),
        ("没有危险，垃圾成堆", "normal"),
    ],
)
def test_a_report_has_its_severity(text: str, level: str) -> None:
    assert read(f"中街路32号 {text}", now=NOW).severity == level


def test_what_is_no_report_has_none() -> None:
    assert read("收到", now=NOW).severity is None


def test_what_is_normal_beyond_all_doubt_has_a_severity() -> None:
    model = learned("severity")
    number = model.labels.index("normal")

    def lead(feature: str) -> int:
        sums = model.scores([feature])
        return sums.pop(number) - max(sums)

    said: list[str] = []
    for feature in sorted((one for one in model.said if one[0] == "m"), key=lead, reverse=True):
        more = "，".join((*said, feature[1:].strip("^$")))
        if by_rules(Message.of(more, lexicon().spelling), []) == ("normal", ()):
            said.append(feature[1:].strip("^$"))
        if len(said) == 90:
            break
    text = "，".join(said)
    message = Message.of(text, lexicon().spelling)
    assert by_rules(message, []) == ("normal", ())
    assert model.probabilities(evidence(text, [], "normal"))["normal"] == 1.0
    assert severity(find(text, NOW, EMPTY), []) == ("normal", ())
