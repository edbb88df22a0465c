"""The book can be changed without a restart; what runs already keeps the policy of its day."""

from datetime import datetime

from bot.example.town import DANAN
from db import policies
from domain.cases import State
from domain.policy import CHAIN, Phase
from operations import policing
from tests.stories.phone import words
from tests.stories.pictures import fixed, problem
from tests.stories.town import SHANGHAI, Town

DISPATCH = [step.name.encode() for step in CHAIN if step.phase is Phase.DISPATCH]
WORKING = b"""
[[work]]
hours = ["08:00-12:00", "14:00-18:00"]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
"""


async def loaded(town: Town, text: bytes) -> None:
    async with town.bot.database.begin(town.bot.clock.now()) as tx:
        await policing.load(tx, text, by="test", zone=SHANGHAI)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(SHANGHAI):%d %H:%M}"


async def test_work_hours_wait_for_the_morning_and_war_mode_does_not(town: Town) -> None:
    await loaded(town, WORKING)
    await town.to("17:00")
    await town.zhao.says("热闹路32号暴露垃圾")
    first = await town.zhao.sees("1121-001", "4工作时")
    # One hour today, three tomorrow.
    assert local((await town.case()).due_at) == "22 11:00"
    assert "已修改" in words(await _asks(town, "/policy 战时 到11月23日晚8点"))
    await town.zhao.says("文化路8号暴露垃圾")
    await town.zhao.sees("1121-002")
    calm, hurried = await town.cases()
    assert local(hurried.due_at) == "21 21:00"
    # The first one was filed before, and keeps its policy.
    assert local(calm.due_at) == "22 11:00"
    await town.wang.replies(first, "已整改", photo=fixed())
    await town.zhao.replies(await town.zhao.sees("请核查"), "返工，还有垃圾")
    await town.zhao.sees_again(first, "第2次整改")
    calm, _ = await town.cases()
    assert local(calm.due_at) == "22 11:00"
    ended = words(await _asks(town, "/policy 战时 结束"))
    assert "🔥" not in ended
    await town.zhao.says("万柳塘公园门口暴露垃圾")
    await town.zhao.sees("1121-003")
    assert local((await town.cases())[2].due_at) == "22 11:00"


async def _asks(town: Town, text: str):  # type: ignore[no-untyped-def]
    said = await town.zheng.says(text)
    return await town.zheng.sees(to=said)


async def test_the_policy_is_shown_and_changed_by_an_admin_only(town: Town) -> None:
    shown = words(await _asks(town, "/policy"))
    assert "周一周二周三周四周五 08:00-12:00、14:00-18:00" in shown
    assert "催办：用去时限的 100% → 单位负责人" in shown
    denied = await town.zhao.says("/policy 延期 1")
    await town.zhao.sees("只有管理员", to=denied)
    assert "可以这样改" in words(await _asks(town, "/policy 天天开会"))
    changed = words(await _asks(town, "/policy 签收 10"))
    assert "10 分钟" in changed
    assert "郑局长：签收 10" in changed
    async with town.bot.database.read(town.bot.clock.now()) as tx:
        [change] = await policies.changes(tx)
    assert (change.by, change.source) == ("郑局长", "签收 10")


async def test_a_stopgap_first_and_the_lasting_fix_later(town: Town) -> None:
    await town.zhao.posts(problem(), text="热闹路32号楼顶有人加盖彩钢房，私搭乱建")
    card = await town.zhao.sees("1121-001", "私搭乱建", "先在时限内采取临时措施", "2紧急工作日")
    assert local((await town.case()).due_at) == "23 10:00"
    await town.wang.taps("签收", on=card)
    await town.wang.replies(card, "已临时制止施工", photo=fixed())
    await town.zhao.sees_again(card, "处置中", "已采取临时措施", "15")
    case = await town.case()
    assert case.stopgap_at is not None
    assert case.due_at is not None and case.due_at.month == 12
    assert [one for one in await town.wang.at(DANAN).hears() if "请核查" in words(one)] == []
    await town.wang.replies(card, "已拆除，整改完毕", photo=fixed(seed=3))
    await town.zhao.sees("请核查")


async def test_a_draft_that_is_filed_after_a_step_was_turned_off_waits_for_none(
    town: Town,
) -> None:
    await town.zhao.posts(problem(), text="占道经营")
    await town.zhao.sees("❓")
    await loaded(town, b"".join(b'[[chain]]\nstep = "%s"\noff = true\n' % one for one in DISPATCH))
    await town.to("10:11")
    await town.zhao.sees("1121-001")
    case = await town.case()
    assert (case.state, case.next_step_at) == (State.FILED, None)
    await town.to("18:00")
    assert town.bot.ticker.trouble() is None
