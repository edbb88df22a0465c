"""A call of departments is told from the policy of that name; arrivals and tasks are understood."""

import pytest

from reading.gazetteer import KnownPlace
from reading.model import Directory, KnownUnit
from reading.whistling import (
    Task,
    called,
    calls_departments,
    ends_meeting,
    reason_of,
    says_arrived,
    tasks,
    unknown,
)

TOWN = Directory(
    units=(
        KnownUnit("大南中队", ("大南", "大南执法中队"), ("大南街", "热闹路")),
        KnownUnit("皇城中队", ("皇城",), ("中街路",)),
        KnownUnit("示范环卫所", ("环卫所", "环卫", "Sanitation")),
    ),
    places=(KnownPlace("热闹路早市"),),
)


@pytest.mark.parametrize(
    "text",
    [
        "吹哨，请环卫所、大南中队30分钟内到场",
        "吹哨 大南中队 皇城中队 半小时内到",
        "中街路32号门口 吹哨 大南中队 皇城中队",
        "热闹路早市又摆满了，吹哨！请环卫所、大南中队30分钟内到场",
        "吹哨！大南中队、环卫所 30分钟内报到",
        "我吹哨：@大南中队 @环卫所 来热闹路早市",
        "路长吹哨：热闹路早市占道反弹，请大南中队、环卫所30分钟内到场",
        "请求吹哨，皇城中队速到中街路",
        "小贩把路占满了，现在吹个哨，请大南中队20分钟内到",
    ],
)
def test_a_call(text: str) -> None:
    assert calls_departments(text)
    assert called(text, TOWN)


@pytest.mark.parametrize(
    "text",
    [
        # As news and work reports put it; those of Beijing and Shenyang are full of it.
        "街道吹哨、部门报到，解决跨界难题16件，移走废弃报刊亭5座，腾出空地1300平方米。",
        "古城街道实行“街道吹哨、部门报到”机制，14个职能部门到街报到。",
        "落实路长吹哨、部门报到机制，大南中队今日清理占道8处",
        "坚持党建引领，做实吹哨报到，大南中队、环卫所联合整治热闹路早市",
        "深化“路长吹哨、单位报到”工作法",
        "路长吹哨，大南中队、环卫所迅速报到，10分钟内到场处置",
        "路长吹哨，部门联动，大南中队、皇城中队共同整治",
        "今天上午街道吹哨，大南中队、环卫所报到，联合整治早市",
        "本周吹哨 3 次，大南中队、环卫所均按时到场",
        "社区吹哨党员报到，大南中队到场服务",
        "吹哨调度会定在下午三点，请大南中队、环卫所参加",
        "吹哨人：张三，大南中队",
        "吹哨了吗？大南中队环卫所怎么还没来",
        "别吹哨了，大南中队已经在路上",
        "我们队长一吹哨，麻雀都排队走",
        "裁判吹哨了，大南中队赢了",
        "热闹路早市占道，请大南中队30分钟内到场",
        "吹哨，" + "请大南中队到场清理摊位" * 20,
    ],
)
def test_no_call(text: str) -> None:
    assert not calls_departments(text)


def names(text: str, place: str | None = None) -> list[str]:
    return [one.name for one in called(text, TOWN, place)]


def test_units_are_named_by_any_of_their_names() -> None:
    assert names("热闹路早市 @大南中队 示范环卫所") == ["大南中队", "示范环卫所"]
    assert names("请环卫、皇城和大南30分钟内到") == ["示范环卫所", "皇城中队", "大南中队"]
    assert names("大南中队环卫所30分钟内到") == ["大南中队", "示范环卫所"]
    assert names("大南中队、大南执法中队") == ["大南中队"]
    assert names("sanitation please") == ["示范环卫所"]


def test_what_only_looks_like_a_unit_is_not_called() -> None:
    assert names("大南街 环卫工人被堵 皇城中队", "大南街") == ["皇城中队"]
    assert names("大南街口积水") == []
    assert names("大南中队门口 皇城中队", "大南中队门口") == ["皇城中队"]


def test_unknown_units_are_pointed_out() -> None:
    text = "请派出所、大男中队、皇城中队30分钟内到"
    found = unknown(text, TOWN, called(text, TOWN))
    assert [(one.text, one.nearest) for one in found] == [
        ("派出所", None),
        ("大男中队", "大南中队"),
    ]


def test_the_reason_is_what_is_left() -> None:
    text = "热闹路早市 占道反弹 @大南中队 示范环卫所 30分钟内到"
    said = ["热闹路早市", "@大南中队", "大南中队", "示范环卫所", "30分钟内"]
    assert reason_of(text, said) == "占道反弹"
    text = "吹哨，请环卫所、大南中队30分钟内到场"
    assert reason_of(text, ["环卫所", "大南中队", "30分钟内"]) == ""


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("到了", ""),
        ("已到", ""),
        ("报到", ""),
        ("我们到了！", ""),
        ("大南中队已到现场", ""),
        ("大南到了，路上堵", "路上堵"),
        ("已到场。3人", "3人"),
        ("到位", ""),
        ("We're here", ""),
    ],
)
def test_words_of_arrival(text: str, rest: str) -> None:
    assert says_arrived(text, ("大南中队", "大南")) == rest


@pytest.mark.parametrize(
    "text",
    [
        "到了吗",
        "还没到",
        "快到了",
        "马上到",
        "到场处理了两个摊位，还有三个不肯走",
        "谁到了",
        "收到",
        "",
    ],
)
def test_no_words_of_arrival(text: str) -> None:
    assert says_arrived(text, ("大南中队",)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("大南中队：清理摊位，今天18点前", [("大南中队", "清理摊位，今天18点前")]),
        ("环卫: 冲洗路面", [("示范环卫所", "冲洗路面")]),
        ("@皇城中队 负责劝离流动摊贩", [("皇城中队", "劝离流动摊贩")]),
        (
            "1、大南中队：清理摊位\n2. 环卫所：保洁。",
            [("大南中队", "清理摊位"), ("示范环卫所", "保洁")],
        ),
        (
            "分工：大南中队清理摊位，环卫所冲洗路面，垃圾日产日清；皇城中队：巡查",
            [
                ("大南中队", "清理摊位"),
                ("示范环卫所", "冲洗路面，垃圾日产日清"),
                ("皇城中队", "巡查"),
            ],
        ),
        ("分工如下：\n大南中队清摊\n环卫所保洁", [("大南中队", "清摊"), ("示范环卫所", "保洁")]),
        ("大南中队清理得不错", []),
        ("大南中队：好", []),
        ("派出所：抓人", []),
        ("先清东口：大南中队去", []),
        ("", []),
    ],
)
def test_tasks_are_lines_that_begin_with_a_unit(text: str, found: list[tuple[str, str]]) -> None:
    assert tasks(text, TOWN.names) == tuple(Task(unit, words) for unit, words in found)


def test_somebody_says_that_it_is_over() -> None:
    assert ends_meeting("散会。")
    assert ends_meeting("结束会商")
    assert not ends_meeting("散会以后再清一遍")
