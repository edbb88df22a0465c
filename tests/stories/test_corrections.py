"""What people put right of what was read is kept, with the words that had led to it."""

from db import corrections
from domain.corrections import Correction, Field
from tests.stories.phone import Message, words
from tests.stories.pictures import problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def kept(town: Town) -> dict[Field, Correction]:
    """What was put right so far, by what it is; here never two of a kind."""
    await town.quiet()
    async with town.bot.database.read(town.bot.clock.now()) as tx:
        found = await corrections.since(tx, None)
    by_field = {one.field: one for one in found}
    assert len(by_field) == len(found)
    return by_field


async def reported(town: Town, text: str = REPORT) -> Message:
    """The card of Zhao's report."""
    report = await town.zhao.posts(problem(), text=text)
    return await town.zhao.sees("1121-001", to=report)


async def test_a_category_put_right_by_a_reply_is_counted_once(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.zhao.replies(card, "类别改为暴露垃圾")
    await town.zhao.sees_again(card, "暴露垃圾")
    await town.zhao.replies(card, "类别改为乱堆乱放")
    await town.zhao.sees_again(card, "乱堆乱放")
    (one,) = (await kept(town)).values()
    assert (one.field, one.read_as, one.meant) == (Field.CATEGORY, "占道经营", "乱堆乱放")
    assert (one.words, one.text) == (("占道经营",), REPORT)


async def test_a_category_put_right_by_a_button_and_back_again_is_no_error(town: Town) -> None:
    card = await reported(town)
    for name in ("店外经营", "占道经营"):
        await town.zhao.taps("更多", on=card)
        await town.zhao.taps("更正")
        await town.zhao.taps("类别")
        await town.zhao.taps(name)
        await town.zhao.sees_again(card, f"{name} ·", button="更多")
        assert (Field.CATEGORY in await kept(town)) is (name == "店外经营")


async def test_a_place_and_a_deadline_put_right_by_replies_are_counted(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "地点改为文化路5号")
    await town.zhao.sees_again(card, "📍 文化路5号")
    await town.zhao.replies(card, "限今晚八点前")
    await town.zhao.sees_again(card, "今天 20:00 前")
    found = await kept(town)
    place, deadline = found[Field.ADDRESS], found[Field.DEADLINE]
    assert (place.read_as, place.meant) == ("热闹路32号门口", "文化路5号")
    assert place.words == ("热闹路32号门口",)
    assert (deadline.read_as, deadline.words) == ("2小时内", ("2小时内",))
    assert "八点前" in deadline.meant


async def test_a_deadline_where_none_was_told_corrects_nobody(town: Town) -> None:
    card = await reported(town, "热闹路32号门口占道经营")
    await town.zhao.replies(card, "限今晚八点前")
    await town.zhao.sees_again(card, "今天 20:00 前")
    assert await kept(town) == {}


async def test_an_edit_counts_what_it_puts_right(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    await town.zhao.edits(report, "小东路11号门口暴露垃圾 皇城中队2小时内整改")
    await town.zhao.sees_again(card, "小东路11号门口", "暴露垃圾", "皇城中队")
    found = await kept(town)
    assert {field: (one.read_as, one.meant) for field, one in found.items()} == {
        Field.CATEGORY: ("占道经营", "暴露垃圾"),
        Field.ADDRESS: ("热闹路32号门口", "小东路11号门口"),
        Field.UNIT: ("大南中队", "皇城中队"),
    }
    assert {one.text for one in found.values()} == {REPORT}


async def test_what_is_not_a_case_is_counted_with_all_its_words(town: Town) -> None:
    card = await reported(town)
    await town.zhao.taps("不是案件", on=card)
    one = (await kept(town))[Field.REPORT]
    assert (one.read_as, one.meant, one.text) == ("report", "not_a_case", REPORT)
    assert {"占道经营", "整改"} <= set(one.words)


async def test_a_report_taken_back_in_words_is_counted_only_as_no_case(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "撤回")
    await town.zhao.sees_again(card, "作废")
    assert await kept(town) == {}
    report = await town.zhao.posts(problem(), text=REPORT)
    second = await town.zhao.sees("1121-002", to=report)
    await town.zhao.replies(second, "不是案件")
    await town.zhao.sees_again(second, "作废")
    assert (await kept(town))[Field.REPORT].case == 2


async def test_a_named_unit_that_the_dispatcher_changes_is_counted(town: Town) -> None:
    card = await reported(town)
    await town.sun.replies(card, "改派给皇城中队")
    await town.sun.sees_again(card, "皇城中队")
    one = (await kept(town))[Field.UNIT]
    assert (one.read_as, one.meant, one.words) == ("大南中队", "皇城中队", ("大南中队",))


async def test_a_unit_that_nobody_named_is_no_error_when_it_is_changed(town: Town) -> None:
    card = await reported(town, "热闹路32号门口占道经营")
    await town.sun.replies(card, "改派给皇城中队")
    await town.sun.sees_again(card, "皇城中队")
    assert await kept(town) == {}


async def test_the_answer_to_a_doubt_is_counted_for_what_was_typed(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="小东路11号占道经营 大楠中队2小时内整改")
    question = await town.zhao.sees("没有叫“大楠中队”的单位", to=report)
    await town.zhao.taps("大南中队", on=question)
    one = (await kept(town))[Field.UNIT]
    assert (one.read_as, one.meant, one.words) == (None, "大南中队", ("大楠中队",))


async def test_an_answered_place_and_category_are_counted_as_not_found(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号门口 大南中队2小时内整改")
    await town.zhao.taps("占道经营", on=await town.zhao.sees("什么问题", to=report))
    report = await town.qian.posts(problem(), text="占道经营 大南中队2小时内整改")
    question = await town.qian.sees("在哪里", to=report)
    await town.qian.replies(question, "老北门对面")
    await town.qian.sees("1121-002", "老北门对面")
    found = await kept(town)
    category, place = found[Field.CATEGORY], found[Field.ADDRESS]
    assert (category.read_as, category.meant, category.words) == (None, "占道经营", ())
    assert category.text == "热闹路32号门口 大南中队2小时内整改"
    assert (place.read_as, place.meant) == (None, "老北门对面")


async def test_what_nobody_answers_is_no_correction(town: Town) -> None:
    await town.zhao.posts(problem(), text="占道经营 大南中队2小时内整改")
    await town.advance(minutes=10)
    await town.zhao.sees("1121-001", "地点未填")
    assert await kept(town) == {}


async def test_accounts_and_numbers_of_people_are_not_kept(town: Town) -> None:
    card = await reported(town, "热闹路32号占道经营 @wang_dn 处理 13800138000 大南中队2小时内整改")
    await town.zhao.replies(card, "类别改为暴露垃圾")
    await town.zhao.sees_again(card, "暴露垃圾")
    text = (await kept(town))[Field.CATEGORY].text
    assert text == "热闹路32号占道经营 @… 处理 1… 大南中队2小时内整改"


async def test_the_reporter_names_the_right_unit_until_somebody_has_accepted(town: Town) -> None:
    card = await reported(town)
    await town.zhao.replies(card, "单位应该是皇城中队")
    await town.zhao.sees_again(card, "待签收", "皇城中队")
    assert (await kept(town))[Field.UNIT].meant == "皇城中队"
    await town.zhou.taps("签收", on=card)
    await town.zhao.sees_again(card, "处置中", "周队员")
    late = await town.zhao.replies(card, "单位应该是泉园中队")
    await town.zhao.sees("1121-001", to=late)
    assert "皇城中队" in words((await town.zhao.reads())[card["message_id"] - 1])
