"""Handling: one update, one transaction; each chat in order; poison set aside; nothing twice."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError
from telegram import Update

from bot.clock import RealClock
from bot.direct import DirectCalls
from bot.request import Api
from bot.sifting import PROVISIONAL
from bot.worker import Worker
from db import facts, inbox
from db.engine import Database
from db.inbox import Arrival
from db.transaction import Transaction
from tests.sandbox.talk import GROUP, Talk
from tests.waiting import until
from web.metrics import Figures, Metrics

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
OTHER = -100777


class StillClock(RealClock):
    """Business time that stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__(UTC)
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class Call:
    method: str
    params: dict[str, Any]


@dataclass
class Handled:
    note: str | None = None
    calls: tuple[Call, ...] = ()


@dataclass
class Handler:
    """Writes down what it handled, in the database and in `heard`; `odd` may do worse."""

    odd: dict[str, Callable[[], Handled]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    async def __call__(self, tx: Transaction, update: Update) -> Handled:
        text = (update.message.text if update.message else None) or f"update {update.update_id}"
        self.heard.append(text)
        count = await facts.get(tx, text) or 0
        await facts.put(tx, text, count + 1)
        act = self.odd.get(text)
        return act() if act else Handled()


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def worker(
    database: Database, api: Api, handler: Handler, clock: StillClock, metrics: Metrics
) -> Worker:
    direct = DirectCalls(api)
    return Worker(database, clock, api, handler, direct=direct, metrics=metrics)


def arrival(number: int, text: str, chat: int = GROUP) -> Arrival:
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": chat, "type": "supergroup"},
        "from": {"id": 1001, "is_bot": False, "first_name": "赵"},
        "text": text,
    }
    return Arrival(number, chat, json.dumps({"update_id": number, "message": message}))


async def put(database: Database, *arrivals: Arrival) -> None:
    async with database.begin(NOW) as tx:
        await inbox.store(tx, 1, arrivals)


async def effects(database: Database, text: str) -> Any:
    async with database.read(NOW) as tx:
        return await facts.get(tx, text)


async def rows(database: Database) -> dict[int, tuple[str, str | None, str | None]]:
    async with database.read(NOW) as tx:
        found = await tx.run(
            sql("SELECT update_id, state, note, raw FROM inbox ORDER BY update_id")
        )
        return {row[0]: (row[1], row[2], row[3]) for row in map(tuple, found)}


async def drain(worker: Worker) -> None:
    while await worker.step():
        pass


def break_down() -> Handled:
    raise RuntimeError("a bug, met with 7000000001:AAverysecretverysecretverysecret12")


async def test_a_token_is_not_kept_once_it_was_used(database: Database, worker: Worker) -> None:
    link = "/start bind_0123456789abcdef0123456789abcdef"
    await put(database, arrival(1, link), arrival(2, "/claim 0123"), arrival(3, "/help"))
    await drain(worker)
    kept = {number: raw is not None for number, (_, _, raw) in (await rows(database)).items()}
    assert kept == {1: False, 2: False, 3: True}


async def test_updates_are_handled_in_order_and_ticked_off(
    database: Database, worker: Worker, handler: Handler, metrics: Metrics
) -> None:
    handler.odd["闲聊"] = lambda: Handled(note="chatter")
    await put(database, arrival(1, "一"), arrival(2, "闲聊"), arrival(3, "三"))
    await drain(worker)
    assert handler.heard == ["一", "闲聊", "三"]
    assert {number: row[:2] for number, row in (await rows(database)).items()} == {
        1: ("done", None),
        2: ("ignored", "chatter"),
        3: ("done", None),
    }
    told = metrics.text(Figures()).decode()
    assert 'duban_updates_total{outcome="done"} 2.0' in told
    assert 'duban_updates_total{outcome="ignored"} 1.0' in told
    assert "duban_handling_seconds_count 3.0" in told


async def test_poison_is_set_aside_and_holds_up_no_other_chat(
    database: Database, worker: Worker, handler: Handler, clock: StillClock
) -> None:
    handler.odd["毒"] = break_down
    await put(database, arrival(1, "毒"), arrival(2, "后面"), arrival(3, "别的群", OTHER))
    await drain(worker)
    assert handler.heard == ["毒", "别的群"]
    clock.moment += timedelta(seconds=1)
    await drain(worker)
    clock.moment += timedelta(seconds=4)
    await drain(worker)
    assert handler.heard == ["毒", "别的群", "毒"], "the second pause is longer"
    clock.moment += timedelta(seconds=1)
    await drain(worker)
    assert handler.heard == ["毒", "别的群", "毒", "毒", "后面"]
    assert await effects(database, "毒") is None, "what failed left nothing behind"
    state, note, _ = (await rows(database))[1]
    assert state == "aside"
    assert "RuntimeError: a bug" in (note or "")
    async with database.read(NOW) as tx:
        assert worker.health(await inbox.figures(tx)).status == "degraded"


async def test_secrets_in_an_error_are_struck_out_of_the_note(
    database: Database, api: Api, handler: Handler, clock: StillClock, metrics: Metrics
) -> None:
    handler.odd["毒"] = break_down
    worker = Worker(
        database,
        clock,
        api,
        handler,
        direct=DirectCalls(api),
        metrics=metrics,
        scrub=lambda text: text.replace("secret", "*"),
    )
    await put(database, arrival(1, "毒"))
    await worker.step()
    assert "secret" not in str((await rows(database))[1][1])


