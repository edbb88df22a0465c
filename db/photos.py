"""Photos of cases: a row at once (ids only), the picture itself fetched later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    bindparam,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from db.outbox.rows import UNSENT
from db.tables import cases, letters, photos
from db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that somebody sent. `key` is where its picture is kept, once it is fetched."""

    id: int
    case: int | None
    gathering: int | None
    purpose: str
    round: int
    chat: int
    message: int
    sender: int | None
    file_id: str
    file_unique_id: str
    is_document: bool
    received_at: datetime
    state: str
    attempts: int
    trouble: str | None
    key: str | None
    sha256: str | None
    phash: str | None
    facts: dict[str, Any] | None
    warning: str | None

    @property
    def position(self) -> tuple[float, float] | None:
        """Where its camera says that it was taken: latitude and longitude in WGS-84."""
        gps = (self.facts or {}).get("gps")
        return (gps[0], gps[1]) if gps else None


@dataclass(frozen=True, slots=True)
class Sent:
    """What Telegram says about a picture in a message, before anybody has looked at it."""

    file_id: str
    file_unique_id: str
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """Whether there is a photo to fetch, and a plate or digest to draw."""

    to_fetch: bool
    to_draw: bool


# The states of a photo that is kept, or may still be.
USABLE = ("new", "stored")

