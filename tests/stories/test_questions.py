"""What is missing is asked once, with buttons; answered by a tap, by words, or by nobody."""

from domain.cases import State
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import problem
from tests.stories.town import Town


async def asked(town: Town, text: str) -> Message:
    """The question that the bot puts to Zhao about such a report."""
    report = await town.zhao.posts(problem(), text=text)
    return await town.zhao.sees("❓", to=report)


async def test_a_missing_place_is_asked_with_the_units_streets(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    assert "在哪里" in words(question)
    assert labels(question)[:2] == ["大南街", "热闹路"]
    await town.zhao.taps("热闹路", on=question)
    await town.zhao.sees_again(question, "✔️ 热闹路")
    await town.zhao.sees("1121-001", "📍 热闹路", "大南中队", "今天 12:00 前")


async def test_a_missing_place_may_be_left_out(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.taps("先这样", on=question)
    await town.zhao.sees("1121-001", "地点未填", "大南中队")


async def test_a_missing_category_is_asked_for(town: Town) -> None:
    question = await asked(town, "热闹路32号门口 大南中队2小时内整改")
    assert "什么问题" in words(question)
    await town.zhao.taps("占道经营", on=question)
    await town.zhao.sees("1121-001", "占道经营", "热闹路32号门口")


async def test_a_missing_unit_is_asked_for(town: Town) -> None:
    question = await asked(town, "青年大街100号门口占道经营")
    assert "由哪个单位处理" in words(question)
    await town.zhao.taps("泉园中队", on=question)
    await town.zhao.sees("1121-001", "泉园中队", "青年大街100号门口")


async def test_an_answer_may_be_a_reply(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.replies(question, "老北门对面")
    await town.zhao.sees("1121-001", "📍 老北门对面")


async def test_an_answer_may_be_plain_words(town: Town) -> None:
    await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.says("热闹路32号")
    await town.zhao.sees("1121-001", "📍 热闹路32号")


async def test_a_unit_may_be_answered_in_words(town: Town) -> None:
    question = await asked(town, "青年大街100号门口占道经营")
    wrong = await town.zhao.replies(question, "东陵中队")
    await town.zhao.sees("没有叫“东陵中队”的单位", to=wrong)
    await town.zhao.replies(question, "皇城")
    await town.zhao.sees("1121-001", "皇城中队")


async def test_a_wordless_photo_is_answered_by_a_button(town: Town) -> None:
    await town.zhao.posts(problem())
    await town.advance(seconds=91)
    question = await town.zhao.sees("收到照片")
    await town.zhao.taps("暴露垃圾", on=question)
    await town.sun.sees("1121-001", "暴露垃圾", "待派遣")


async def test_a_wordless_photo_is_answered_by_one_line(town: Town) -> None:
    await town.zhao.posts(problem())
    await town.advance(seconds=91)
    question = await town.zhao.sees("收到照片")
    await town.zhao.says("热闹路32号门口占道经营")
    await town.zhao.sees("1121-001", "占道经营", "热闹路32号门口", "大南中队")
    await town.zhao.sees_again(question, "✔️")
    assert len(await town.cases()) == 1


async def test_what_nobody_answers_goes_to_the_dispatcher(town: Town) -> None:
    await town.zhao.posts(problem())
    await town.advance(seconds=91)
    question = await town.zhao.sees("收到照片")
    await town.advance(minutes=10)
    await town.zhao.sees_again(question, "没有等到回答")
    await town.sun.sees("1121-001", "待派遣", "@sun_pq", "未分类")


async def test_a_report_whose_place_nobody_tells_goes_to_the_named_unit(town: Town) -> None:
    await asked(town, "占道经营 大南中队2小时内整改")
    await town.advance(minutes=10)
    await town.zhao.sees("1121-001", "地点未填", "大南中队", "待签收")


async def test_only_the_one_who_was_asked_and_dispatchers_answer(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    assert "这个问题是问 赵督查 的" in await town.qian.taps("热闹路", on=question)
    await town.sun.taps("热闹路", on=question)
    await town.zhao.sees("1121-001", "📍 热闹路")


async def test_a_question_is_answered_once(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.taps("热闹路", on=question)
    assert "已经回答过" in await town.zhao.forges(
        question["buttons"][0][0]["callback_data"], question
    )
    assert len(await town.cases()) == 1


async def test_the_next_report_does_not_answer_the_last_question(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.posts(problem("rubbish"), text="小东路11号暴露垃圾 皇城中队")
    await town.zhao.sees("1121-001", "小东路11号")
    await town.zhao.taps("热闹路", on=question)
    await town.zhao.sees("1121-002", "📍 热闹路")


async def test_thanks_are_no_answer(town: Town) -> None:
    await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.says("谢谢")
    await town.zhao.says("大家辛苦了")
    await town.quiet()
    assert (await town.case()).state is State.DRAFT


async def test_an_edited_caption_may_give_what_was_missing(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="占道经营 大南中队2小时内整改")
    question = await town.zhao.sees("在哪里", to=report)
    await town.zhao.edits(report, "热闹路32号门口占道经营 大南中队2小时内整改")
    await town.zhao.sees("1121-001", "热闹路32号门口", "待签收")
    await town.zhao.sees_again(question, "✔️")


async def test_a_wrong_guess_is_undone_at_the_question(town: Town) -> None:
    await town.zhao.posts(problem())
    await town.advance(seconds=91)
    question = await town.zhao.sees("收到照片", button="不是案件")
    assert await town.zhao.taps("不是案件", on=question) == "已撤销，不算案件。"
    over = await town.zhao.sees_again(question, "不算案件")
    assert labels(over) == []
    await town.advance(minutes=15)
    assert len(await town.zhao.hears()) == 1
    assert (await town.case()).state is State.VOID


async def test_a_draft_is_taken_back_in_words(town: Town) -> None:
    question = await asked(town, "占道经营 大南中队2小时内整改")
    await town.zhao.replies(question, "撤回")
    await town.zhao.sees_again(question, "不算案件")
    second = await asked(town, "占道经营 皇城中队2小时内整改")
    await town.zhao.says("不是案件")
    await town.zhao.sees_again(second, "不算案件")
    assert {case.state for case in await town.cases()} == {State.VOID}


async def test_a_question_answered_before_it_was_put_is_not_put(town: Town) -> None:
    await town.faults(method="sendMessage", count=1, retry_after=1)
    report = await town.zhao.posts(problem(), text="占道经营 大南中队2小时内整改")
    await town.zhao.edits(report, "热闹路32号门口占道经营 大南中队2小时内整改")
    await town.zhao.sees("1121-001", "热闹路32号门口")
    assert [one for one in await town.zhao.hears() if "❓" in words(one) or "✔️" in words(one)] == []


async def test_a_misspelt_unit_is_asked_about_though_the_street_is_known(any_town: Town) -> None:
    town = any_town
    question = await asked(town, "小东路11号占道经营 大楠中队2小时内整改")
    assert "没有叫“大楠中队”的单位，您说的是大南中队吗" in words(question)
    assert labels(question)[:2] == ["大南中队", "皇城中队"]
    await town.zhao.taps("大南中队", on=question)
    await town.zhao.sees_again(question, "✔️ 大南中队")
    await town.zhao.sees("1121-001", "小东路11号", "大南中队", "今天 12:00 前")


async def test_a_bare_yes_confirms_the_unit_that_was_meant(town: Town) -> None:
    question = await asked(town, "热闹路32号占道经营 皇成中队尽快处理")
    await town.zhao.replies(question, "是的")
    await town.zhao.sees("1121-001", "皇城中队", "热闹路32号")
    await asked(town, "热闹路34号占道经营 皇成中队尽快处理")
    await town.zhao.says("对")
    await town.zhao.sees("1121-002", "皇城中队", "热闹路34号")


async def test_another_unit_may_be_answered_instead_of_the_one_that_was_meant(town: Town) -> None:
    question = await asked(town, "热闹路32号占道经营 皇成中队尽快处理")
    wrong = await town.zhao.replies(question, "泉圆中队")
    await town.zhao.sees("没有叫“泉圆中队”的单位。是不是：泉园中队？", to=wrong)
    await town.zhao.replies(question, "泉园中队")
    await town.zhao.sees("1121-001", "泉园中队")


async def test_a_unit_that_nobody_knows_does_not_go_by_the_street(town: Town) -> None:
    question = await asked(town, "热闹路32号门口占道经营 东陵中队2小时内整改")
    assert "没有叫“东陵中队”的单位，由哪个单位处理" in words(question)
    assert labels(question)[0] == "大南中队"
    await town.advance(minutes=10)
    await town.zhao.sees_again(question, "没有等到回答")
    await town.sun.sees("1121-001", "待派遣", "没有叫“东陵中队”的单位", "@sun_pq")
    assert (await town.case()).unit is None


async def test_an_unknown_unit_is_left_to_the_dispatcher_where_the_place_was_asked(
    town: Town,
) -> None:
    question = await asked(town, "占道经营 东陵中队2小时内整改")
    assert "在哪里" in words(question)
    await town.zhao.taps("热闹路", on=question)
    card = await town.sun.sees("1121-001", "热闹路", "待派遣", "没有叫“东陵中队”的单位")
    await town.sun.taps("大南中队", on=card)
    sent = await town.sun.sees_again(card, "待签收", "大南中队")
    assert "没有叫" not in words(sent)
    assert len([one for one in await town.zhao.hears() if "❓" in words(one)]) == 0


async def test_a_misspelt_unit_is_put_right_by_an_edit(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号占道经营 皇成中队尽快处理")
    question = await town.zhao.sees("没有叫", to=report)
    await town.zhao.edits(report, "热闹路32号占道经营 皇城中队尽快处理")
    await town.zhao.sees("1121-001", "皇城中队", "待签收")
    await town.zhao.sees_again(question, "✔️")


async def test_a_known_unit_beside_an_unknown_one_needs_no_question(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号占道经营，物业说不管，皇城中队处理")
    await town.zhao.sees("1121-001", "皇城中队", to=report)


async def test_whoever_is_responsible_there_goes_by_the_street(town: Town) -> None:
    for number, name in enumerate(("属地中队", "城管", "各中队"), 1):
        report = await town.zhao.posts(problem(seed=number), text=f"热闹路8号占道经营，{name}处理")
        await town.zhao.sees(f"1121-00{number}", "大南中队", to=report)


async def another_day(town: Town, text: str) -> None:
    """A case that Zhao reported, so long ago that he is elsewhere by now."""
    report = await town.zhao.posts(problem(), text=text)
    await town.zhao.sees("待签收", to=report)
    await town.advance(hours=13)


async def test_what_was_found_at_the_spot_before_is_offered_first(town: Town) -> None:
    await another_day(town, "热闹路32号门口道路破损 大南中队处理")
    await another_day(town, "热闹路8号非法小广告 大南中队处理")
    await another_day(town, "热闹路8号非法小广告 大南中队处理")
    await another_day(town, "文化路32号门口垃圾满溢 大南中队处理")
    question = await asked(town, "热闹路32号 大南中队2小时内整改")
    assert labels(question)[:3] == ["道路破损", "非法小广告", "占道经营"]


async def test_who_dealt_with_the_spot_before_is_offered_first(town: Town) -> None:
    await another_day(town, "青年大街100号占道经营 泉园中队处理")
    await another_day(town, "青年大街8号占道经营 皇城中队处理")
    await another_day(town, "青年大街8号占道经营 皇城中队处理")
    question = await asked(town, "青年大街100号门口占道经营")
    assert labels(question)[:3] == ["泉园中队", "皇城中队", "大南中队"]


async def test_the_reporters_last_unit_and_place_are_offered(town: Town) -> None:
    await town.zhao.says("北站南广场暴露垃圾 示范环卫所处理")
    await town.zhao.sees("1121-001", "示范环卫所")
    question = await asked(town, "青年大街100号门口占道经营")
    assert labels(question)[0] == "示范环卫所"
    other = await asked(town, "占道经营 大南中队2小时内整改")
    assert labels(other)[:2] == ["青年大街100号门口", "北站南广场"]
