"""Characters of labelled texts get their labels."""

from bench import characters
from bench.examples import works
from bench.links import links
from bench.reading import Row
from reading.work import look


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


def test_labels_that_stand_in_another_order_are_found() -> None:
    sentence = "塔湾9人 撤棚6 收伞6"
    kinds = {"action": "撤", "item": "棚", "kind": "result"}
    told: Row = {
        "sentence": sentence,
        "tallies": [kinds | {"raw": raw} for raw in ("6", "6", "9人", "6")],
    }
    found = [sentence[one.start : one.end] for _, one in characters.tallied(told, look(sentence))]
    assert found == ["6", "6", "9人"]


def test_who_labelled_a_work_report_again_teaches_as_much() -> None:
    one = {"action": "拆除", "item": "地锁", "raw": "2个", "kind": "result"}
    row: Row = {"sentence": "拆除地锁2个", "tallies": [one]}
    again: Row = {**row, "again": {"tallies": []}}
    assert [each.labels for each in works([row])] == ["AaIiNn"]
    assert [each.labels for each in works([again])] == ["AaIiNn", "OOOOOO"]
    assert len(list(links([again]))) == len(list(links([row]))) > 0
