"""What must be told, written down as letters in the transaction that made it true."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db import cards, cases, chats, outbox, photos, questions
from db.transaction import Transaction
from domain.cases import Case, State
from domain.letters import DRAWN_WITHIN, Kind, Priority
from domain.people import Chat, GroupRole
from domain.rules import Notice

SHOWS_CASES = ("card", "plate", "twin")
KEPT = "kept:"
"""So begins what says where a picture is kept."""


async def tell(
    tx: Transaction,
    case: Case,
    notices: Iterable[Notice],
    *,
    proof: int | None = None,
) -> None:
    """Letters for what a decision gives notice of. `proof` is the message a plate answers."""
    wanted = tuple(notices)
    if Notice.PLATE in wanted:
        await plate(tx, case, reply_to=proof)
    if Notice.PING in wanted:
        await ping(tx, case)
    if Notice.REWORK in wanted:
        await tell_unit(tx, case, "sent_back")
    if Notice.RESUMED in wanted:
        await tell_unit(tx, case, "resumed")
    if Notice.REFRESH in wanted:
        await refresh(tx, case)


def priority(case: Case) -> Priority:
    return Priority.DANGER if case.urgent else Priority.PING


async def home_card(tx: Transaction, case: Case) -> None:
    """The living card in the chat of the report, if there is none yet."""
    if case.source.chat not in await _chats_with_card(tx, case):
        await _post_home_card(tx, case)


async def _post_home_card(tx: Transaction, case: Case) -> None:
    await _post_card(tx, case, case.source.chat, case.source.thread, reply_to=case.source.message)


async def _chats_with_card(tx: Transaction, case: Case) -> set[int]:
    return {card.chat for card in await cards.showing(tx, case.id, ("card",))}


async def ping(tx: Transaction, case: Case) -> None:
    """The unit is told: in the card here, and in the unit's own groups with mention and photo."""
    told = await _chats_with_card(tx, case)
    groups = await unit_groups(tx, case)
    if case.source.chat not in told:
        await _post_home_card(tx, case)
    fresh = [group for group in groups if group.id not in told]
    for group in fresh:
        await _unit_card(tx, case, group)
    if case.source.chat in told and not any(group.reachable for group in fresh):
        await tell_unit(tx, case, "redispatched")


async def tell_unit(tx: Transaction, case: Case, key: str, **facts: Any) -> None:
    """A sentence that pings the unit where an edited card would ping nobody."""
    groups = [group for group in await unit_groups(tx, case) if group.reachable]
    home = (case.source.chat, case.source.thread, case.source.message)
    targets: list[tuple[int, int | None, int | None]] = [(one.id, None, None) for one in groups]
    for chat, thread, reply_to in targets or [home]:
        await notice(
            tx,
            chat=chat,
            thread=thread,
            key=key,
            case=case.id,
            dedupe=f"{key}:{chat}:{case.id}:{case.version}",
            priority=priority(case),
            reply_to=reply_to,
            **facts,
        )


async def unit_groups(tx: Transaction, case: Case) -> list[Chat]:
    """The unit's own groups other than the chat of the report."""
    if case.unit is None:
        return []
    groups = await chats.of_unit(tx, case.unit)
    return [group for group in groups if group.id != case.source.chat]


async def told_elsewhere(tx: Transaction, case: Case) -> bool:
    """Whether a group of the unit's own that we can reach carries the mention."""
    return any(group.reachable for group in await unit_groups(tx, case))


async def out_of_reach(tx: Transaction, chat: int) -> None:
    """A group cannot be written to: units that were to hear there are called in the home chat."""
    group = await chats.get(tx, chat)
    if group is None or group.role is not GroupRole.UNIT:
        return
    for case in await cases.many(tx, await cards.untold(tx, chat)):
        if case.state is not State.DISPATCHED or case.unit != group.unit:
            continue
        if case.source.chat == chat or await told_elsewhere(tx, case):
            continue
        await refresh(tx, case)
        await tell_unit(tx, case, "called_here")


async def _unit_card(tx: Transaction, case: Case, group: Chat) -> None:
    await _post_card(tx, case, group.id, None, picture=await picture_of(tx, case))


async def picture_of(tx: Transaction, case: Case) -> str | None:
    """By what the first photo of a problem that can be shown is sent: Telegram's id of it.

    Of one that came as a file, once it is fetched, where its picture is kept (behind `KEPT`).
    """
    for photo in await photos.of_case(tx, case.id, "problem"):
        if not photo.is_document:
            return photo.file_id
        if photo.key:
            return f"{KEPT}{photo.key}"
    return None


