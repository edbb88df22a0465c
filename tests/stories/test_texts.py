"""Whatever people write stays text: mark-up, long texts, emoji, right-to-left, odd names."""

from bot.example.town import DANAN, SUPERVISION
from tests.stories.phone import Message, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

EVERYBODY = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008]


def formats(message: Message) -> set[str]:
    """Which kinds of mark-up stand in a message."""
    return {entity["type"] for entity in message["entities"]}


NAMES = (
    "<b>张三</b> & <script>",
    "*张三* _李四_ [链接](http://x.y) `码`",
    "</a><a href='tg://user?id=1'>王队员",
    "😀🎉张三👨‍👩‍👧",
    "שלום עולם",
    "a" * 64,
)


async def test_a_name_stays_text(town: Town) -> None:
    people = range(2001, 2001 + len(NAMES))
    for number, name in zip(people, NAMES, strict=True):
        await town.post("/people", id=number, first_name=name)
    await town.patch(f"/chats/{SUPERVISION}", members=[*EVERYBODY, *people])
    for number, name in zip(people, NAMES, strict=True):
        somebody = town.person(number)
        report = await somebody.says("热闹路32号门口占道经营 大南中队2小时内整改")
        card = await town.zhao.sees(f"{name} 10:0", "上报", to=report)
        assert formats(card) <= {"bold", "url"}
        unclear = await somebody.says("占道经营 皇城中队")
        await town.zhao.sees(f"@{name}", "在哪里", to=unclear)


async def test_mark_up_in_a_report_stays_text(town: Town) -> None:
    text = "<b>热闹路32号</b>门口占道经营 & <a href='http://x.y'>点我</a> 大南中队2小时内整改"
    report = await town.zhao.posts(problem(), text=text)
    card = await town.zhao.sees("1121-001", "大南中队", to=report)
    asked = await town.zhao.says("/case 1121-001")
    history = await town.zhao.sees("💬", to=asked)
    assert "<b>热闹路32号</b>" in words(history)
    assert "text_link" not in formats(history) | formats(card)


async def test_mark_up_in_a_reason_stays_text(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号门口占道经营 大南中队2小时内整改")
    card = await town.zhao.sees("1121-001", to=report)
    await town.wang.replies(card, "不属于我们 <b>皇城</b> & </b>")
    await town.sun.sees_again(card, "待派遣", "不属于我们 <b>皇城</b> & </b>")


async def test_a_place_that_looks_like_mark_up_stays_text_on_card_plate_and_list(
    town: Town,
) -> None:
    await town.zhao.posts(problem(), text="占道经营 大南中队2小时内整改")
    question = await town.zhao.sees("在哪里")
    await town.zhao.replies(question, "<i>老北门</i> & 小卖部")
    card = await town.zhao.sees("1121-001", "📍 <i>老北门</i> & 小卖部")
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查", "<i>老北门</i> & 小卖部")
    await town.zhao.says("/open")
    await town.zhao.sees("未结案件", "<i>老北门</i> & 小卖部")


async def test_a_report_of_five_thousand_characters_is_taken(town: Town) -> None:
    text = "热闹路32号门口占道经营 大南中队2小时内整改。" + "情况很多，一言难尽。" * 500
    await town.zhao.says(text)
    await town.zhao.sees("1121-001", "热闹路32号门口")
    (case,) = [one for one in await town.cases() if one.address == "热闹路32号门口"]
    assert len(case.text) >= 4000
    asked = await town.zhao.says("/case 1121-001")
    await town.zhao.sees("1121-001", "赵督查 上报", to=asked)


async def test_a_reason_of_four_thousand_characters_is_taken(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号门口占道经营 大南中队2小时内整改")
    card = await town.zhao.sees("1121-001", to=report)
    await town.wang.replies(card, "不属于我们，" + "原因很长" * 900)
    await town.sun.sees_again(card, "待派遣", "原因很长")


ALMOST_NOTHING = (
    "🎉🎉🎉",
    "\u200b\u200c\u200d",
    "\u202e",
    "\x07",
    "。。。",
    "1",
    "/",
    "@",
    "<",
    "&amp;",
)


async def test_lists_of_many_long_places_stay_within_a_message(town: Town) -> None:
    for number in range(14):
        text = f"{number + 1}号 热闹路{number + 1}号门口占道经营 大南中队2小时内整改"
        await town.zhao.says(text)
    await town.zhao.sees("1121-014")
    for number in range(1, 15):
        card = await town.zhao.sees(f"1121-{number:03d}")
        await town.zhao.replies(card, f"地点改为{'热闹路很长很长很长很长很长的地方' * 8}{number}号")
    asked = await town.zhao.says("/open")
    listed = await town.zhao.sees("14 件", "1121-014", to=asked)
    assert "text_link" in formats(listed)
    await town.zhao.says("/digest")
    digest = await town.zhao.sees("督查日报")
    await town.zhao.taps("未结 14", on=digest)
    opened = await town.zhao.sees_again(digest, "……还有", button="返回")
    assert "text_link" in formats(opened)


async def test_almost_nothing_is_nothing(town: Town) -> None:
    for text in ALMOST_NOTHING:
        await town.zhao.posts(problem(), text=text)
        await town.zhao.says(f".{text}")
    await town.quiet()
    assert await town.cases() == []


async def test_a_group_whose_title_is_mark_up_has_a_digest(town: Town) -> None:
    await town.patch(f"/chats/{SUPERVISION}", title="<b>督查</b> & 群")
    await town.zhao.says("热闹路32号门口占道经营 大南中队2小时内整改")
    await town.zhao.says("/digest")
    await town.zhao.sees("<b>督查</b> & 群", "督查日报")


async def test_emoji_and_other_scripts_in_a_report_are_kept(town: Town) -> None:
    text = "🚨热闹路32号门口占道经营‼️ 大南中队2小时内整改 שלום 𠮷野家"
    report = await town.zhao.posts(problem(), text=text)
    await town.zhao.sees("1121-001", "热闹路32号门口", to=report)
    assert (await town.case()).text == text


async def test_a_word_to_the_units_group_is_no_command_injection(town: Town) -> None:
    await town.wang.at(DANAN).says("/case 1121-001'; DROP TABLE cases;--")
    await town.wang.at(DANAN).sees("没有找到")
