"""A case's whole life by plain replies, without one button."""

from bot.example.town import DANAN, HUANGCHENG
from domain.cases import DueSource, State
from tests.stories.phone import Message, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def reported(town: Town, text: str = REPORT) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.says(text)
    return await town.zhao.sees("1121-001", to=report)


async def test_a_case_lives_by_replies_from_report_to_reopening(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.wang.replies(card, "收到")
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查", button="通过")
    await town.zhao.replies(plate, "不行重做")
    await town.zhao.sees_again(card, "处置中", "第2次整改", "返工：不行重做")
    await town.wang.replies(card, "已整改，请核查", photo=fixed(seed=2))
    second = await town.zhao.sees("请核查", after=plate)
    await town.zhao.replies(second, "通过")
    await town.zhao.sees_again(card, "已结案", "赵督查")
    await town.zhao.replies(second, "撤销结案")
    await town.zhao.sees_again(card, "待核查")


async def test_replies_in_the_units_own_group_count_as_well(town: Town) -> None:
    card = await reported(town)
    ours = town.wang.at(DANAN)
    theirs = await ours.sees("1121-001")
    await ours.replies(theirs, "收到")
    await town.zhao.sees_again(card, "处置中")
    await ours.replies(theirs, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查", button="通过")
    assert plate.get("photo")
    await ours.sees_again(theirs, "待核查")


async def test_a_reply_to_the_report_itself_counts_like_one_to_the_card(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.wang.replies(report, "收到")
    await town.zhao.sees_again(card, "处置中")
    await town.wang.replies(report, "已整改", photo=fixed())
    await town.zhao.sees("请核查")


async def test_a_unit_gives_a_case_back_in_its_own_words(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "不属于我们，在皇城中队辖区")
    await town.sun.sees_again(card, "待派遣", "不属于我们，在皇城中队辖区")
    await town.sun.replies(card, "改派给皇城中队")
    await town.zhou.at(HUANGCHENG).sees("1121-001", "周队员")
    await town.sun.sees_again(card, "待签收", "皇城中队")


async def test_a_dispatcher_sends_a_case_elsewhere_by_a_reply(town: Town) -> None:
    card = await reported(town)
    await town.sun.replies(card, "改派给皇城中队")
    await town.sun.sees_again(card, "待签收", "皇城中队")
    assert (await town.case()).state is State.DISPATCHED


async def test_an_unknown_unit_in_a_reply_is_asked_about(town: Town) -> None:
    card = await reported(town)
    wrong = await town.sun.replies(card, "改派给东陵中队")
    await town.sun.sees("没有叫“东陵中队”的单位", to=wrong)


async def test_the_reporter_takes_back_his_report_by_a_reply(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "撤回")
    await town.zhao.sees_again(card, "作废")
    assert (await town.case()).state is State.VOID


async def test_a_reporter_who_takes_back_too_late_is_told_whom_to_ask(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=6)
    late = await town.zhao.replies(card, "撤回")
    await town.zhao.sees("超过 5 分钟", "派遣员", to=late)
    assert (await town.case()).is_open
    await town.sun.replies(card, "撤回")
    await town.zhao.sees_again(card, "作废")


async def test_the_reporter_puts_the_place_right_by_a_reply(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "地点改为文化路5号")
    await town.zhao.sees_again(card, "📍 文化路5号")


async def test_the_reporter_puts_the_category_right_by_a_reply(town: Town) -> None:
    card = await reported(town, "热闹路32号门口占道经营")
    before = await town.case()
    await town.zhao.replies(card, "类别改为暴露垃圾")
    await town.zhao.sees_again(card, "暴露垃圾")
    after = await town.case()
    assert after.limit_minutes != before.limit_minutes


async def test_the_reporter_sets_a_deadline_by_a_reply(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "限今晚八点前")
    await town.zhao.sees_again(card, "今天 20:00 前")
    assert (await town.case()).due_source is DueSource.TYPED


async def test_a_bare_time_in_reply_to_a_card_is_the_new_deadline(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "明早八点前")
    await town.zhao.sees_again(card, "明天 08:00 前")
    await town.sun.replies(card, "天黑前")
    await town.zhao.sees_again(card, "今天 19:00 前")
    await town.zhao.replies(card, "这两天")
    await town.zhao.sees_again(card, "11月23日 10:00 前")
    await town.zhao.replies(card, "上午清完")
    await town.zhao.sees_again(card, "今天 12:00 前")
    await town.wang.replies(card, "天黑前弄完")
    await town.quiet()
    await town.zhao.sees_again(card, "今天 12:00 前")


async def test_a_unit_that_promises_a_time_does_not_change_the_deadline(town: Town) -> None:
    card = await reported(town)
    promise = await town.wang.replies(card, "半小时内弄完")
    await town.quiet()
    assert "今天 12:00 前" in words((await town.zhao.reads())[1])
    assert not [one for one in await town.zhao.reads(promise) if one["from"]["is_bot"]]


async def test_a_deadline_in_the_past_is_not_taken(town: Town) -> None:
    card = await reported(town)
    wrong = await town.zhao.replies(card, "时限改为今天上午九点")
    await town.zhao.sees("时限已经过去", to=wrong)


async def test_plain_words_count_for_the_units_only_case(town: Town) -> None:
    card = await reported(town)
    await town.wang.says("收到")
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")


async def test_plain_words_that_fit_several_cases_are_left_alone(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.zhao.says("文化路8号暴露垃圾 大南中队今天清理")
    await town.wang.says("收到")
    await town.quiet()
    assert {case.state for case in await town.cases()} == {State.DISPATCHED}


async def test_thanks_under_a_card_change_nothing(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "谢谢")
    await town.sun.replies(card, "辛苦了")
    assert len(await town.zhao.hears()) == 1
    assert (await town.case()).version == 1


async def test_a_word_to_a_colleague_is_not_for_the_case(town: Town) -> None:
    card = await reported(town)
    word = await town.sun.says("下午三点在三楼开会，请各中队准时参加")
    await town.wang.replies(word, "收到")
    await town.quiet()
    assert (await town.case()).state is State.DISPATCHED
    assert "待签收" in words((await town.zhao.reads())[card["message_id"] - 1])


async def test_a_bare_word_long_after_the_case_was_sent_is_not_for_it(town: Town) -> None:
    await reported(town)
    await town.advance(minutes=20)
    await town.wang.says("收到")
    await town.quiet()
    assert (await town.case()).state is State.DISPATCHED
    await town.wang.says("1121-001 收到")
    await town.zhao.sees("处置中", "王队员")


async def test_a_dispatcher_finds_a_unit_by_a_reply(town: Town) -> None:
    await town.zhao.says("青年大街100号门口占道经营")
    await town.zhao.sees("由哪个单位处理")
    await town.advance(minutes=10)
    card = await town.sun.sees("待派遣")
    await town.sun.replies(card, "派给泉园中队")
    await town.sun.sees_again(card, "待签收", "泉园中队")


async def test_thanks_for_a_list_of_cases_are_left_alone(town: Town) -> None:
    text = "1. 热闹路10号占道经营\n2. 文化路20号暴露垃圾\n3. 大南街3号非机动车乱停放"
    report = await town.zhao.says(text)
    await town.zhao.sees("1121-003")
    await town.wang.replies(report, "谢谢")
    assert len(await town.zhao.hears()) == 3
    await town.wang.replies(report, "收到")
    which = await town.wang.sees("哪个案件")
    assert len(which["buttons"]) == 3


async def test_a_reply_with_a_report_of_its_own_is_a_report(town: Town) -> None:
    card = await reported(town)
    await town.qian.replies(card, "小东路11号也有占道经营 皇城中队", photo=problem(seed=2))
    await town.qian.sees("1121-002", "小东路11号", "皇城中队")


async def test_the_reporters_further_photo_joins_his_case(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.zhao.replies(card, "还有一张", photo=problem(seed=2))
    await town.quiet()
    assert len(await town.photos(await town.case())) == 2


async def test_a_checkers_own_photo_is_kept_with_the_case(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查")
    await town.zhao.replies(plate, "不行，还有垃圾，重做", photo=problem(seed=3))
    await town.zhao.sees_again(card, "第2次整改")
    assert len(await town.photos(await town.case(), "check")) == 1


async def test_our_own_words_forwarded_or_quoted_make_no_case(town: Town) -> None:
    card = await reported(town)
    bot = int(town.sandbox.token.partition(":")[0])
    await town.sun.says(words(card), forward={"from": bot})
    await town.sun.says("1121-001 热闹路32号门口占道经营怎么还没处理")
    await town.quiet()
    assert len(await town.cases()) == 1
