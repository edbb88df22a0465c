"""Two processes on one PostgreSQL: each takes what the other has not at hand."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from db import cases, orders, policies
from db.engine import Database
from db.transaction import Transaction
from domain import policy_words
from domain.cases import Source
from domain.policy import POLICY, Phase
from tests.db.test_people import unit
from tests.domain.factory import NOW, a_case


@pytest.fixture
async def server(postgresql_url: str) -> AsyncIterator[Database]:
    """An open database."""
    opened = Database(postgresql_url)
    yield opened
    await opened.close()


async def _due(tx: Transaction, minutes: int) -> None:
    case = a_case(
        source=Source(chat=-100, message=11),
        unit=None,
        next_step_at=NOW - timedelta(minutes=minutes),
    )
    await cases.add(tx, case, by=None, by_name="")


async def test_a_step_is_at_hand_in_one_process_only(server: Database) -> None:
    async with server.begin(NOW) as tx:
        for minutes in (1, 2):
            await _due(tx, minutes)
    async with server.begin(NOW) as one, server.begin(NOW) as another, server.begin(NOW) as third:
        first, second = (
            await cases.next_step_due(one, take=True),
            await cases.next_step_due(another, take=True),
        )
        assert first is not None and second is not None
        assert first.next_step_at == NOW - timedelta(minutes=2)
        assert second.next_step_at == NOW - timedelta(minutes=1)
        assert await cases.next_step_due(third, take=True) is None
        assert await cases.next_step_due(third) == first


async def test_changes_of_policy_at_once_lose_none(server: Database) -> None:
    async with server.begin(NOW) as tx:
        await policies.add(tx, POLICY, by="test", source="")

    async def changed(tx: Transaction, words: str) -> None:
        await policies.hold(tx)
        wanted = policy_words.changed(await policies.newest(tx), words, NOW, None)
        await policies.add(tx, wanted, by="test", source=words)

    async def second() -> None:
        async with server.begin(NOW) as another:
            await changed(another, "延期 1")

    async with server.begin(NOW) as one:
        await changed(one, "签收 10")
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.2)
        assert not waiting.done()
    await waiting
    async with server.read(NOW) as tx:
        now = await policies.newest(tx)
    assert now.extensions == 1
    assert [one.minutes for one in now.steps(Phase.ACCEPT)][:1] == [10]


async def test_orders_issued_at_once_have_numbers_of_their_own(server: Database) -> None:
    async with server.begin(NOW) as tx:
        body = await unit(tx, "大南中队")

    async def issued(tx: Transaction, case: int) -> int:
        made = await orders.issue(tx, bureau=1, year=2026, unit=body, case=case, reply_by=NOW)
        return made.serial

    async with server.begin(NOW) as another:
        async with server.begin(NOW) as one:
            assert await issued(one, 7) == 1
            waits = asyncio.create_task(issued(another, 8))
            await asyncio.sleep(0.2)
            assert not waits.done()
        assert await waits == 2
