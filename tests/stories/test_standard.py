"""The standard in chat: by which conditions and limits a category is handled."""

from datetime import timedelta

from bot.example.town import DANAN
from operations import standards
from tests.stories.phone import words
from tests.stories.town import Town

CITY = """
city = "示范市"

[[items]]
code = "04-06"
big_class = "街面秩序"
name = "占道经营"
filing = "占用道路做买卖"
closing = "恢复通行"
limit = "3小时"
"""


async def loaded(town: Town, text: str, *, days: int = 0) -> None:
    now = town.bot.clock.now() - timedelta(days=days)
    async with town.bot.database.begin(now) as tx:
        await standards.load(tx, standards.parse(text.encode()), "郑局长")


async def test_the_standard_is_looked_up_in_chat(town: Town) -> None:
    asked = await town.zhao.says("/standard 占道经营")
    shown = words(await town.zhao.sees("04-06", "占道经营", "2 紧急工作时", to=asked))
    assert "内置标准" in shown
    await loaded(town, CITY, days=1)
    asked = await town.wang.at(DANAN).says("/standard 占道经营")
    shown = words(await town.wang.at(DANAN).sees("占用道路做买卖", "3 工作时", to=asked))
    assert "结案：恢复通行" in shown
    assert "第 1 版（昨天 10:0" in shown
    assert "由 郑局长 加载" in shown
    asked = await town.zhao.says("/standard")
    await town.zhao.sees("示范市立案标准：1 个小类", to=asked)
    asked = await town.zhao.says("/standard 店外经营")
    await town.zhao.sees("标准里没有这个类别，按惯例 2 紧急工作时", to=asked)
    asked = await town.zhao.says("/standard 违规吸烟")
    await town.zhao.sees("没有惯例时限", to=asked)
    asked = await town.zhao.says("/standard 占道")
    await town.zhao.sees("04-06", to=asked)
    await town.person(1002).private.says("/standard")
    await town.post("/people", id=2001, first_name="路人")
    stranger = town.person(2001).private
    await stranger.says("/standard 占道经营")
    await stranger.sees("只为登记过的人服务")


async def test_a_category_may_be_named_as_people_do(town: Town) -> None:
    zhao = town.zhao.private
    for said, shown in (
        ("路灯井盖", "01-06"),
        ("01-37", "01-37 路灯"),
        ("违停", "机动车乱停放"),
        ("井盖", "井盖缺损"),
        ("私搭乱建", "2 紧急工作日 内先制止，15 工作日 内完成"),
        ("桥下", "06-98"),
    ):
        await zhao.says(f"/standard {said}")
        await zhao.sees(shown)
    await zhao.says("/standard 占道经应")
    await zhao.sees("标准里没有“占道经应”", "占道经营")
    await zhao.says("/standard <b>§</b>")
    await zhao.sees("请写类别、小类或代码")
