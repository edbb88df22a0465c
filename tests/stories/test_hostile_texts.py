"""Texts that nobody expected break nothing, forge nothing and become no case by mistake."""

import json
from pathlib import Path
from typing import Any

from bot.example.town import SUPERVISION
from domain.cases import Case, State
from tests.stories.phone import Message, Person, words
from tests.stories.pictures import problem
from tests.stories.town import Town

Row = dict[str, Any]

# How each name is shown: on one line, as it is written, without what cannot be seen.
NAMES = {
    "<b>管理员</b>": "<b>管理员</b>",
    '</b><a href="tg://user?id=1008">郑局长</a>': '</b><a href="tg://user?id=1008">郑局长</a>',
    "*粗* _斜_ `码` [链](tg://user?id=1)": "*粗* _斜_ `码` [链](tg://user?id=1)",
    "赵督查\n✅ 1121-009 已结案": "赵督查 ✅ 1121-009 已结案",
    "\u202e查督赵\u202c": "查督赵",
    "{{ 7 * 7 }} {% raw %}": "{{ 7 * 7 }} {% raw %}",
    "a\x00b\x07c\x1b[31m": "a b c [31m",
    "&lt;b&gt;&amp;": "&lt;b&gt;&amp;",
    "🚮🚯": "🚮🚯",
}
# What stands under a photo, and the place that the card then shows.
CAPTIONS = {
    "热闹路31号门口占道经营<script>alert(1)</script> 大南中队": "热闹路31号门口",
    "<b>热闹路32号门口</b>占道经营 大南中队": "热闹路32号门口",
    "热闹路33号门口占道经营\n✅ 1121-009 已结案\n大南中队": "热闹路33号门口",
    "*热闹路34号门口* _占道经营_ [大南中队](tg://user?id=1008)": "热闹路34号门口",
    "\u202e热闹路35号门口占道经营\u202c 大南中队": "热闹路35号门口",
    "热\u200b闹\u2060路36号门口占\u200d道经营\ufeff 大南中队": "热闹路36号门口",
    "\x00\x07热闹路37号门口占道经营\x1b[31m 大南中队": "热闹路37号门口",
    "热闹路38号门口占道经营 大南中队 &lt;b&gt;&amp;{{ 7*7 }}": "热闹路38号门口",
    "热闹路39号门口占道经营 大南中队\r\n\u2028\u2029\x85\u2028✅ 已结案": "热闹路39号门口",
    "@duban_bot @wang_dn 热闹路40号门口占道经营 大南中队": "热闹路40号门口",
    "/热闹路41号门口占道经营 大南中队": "热闹路41号门口",
    "热闹路42号门口占道经营 大南中队 " + "长" * 4000: "热闹路42号门口",
}
# What nobody could say anything to is left alone on purpose.
IGNORED = ("🚮🚯😀", "\u200b\u200d", "\x00", "<b></b>", "\u202e", "？？？", "长" * 5000, "a" * 5000)

# Every `/digest` draws a picture with the title in it.
TITLES = ("</b><script>督查</script>", "督查群\n✅ 全部结案\u202e", "长" * 255)
# What is promised of reading: shares of what was taken, and of what there was to take.
PRECISION = 0.98
RECALL = 0.97
NEVER = {"thanks", "greeting", "chatter", "joke", "notice", "digest", "patrol_clear", "ad"}


async def newcomers(town: Town, names: list[str]) -> list[Person]:
    """Members of the supervision group whom nobody knows."""
    numbers = range(3001, 3001 + len(names))
    for number, name in zip(numbers, names, strict=True):
        await town.post("/people", id=number, first_name=name)
    chats = (await town.get("/state"))["chats"]
    (group,) = [chat for chat in chats if chat["id"] == SUPERVISION]
    await town.patch(f"/chats/{SUPERVISION}", members=[*group["members"], *numbers])
    return [town.person(number) for number in numbers]


