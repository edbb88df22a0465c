"""What is wrong."""

import pytest

from reading.lexicon import category, lexicon
from reading.reader import read
from tests.reading.cast import NOW


def categories(text: str) -> tuple[str, ...]:
    return read(f"中街路32号门口{text}", now=NOW).categories


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("占道经营", ("占道经营",)),
        ("店外摆放", ("店外经营",)),
        ("跨门经营，流动商贩", ("店外经营", "流动摊贩")),
        ("地上全是瓜子皮", ("道路不洁",)),
        ("面包车骑在便道上", ("机动车乱停放",)),
        ("非机动车乱停，盲道全压了", ("非机动车乱停放",)),
        ("货车停在非机动车道上", ("机动车乱停放",)),
        ("下水口的盖子不见了", ("井盖缺损",)),
        ("没有井盖", ("井盖缺损",)),
        ("卖煎饼的又回来了", ("流动摊贩",)),
        ("非机动车乱停乱放", ("非机动车乱停放",)),
        ("乱停乱放", ("机动车乱停放",)),
        ("共享单车倒了一地", ("共享单车",)),
        ("消防通道停满了私家车", ("占用消防通道",)),
        ("树坑里全是烟头", ("绿地脏乱",)),
        ("垃圾桶满了没人倒", ("垃圾满溢",)),
        ("有人烧纸", ("不文明祭祀",)),
        ("路灯四盏不亮", ("路灯故障",)),
        ("下水道往外冒污水", ("排水堵塞",)),
        ("围挡占道", ("施工占道",)),
        ("乱堆乱放、乱贴乱画", ("乱堆乱放", "非法小广告")),
    ],
)
def test_what_people_see_has_its_name(text: str, names: tuple[str, ...]) -> None:
    assert categories(text) == names


@pytest.mark.parametrize(("typo", "name"), [("占到经营", "占道经营"), ("乱对乱放", "乱堆乱放")])
def test_a_typo_is_read_through(typo: str, name: str) -> None:
    assert categories(typo) == (name,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("没有占道，是店外", ("店外经营",)),
        ("不是垃圾满溢，是乱堆乱放", ("乱堆乱放",)),
        ("未发现占道、乱停乱放，但有小广告", ("非法小广告",)),
    ],
)
def test_what_is_denied_is_not_reported(text: str, names: tuple[str, ...]) -> None:
    assert categories(text) == names


@pytest.mark.parametrize(
    ("word", "name"),
    [("乱泼乱倒", "污水乱排"), ("乱涂乱刻", "非法小广告"), ("乱晾乱挂", "沿街晾挂")],
)
def test_an_unknown_pair_of_disorders_goes_by_its_verbs(word: str, name: str) -> None:
    assert categories(word) == (name,)


def test_categories_come_in_order_of_mention() -> None:
    assert categories("路灯不亮，垃圾满溢，占道经营") == ("路灯故障", "垃圾满溢", "占道经营")


def test_every_category_is_found_by_its_own_words() -> None:
    silent = [
        (name, word)
        for name, known in lexicon().categories.items()
        for word in known.words
        if not read(f"大南街15号 {word}", now=NOW).categories
    ]
    assert silent == []


def test_every_category_has_a_limit_and_a_handler() -> None:
    for known in lexicon().categories.values():
        assert known.limit.value >= 0
        assert known.handler
        assert known.big_class


def test_a_limit_is_a_value_with_a_unit() -> None:
    assert (category("占道经营").limit.value, category("占道经营").limit.unit) == (2, "urgent_hour")
    assert (category("暴露垃圾").limit.value, category("暴露垃圾").limit.unit) == (4, "work_hour")
