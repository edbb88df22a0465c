"""How a case finds its unit: pins, photos, streets, rules; and how it says why."""

from bot.example.bureau import org_text
from bot.example.town import DANAN, HUANGCHENG
from domain.cases import State
from tests.stories.maps import BETWEEN, NORTH, SOUTH, draw, taken_in
from tests.stories.phone import labels, words
from tests.stories.pictures import problem
from tests.stories.town import Town

WITHOUT_UNIT = "北大营街5号门口占道经营"


async def test_a_pin_in_an_area_finds_its_unit(any_town: Town) -> None:
    town = any_town
    await draw(town)
    report = await town.zhao.posts(problem(), text=WITHOUT_UNIT)
    question = await town.zhao.sees("由哪个单位处理", to=report)
    await town.zhao.pins(*SOUTH)
    card = await town.zhao.sees("1121-001", "待签收", "大南中队", "🗺", to=report)
    links = [one["url"] for one in card["entities"] if one["type"] == "text_link"]
    assert any(url.startswith("https://uri.amap.com/marker?position=123.446") for url in links)
    assert labels(await town.zhao.sees_again(question, "✔️")) == []
    assert (await town.case()).why == ("polygon:大南片区", "category:占道经营")


async def test_a_pin_after_a_case_waits_for_the_dispatcher_sends_it_on(town: Town) -> None:
    await draw(town)
    report = await town.zhao.posts(problem(), text="占道经营没人管")
    await town.zhao.taps("先这样", on=await town.zhao.sees("在哪里", to=report))
    card = await town.zhao.sees("1121-001", "待派遣", to=report)
    await town.zhao.pins(*NORTH)
    await town.zhao.sees_again(card, "待签收", "皇城中队", "🗺")
    await town.zhou.at(HUANGCHENG).sees("1121-001", button="为什么是我们")


async def test_a_photo_that_knows_where_it_was_taken_finds_the_unit(town: Town) -> None:
    await draw(town)
    report = await town.zhao.sends(taken_in(problem(), NORTH), text=WITHOUT_UNIT)
    await town.zhao.sees("1121-001", "待签收", "皇城中队", to=report)
    case = await town.case()
    assert case.why[:2] == ("photo", "polygon:皇城中队")
    said = await town.zhou.at(HUANGCHENG).taps("为什么是我们")
    assert "按照片里的定位" in said


async def test_a_photo_before_its_words_tells_the_place_too(town: Town) -> None:
    await draw(town)
    await town.zhao.sends(taken_in(problem(), SOUTH))
    await town.quiet()
    await town.zhao.says(WITHOUT_UNIT)
    await town.zhao.sees("1121-001", "待签收", "大南中队", "🗺")
    case = await town.case()
    assert case.location == SOUTH


async def test_a_photo_does_not_send_a_case_whose_unit_nobody_knows(town: Town) -> None:
    await draw(town)
    report = await town.zhao.sends(taken_in(problem(), SOUTH), text=f"{WITHOUT_UNIT} 黄城中队")
    await town.zhao.sees("没有叫“黄城中队”的单位", to=report)
    await town.quiet()
    case = await town.case()
    assert (case.state, case.unit, case.location) == (State.DRAFT, None, SOUTH)


async def test_a_named_unit_is_not_moved_by_a_photo(town: Town) -> None:
    await draw(town)
    await town.zhao.sends(taken_in(problem(), NORTH), text=f"{WITHOUT_UNIT} 大南中队")
    await town.zhao.sees("1121-001", "大南中队")
    await town.quiet()
    case = await town.case()
    assert (case.why, case.location) == (("named",), None)


