"""Characters of labelled texts get their labels; places and units change places."""

from bench import characters
from bench.exchanging import exchanged
from bench.links import links
from bench.reading import Row
from reading.work import look

REPORTS: list[Row] = [
    {"text": "中街路32号占道 大南中队", "address": "中街路32号", "unit": "大南中队"},
    {"text": "环卫二所去碧塘公园北门扫一下", "address": "碧塘公园北门", "unit": "环卫二所"},
    {"text": "小东路 井盖没了", "address": "小东路", "unit": None},
    {
        "text": "热闹路满了，白塔街也满了",
        "multi_address": ["热闹路", "白塔街"],
        "address": "热闹路",
    },
    {"text": "又堵了", "address": None, "unit": None},
]
ROWS: list[Row] = [{"is_report": True, "unit": None, **row} for row in REPORTS]


def test_characters_are_labelled_by_address_and_unit() -> None:
    row = {"text": "请大南中队去大南街5号", "address": "大南街5号", "unit": "大南中队"}
    assert "".join(characters.labels_of(row, len(row["text"]))) == "OUVVVOBIIII"


def test_verbs_things_and_counts_of_work_are_labelled() -> None:
    row: Row = {
        "sentence": "撵走西瓜车5辆，剩3辆",
        "tallies": [
            {"action": "撵走", "item": "西瓜车", "raw": "5辆", "kind": "result"},
            {"action": "剩", "item": "西瓜车", "raw": "3辆", "kind": "remaining"},
        ],
    }
    assert "".join(characters.labels_of_work(row, look(str(row["sentence"])))) == "AaIiiNnOOOO"


def test_words_are_labelled_in_the_clause_of_their_number() -> None:
    counted = {"kind": "result", "action": "清理"}
    for sentence, item, raw, labels in (
        ("清理广告5张，清理横幅3条", "横幅", "3条", "OOOOOOOAaIiNn"),
        ("清理广告5张，清理横幅3条", "广告", "5张", "AaIiNnOOOOOOO"),
        ("清理过后，将36处清理完", "违建", "36处", "OOOOOONnnAaO"),
    ):
        one = counted | {"item": item, "raw": raw, "implied_item": item not in sentence}
        row: Row = {"sentence": sentence, "tallies": [one]}
        assert "".join(characters.labels_of_work(row, look(sentence))) == labels


def test_who_labelled_a_work_report_again_teaches_as_much() -> None:
    one = {"action": "拆除", "item": "地锁", "raw": "2个", "kind": "result"}
    row: Row = {"sentence": "拆除地锁2个", "tallies": [one]}
    again: Row = {**row, "again": {"tallies": []}}
    assert [each.labels for each in characters.works([row])] == ["AaIiNn"]
    assert [each.labels for each in characters.works([again])] == ["AaIiNn", "OOOOOO"]
    assert len(list(links([again]))) == len(list(links([row]))) > 0


def test_places_and_units_are_exchanged_among_reports() -> None:
    new = list(exchanged(ROWS))
    assert new == list(exchanged(ROWS))
    assert len(new) == 3
    assert new[0]["unit"] == "环卫二所"
    for before, after in zip(ROWS, new, strict=False):
        assert after["address"] in {"中街路32号", "碧塘公园北门", "小东路"}
        assert after["address"] != before["address"]
        assert after["text"].count(after["address"]) == 1
        assert after["text"] == before["text"].replace(before["address"], after["address"]).replace(
            before["unit"] or "\0", after["unit"] or "\0"
        )


def test_what_is_no_report_gives_no_places() -> None:
    assert not list(exchanged([{**row, "is_report": False} for row in ROWS]))
    assert len(list(characters.places(ROWS))) == len(ROWS) + 3


def test_a_report_whose_place_is_not_labelled_teaches_nothing_of_places() -> None:
    unlabelled = {key: row for key, row in ROWS[0].items() if key not in {"address", "unit"}}
    assert list(characters.places([*ROWS, unlabelled])) == list(characters.places(ROWS))