async def _post_card(
    tx: Transaction,
    case: Case,
    chat: int,
    thread: int | None,
    *,
    reply_to: int | None = None,
    picture: str | None = None,
) -> None:
    card = await cards.add(
        tx,
        kind="card",
        chat=chat,
        thread=thread,
        shows=(case.id,),
        is_photo=picture is not None,
        payload={"picture": picture} if picture else {},
    )
    await outbox.post(
        tx,
        chat=chat,
        thread=thread,
        kind=Kind.CARD,
        dedupe=f"card:{card}",
        priority=priority(case),
        case=case.id,
        card=card,
        reply_to=reply_to,
    )


async def refresh(tx: Transaction, case: Case) -> None:
    """Every message that shows the case is edited to show it as it is now.

    The cards of a lead tell how far its helpers are.
    """
    for card in await cards.showing(tx, case.id, SHOWS_CASES):
        if card.menu:
            await cards.set_menu(tx, card.id, "")
        await edit(tx, card)
    if case.parent is not None:
        for card in await cards.showing(tx, case.parent, ("card",)):
            await edit(tx, card)


async def edit(tx: Transaction, card: cards.Card, *, asked: bool = False) -> None:
    """Render a message anew; `asked` when somebody waits for it with a finger on the screen."""
    await outbox.post(
        tx,
        chat=card.chat,
        thread=card.thread,
        kind=Kind.EDIT,
        dedupe=f"edit:{card.id}",
        priority=Priority.PING if asked else Priority.EDIT,
        case=card.cases[0] if card.cases else None,
        card=card.id,
    )


async def plate(tx: Transaction, case: Case, *, reply_to: int | None) -> None:
    """The picture of before and after for the checker, in the chat of the report only.

    It answers the message `reply_to`, or the report where the proof was sent to another chat.
    """
    given = await photos.of_case(tx, case.id, "proof", case.round)
    is_here = any((one.chat, one.message) == (case.source.chat, reply_to) for one in given)
    card = await cards.add(
        tx,
        kind="plate",
        chat=case.source.chat,
        thread=case.source.thread,
        shows=(case.id,),
        round_=case.round,
        is_photo=True,
    )
    await outbox.post(
        tx,
        chat=case.source.chat,
        thread=case.source.thread,
        kind=Kind.PLATE,
        dedupe=f"plate:{card}",
        priority=priority(case),
        not_before=tx.now + DRAWN_WITHIN,
        case=case.id,
        card=card,
        reply_to=reply_to if is_here else case.source.message,
    )
    tx.ring("photos")


async def ask(tx: Transaction, question: questions.Question) -> None:
    """Send a question with its buttons, in a reply to what it is about."""
    card = await cards.add(
        tx,
        kind="question",
        chat=question.chat,
        thread=question.thread,
        shows=(question.case,) if question.case is not None else (),
        question=question.id,
    )
    await outbox.post(
        tx,
        chat=question.chat,
        thread=question.thread,
        kind=Kind.QUESTION,
        dedupe=f"question:{question.id}",
        priority=Priority.PING,
        case=question.case,
        card=card,
        reply_to=question.reply_to,
    )


async def settle_question(tx: Transaction, question: questions.Question) -> None:
    """Edit a question's message to show that it is answered or over."""
    card = await cards.of_question(tx, question.id)
    if card is not None:
        await edit(tx, card)


async def notice(
    tx: Transaction,
    *,
    chat: int,
    key: str,
    dedupe: str,
    thread: int | None = None,
    case: int | None = None,
    reply_to: int | None = None,
    priority: Priority = Priority.PING,
    html: str | None = None,
    secret: bool = False,
    not_before: datetime | None = None,
    **facts: Any,
) -> None:
    """A sentence from `texts/*/replies.toml` (the facts must be plain JSON), or ready `html`.

    `html` that holds a `secret` is erased as soon as the letter is sent or given up.
    """
    payload = {"key": key, "facts": facts} | ({"html": str(html)} if html else {})
    await outbox.post(
        tx,
        chat=chat,
        thread=thread,
        kind=Kind.NOTICE,
        dedupe=dedupe,
        priority=priority,
        case=case,
        reply_to=reply_to,
        payload=payload | ({"secret": True} if secret else {}),
        not_before=not_before,
    )
