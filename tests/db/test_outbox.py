"""The outbox's rows: one waiting letter per key, claimed once, never dropped."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db import cards, cases, chats, outbox
from db import tables as t
from db.engine import Database
from db.outbox.chats import OtherBot
from db.transaction import Transaction
from domain.cases import Case, Source, State
from domain.letters import Kind, Letter, Priority

GROUP = -100
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


async def notice(tx: Transaction, dedupe: str, **more: Any) -> int:
    settings: dict[str, Any] = {"kind": Kind.NOTICE, "priority": Priority.REMINDER}
    return await outbox.post(tx, chat=GROUP, dedupe=dedupe, **(settings | more))


async def row(tx: Transaction, letter: int) -> Any:
    return (await tx.run(select(t.letters).where(t.letters.c.id == letter))).one()


async def new_case(tx: Transaction, text: str, state: State = State.DISPATCHED) -> int:
    fresh = Case(0, Source(GROUP, 5, reporter_name="赵督查"), text, NOW, state=state)
    return (await cases.add(tx, fresh, by=None, by_name="赵督查")).id


async def ping(tx: Transaction, *shows: int, is_photo: bool = False, **more: Any) -> int:
    """A card under way; its letter."""
    card = await cards.add(tx, kind="card", chat=GROUP, thread=None, shows=shows, is_photo=is_photo)
    settings: dict[str, Any] = {"kind": Kind.CARD, "priority": Priority.PING, "card": card}
    settings |= {"dedupe": f"card:{card}", "case": shows[0], "reply_to": 5}
    return await outbox.post(tx, chat=GROUP, **(settings | more))


async def claimed(tx: Transaction, letter: int) -> Letter:
    found = await outbox.claim(tx, letter)
    assert found is not None
    return found


async def order(tx: Transaction) -> list[int]:
    return [one.id for one in await outbox.candidates(tx, GROUP)]


async def test_a_second_letter_is_laid_over_the_waiting_one(database: Database) -> None:
    async with database.begin(NOW) as tx:
        first = await notice(tx, "a", payload={"n": 1}, not_before=NOW + timedelta(hours=1))
        again = await notice(tx, "a", payload={"n": 2}, priority=Priority.DANGER)
        third = await notice(tx, "a", payload={"n": 3}, not_before=NOW + timedelta(hours=2))
        found = await row(tx, first)
    assert first == again == third
    assert (found.payload, found.priority, found.not_before) == ({"n": 3}, 0, NOW)


async def test_a_letter_may_be_put_off(database: Database) -> None:
    async with database.begin(NOW) as tx:
        letter = await notice(tx, "a")
        await notice(tx, "a", not_before=NOW + timedelta(hours=2), later=True)
        assert (await row(tx, letter)).not_before == NOW + timedelta(hours=2)
        assert await order(tx) == []


async def test_reminders_join_their_cases(database: Database) -> None:
    def join(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        return {"cases": [*old["cases"], *new["cases"]]}

    async with database.begin(NOW) as tx:
        letter = await notice(tx, "r", payload={"cases": [1]}, merge=join)
        await notice(tx, "r", payload={"cases": [2]}, merge=join)
        assert (await row(tx, letter)).payload == {"cases": [1, 2]}


async def test_what_is_being_sent_is_not_laid_over(database: Database) -> None:
    async with database.begin(NOW) as tx:
        first = await notice(tx, "a")
        await claimed(tx, first)
        assert await notice(tx, "a") != first


async def test_a_letter_is_claimed_once(database: Database) -> None:
    async with database.begin(NOW) as tx:
        letter = await notice(tx, "a")
        assert (await claimed(tx, letter)).attempts == 1
        assert await outbox.claim(tx, letter) is None


async def test_of_two_speakers_one_gets_the_letter(database: Database, database_url: str) -> None:
    other = Database(database_url)
    async with database.begin(NOW) as tx:
        letters = [await notice(tx, str(number)) for number in range(5)]

    async def take(by: Database, letter: int) -> bool:
        async with by.begin(NOW) as tx:
            return await outbox.claim(tx, letter) is not None

    for letter in letters:
        claims = await asyncio.gather(*(take(by, letter) for by in (database, other) * 3))
        assert sorted(claims) == [False] * 5 + [True]
    await other.close()


async def test_the_bell_rings_after_the_commit_only(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.begin(NOW) as tx:
            await notice(tx, "a")
            raise RuntimeError
    assert not database.bells["letters"].is_set()
    async with database.begin(NOW) as tx:
        await notice(tx, "a")
        assert not database.bells["letters"].is_set()
    assert database.bells["letters"].is_set()


async def test_the_bell_rings_again_when_a_letter_that_waits_a_moment_may_go(
    database: Database,
) -> None:
    bell = database.bells["letters"]
    async with database.begin(NOW) as tx:
        for number, ahead in enumerate((0.2, 0.05, 3600.0)):
            await notice(tx, f"a{number}", not_before=NOW + timedelta(seconds=ahead))
    for _ in range(2):
        bell.clear()
        await asyncio.wait_for(bell.wait(), 2)
    async with database.begin(NOW) as tx:
        await notice(tx, "c", not_before=NOW + timedelta(hours=1))  # looking finds it then
        assert not tx.rung_later


async def test_a_letter_put_back_gives_way_to_a_newer_one_that_shows_the_same(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        case = await new_case(tx, "占道经营")
        first = await ping(tx, case)
        old = await claimed(tx, first)
        newer = await outbox.post(
            tx, chat=GROUP, kind=Kind.CARD, dedupe=old.dedupe, priority=Priority.PING, card=old.card
        )
        await outbox.put_back(tx, old, unknown=True)
        assert (await row(tx, first)).state == "superseded"
        assert (await row(tx, newer)).unknown


async def test_a_letter_put_back_beside_one_that_says_something_else_keeps_its_own_way(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        old = await claimed(tx, await notice(tx, "r", payload={"cases": [1]}))
        newer = await notice(tx, "r", payload={"cases": [2]})
        await outbox.put_back(tx, old)
        assert await order(tx) == [old.id, newer]
        # And once more, with the key that it has now.
        await outbox.put_back(tx, await claimed(tx, old.id))
        assert await order(tx) == [old.id, newer]


async def test_freeing_marks_what_nobody_knows(database: Database) -> None:
    async with database.begin(NOW) as tx:
        mine = await claimed(tx, await notice(tx, "mine"))
        theirs = await claimed(tx, await notice(tx, "theirs"))
        waiting = await notice(tx, "waiting")
        assert await outbox.free_claimed(tx, keep={mine.id}) == 1
        states = [(await row(tx, one)).state for one in (mine.id, theirs.id, waiting)]
        unknown = [(await row(tx, one)).unknown for one in (mine.id, theirs.id, waiting)]
    assert states == ["sending", "new", "new"]
    assert unknown == [False, True, False]


async def test_the_word_of_a_speaker_whose_letter_was_taken_over_comes_too_late(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        old = await claimed(tx, await notice(tx, "a"))
        await outbox.free_claimed(tx)
        await claimed(tx, old.id)
        await outbox.given_up(tx, old, "too slow")
        assert (await row(tx, old.id)).state == "sending"


async def test_the_card_becomes_the_message_and_a_second_one_its_twin(database: Database) -> None:
    async with database.begin(NOW) as tx:
        case = await new_case(tx, "占道经营")
        letter = await claimed(tx, await ping(tx, case))
        # Somebody tapped the copy whose sending had seemed to fail.
        await tx.run(update(t.cards).where(t.cards.c.id == letter.card).values(message_id=77))
        await outbox.sent(tx, letter, 78, shown="x")
        first = await cards.at(tx, GROUP, 77)
        twin = await cards.at(tx, GROUP, 78)
    assert first and twin
    assert (first.id, first.cases) == (letter.card, (case,))
    assert (twin.kind, twin.cases) == ("twin", (case,))


async def test_an_edit_waits_for_its_card(database: Database) -> None:
    async with database.begin(NOW) as tx:
        letter = await ping(tx, await new_case(tx, "占道经营"))
        card = (await row(tx, letter)).card_id
        edit = await outbox.post(
            tx, chat=GROUP, kind=Kind.EDIT, dedupe="e", priority=Priority.DANGER, card=card
        )
        assert await order(tx) == [letter]
        await outbox.sent(tx, await claimed(tx, letter), 9, shown="x")
        assert await order(tx) == [edit]
        assert await outbox.message_of(tx, card) == outbox.CardMessage(9, False, "x")


async def test_edits_go_with_a_card_that_was_given_up(database: Database) -> None:
    async with database.begin(NOW) as tx:
        letter = await claimed(tx, await ping(tx, await new_case(tx, "占道经营")))
        edit = await outbox.post(
            tx, chat=GROUP, kind=Kind.EDIT, dedupe="e", priority=Priority.EDIT, card=letter.card
        )
        await outbox.given_up(tx, letter, "the server does not want it")
        assert (await row(tx, edit)).state == "superseded"
        assert (await row(tx, letter.id)).error == "the server does not want it"


async def test_pings_become_one_card_in_their_order(database: Database) -> None:
    async with database.begin(NOW) as tx:
        shown = [await new_case(tx, f"案件{number}") for number in range(10)]
        letters = [await ping(tx, case) for case in shown]
        merged = await outbox.merge_pings(tx, await outbox.candidates(tx, GROUP))
        assert merged and merged.id == letters[0]
        assert merged.card
        card = await cards.get(tx, merged.card)
        assert await order(tx) == [letters[0], letters[8], letters[9]]
        first = await row(tx, letters[0])
        second = await row(tx, letters[1])
        gone = await tx.run(select(t.cards.c.id).where(t.cards.c.id == merged.card + 1))
        assert gone.first() is None
    assert card and list(card.cases) == shown[:8]
    assert first.reply_to is None
    assert (second.state, second.error) == ("superseded", f"merged into letter {letters[0]}")


async def test_only_fresh_pings_without_a_picture_are_merged(database: Database) -> None:
    async with database.begin(NOW) as tx:
        tried = await ping(tx, await new_case(tx, "试过"))
        await outbox.put_back(tx, await claimed(tx, tried))
        picture = await ping(tx, await new_case(tx, "有图"), is_photo=True)
        topic = await ping(tx, await new_case(tx, "别的话题"), thread=3)
        words = await notice(tx, "n")
        plain = [await ping(tx, await new_case(tx, name)) for name in "甲乙"]
        merged = await outbox.merge_pings(
            tx, await by_id(tx, [plain[0], tried, picture, topic, words, plain[1]])
        )
        assert merged and merged.id == plain[0]
        assert await order(tx) == [tried, picture, topic, plain[0], words]
        assert await outbox.merge_pings(tx, await by_id(tx, [tried, picture, words])) is None


async def by_id(tx: Transaction, ids: Sequence[int]) -> list[Letter]:
    found = {one.id: one for one in await outbox.candidates(tx, GROUP)}
    return [found[one] for one in ids]


async def test_chats_are_asked_for_by_urgency_and_without_those_in_trouble(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        for chat, priority in ((-1, 3), (-2, 1), (-3, 0), (-4, 2)):
            await notice(tx, str(chat), priority=Priority(priority))
            await tx.run(
                update(t.letters).where(t.letters.c.dedupe == str(chat)).values(chat_id=chat)
            )
        await outbox.chat_in_trouble(tx, -3, "kicked")
        await notice(tx, "later", not_before=NOW + timedelta(hours=1))
        assert [one.chat for one in await outbox.waiting_chats(tx)] == [-2, -4, -1]
        queue = await outbox.statistics(tx)
        assert (queue.waiting, queue.in_trouble, queue.oldest) == ({"notice": 3}, 1, NOW)
    async with database.read(NOW + timedelta(minutes=11)) as tx:
        assert (await outbox.waiting_chats(tx))[0].chat == -3


async def test_a_recovered_chat_hears_what_waited(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await notice(tx, "a")
        await outbox.chat_in_trouble(tx, GROUP, "muted")
        assert await outbox.waiting_chats(tx) == []
        assert await outbox.chat_recovered(tx, GROUP)
        assert not await outbox.chat_recovered(tx, GROUP)
        assert [one.chat for one in await outbox.waiting_chats(tx)] == [GROUP]


async def test_a_days_patience_with_a_closed_chat(database: Database) -> None:
    async with database.begin(NOW) as tx:
        letter = await notice(tx, "a")
        await outbox.chat_in_trouble(tx, GROUP, "blocked")
    async with database.begin(NOW + timedelta(hours=23)) as tx:
        assert await outbox.give_up_stale(tx) == 0
    async with database.begin(NOW + timedelta(hours=25)) as tx:
        assert await outbox.give_up_stale(tx) == 1
        found = await row(tx, letter)
    assert (found.state, found.error) == ("given_up", "blocked")


async def test_a_database_belongs_to_one_bot(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await outbox.remember_bot(tx, 7_000_000_001)
        await outbox.remember_bot(tx, 7_000_000_001)
        with pytest.raises(OtherBot):
            await outbox.remember_bot(tx, 7_000_000_002)


async def test_what_was_said_in_the_last_minute_is_known(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await outbox.sent(tx, await claimed(tx, await notice(tx, "a")), 9)
    async with database.read(NOW + timedelta(seconds=30)) as tx:
        assert await outbox.sent_since(tx, tx.now - timedelta(seconds=60)) == [(GROUP, NOW)]
        assert await outbox.sent_since(tx, NOW) == []


async def test_a_message_that_was_sent_ends_its_chats_trouble(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await outbox.chat_in_trouble(tx, GROUP, "kicked")
        edit = await claimed(tx, await notice(tx, "e", kind=Kind.EDIT))
        await outbox.sent(tx, edit, 5)
        assert [one.id for one in await chats.in_trouble(tx)] == [GROUP]
        await outbox.sent(tx, await claimed(tx, await notice(tx, "a")), 6)
        assert await chats.in_trouble(tx) == ()


async def test_what_is_secret_is_erased_once_the_letter_is_done(database: Database) -> None:
    payload = {"key": "ready", "html": "bind_0123", "secret": True}
    async with database.begin(NOW) as tx:
        sent, lost, plain = [
            await claimed(tx, await notice(tx, name, payload=payload | {"secret": name != "c"}))
            for name in "abc"
        ]
        await outbox.sent(tx, sent, 5)
        await outbox.given_up(tx, lost, "blocked")
        await outbox.sent(tx, plain, 6)
        left = [(await row(tx, one.id)).payload.get("html") for one in (sent, lost, plain)]
    assert left == [None, None, "bind_0123"]


async def test_a_letter_whose_picture_is_here_waits_no_longer(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    async with database.begin(NOW) as tx:
        case = await new_case(tx, "一")
        plate = await ping(tx, case, kind=Kind.PLATE, is_photo=True, not_before=later)
        other = await ping(tx, case, kind=Kind.PLATE, is_photo=True, not_before=later)
        card = (await row(tx, plate)).card_id
        edit = await notice(tx, "edit", kind=Kind.EDIT, card=card, not_before=later)
    database.bells["letters"].clear()
    async with database.begin(NOW) as tx:
        await outbox.hasten(tx, card)
    assert database.bells["letters"].is_set()
    async with database.begin(NOW) as tx:
        assert await order(tx) == [plate]
        waits = [(await row(tx, one)).not_before for one in (other, edit)]
    assert waits == [later, later]
