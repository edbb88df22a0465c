"""The first admin claims the bot with a code that only the terminal shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import facts, people
from db.transaction import Transaction
from domain.people import Chat, Person
from domain.refusals import Refused
from operations.tokens import fits, hash_of, new_token

CLAIM_CODE = "claim_code"
"""The fact that keeps the code's hash, the tries left and the time it runs out."""

TRIES = 5
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of a try: the admin, or why not. A refusal must not undo that a try was used."""

    admin: Person | None = None
    refusal: Refused | None = None


async def new_claim_code(tx: Transaction, now: datetime) -> str | None:
    """A code to print once on the terminal and nowhere else; None once there is an admin.

    A code given out before is void from then on.
    """
    if await people.reachable_admins(tx):
        await facts.forget(tx, CLAIM_CODE)
        return None
    code = new_token()
    kept = {"hash": hash_of(code), "tries": TRIES, "until": (now + LASTS).isoformat()}
    await facts.put(tx, CLAIM_CODE, kept)
    return code


async def claim(tx: Transaction, chat: Chat, code: str, by: Person) -> Claim:
    """Make the person an admin if the code is right, in time, and told in private."""
    if not chat.private:
        return Claim(refusal=Refused("claim_privately"))
    if await people.reachable_admins(tx):
        return Claim(refusal=Refused("claim_over"))
    kept = await facts.get(tx, CLAIM_CODE)
    if kept is None or kept["tries"] < 1 or tx.now >= datetime.fromisoformat(kept["until"]):
        return Claim(refusal=Refused("claim_over"))
    if not fits(code, kept["hash"]):
        left = kept["tries"] - 1
        await facts.put(tx, CLAIM_CODE, {**kept, "tries": left})
        return Claim(refusal=Refused("claim_wrong", left=left))
    if by.telegram_id is None:
        raise ValueError("only somebody with an account can claim")
    await facts.forget(tx, CLAIM_CODE)
    await people.name_admins(tx, "claimed", [by.telegram_id])
    return Claim(admin=await people.get(tx, by.id))


async def appoint(tx: Transaction, telegram_ids: Iterable[int]) -> None:
    """The admins whom the settings name are these and no others."""
    await people.name_admins(tx, "settings", telegram_ids)
