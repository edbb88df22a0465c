"""What came back is treated as having come back: linked to what it was, counted, and told."""

import pytest

from bot.example.town import DANAN
from domain.cases import Severity, State
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def closed(town: Town, text: str = REPORT, number: int = 1) -> tuple[Message, Message]:
    """The card and the plate of a case that Zhao reported, Wang put right and Zhao passed."""
    report = await town.zhao.posts(problem(seed=number), text=text)
    card = await town.zhao.sees(f"1121-00{number}", to=report)
    await town.wang.replies(card, "已整改", photo=fixed(seed=number))
    plate = await town.zhao.sees(f"1121-00{number}", "请核查", button="通过", after=card)
    await town.zhao.taps("通过", on=plate)
    await town.zhao.sees_again(card, "已结案")
    return card, plate


async def test_a_reply_that_it_is_back_becomes_a_case_of_the_same_family(any_town: Town) -> None:
    town = any_town
    card, _plate = await closed(town)
    await town.advance(hours=2)
    back = await town.qian.replies(card, "又摆出来了", photo=problem(seed=9))
    new = await town.zhao.sees("1121-002", to=back)
    assert "占道经营 · 待签收" in words(new)
    assert "📍 热闹路32号门口" in words(new)
    assert "🔁 第2次 · 上次 1121-001" in words(new)
    assert "大南中队" in words(new)
    first, second = await town.cases()
    assert (second.earlier, second.times, second.severity) == (first.id, 2, Severity.HIGH)
    assert (first.state, second.state) == (State.CLOSED, State.DISPATCHED)
    assert len(await town.photos(second)) == 1


@pytest.mark.parametrize("said", ["反弹了", "又回来了", "还是那家", "昨天那个点又占上了"])
async def test_it_is_said_in_many_words(town: Town, said: str) -> None:
    _card, plate = await closed(town)
    await town.advance(minutes=6)
    back = await town.qian.replies(plate, said)
    await town.zhao.sees("1121-002", "🔁 第2次 · 上次 1121-001", "热闹路32号门口", to=back)


async def test_just_closed_it_goes_back_to_its_unit_by_who_passed_it(town: Town) -> None:
    card, plate = await closed(town)
    await town.zhao.replies(plate, "又摆出来了")
    await town.zhao.sees_again(card, "处置中", "第2次整改", "返工：又摆出来了")
    await town.wang.at(DANAN).sees("返工：又摆出来了", "重新整改")
    assert (await town.case()).state is State.HANDLING


async def test_later_a_dispatcher_reopens_nothing_either(town: Town) -> None:
    card, _plate = await closed(town)
    await town.advance(minutes=6)
    await town.sun.replies(card, "又摆出来了")
    await town.zhao.sees("1121-002", "🔁 第2次")
    assert (await town.cases())[0].state is State.CLOSED


async def test_what_is_said_twice_is_one_case(town: Town) -> None:
    card, _plate = await closed(town)
    await town.advance(hours=1)
    await town.qian.replies(card, "又摆出来了")
    await town.zhao.sees("1121-002")
    second = await town.zhao.replies(card, "又摆出来了")
    await town.zhao.sees("再次出现已经立案：1121-002", to=second)
    assert len(await town.cases()) == 2


