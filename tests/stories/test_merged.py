"""Many reports at once: cards are merged, and each case in them has its own row of buttons."""

from domain.cases import State
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import fixed
from tests.stories.town import Town

REPORTS = 8


async def crowded(town: Town) -> Message:
    """A card that shows several cases of the unit without a group of its own."""
    await town.stop_bot()
    for number in range(1, REPORTS + 1):
        await town.zhao.says(f"热闹路{number}号门口占道经营 示范环卫所2小时内整改")
    # A group that has used up half of its minute gets what waits in one message.
    town.send_limits = "50,6,50"
    await town.start_bot()
    merged = await town.zhao.sees("1121-007", "1121-008")
    await town.quiet_but_for_edits()
    return merged


async def test_each_case_of_a_merged_card_has_its_own_buttons(town: Town) -> None:
    worker = await somebody_of_the_unit(town)
    card = await crowded(town)
    assert words(card).count("待签收") == sum("签收" in label for label in labels(card)) > 1
    assert "前完成" in await worker.taps("008 签收", on=card)
    states = {str(case.number): case.state for case in await town.cases()}
    assert states.pop("1121-008") is State.HANDLING
    assert set(states.values()) == {State.DISPATCHED}


async def test_a_reply_to_a_merged_card_is_asked_about(town: Town) -> None:
    worker = await somebody_of_the_unit(town)
    card = await crowded(town)
    await worker.replies(card, "1121-007 已整改", photo=fixed())
    await worker.replies(card, "已整改", photo=fixed(seed=2))
    await town.handled()
    proven = [str(case.number) for case in await town.cases() if case.state is State.CHECKING]
    assert proven == ["1121-007"]
    (question,) = await town.open_questions()
    assert "1121-008" in " ".join(option.label for option in question.options)
