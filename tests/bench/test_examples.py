"""What the network of reports learns from each labelled text."""

import pytest

from bench.examples import answers, texts, work_reports
from bench.reading import Row
from reading.choosing import NOTHING

REPORT: Row = {
    "text": "中街路32号占道",
    "is_report": True,
    "categories": ["占道经营"],
    "severity": "normal",
    "address": "中街路32号",
    "unit": None,
}
OTHER: Row = {
    **REPORT,
    "text": "小东路 井盖没了",
    "categories": ["井盖缺损"],
    "severity": "urgent",
    "address": "小东路",
    "again": {"severity": "high"},
}


def test_a_report_teaches_its_places_and_what_it_says_and_so_it_does_with_another_place() -> None:
    first, second, *exchanged = texts([REPORT, OTHER], [])
    assert first.labels == "BIIIIIOO"
    assert second.labels[:3] == "BII"
    assert [one.text for one in exchanged] == ["小东路占道", "中街路32号 井盖没了"]
    assert [one.given for one in exchanged] == [first.given, second.given]
    assert first.given["intents"] == {"report": 1.0}
    assert exchanged[1].given["severity"] == {"urgent": 0.5, "high": 0.5}
    assert exchanged[1].given["categories"] == {"井盖缺损": 1.0}


def test_a_work_report_teaches_that_it_is_a_digest() -> None:
    kinds = {"拆地锁2个": "result", "还剩地锁3个": "remaining"}
    counted: list[Row] = [
        {"sentence": text, "tallies": [{"kind": kind}]} for text, kind in kinds.items()
    ]
    (said,) = work_reports(counted)
    (one,) = texts([said], [])
    assert (one.text, one.labels, one.given) == ("拆地锁2个", "", {"intents": {"digest": 1.0}})


def test_a_report_whose_place_is_not_labelled_teaches_nothing_of_places() -> None:
    unlabelled = {key: value for key, value in REPORT.items() if key not in {"address", "unit"}}
    (one,) = texts([unlabelled], [])
    assert not one.labels
    assert one.given["categories"] == {"占道经营": 1.0}


def test_what_is_no_report_teaches_what_it_says_only() -> None:
    thanks: Row = {"text": "谢谢", "is_report": False, "intent": "thanks", "address": None}
    (one,) = texts([thanks], [])
    assert (one.labels, one.given) == ("", {"intents": {"thanks": 1.0}})


def test_a_phrase_teaches_what_is_wrong_only() -> None:
    (one,) = texts([], [("路灯故障", "黑灯瞎火")])
    assert (one.labels, one.given) == ("", {"categories": {"路灯故障": 1.0}})


def test_two_readers_count_half_each() -> None:
    again = {"categories": ["占道经营", "暴露垃圾"], "severity": "high"}
    said = answers({**REPORT, "again": again})
    assert said["categories"] == pytest.approx({"占道经营": 1.0, "暴露垃圾": 0.5})
    assert said["severity"] == {"normal": 0.5, "high": 0.5}
    assert answers({**REPORT, "categories": []})["categories"] == {NOTHING: 1.0}
    assert answers({"text": "嗯", "is_report": False}) == {}