def rows(shared: Path, name: str) -> list[Row]:
    lines = (shared / "data" / "texts" / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


async def cases_from(town: Town, texts: list[str]) -> list[Case | None]:
    """The case that each text became when somebody of his own wrote it, if any."""
    people = await newcomers(town, [f"路人{number}" for number, _ in enumerate(texts)])
    sent = [await one.says(text) for one, text in zip(people, texts, strict=True)]
    await town.quiet()
    made = {case.source.message: case for case in await town.cases()}
    return [made.get(message["message_id"]) for message in sent]


async def test_labelled_reports_become_cases_and_nothing_else_does(
    town: Town, shared: Path
) -> None:
    labelled = rows(shared, "reports_examples.jsonl")
    made = await cases_from(town, [row["text"] for row in labelled])
    taken = [row for row, case in zip(labelled, made, strict=True) if case is not None]
    right = [row for row in taken if row["is_report"]]
    reports = [row for row in labelled if row["is_report"]]
    # What the reader promises of any texts; chatter, thanks, notices and the like never.
    assert len(right) >= PRECISION * len(taken), [row for row in taken if row not in right]
    assert len(right) >= RECALL * len(reports), [row for row in reports if row not in right]
    assert not [row["text"] for row in taken if row["intent"] in NEVER]


async def test_sentences_of_work_reports_are_never_filed(town: Town, shared: Path) -> None:
    sentences = [row["sentence"] for row in rows(shared, "tallies_examples.jsonl")]
    made = [case for case in await cases_from(town, sentences) if case is not None]
    assert [case.text for case in made if case.state is not State.DRAFT] == []
    # Cut out of printed reports, some sound like a report with something missing: one question.
    assert len(made) <= len(sentences) / 4


async def test_the_words_of_the_standard_break_nothing(town: Town, shared: Path) -> None:
    conditions = [row["condition"] for row in rows(shared, "case_standard.jsonl")[::40]]
    for condition in conditions:
        await town.zhao.posts(problem(), text=condition)
    await town.quiet()
    for case in await town.cases():
        assert case.text in conditions


async def test_names_and_captions_forge_nothing(any_town: Town) -> None:
    await names_forge_nothing(any_town)
    await captions_forge_nothing(any_town)


async def names_forge_nothing(town: Town) -> None:
    people = await newcomers(town, list(NAMES))
    reports = [
        await one.posts(problem(), text=f"热闹路{one.id}号门口占道经营 大南中队") for one in people
    ]
    for one, report, shown in zip(people, reports, NAMES.values(), strict=True):
        card = await town.zhao.sees(f"热闹路{one.id}号门口", to=report, button="签收")
        assert words(card).splitlines()[-1] == f"{shown} 10:00 上报"
        assert_plain(card)


async def captions_forge_nothing(town: Town) -> None:
    reports = [await town.zhao.posts(problem(), text=text) for text in CAPTIONS]
    for report, place in zip(reports, CAPTIONS.values(), strict=True):
        card = await town.zhao.sees(place, to=report, button="签收")
        lines = words(card).splitlines()
        assert lines[1] == f"📍 {place}"
        assert len(lines) == 5
        assert "已结案" not in words(card)
        assert_plain(card)


def assert_plain(card: Message) -> None:
    """Nothing is marked up but what the bot marks up itself: the number of the case."""
    kinds = {entity["type"] for entity in card["entities"]}
    assert kinds <= {"bold", "url", "mention"}
    (bold,) = [one for one in card["entities"] if one["type"] == "bold"]
    assert words(card)[bold["offset"] :].startswith("1121-") or bold["offset"] <= 3


async def test_what_says_nothing_is_left_alone(town: Town) -> None:
    for text in IGNORED:
        await town.zhao.says(text)
    await town.quiet()
    assert await town.zhao.hears() == []
    assert await town.cases() == []


async def test_titles_of_chats_forge_nothing(town: Town) -> None:
    await town.zhao.posts(problem(), text="热闹路32号门口占道经营 大南中队")
    await town.zhao.sees("待签收", button="签收")
    for title in TITLES:
        await town.patch(f"/chats/{SUPERVISION}", title=title)
        asked = await town.zhao.says("/digest")
        await town.zhao.says("/open")
        answers = await town.zhao.hears(asked)
        assert answers
        for answer in answers:
            assert not [line for line in words(answer).splitlines() if line.startswith("✅ 全部")]
            kinds = {entity["type"] for entity in answer["entities"]}
            assert kinds <= {"bold", "text_link", "url"}


async def test_what_is_typed_after_a_command_is_no_markup_in_its_refusal(town: Town) -> None:
    asked = await town.zhao.says('/open <a href="https://example.org/">点我</a>')
    answer = await town.zhao.sees("点我", to=asked)
    assert "<a href" in words(answer)
    assert [one for one in answer["entities"] if one["type"] == "text_link"] == []
