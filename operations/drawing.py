"""Plates and digests are drawn from the photos that were kept.

As when photos are fetched (`operations.picturing`), nothing is drawn inside a transaction.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from db import cards, cases, chats, gatherings, outbox, photos
from db.cards import Card
from db.photos import Photo
from db.transaction import Transaction
from documents.digest_picture import digest_picture
from domain.cases import Case
from operations import digesting
from operations.office import Office
from operations.picturing import Desk
from operations.viewing import View, view
from photos.plate import PlateText, plate
from photos.store import PhotoStore
from photos.workroom import Workroom
from texts import Texts

log = structlog.get_logger(__name__)

# The last item of an album may follow the first by this much.
ALBUM_SETTLES = timedelta(seconds=1.5)
# A plate or digest is tried again after so many seconds; after that it is sent as words alone.
_PAUSES = (1.0, 3.0)
DRAWN_AT_MOST = len(_PAUSES) + 1


class Draughtsman:
    """Draws for one office what is waited for, one card at a time."""

    def __init__(
        self,
        office: Office,
        database: Desk,
        now: Callable[[], datetime],
        store: PhotoStore,
        workroom: Workroom,
    ) -> None:
        self._office = office
        self._database = database
        self._now = now
        self._store = store
        self._workroom = workroom
        # By card: how often its picture failed, and until when it is left alone.
        self._failures: dict[int, tuple[int, datetime]] = {}

    async def draw_one(self) -> bool:
        """Draw one plate or digest that is waited for; one that fails holds up no other."""
        async with self._database.read(self._now()) as tx:
            waiting = await cards.undrawn(tx)
        for card in waiting:
            if self._is_paused(card):
                continue
            try:
                key = await self._drawn(card)
            except Exception:
                await self._not_drawn(card)
                continue
            if key is not None:
                self._failures.pop(card.id, None)
                await self._remember(card, {"key": key})
                return True
        return False

    async def _drawn(self, card: Card) -> str | None:
        """The key of the card's picture, or None while its photos are not here yet."""
        async with self._database.read(self._now()) as tx:
            work = await self._work(tx, card)
        return await work() if work is not None else None

    def _is_paused(self, card: Card) -> bool:
        _, until = self._failures.get(card.id, (0, self._now()))
        return self._now() < until

    async def _not_drawn(self, card: Card) -> None:
        """Called while the error is handled: it is tried again, or goes without a picture."""
        failures = self._failures.get(card.id, (0, None))[0] + 1
        log.exception("not_drawn", card=card.id, kind=card.kind, failures=failures)
        pause = timedelta(seconds=_PAUSES[min(failures, len(_PAUSES)) - 1])
        self._failures[card.id] = (failures, self._now() + pause)
        if failures >= DRAWN_AT_MOST:
            await self._remember(card, {"undrawable": True})
            del self._failures[card.id]
            log.error("undrawable", card=card.id, kind=card.kind)

    async def _remember(self, card: Card, what: dict[str, object]) -> None:
        async with self._database.begin(self._now()) as tx:
            await cards.set_payload(tx, card.id, {**card.payload, **what})
            await outbox.hasten(tx, card.id)

    async def _work(self, tx: Transaction, card: Card) -> Callable[[], Awaitable[str]] | None:
        """What draws the card, or None while its photos are not here yet."""
        texts = self._office.texts(await chats.get(tx, card.chat))
        if card.kind == "digest":
            page = await digesting.page(tx, texts, card)

            async def draw_digest() -> str:
                return await self._store.put(await self._workroom.run(digest_picture, page), "png")

            return draw_digest
        return await self._plate_work(tx, card, texts)

    async def _plate_work(
        self, tx: Transaction, card: Card, texts: Texts
    ) -> Callable[[], Awaitable[str]] | None:
        case = await cases.get(tx, card.cases[0])
        problem = await photos.of_case(tx, case.id, "problem")
        proof = await photos.of_case(tx, case.id, "proof", card.round)
        if any(photo.state == "new" for photo in (*problem, *proof)):
            return None
        if proof and await _still_arriving(tx, proof[-1]):
            return None
        before = [photo.key for photo in problem if photo.key]
        after = [photo.key for photo in proof if photo.key]
        if not after:
            return None
        words = _plate_text(
            texts,
            case,
            await view(tx, self._office, texts, case),
            more=(max(0, len(before) - 1), len(after) - 1),
            has_before=bool(before),
        )

        async def draw_plate() -> str:
            problem_picture = await self._store.get(before[0]) if before else None
            picture = await self._workroom.run(
                plate, problem_picture, await self._store.get(after[0]), words
            )
            return await self._store.put(picture, "jpg")

        return draw_plate


async def _still_arriving(tx: Transaction, last: Photo) -> bool:
    """Whether more of the album that this photo belongs to may be on its way."""
    if last.gathering is None or tx.now - last.received_at >= ALBUM_SETTLES:
        return False
    return (await gatherings.get(tx, last.gathering)).album is not None


def _plate_text(
    texts: Texts, case: Case, seen: View, *, more: tuple[int, int], has_before: bool
) -> PlateText:
    times = [texts.plain("words.photo.reported", clock=seen.reported_clock)]
    if case.accepted_at is not None:
        times.append(texts.plain("words.photo.accepted", clock=texts.clock(case.accepted_at)))
    times.append(texts.plain("words.photo.submitted", clock=seen.submitted_clock))
    return PlateText(
        number=seen.number,
        category=seen.category,
        place=seen.place,
        unit=seen.unit,
        times=tuple(times),
        used=texts.plain("words.photo.used", span=seen.used),
        before_label=texts.word("photo", "before"),
        after_label=texts.word("photo", "after"),
        before_note="" if has_before else texts.word("photo", "none"),
        before_more=more[0],
        after_more=more[1],
    )
