"""What is no case stays none; and what the bot took for one by mistake is undone by a tap."""

from bot.example.town import LEADERS
from domain.cases import State
from tests.stories.phone import labels
from tests.stories.pictures import problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"
TALK = (
    "各位早，今天重点看热闹路、小东路和文萃路，大家辛苦了。",
    "收到",
    "谢谢大家",
    "哈哈哈，笑死我了",
    "今天天气真好",
    "各中队请于今天下午三点前上报人员名单",
    "明天上午九点在三楼会议室开会，请准时参加",
    "大南中队今日出动12人，清理占道经营8处，清运垃圾3吨",
    "早上五点多就把鱼市口的水产摊往里劝了又劝，收走堵路水箱4个，洗了一条街",
    "文化路巡查一遍，没有发现问题",
    "好的",
    "👍👍👍",
    "@wang_dn 在吗",
    "下午谁值班？",
    "/weather",
)


async def test_talk_of_all_kinds_never_becomes_a_case(town: Town) -> None:
    for text in TALK:
        await town.zhao.says(text)
    assert await town.zhao.hears() == []
    assert await town.cases() == []


async def test_talk_under_a_photo_never_becomes_a_case(town: Town) -> None:
    done = "文艺路 劝阻店外搭台唱戏1家 收地毯两卷 关射灯3盏"
    for text in ("谢谢大家", "文化路巡查一遍，没有发现问题", "哈哈哈，笑死我了", done):
        await town.zhao.posts(problem(), text=text)
    await town.advance(minutes=3)
    assert await town.zhao.hears() == []
    assert await town.cases() == []


async def test_not_a_case_undoes_a_wrong_guess(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("待签收", to=report)
    assert await town.zhao.taps("不是案件", on=card) == "已撤销，不算案件。"
    over = await town.zhao.sees_again(card, "作废", "不是案件")
    assert labels(over) == []
    assert (await town.case()).state is State.VOID


async def test_not_a_case_is_refused_with_a_sentence_after_five_minutes(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.advance(minutes=5, seconds=30)
    assert "上报超过 5 分钟" in await town.zhao.taps("不是案件", on=card)
    assert (await town.case()).is_open


async def test_only_the_reporter_and_the_dispatcher_undo(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("待签收", to=report)
    assert "只能由" in await town.wang.taps("不是案件", on=card)
    assert "只能由" in await town.qian.taps("不是案件", on=card)
    await town.sun.taps("不是案件", on=card)
    await town.zhao.sees_again(card, "作废")


async def test_pictures_in_the_leaders_group_are_left_alone(town: Town) -> None:
    await town.zheng.at(LEADERS).posts(problem())
    await town.advance(minutes=3)
    assert await town.zheng.at(LEADERS).hears() == []
