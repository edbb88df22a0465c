"""Done is shown by a photo; which photo, of which case, and whether it is honest."""

from bot.example.town import DANAN
from domain.cases import State
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import broken, fixed, mirrored, problem, resaved, taken_at
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"
ANOTHER = "文化路8号暴露垃圾 大南中队今天清理"


async def reported(town: Town, text: str = REPORT, photo: bytes | None = None) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.posts(photo or problem(), text=text)
    return await town.zhao.sees("待签收", to=report)


async def test_done_without_a_photo_is_asked_for_it_once(town: Town) -> None:
    card = await reported(town)
    word = await town.wang.replies(card, "已整改")
    question = await town.wang.sees("1121-001", "附上整改后的照片", to=word)
    await town.wang.replies(card, "已经整改完了")
    assert len([one for one in await town.wang.hears() if "没有照片" in words(one)]) == 1
    assert (await town.case()).state is State.DISPATCHED
    await town.wang.replies(question, photo=fixed())
    await town.zhao.sees("请核查", button="通过")


async def test_the_photo_that_was_asked_for_is_not_asked_about_again(town: Town) -> None:
    card = await reported(town)
    await reported(town, ANOTHER, problem("rubbish"))
    word = await town.wang.replies(card, "已整改")
    question = await town.wang.sees("1121-001", "附上整改后的照片", to=word)
    await town.wang.posts(fixed())
    await town.zhao.sees("1121-001", "请核查", button="通过")
    await town.wang.sees_again(question, "✔️")


async def test_a_photo_alone_is_for_the_units_only_case(town: Town) -> None:
    await reported(town)
    proof = await town.wang.posts(fixed())
    await town.zhao.sees("1121-001", "请核查", to=proof)


async def test_a_photo_in_the_units_own_group_is_for_its_only_case(town: Town) -> None:
    await reported(town)
    await town.wang.at(DANAN).posts(fixed(), text="已整改")
    plate = await town.zhao.sees("1121-001", "请核查", button="通过")
    assert plate["photo"]


async def test_a_photo_that_fits_several_cases_is_asked_about(any_town: Town) -> None:
    town = any_town
    await reported(town)
    await reported(town, ANOTHER, problem("rubbish"))
    proof = await town.wang.posts(fixed("rubbish"), text="已整改")
    question = await town.wang.sees("哪个案件", to=proof)
    assert [label[:8] for label in labels(question)] == ["1121-001", "1121-002"]
    assert "问 王队员" in await town.zhou.taps(labels(question)[1], on=question)
    await town.wang.taps(labels(question)[1], on=question)
    await town.zhao.sees("1121-002", "请核查")
    await town.wang.sees_again(question, "✔️ 1121-002")
    assert [case.state for case in await town.cases()] == [State.DISPATCHED, State.CHECKING]


async def test_an_album_proves_one_case_with_all_its_photos(town: Town) -> None:
    card = await reported(town)
    album = (fixed(seed=1), fixed(seed=2), fixed(seed=3))
    await town.wang.posts(*album, text="已整改", reply_to=card["message_id"])
    await town.zhao.sees("请核查")
    assert len(await town.zhao.hears()) == 2
    assert len(await town.photos(await town.case(), "proof")) == 3


async def test_an_album_that_fits_several_cases_is_asked_about_once(town: Town) -> None:
    await reported(town)
    await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.posts(fixed("rubbish", 1), fixed("rubbish", 2))
    question = await town.wang.sees("哪个案件")
    assert len(await town.wang.hears()) == 3
    await town.wang.taps(labels(question)[1], on=question)
    await town.zhao.sees("1121-002", "请核查")
    assert len(await town.photos((await town.cases())[1], "proof")) == 2


async def test_a_further_photo_joins_the_proof_just_sent(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed(seed=1))
    await town.wang.posts(fixed(seed=2))
    assert len(await town.zhao.hears()) == 2
    assert len(await town.photos(await town.case(), "proof")) == 2


async def test_the_problems_own_photo_is_noticed(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=problem())
    plate = await town.zhao.sees("请核查", "与整改前照片相同")
    assert labels(plate) == ["通过", "返工"]


async def test_the_problems_photo_mirrored_is_noticed(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=mirrored(problem()))
    await town.zhao.sees("请核查", "镜像")


