"""Many reports at once: cards are merged, and each case in them has its own row of buttons."""

import time

from bot.example.bureau import org_text
from bot.example.town import SUPERVISION
from db import questions
from domain.cases import State
from tests.stories.phone import Message, Person, labels, words
from tests.stories.pictures import fixed
from tests.stories.town import Town

WORKER = """

[[people]]
telegram_id = 2009
name = "何师傅"
roles = ["handler"]
unit = "示范环卫所"
"""


async def somebody_of_the_unit(town: Town) -> Person:
    """A worker of the unit that has no group of its own."""
    await town.load(org_text() + WORKER)
    await town.post("/people", id=2009, first_name="何师傅")
    await town.patch(f"/chats/{SUPERVISION}", members=[1001, 1003, 2009])
    return town.person(2009)


async def crowded(town: Town) -> Message:
    """The card that shows the last of several cases, in a group in which much was just said."""
    town.send_limits = "50,120,50"
    await town.restart()
    for _ in range(60):
        town.bot.speaker.budget.seed(SUPERVISION, time.monotonic())
    for number in range(1, 7):
        await town.zhao.says(f"热闹路{number}号门口占道经营 示范环卫所2小时内整改")
    return await town.zhao.sees("1121-005", "1121-006")


async def test_each_case_of_a_merged_card_has_its_own_buttons(town: Town) -> None:
    worker = await somebody_of_the_unit(town)
    card = await crowded(town)
    assert words(card).count("待签收") == sum("签收" in label for label in labels(card)) > 1
    assert "前完成" in await worker.taps("006 签收", on=card)
    states = {str(case.number): case.state for case in await town.cases()}
    assert states.pop("1121-006") is State.HANDLING
    assert set(states.values()) == {State.DISPATCHED}


async def test_a_reply_to_a_merged_card_is_for_the_case_that_it_names(town: Town) -> None:
    worker = await somebody_of_the_unit(town)
    card = await crowded(town)
    await worker.replies(card, "1121-005 已整改", photo=fixed())
    await worker.replies(card, "已整改", photo=fixed(seed=2))
    await town.handled()
    proven = [str(case.number) for case in await town.cases() if case.state is State.CHECKING]
    assert proven == ["1121-005"]
    async with town.bot.database.read(town.bot.clock.now()) as tx:
        asked = await questions.open_for(tx, SUPERVISION, None, worker.id)
    assert asked is not None
    assert "1121-006" in {option.label[:8] for option in asked.options}


async def test_a_reply_that_names_several_cases_is_for_each(town: Town) -> None:
    worker = await somebody_of_the_unit(town)
    card = await crowded(town)
    await worker.replies(card, "005、006收到，马上去")
    await town.handled()
    taken = [str(case.number) for case in await town.cases() if case.state is State.HANDLING]
    assert taken == ["1121-005", "1121-006"]


async def test_two_proofs_are_passed_at_once_by_their_numbers(town: Town) -> None:
    worker = await somebody_of_the_unit(town)
    card = await crowded(town)
    for number in ("1121-005", "1121-006"):
        await worker.replies(card, f"{number} 已整改", photo=fixed(seed=int(number[-1])))
    await town.zhao.replies(card, "005、006通过")
    await town.handled()
    passed = [str(case.number) for case in await town.cases() if case.state is State.CLOSED]
    assert passed == ["1121-005", "1121-006"]
