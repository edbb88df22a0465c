"""Photos are fetched, checked and kept.

No network call and no work on pixels happens inside a transaction: a step claims one thing in a
short transaction, does the work outside, and writes the result down in another.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from db import cases, photos
from db.photos import Photo, Work
from db.transaction import Transaction
from domain.cases import Case, State
from operations import acting, placing, showing, telling
from operations.office import Office
from photos.clean import Admitted, admit
from photos.fingerprint import Likeness, likeness_of
from photos.refusals import PictureRefused
from photos.store import PhotoMissing, PhotoStore
from photos.workroom import Workroom

log = structlog.get_logger(__name__)

# A proof is compared with the photos of so many days; pHashes that differ in more bits are not.
REMEMBERED = timedelta(days=90)
ALIKE = 12
ATTEMPTS = 5
_PAUSES = (1.0, 3.0, 10.0, 30.0)


class Fetch(Protocol):
    """Gets a photo's bytes from the channel that it came by."""

    async def __call__(self, file_id: str) -> bytes:
        """The file's bytes; raises `NotFetched` (try again) or `PictureRefused` (never)."""


class NotFetched(Exception):
    """照片暂时没有下载成功。"""


class Desk(Protocol):
    """The database as this room uses it."""

    def begin(self, now: datetime) -> AbstractAsyncContextManager[Transaction]:
        """A transaction."""

    def read(self, now: datetime) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that only looks."""


class Darkroom:
    """Fetches for one office, a photo at a time."""

    def __init__(
        self,
        office: Office,
        database: Desk,
        now: Callable[[], datetime],
        fetch: Fetch,
        store: PhotoStore,
        workroom: Workroom,
    ) -> None:
        self._office = office
        self._database = database
        self._now = now
        self._fetch = fetch
        self._store = store
        self._workroom = workroom

    async def take_over(self) -> None:
        """Fetch at once what an earlier process had in hand. Only where there is no other now."""
        async with self._database.begin(self._now()) as tx:
            await photos.free_claimed(tx)

    async def work(self) -> Work:
        """Whether anything is to be fetched or drawn now."""
        async with self._database.read(self._now()) as tx:
            return await photos.work(tx)

    async def claim(self, most: int) -> list[Photo]:
        """Take photos in hand, to `fetch` each."""
        async with self._database.begin(self._now()) as tx:
            return await photos.claim_new(tx, most)

    async def let_go(self, ids: Iterable[int]) -> None:
        """Give claimed photos back that were not fetched to the end."""
        async with self._database.begin(self._now()) as tx:
            for one in ids:
                await photos.retry(tx, one, tx.now, failed=False)

    async def fetch(self, photo: Photo) -> None:
        """Fetch, check and keep a claimed photo, or note why not."""
        try:
            await self._fetch_and_keep(photo)
        except NotFetched:
            await self._again(photo)
        except PictureRefused as refusal:
            await self._refuse(photo, refusal.key, "refused")
        except Exception:
            # A fault of ours, of the disk or of the database: none of them may try it for ever.
            log.exception("photo_failed", photo=photo.id, attempts=photo.attempts)
            await self._again(photo)

    async def _fetch_and_keep(self, photo: Photo) -> None:
        data = await self._fetch(photo.file_id)
        admitted = await self._workroom.run(admit, data)
        key = await self._store.put(admitted.jpeg, "jpg")
        warning = await self._warning(photo, admitted)
        async with self._database.begin(self._now()) as tx:
            await photos.stored(
                tx,
                photo.id,
                key=key,
                sha256=admitted.fingerprint.sha256,
                phash=f"{admitted.fingerprint.phash:016x}",
                facts=_facts(admitted),
                warning=warning,
            )
            if photo.purpose == "proof":
                # Its plate waits for it.
                tx.ring("photos")
            await showing.fetched(tx, await photos.get(tx, photo.id))
            if admitted.facts.gps:
                await placing.by_photo(tx, self._office, photo.id)

    async def _again(self, photo: Photo) -> None:
        if photo.attempts + 1 >= ATTEMPTS:
            await self._refuse(photo, "not_fetched", "failed")
            return
        pause = timedelta(seconds=_PAUSES[photo.attempts])
        async with self._database.begin(self._now()) as tx:
            await photos.retry(tx, photo.id, self._now() + pause)

    async def _refuse(self, photo: Photo, trouble: str, state: str) -> None:
        """The picture is none: its sender is told, and a case proven by it alone is not."""
        async with self._database.begin(self._now()) as tx:
            await photos.refused(tx, photo.id, trouble, state=state)
            # It may have been given to a case while it was fetched.
            photo = await photos.get(tx, photo.id)
            key, number = "bad_photo", ""
            if photo.case is not None and photo.purpose == "proof":
                case = await cases.get(tx, photo.case)
                if case.state is State.CHECKING and case.round == photo.round:
                    undone = await acting.proof_unusable(tx, case, trouble)
                    key, number = ("unproven", str(case.number)) if undone else (key, number)
            await telling.notice(
                tx,
                chat=photo.chat,
                key=key,
                dedupe=f"photo:{photo.id}",
                case=photo.case,
                reply_to=photo.message,
                who=photo.sender or "",
                trouble=trouble,
                number=number,
            )
            tx.ring("letters")

    async def _warning(self, photo: Photo, admitted: Admitted) -> str | None:
        """What a checker should know of a proof: an old photo, or the problem's own again."""
        if photo.case is not None and photo.purpose != "proof":
            return None
        async with self._database.read(self._now()) as tx:
            # It may have been given to a case while it was fetched.
            photo = await photos.get(tx, photo.id)
            if photo.purpose != "proof" or photo.case is None:
                return None
            case = await cases.get(tx, photo.case)
            problem = await photos.of_case(tx, photo.case, "problem")
            twins = await photos.twins(tx, photo, sha256=admitted.fingerprint.sha256)
            alike = await _alike(tx, photo, admitted)
        if {twin.id for twin in twins} & {one.id for one in problem}:
            return "same_as_problem"
        if twins:
            return "used_before"
        for earlier in problem:
            found = await self._likeness(earlier, admitted.jpeg)
            if found is not Likeness.DIFFERENT:
                return "same_as_problem" if found is Likeness.SAME else str(found.value)
        for earlier in alike:
            if await self._likeness(earlier, admitted.jpeg) is not Likeness.DIFFERENT:
                return "used_before"
        return self._told_by_camera(case, admitted)

    async def _likeness(self, earlier: Photo, jpeg: bytes) -> Likeness:
        if earlier.key is None:
            return Likeness.DIFFERENT
        try:
            kept = await self._store.get(earlier.key)
            return await self._workroom.run(likeness_of, kept, jpeg)
        except (PhotoMissing, PictureRefused) as error:
            # It is lost or cannot be read any more: no fault of the new photo.
            log.warning("not_compared", photo=earlier.id, error=type(error).__name__)
            return Likeness.DIFFERENT

    def _told_by_camera(self, case: Case, admitted: Admitted) -> str | None:
        taken = admitted.facts.taken_at
        # A camera knows no time zone: its clock is taken to be the office's.
        reported = self._office.local(case.reported_at).replace(tzinfo=None)
        if taken is not None and taken < reported - timedelta(minutes=10):
            return "old_photo"
        return "truncated" if admitted.facts.truncated else None


async def _alike(tx: Transaction, photo: Photo, admitted: Admitted) -> list[Photo]:
    """The photos of the last months most like this one (or its mirror image), if any are."""
    kept = await photos.prints(tx, photo, since=tx.now - REMEMBERED)
    print_ = admitted.fingerprint
    near = sorted(
        (min((seen ^ print_.phash).bit_count(), (seen ^ print_.mirrored_phash).bit_count()), row.id)
        for row in kept
        for seen in (int(row.phash, 16),)
    )
    return [await photos.get(tx, one) for distance, one in near[:3] if distance <= ALIKE]


def _facts(admitted: Admitted) -> dict[str, object]:
    facts = admitted.facts
    return {
        "format": str(facts.format),
        "size": list(facts.size),
        "taken_at": facts.taken_at.isoformat() if facts.taken_at else None,
        "gps": list(facts.gps) if facts.gps else None,
        "truncated": facts.truncated,
    }