async def test_what_cannot_be_parsed_is_set_aside_at_once(
    database: Database, worker: Worker, handler: Handler
) -> None:
    odd = [
        Arrival(1, GROUP, '{"update_id": 1, "message": 5}'),
        Arrival(2, GROUP, '{"update_id": 2, "message": {"date": "yesterday"}}'),
        Arrival(3, GROUP, '{"update_id": 3, "message": {"message_id": 1, "date": 1e300}}'),
    ]
    await put(database, *odd, arrival(4, "后面"))
    await drain(worker)
    assert handler.heard == ["后面"]
    assert [row[0] for row in (await rows(database)).values()] == ["aside"] * 3 + ["done"]


async def test_an_update_of_an_unknown_kind_reaches_the_handler(
    database: Database, worker: Worker, handler: Handler
) -> None:
    await put(database, Arrival(1, 0, '{"update_id": 1, "hologram": {"from": {"id": 5}}}'))
    await drain(worker)
    assert handler.heard == ["update 1"]


async def test_a_database_that_is_away_costs_no_attempt(
    database: Database, worker: Worker, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.DATABASE_PAUSE", 0.01)
    troubles = iter([True, True, True, True, False])

    def locked() -> Handled:
        if next(troubles):
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return Handled()

    handler.odd["一"] = locked
    await put(database, arrival(1, "一"), arrival(2, "二"))
    await drain(worker)
    assert handler.heard == ["一"] * 5 + ["二"]
    assert await effects(database, "一") == 1
    assert (await rows(database))[1][:2] == ("done", None)


async def test_calls_are_made_after_the_commit_and_may_fail(
    database: Database, talk: Talk, api: Api, handler: Handler, clock: StillClock, metrics: Metrics
) -> None:
    direct = DirectCalls(api)
    worker = Worker(database, clock, api, handler, direct=direct, metrics=metrics)
    hello = Call("sendMessage", {"chat_id": GROUP, "text": "您好"})
    wrong = Call("answerCallbackQuery", {"callback_query_id": "0"})
    handler.odd["一"] = lambda: Handled(calls=(wrong, hello))
    handler.odd["毒"] = break_down
    await put(database, arrival(1, "一"), arrival(2, "毒"))
    await drain(worker)
    await direct.stop()
    assert [one["text"] for one in await talk.seen() if one.get("text")] == ["您好"]
    assert (direct.made, direct.failed) == (1, 1)


async def test_several_workers_handle_each_update_once_and_each_chat_in_order(
    database: Database, api: Api, clock: StillClock, metrics: Metrics
) -> None:
    heard: defaultdict[int, list[int]] = defaultdict(list)

    async def handle(tx: Transaction, update: Update) -> Handled:
        assert update.message is not None
        number = update.message.message_id
        count = await facts.get(tx, f"n{number}") or 0
        await facts.put(tx, f"n{number}", count + 1)
        tx.after_commit(lambda: heard[update.message.chat.id].append(number))  # type: ignore[union-attr]
        return Handled()

    wanted = [arrival(number, "x", -100 - number % 7) for number in range(1, 71)]
    await put(database, *wanted)
    direct = DirectCalls(api)
    # Two processes on PostgreSQL, as far as the database can tell.
    processes = [Worker(database, clock, api, handle, direct=direct, metrics=metrics)]
    if not database.is_sqlite:
        processes.append(Worker(database, clock, api, handle, direct=direct, metrics=metrics))
    running = [
        asyncio.create_task(process.run()) for process in processes for _ in range(process.tasks)
    ]
    await until(lambda: sum(map(len, heard.values())) == len(wanted), 20)
    for process in processes:
        process.stop()
    await asyncio.wait_for(asyncio.gather(*running), 3)
    assert all(numbers == sorted(numbers) for numbers in heard.values())
    assert {await effects(database, f"n{number}") for number in range(1, 71)} == {1}


async def test_the_bell_wakes_the_worker_at_once(
    database: Database, worker: Worker, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.LOOK", 60.0)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.1)
    await put(database, arrival(1, "一"))
    await until(lambda: handler.heard)
    worker.stop()
    await asyncio.wait_for(running, 3)


async def test_what_comes_while_its_chat_is_at_hand_is_not_left_lying(
    database: Database,
    api: Api,
    clock: StillClock,
    metrics: Metrics,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.worker.LOOK", 60.0)
    heard: list[int] = []
    may_go_on = asyncio.Event()

    async def handle(_tx: Transaction, update: Update) -> Handled:
        assert update.message is not None
        heard.append(update.message.message_id)
        await may_go_on.wait()
        return Handled()

    worker = Worker(database, clock, api, handle, direct=DirectCalls(api), metrics=metrics)
    running = [asyncio.create_task(worker.run()) for _ in range(worker.tasks)]
    await asyncio.sleep(0.1)
    await put(database, arrival(1, "一"))
    await until(lambda: heard == [1])
    if not database.is_sqlite:  # which has one writer: nobody could put anything in now
        await put(database, arrival(2, "二"))
        await asyncio.sleep(0.2)
    may_go_on.set()
    if database.is_sqlite:
        await put(database, arrival(2, "二"))
    await until(lambda: heard == [1, 2])
    worker.stop()
    await asyncio.wait_for(asyncio.gather(*running), 3)


async def test_content_kept_only_for_an_enrolment_is_forgotten_without_one(
    database: Database, worker: Worker
) -> None:
    update = json.loads(arrival(1, "说过的话").raw) | {PROVISIONAL: True}
    await put(database, Arrival(1, GROUP, json.dumps(update)))
    await drain(worker)
    assert (await rows(database))[1] == ("done", None, None)
