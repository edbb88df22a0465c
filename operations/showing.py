"""A unit's own group sees the photo of its case, also one that came after its card."""

from db import cards, cases, photos
from db.photos import Photo
from db.transaction import Transaction
from domain.cases import Case
from domain.transitions import IN_HAND
from operations import telling


async def late_photo(tx: Transaction, case: Case) -> None:
    """Where the unit was told without a photo, the first one follows in reply to its card.

    A picture that was sent as a file can be shown once it is fetched.
    """
    if case.state not in IN_HAND:
        return
    given = await photos.of_case(tx, case.id, "problem")
    picture = next((shown for one in given if (shown := _shown(one))), None)
    if picture is None:
        return
    for card in await cards.showing(tx, case.id, ("card",)):
        if card.chat == case.source.chat or card.payload.get("picture"):
            continue
        # Of a card that was not sent yet the picture is its own.
        await cards.set_payload(tx, card.id, {**card.payload, "picture": picture})
        if card.message is not None:
            await telling.notice(
                tx,
                chat=card.chat,
                thread=card.thread,
                key="late_photo",
                case=case.id,
                dedupe=f"late_photo:{card.id}",
                priority=telling.priority(case),
                reply_to=card.message,
                number=str(case.number or ""),
                place=case.address or "",
                picture=picture,
            )


async def fetched(tx: Transaction, photo: Photo) -> None:
    """The same, once a picture is fetched that was sent as a file."""
    if photo.is_document and photo.case is not None and photo.purpose == "problem":
        await late_photo(tx, await cases.get(tx, photo.case))


def _shown(photo: Photo) -> str | None:
    """By what a photo is sent: Telegram's id of it, or (of a file) where its picture is kept."""
    if not photo.is_document:
        return photo.file_id
    return f"{KEPT}{photo.key}" if photo.key else None


KEPT = "kept:"
"""So begins what says where a picture is kept."""
