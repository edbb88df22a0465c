"""Photos wait to be fetched; a proof until there is something to compare it with."""

from datetime import UTC, datetime, timedelta

from db import cases, photos
from db.engine import Database
from db.transaction import Transaction
from domain.cases import Case, Source, State

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


async def sent(tx: Transaction, case: int, message: int, purpose: str) -> int:
    there = photos.Sent(f"file-{message}", f"unique-{message}")
    return await photos.add(
        tx, there, chat=-100, message=message, sender=1001, purpose=purpose, case=case
    )


async def claimed(tx: Transaction) -> list[int]:
    return [photo.id for photo in await photos.claim_new(tx, 10)]


async def test_a_proof_is_fetched_after_the_photos_of_its_problem(database: Database) -> None:
    async with database.begin(NOW) as tx:
        source = Source(chat=-100, message=1, reporter_name="赵督查")
        fresh = Case(0, source, "占道经营", NOW, state=State.HANDLING)
        case = await cases.add(tx, fresh, by=None, by_name="赵督查")
        problem = await sent(tx, case.id, 1, "problem")
        proof = await sent(tx, case.id, 2, "proof")
        assert await claimed(tx) == [problem]
        assert not (await photos.work(tx)).to_fetch
    async with database.begin(NOW + timedelta(seconds=1)) as tx:
        await photos.refused(tx, problem, "picture_damaged")
        assert (await photos.work(tx)).to_fetch
        assert await claimed(tx) == [proof]


async def test_only_a_failure_counts_as_a_try(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await photos.add(
            tx, photos.Sent("file", "unique"), chat=-100, message=1, sender=1001, purpose="problem"
        )
        [photo] = await photos.claim_new(tx, 1)
        assert await photos.claim_new(tx, 1) == [], "it is in somebody's hand"
    async with database.begin(NOW) as tx:
        await photos.free_claimed(tx)
        [again] = await photos.claim_new(tx, 1)
        assert (again.id, again.attempts) == (photo.id, 0), "whoever had it was killed"
        await photos.retry(tx, photo.id, NOW)
        assert [one.attempts for one in await photos.claim_new(tx, 1)] == [1]