async def test_the_photo_of_another_case_is_noticed(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    first = await town.zhao.sees("请核查")
    assert "⚠️" not in words(first)
    another = await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.replies(another, "已整改", photo=fixed())
    await town.zhao.sees("1121-002", "请核查", "以前用过")


async def test_the_photo_of_another_case_is_known_again_when_it_was_saved_anew(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("1121-001", "请核查")
    another = await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.replies(another, "已整改", photo=resaved(fixed()))
    await town.zhao.sees("1121-002", "请核查", "以前用过")


async def test_a_photo_sent_twice_in_one_proof_is_no_old_photo(town: Town) -> None:
    card = await reported(town)
    await town.wang.posts(fixed(), fixed(), text="已整改", reply_to=card["message_id"])
    plate = await town.zhao.sees("请核查")
    assert "⚠️" not in words(plate)


async def test_a_photo_is_compared_with_the_problem_that_it_turns_out_to_be_for(
    town: Town,
) -> None:
    await reported(town)
    await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.posts(mirrored(problem("rubbish")))
    question = await town.wang.sees("哪个案件")
    await town.quiet()
    await town.wang.taps(labels(question)[1], on=question)
    await town.zhao.sees("1121-002", "请核查", "镜像")


async def test_the_question_for_a_photo_is_over_once_the_photo_is_there(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改")
    question = await town.wang.sees("附上整改后的照片")
    await town.wang.replies(card, photo=fixed())
    await town.wang.sees_again(question, "✔️ 已处理")


async def test_a_work_report_with_a_photo_proves_nothing(town: Town) -> None:
    await reported(town)
    text = "大南中队今日出动12人，清理占道经营8处，清运垃圾3吨"
    await town.wang.at(DANAN).posts(fixed(), text=text)
    await town.wang.at(DANAN).posts(fixed(seed=2), text="各中队请于今天下午三点前上报人员名单")
    await town.quiet()
    assert (await town.case()).state is State.DISPATCHED


async def test_a_photo_that_shows_why_it_is_not_theirs_gives_the_case_back(town: Town) -> None:
    card = await reported(town)
    await town.wang.posts(fixed(), text="不属于我们，在皇城中队辖区")
    await town.sun.sees_again(card, "待派遣", "不属于我们")


async def test_a_number_tells_which_case_a_photo_or_word_is_for(town: Town) -> None:
    card = await reported(town)
    await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.says("1121-001 收到")
    await town.zhao.sees_again(card, "处置中")
    await town.wang.posts(fixed(), text="1121-001 已整改")
    await town.zhao.sees("1121-001", "请核查")
    assert [case.state for case in await town.cases()] == [State.CHECKING, State.DISPATCHED]


async def test_units_may_shorten_the_number(town: Town) -> None:
    card = await reported(town)
    other = await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.says("002马上处理")
    await town.zhao.sees_again(other, "处置中")
    await town.wang.posts(fixed(), text="001 已整改")
    await town.zhao.sees("1121-001", "请核查")
    assert [case.state for case in await town.cases()] == [State.CHECKING, State.HANDLING]
    await town.zhao.sees_again(card, "待核查")


async def test_words_that_name_two_cases_are_for_both(town: Town) -> None:
    cards = [await reported(town), await reported(town, ANOTHER, problem("rubbish"))]
    await town.wang.says("001、002收到")
    for card in cards:
        await town.zhao.sees_again(card, "处置中")


async def test_of_two_named_cases_the_one_that_waits_is_accepted(town: Town) -> None:
    card = await reported(town)
    other = await reported(town, ANOTHER, problem("rubbish"))
    await town.wang.taps("签收", on=card)
    await town.wang.says("001、002收到")
    await town.zhao.sees_again(other, "处置中")


async def test_a_short_number_of_two_days_moves_neither_case(town: Town) -> None:
    await reported(town)
    await town.advance(days=1)
    await town.zhao.posts(problem("rubbish"), text=ANOTHER)
    await town.zhao.sees("1122-001", "待签收")
    await town.wang.says("001收到")
    await town.quiet()
    assert [case.state for case in await town.cases()] == [State.DISPATCHED, State.DISPATCHED]


async def test_a_photo_taken_before_the_report_is_noticed(town: Town) -> None:
    card = await reported(town)
    old = taken_at(fixed(), "2026:11:20 09:00:00")
    await town.wang.replies(card, "已整改", photo=old)
    await town.zhao.sees("请核查", "拍摄时间早于上报")


async def test_the_proof_of_the_first_round_is_noticed_in_the_second(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查")
    await town.zhao.replies(plate, "返工，还有两个摊位")
    await town.zhao.sees_again(card, "第2次整改")
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查", "以前用过", after=plate)


async def test_a_broken_proof_sends_the_case_back_with_a_sentence(town: Town) -> None:
    card = await reported(town)
    proof = await town.wang.replies(card, "已整改", photo=broken(fixed()))
    await town.wang.sees("1121-001", "不能用", "重新发照片", to=proof)
    await town.zhao.sees_again(card, "处置中")
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查", button="通过")


async def test_a_broken_photo_beside_a_good_one_is_only_told(town: Town) -> None:
    card = await reported(town)
    await town.wang.posts(fixed(), broken(fixed()), text="已整改", reply_to=card["message_id"])
    await town.zhao.sees("请核查")
    await town.wang.sees("不能用")
    assert (await town.case()).state is State.CHECKING


async def test_a_case_that_was_not_accepted_may_be_done_at_once(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees_again(card, "待核查", "王队员")


async def test_a_units_photo_with_a_report_of_its_own_is_a_report(town: Town) -> None:
    await reported(town)
    await town.wang.posts(problem("rubbish"), text="小东路11号暴露垃圾 皇城中队")
    await town.zhou.sees("1121-002", "皇城中队", "待签收")
    assert (await town.cases())[0].state is State.DISPATCHED


async def test_a_proof_after_the_case_was_closed_is_told_so(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    late = await town.wang.replies(card, "已整改", photo=fixed(seed=2))
    await town.wang.sees("已经结案", to=late)