_get = select(photos).where(photos.c.id == bindparam("photo"))
_add = insert(photos).returning(photos.c.id)
_store = update(photos).where(photos.c.id == bindparam("photo"))
_problem = photos.alias("problem")
# A proof is compared with the photos of its problem, so they come first.
_too_early = (
    exists()
    .where(
        photos.c.purpose == "proof",
        _problem.c.case_id == photos.c.case_id,
        _problem.c.purpose == "problem",
        _problem.c.state == "new",
    )
    .correlate(photos)
)
_to_fetch = and_(
    text("photos.state = 'new'"),
    or_(
        photos.c.next_at.is_(None),
        photos.c.next_at <= bindparam("now", type_=photos.c.next_at.type),
    ),
    not_(_too_early),
)
_is_to_fetch = exists().where(_to_fetch)
_is_to_draw = exists().where(UNSENT, letters.c.kind.in_(("plate", "digest")))
IS_WORK = or_(_is_to_fetch, _is_to_draw)
_work = select(_is_to_fetch.label("to_fetch"), _is_to_draw.label("to_draw"))
_claimable = (
    select(photos.c.id)
    .where(_to_fetch)
    .order_by(photos.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_claim = (
    update(photos)
    .where(photos.c.id.in_(_claimable))
    .values(next_at=bindparam("later", type_=photos.c.next_at.type))
    .returning(photos)
)


def _photo(row: Row[Any]) -> Photo:
    at = row._mapping
    return Photo(
        id=at["id"],
        case=at["case_id"],
        gathering=at["gathering_id"],
        purpose=at["purpose"],
        round=at["round"],
        chat=at["chat_id"],
        message=at["message_id"],
        sender=at["sender_id"],
        file_id=at["file_id"],
        file_unique_id=at["file_unique_id"],
        is_document=at["is_document"],
        received_at=at["received_at"],
        state=at["state"],
        attempts=at["attempts"],
        trouble=at["trouble"],
        key=at["key"],
        sha256=at["sha256"],
        phash=at["phash"],
        facts=at["facts"],
        warning=at["warning"],
    )


async def add(
    tx: Transaction,
    sent: Sent,
    *,
    chat: int,
    message: int,
    sender: int | None,
    purpose: str,
    case: int | None = None,
    round_: int = 0,
    gathering: int | None = None,
) -> int:
    """A row for a photo that has arrived; the fetcher is woken after the commit."""
    photo = {
        "case_id": case,
        "gathering_id": gathering,
        "purpose": purpose,
        "round": round_,
        "chat_id": chat,
        "message_id": message,
        "sender_id": sender,
        "file_id": sent.file_id,
        "file_unique_id": sent.file_unique_id,
        "is_document": sent.is_document,
        "received_at": tx.now,
        "state": "new",
    }
    tx.ring("photos")
    return int((await tx.run(_add, photo)).scalar_one())


async def of_case(
    tx: Transaction, case: int, purpose: str | None = None, round_: int | None = None
) -> list[Photo]:
    """A case's photos in the order in which they were sent; a helper's problem is its lead's."""
    lead = select(cases.c.parent_id).where(cases.c.id == case).scalar_subquery()
    shared = and_(photos.c.case_id == lead, photos.c.purpose == "problem")
    query = select(photos).where(or_(photos.c.case_id == case, shared))
    if purpose is not None:
        query = query.where(photos.c.purpose == purpose)
    if round_ is not None:
        query = query.where(photos.c.round == round_)
    return [_photo(row) for row in await tx.run(query.order_by(photos.c.message_id, photos.c.id))]


async def of_gathering(tx: Transaction, gathering: int) -> list[Photo]:
    """The photos of a gathering in the order in which they were sent."""
    query = select(photos).where(photos.c.gathering_id == gathering).order_by(photos.c.message_id)
    return [_photo(row) for row in await tx.run(query)]


def where_taken(given: Iterable[Photo]) -> tuple[float, float] | None:
    """The position of the first photo that is kept, if it has one."""
    first = next((one for one in given if one.state == "stored"), None)
    return first.position if first else None


async def assign(
    tx: Transaction, ids: Iterable[int], *, case: int, purpose: str, round_: int
) -> None:
    """Give photos of a gathering to a case; a proof is looked at again, beside its problem."""
    wanted = list(ids)
    if not wanted:
        return
    these = update(photos).where(photos.c.id.in_(wanted))
    await tx.run(these.values(case_id=case, purpose=purpose, round=round_))
    if purpose == "proof":
        await tx.run(these.where(photos.c.state == "stored").values(state="new", next_at=None))
        tx.ring("photos")


async def work(tx: Transaction) -> Work:
    """Whether anything is to be fetched or drawn now."""
    row = (await tx.run(_work, {"now": tx.now})).one()
    return Work(to_fetch=row.to_fetch, to_draw=row.to_draw)


async def claim_new(tx: Transaction, most: int) -> list[Photo]:
    """Photos to fetch; their next try is put a minute off, so that a kill delays it only."""
    values = {"now": tx.now, "most": most, "later": tx.now + timedelta(minutes=1)}
    return sorted(map(_photo, await tx.run(_claim, values)), key=lambda photo: photo.id)


async def free_claimed(tx: Transaction) -> None:
    """Fetch at once what waits for its next try: whoever had it in hand is gone."""
    waiting = update(photos).where(photos.c.state == "new", photos.c.next_at.is_not(None))
    await tx.run(waiting.values(next_at=None))


async def stored(
    tx: Transaction,
    photo: int,
    *,
    key: str,
    sha256: str,
    phash: str,
    facts: dict[str, Any],
    warning: str | None,
) -> None:
    """The picture is fetched, checked and kept."""
    picture = {"key": key, "sha256": sha256, "phash": phash, "facts": facts, "warning": warning}
    await tx.run(_store, picture | {"photo": photo, "state": "stored"})


async def refused(tx: Transaction, photo: int, trouble: str, *, state: str = "refused") -> None:
    """The picture cannot be used (`refused`) or could not be fetched (`failed`), and why."""
    await tx.run(update(photos).where(photos.c.id == photo).values(state=state, trouble=trouble))


async def retry(tx: Transaction, photo: int, at: datetime, *, failed: bool = True) -> None:
    """Try the fetch again at that time. Only what `failed` counts: a kill is no fault of it."""
    attempts = photos.c.attempts + (1 if failed else 0)
    statement = update(photos).where(photos.c.id == photo)
    await tx.run(statement.values(next_at=at, attempts=attempts))


async def get(tx: Transaction, photo: int) -> Photo:
    """One photo."""
    return _photo((await tx.run(_get, {"photo": photo})).one())


async def twins(tx: Transaction, photo: Photo, *, sha256: str) -> list[Photo]:
    """Older photos with the very same bytes or Telegram file, of another case or round."""
    same = or_(photos.c.sha256 == sha256, photos.c.file_unique_id == photo.file_unique_id)
    query = select(photos).where(same, _earlier(photo)).order_by(photos.c.id).limit(5)
    return [_photo(row) for row in await tx.run(query)]


async def prints(tx: Transaction, photo: Photo, *, since: datetime) -> Sequence[Row[Any]]:
    """(id, phash) of older photos of other cases or rounds, the newest first, at most 5,000."""
    query = (
        select(photos.c.id, photos.c.phash)
        .where(photos.c.phash.is_not(None), photos.c.received_at >= since, _earlier(photo))
        .order_by(photos.c.id.desc())
        .limit(5000)
    )
    return list(await tx.run(query))


def _earlier(photo: Photo) -> ColumnElement[bool]:
    """Photos of cases that came before this one; those of the same proof are not meant."""
    proof = and_(
        photos.c.case_id == photo.case, photos.c.purpose == "proof", photos.c.round == photo.round
    )
    return and_(photos.c.case_id.is_not(None), photos.c.id < photo.id, not_(proof))


async def count_by_state(tx: Transaction) -> dict[str, int]:
    """How many photos are in each state."""
    query = select(photos.c.state, func.count().label("total")).group_by(photos.c.state)
    return {row.state: row.total for row in await tx.run(query)}
