"""A unit's own group sees the photo of its case, also one that came after its card."""

from db import cards, cases
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
    picture = await telling.picture_of(tx, case)
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
