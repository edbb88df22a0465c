"""One query tells which jobs have something to do, and which bells are to be rung."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db import (
    cases,
    chats,
    gatherings,
    handovers,
    inbox,
    organisation,
    outbox,
    people,
    photos,
    questions,
    rosters,
    whistles,
)
from db.due import due
from db.engine import Database
from db.transaction import Transaction
from domain.cases import Case, Source, State
from domain.letters import Kind, Priority
from domain.organisation import UnitEntry
from domain.people import GroupRole, GroupSettings
from domain.refusals import Refused
from domain.whistle import Whistle, WhistleState

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
CHAT = -1001


async def gather(tx: Transaction, state: str) -> None:
    await gatherings.open_(
        tx,
        chat=CHAT,
        thread=None,
        sender=1,
        album=None,
        message=1,
        closes_at=LATER,
        state=state,
    )


async def found(database: Database, now: datetime) -> frozenset[str]:
    async with database.read(now) as tx:
        return await due(tx)


async def test_an_update_that_failed_is_due_again_in_its_time(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await inbox.store(tx, 1, [inbox.Arrival(7, CHAT, "{}")])
        (row,) = await inbox.due(tx, most=1)
    assert await found(database, NOW) == {"inbox"}
    async with database.begin(NOW) as tx:
        await inbox.again(tx, row, LATER, "broken")
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"inbox"}


async def test_a_letter_for_later_waits_until_then(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await chats.met(tx, CHAT, chats.Looks("supergroup"))
        await outbox.post(
            tx,
            chat=CHAT,
            kind=Kind.NOTICE,
            dedupe="one",
            priority=Priority.REMINDER,
            not_before=LATER,
        )
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"letters"}


async def test_a_photo_in_hand_is_tried_again_when_nobody_came_back(database: Database) -> None:
    async with database.begin(NOW) as tx:
        sent = photos.Sent("file", "unique")
        await photos.add(tx, sent, chat=CHAT, message=1, sender=1, purpose="problem")
    assert await found(database, NOW) == {"photos"}
    async with database.begin(NOW) as tx:
        assert await photos.claim_new(tx, 1)
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"photos"}


async def test_photos_wait_for_words_until_their_time(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await gather(tx, "report")
    assert await found(database, LATER) == frozenset(), "it has its words"
    async with database.begin(NOW) as tx:
        await gather(tx, "open")
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"gatherings"}


async def test_a_question_expires_unless_it_is_answered(database: Database) -> None:
    async with database.begin(NOW) as tx:
        asked = await questions.ask(
            tx,
            kind="missing",
            about="unit",
            chat=CHAT,
            thread=None,
            asked_of=1,
            reply_to=1,
            options=(),
            expires_at=LATER,
        )
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"questions"}
    async with database.begin(LATER) as tx:
        await questions.answered(tx, asked.id, "")
    assert await found(database, LATER) == frozenset()


async def test_a_step_of_a_case_falls_due(database: Database) -> None:
    case = Case(
        id=0,
        source=Source(chat=CHAT, message=1),
        text="",
        reported_at=NOW,
        state=State.DISPATCHED,
        next_step_at=LATER,
    )
    async with database.begin(NOW) as tx:
        await cases.add(tx, case, by=None, by_name="")
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"reminders"}


async def test_a_digest_falls_due_in_an_enrolled_group(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await chats.met(tx, CHAT, chats.Looks("supergroup"))
        await chats.enrol(tx, CHAT, GroupRole.SUPERVISION, None, GroupSettings(), LATER)
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"digests"}


async def test_the_clock_looks_after_a_whistle_until_it_is_over(database: Database) -> None:
    async with database.begin(NOW) as tx:
        zhao = await people.seen(tx, 1001, "赵督查", None)
        blown = Whistle(0, 0, CHAT, None, 1, zhao.id, zhao.name, NOW, 10, due_at=LATER)
        kept = await whistles.add(tx, blown)
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"whistles"}
    async with database.begin(LATER) as tx:
        await whistles.store(tx, kept, replace(kept, state=WhistleState.ENDED, due_at=None))
    assert await found(database, LATER) == frozenset()


async def test_of_two_who_change_a_whistle_at_once_the_second_is_told(database: Database) -> None:
    async with database.begin(NOW) as tx:
        zhao = await people.seen(tx, 1001, "赵督查", None)
        blown = Whistle(0, 0, CHAT, None, 1, zhao.id, zhao.name, NOW, 10, due_at=LATER)
        kept = await whistles.add(tx, blown)
        await whistles.store(tx, kept, replace(kept, state=WhistleState.ENDED, due_at=None))
        with pytest.raises(Refused, match="two_at_once"):
            await whistles.store(tx, kept, replace(kept, state=WhistleState.ENDED, due_at=None))


async def test_the_duty_of_a_unit_is_looked_at_when_it_changes(database: Database) -> None:
    async with database.begin(NOW) as tx:
        unit = await organisation.put_unit(tx, UnitEntry(1, "大南中队"), None)
        await rosters.look_anew(tx, {unit})
    assert await found(database, NOW) == {"handovers"}
    async with database.begin(NOW) as tx:
        await rosters.look_at(tx, unit, LATER)
        await rosters.look_earlier(tx, unit, LATER + timedelta(hours=1))
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"handovers"}
    async with database.begin(LATER + timedelta(hours=1)) as tx:
        await rosters.look_anew(tx, {unit})
        due_shift = await rosters.due_shift(tx)
        assert due_shift is not None
        assert due_shift.at == LATER, "what is due already is not forgotten"
        await rosters.look_anew(tx, set())
    assert await found(database, LATER) == frozenset()


async def test_a_handover_that_nobody_takes_falls_due(database: Database) -> None:
    async with database.begin(NOW) as tx:
        unit = await organisation.put_unit(tx, UnitEntry(1, "大南中队"), None)
        change: dict[str, Any] = {"unit": unit, "at": NOW, "leaving": [1], "coming": [2]}
        change["call_at"] = LATER
        kept = await handovers.add(tx, **change)
        assert kept is not None
        assert await handovers.add(tx, **change) is None, "each change is told once"
    assert await found(database, NOW) == frozenset()
    assert await found(database, LATER) == {"handovers"}
    async with database.begin(LATER) as tx:
        await handovers.call_at(tx, kept, None)
    assert await found(database, LATER) == frozenset()
