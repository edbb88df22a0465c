"""A group that became a supergroup is followed everywhere, in one transaction."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from db import cards, chats, outbox, people
from db import tables as t
from db.engine import Database
from db.transaction import Transaction
from domain.cases import State
from domain.letters import Kind, Priority
from domain.people import GroupRole, GroupSettings
from tests.db.test_outbox import claimed, new_case, notice, ping, row

OLD, NEW = -100, -1009000000001
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


async def sent_card(tx: Transaction, state: State, message: int) -> int:
    """The card of a case, standing in the group."""
    letter = await claimed(tx, await ping(tx, await new_case(tx, state.value, state)))
    await outbox.sent(tx, letter, message, shown="x")
    assert letter.card
    return letter.card


async def enrolled(tx: Transaction, chat: int) -> None:
    await chats.met(tx, chat, chats.Looks("group", "督查群"))
    settings = GroupSettings(locale="zh")
    await chats.enrol(tx, chat, GroupRole.SUPERVISION, None, settings, NOW)


async def test_the_enrolment_moves_and_the_old_id_points_to_the_new(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await enrolled(tx, OLD)
        await chats.met(tx, NEW, chats.Looks("supergroup", "督查群"))
        assert await outbox.migrate_chat(tx, OLD, NEW)
        old, new = await chats.get(tx, OLD), await chats.get(tx, NEW)
        pointer = await tx.run(select(t.chats.c.settings).where(t.chats.c.id == OLD))
        assert pointer.scalar_one() == {"migrated_to": NEW}
        assert not await outbox.migrate_chat(tx, -555, NEW)
    assert old and new
    assert (old.role, new.role, new.settings.locale) == (None, GroupRole.SUPERVISION, "zh")
    assert (new.type, new.title) == ("supergroup", "督查群")


async def test_letters_cards_and_cases_move(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await enrolled(tx, OLD)
        waiting = await notice(tx, "a", reply_to=5)
        sending = await claimed(tx, await notice(tx, "b"))
        open_card = await sent_card(tx, State.HANDLING, 11)
        closed_card = await sent_card(tx, State.CLOSED, 12)
        await outbox.migrate_chat(tx, OLD, NEW)
        assert (await row(tx, waiting)).chat_id == NEW
        # A reply would be one to another message of the same number.
        assert (await row(tx, waiting)).reply_to is None
        assert (await row(tx, sending.id)).chat_id == NEW
        moved, gone = await cards.get(tx, open_card), await cards.get(tx, closed_card)
        assert moved and gone
        assert (moved.chat, moved.message) == (NEW, None)
        assert (gone.chat, gone.message) == (NEW, -12)
        again = [one for one in await outbox.candidates(tx, NEW) if one.kind is Kind.CARD]
        assert [one.card for one in again] == [open_card]
        found = list(await tx.run(select(t.cases.c.chat_id, t.cases.c.message_id)))
    assert [(case.chat_id, case.message_id) for case in found] == [(NEW, -5), (NEW, -5)]


async def test_nothing_that_has_a_chat_is_left_behind(database: Database) -> None:
    """But events (history), updates (they are what they were) and lanes (locks)."""
    stays = {t.events.name, t.inbox.name, t.lanes.name}
    async with database.begin(NOW) as tx:
        await enrolled(tx, OLD)
        case = await new_case(tx, "占道经营")
        await ping(tx, case)
        zhao = await people.seen(tx, 1001, "赵督查", None)
        blown = insert(t.whistles).values(by_id=zhao.id, **A_WHISTLE)
        whistle = await tx.run(blown.returning(t.whistles.c.id))
        for table, values in rows(case, whistle.scalar_one()):
            await tx.run(insert(table).values(chat_id=OLD, **values))
        await outbox.migrate_chat(tx, OLD, NEW)
        for table in t.metadata.sorted_tables:
            if "chat_id" in table.c and table.name not in stays:
                found = [one.chat_id for one in await tx.run(select(table.c.chat_id))]
                assert set(found) == {NEW}, table.name


A_WHISTLE = {
    "chat_id": OLD,
    "message_id": 9,
    "place": "",
    "reason": "",
    "unknown": [],
    "by_name": "赵督查",
    "at": NOW,
    "limit_minutes": 30,
    "limit_at": NOW,
    "state": "open",
}


def rows(case: int, whistle: int) -> list[tuple[Any, dict[str, Any]]]:
    """One row for each table that no helper fills."""
    gathering = {"sender_id": 1, "message_id": 6, "opened_at": NOW, "state": "open"}
    photo = {"case_id": case, "purpose": "problem", "message_id": 7, "file_id": "f"}
    question = {"kind": "missing", "about": "unit", "options": [], "payload": {}}
    tally = {"message_id": 8, "at": NOW, "action": "清理", "item": "点位", "value": 1.0}
    told = {"day": date(2026, 11, 21), "since": NOW, "until": NOW, "numbers": {}}
    note = {"whistle_id": whistle, "at": NOW, "by_name": "", "message_id": 10, "text": ""}
    return [
        (t.whistle_notes, note),
        (t.gatherings, gathering | {"case_ids": []}),
        (t.photos, photo | {"file_unique_id": "u", "received_at": NOW}),
        (t.questions, question | {"asked_at": NOW, "expires_at": NOW, "reply_to": 7}),
        (t.tallies, tally | {"measure": "处"}),
        (t.digests, told),
    ]


async def test_following_twice_takes_along_what_came_late(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await enrolled(tx, OLD)
        await sent_card(tx, State.HANDLING, 11)
        await outbox.migrate_chat(tx, OLD, NEW)
        late = await notice(tx, "late")
        await outbox.migrate_chat(tx, OLD, NEW)
        assert (await row(tx, late)).chat_id == NEW


async def test_a_digest_of_the_same_day_stays_where_it_is(database: Database) -> None:
    told = {"day": date(2026, 11, 21), "since": NOW, "until": NOW, "numbers": {}}
    async with database.begin(NOW) as tx:
        for chat in (OLD, NEW):
            await tx.run(insert(t.digests).values(chat_id=chat, **told))
        await outbox.migrate_chat(tx, OLD, NEW)
        found = {one.chat_id for one in await tx.run(select(t.digests.c.chat_id))}
    assert found == {OLD, NEW}


async def test_an_open_question_is_asked_anew_and_an_answered_one_is_not(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        asked = [await question(tx, number) for number in (21, 22)]
        await tx.run(
            t.questions.update()
            .where(t.questions.c.id == asked[1])
            .values(answered_at=NOW, answer="大南中队")
        )
        await outbox.migrate_chat(tx, OLD, NEW)
        again = await outbox.candidates(tx, NEW)
        card = await cards.of_question(tx, asked[0])
    assert card
    assert [(one.kind, one.card, one.priority) for one in again] == [
        (Kind.QUESTION, card.id, Priority.EDIT)
    ]


async def question(tx: Transaction, message: int) -> int:
    """A question that stands in the group."""
    values: dict[str, Any] = {"kind": "missing", "about": "unit", "options": [], "payload": {}}
    values |= {"asked_at": NOW, "expires_at": NOW + timedelta(hours=1), "chat_id": OLD}
    statement = insert(t.questions).values(values).returning(t.questions.c.id)
    asked = int((await tx.run(statement)).scalar_one())
    card = await cards.add(tx, kind="question", chat=OLD, thread=None, question=asked)
    letter = await outbox.post(
        tx,
        chat=OLD,
        kind=Kind.QUESTION,
        dedupe=f"question:{asked}",
        priority=Priority.PING,
        card=card,
    )
    await outbox.sent(tx, await claimed(tx, letter), message)
    return asked