async def test_before_the_check_it_means_that_the_fix_is_not_good_enough(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查", button="通过")
    await town.zhao.replies(plate, "又摆出来了")
    await town.zhao.sees_again(card, "处置中", "返工：又摆出来了")


async def test_the_same_problem_at_the_same_number_is_counted(town: Town) -> None:
    await closed(town)
    await town.advance(hours=1)
    second = await town.qian.posts(problem(seed=5), text="热闹路 32 号占道经营")
    card = await town.zhao.sees("1121-002", "🔁 第2次 · 上次 1121-001", to=second)
    await town.wang.replies(card, "已整改", photo=fixed(seed=6))
    await town.qian.taps("通过", on=await town.zhao.sees("1121-002", "请核查", after=card))
    await town.zhao.sees_again(card, "已结案")
    third = await town.zhao.posts(problem(seed=7), text="热闹路32号又占道经营了")
    await town.zhao.sees("1121-003", "🔁 第3次 · 上次 1121-002", to=third)


async def test_a_place_that_is_put_right_may_show_that_it_is_back(town: Town) -> None:
    await closed(town)
    await town.advance(hours=1)
    report = await town.qian.posts(problem(seed=5), text="热恼路32号门口占道经营 大南中队")
    card = await town.zhao.sees("1121-002", "是不是“热闹路”", to=report)
    assert "🔁" not in words(card)
    await town.qian.taps("是“热闹路”", on=card)
    await town.zhao.sees_again(card, "📍 热闹路32号门口", "🔁 第2次 · 上次 1121-001")


async def test_another_problem_or_another_number_is_no_rebound(town: Town) -> None:
    await closed(town)
    await town.advance(hours=1)
    for text in ("热闹路32号门口暴露垃圾 大南中队", "热闹路30号门口占道经营 大南中队"):
        report = await town.zhao.posts(problem(seed=len(text)), text=text)
        assert "🔁" not in words(await town.zhao.sees("待签收", to=report))


async def test_of_a_whole_street_somebody_must_say_that_it_is_back(town: Town) -> None:
    await closed(town, "热闹路占道经营 大南中队")
    await town.advance(hours=1)
    other = await town.zhao.posts(problem(seed=5), text="热闹路占道经营 大南中队")
    assert "🔁" not in words(await town.zhao.sees("1121-002", to=other))
    back = await town.zhao.posts(problem(seed=6), text="热闹路占道经营又反弹了 大南中队")
    await town.zhao.sees("1121-003", "🔁 第2次 · 上次 1121-001", to=back)


async def test_after_a_month_it_is_a_new_problem(town: Town) -> None:
    await closed(town)
    await town.advance(days=31)
    report = await town.zhao.posts(problem(seed=5), text=REPORT)
    assert "🔁" not in words(await town.zhao.sees("待签收", to=report))


async def test_yesterdays_place_is_the_first_answer_offered(town: Town) -> None:
    await closed(town)
    await town.advance(hours=22)
    report = await town.zhao.posts(problem(seed=5), text="昨天那个点又摆出来了")
    question = await town.zhao.sees("在哪里", to=report)
    assert labels(question)[0] == "热闹路32号门口"
    await town.zhao.taps("热闹路32号门口", on=question)
    await town.zhao.sees("1122-001", "📍 热闹路32号门口", "🔁 第2次 · 上次 1121-001", "大南中队")


async def test_where_it_was_says_what_it_was(town: Town) -> None:
    await closed(town)
    await town.advance(hours=22)
    report = await town.zhao.posts(problem(seed=5), text="昨天那个点又反弹了")
    question = await town.zhao.sees("在哪里", to=report)
    await town.zhao.taps("热闹路32号门口", on=question)
    await town.zhao.sees("1122-001", "占道经营", "🔁 第2次 · 上次 1121-001")


async def test_the_history_of_a_case_names_its_family(town: Town) -> None:
    card, _plate = await closed(town)
    await town.advance(hours=1)
    await town.qian.replies(card, "又摆出来了")
    await town.zhao.sees("1121-002")
    await town.zhao.says("/case 1121-002")
    await town.zhao.sees("💬 又摆出来了", "🔁 第1次：1121-001 占道经营 · 已结案")
    await town.zhao.says("/case 1121-001")
    await town.zhao.sees("🔁 第2次：1121-002 占道经营 · 待签收")


async def test_a_local_name_and_the_proper_one_are_one_place(town: Town) -> None:
    await closed(town, "老早市3号摊占道经营 大南中队")
    await town.advance(hours=1)
    report = await town.zhao.posts(problem(seed=5), text="热闹路早市3号摊又占道经营 大南中队")
    await town.zhao.sees("1121-002", "🔁 第2次 · 上次 1121-001", to=report)