async def test_where_two_units_fit_the_question_names_both_first(town: Town) -> None:
    await draw(town)
    report = await town.zhao.posts(problem(), text=WITHOUT_UNIT)
    await town.zhao.sees("由哪个单位处理", to=report)
    shared = org_text().replace('"中街路", "小东路"', '"中街路", "小东路", "热闹路"')
    await town.load(shared)
    report = await town.zhao.posts(problem(seed=2), text="热闹路8号门口占道经营")
    question = await town.zhao.sees("大南中队、皇城中队都管这里", to=report)
    assert labels(question)[:2] == ["大南中队", "皇城中队"]
    await town.zhao.taps("皇城中队", on=question)
    await town.zhao.sees("1121-001", "待签收", "皇城中队")


async def test_an_area_decides_between_two_units_that_share_a_street(town: Town) -> None:
    await town.load(org_text().replace('"中街路", "小东路"', '"中街路", "小东路", "热闹路"'))
    await draw(town)
    report = await town.zhao.posts(problem(), text="热闹路8号门口占道经营")
    await town.zhao.sees("都管这里", to=report)
    await town.zhao.pins(*NORTH)
    await town.zhao.sees("1121-001", "待签收", "皇城中队", to=report)


async def test_a_pin_in_two_areas_leaves_the_choice_to_a_person(town: Town) -> None:
    await draw(town)
    report = await town.zhao.posts(problem(), text=WITHOUT_UNIT)
    question = await town.zhao.sees("由哪个单位处理", to=report)
    await town.zhao.pins(*BETWEEN)
    await town.quiet()
    assert (await town.case()).state is State.DRAFT
    await town.zhao.taps("皇城中队", on=question)
    await town.zhao.sees("1121-001", "待签收", "皇城中队", "🗺")


async def test_a_unit_learns_why_and_who_had_the_case_before(town: Town) -> None:
    await town.zhao.posts(problem(), text="热闹路32号门口占道经营 2小时内整改")
    danan = town.wang.at(DANAN)
    card = await danan.sees("1121-001")
    assert labels(card) == ["签收", "非我辖区", "申请延期", "为什么是我们"]
    said = await danan.taps("为什么是我们", on=card)
    assert "1121-001 派给大南中队" in said
    assert "地址里有“热闹路”" in said
    assert "占道经营由它负责" in said
    home = await town.sun.sees("1121-001")
    await town.sun.taps("更多", on=home)
    assert (
        await town.sun.taps("为什么是我们", on=await town.sun.sees_again(home, button="返回"))
        == said
    )
    await town.sun.replies(home, "改派给皇城中队")
    await town.zhou.at(HUANGCHENG).sees("1121-001")
    told = await town.zhou.at(HUANGCHENG).taps("为什么是我们")
    assert "1121-001 派给皇城中队：派遣员指定" in told
    assert "1. 大南中队（今天 10:00 自动" in told
    assert len(told) <= 200


async def test_every_earlier_sending_stays_in_the_history(town: Town) -> None:
    await town.zhao.posts(problem(), text="热闹路32号门口占道经营 2小时内整改")
    card = await town.sun.sees("1121-001")
    for unit in ("皇城中队", "泉园中队", "大南中队"):
        await town.sun.replies(card, f"改派给{unit}")
        await town.sun.sees_again(card, unit)
    await town.sun.says("/case 1121-001")
    told = words(await town.sun.sees("📨 4. 大南中队"))
    sent = [line for line in told.splitlines() if line.startswith("📨")]
    assert [line.split()[2] for line in sent] == ["大南中队", "皇城中队", "泉园中队", "大南中队"]
    assert "自动" in sent[0]
    assert all("孙派遣 · 派遣员指定" in line for line in sent[1:])
    said = await town.wang.at(DANAN).taps("为什么是我们")
    assert len(said) <= 200
    assert "3. 泉园中队" in said


async def test_the_chief_of_a_street_is_named_on_the_card(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="五爱市场街12号门口占道经营 2小时内整改")
    card = await town.zhao.sees("1121-001", "大南中队", "🛣 路长：李中队长", to=report)
    assert "@李中队长" not in words(card)
    assert "🛣 路长：@li_dn" in words(await town.wang.at(DANAN).sees("1121-001"))
    assert (await town.case()).why == ("street:五爱街", "chief:李中队长")
