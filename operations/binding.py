"""Binding a Telegram account to a person whom the org file names without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from db import links, people, units
from db.transaction import Transaction
from domain.people import Person, Role
from domain.refusals import Refused
from operations.tokens import hash_of, new_token

LINK_LASTS = timedelta(hours=24)
_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account that is to be bound, or that follows a link."""

    telegram_id: int
    username: str | None = None
    is_bot: bool = False


def only_admins(by: Person | None) -> None:
    """Refuse everybody who is not an admin."""
    if by is None or not by.has(Role.ADMIN):
        raise Refused("admins_only")


async def bind(tx: Transaction, words: str, account: Account | None, by: Person | None) -> Person:
    """`/bind 王队员` in reply to somebody's message: the account belongs to that person now.

    `words` is the name, or the unit and the name; `account` None: it was no reply. Raises
    `Refused`. Mind the returned person's id: it may be another than before.
    """
    only_admins(by)
    if account is None or account.is_bot or not words.strip():
        raise Refused("bind_how", choices=await _unbound_names(tx))
    return await _bind(tx, await _meant(tx, words.strip()), account)


async def new_link(tx: Transaction, words: str, by: Person | None) -> tuple[Person, str]:
    """The person and the token of a private link that binds him: once, within 24 hours."""
    only_admins(by)
    person = await _meant(tx, words.strip())
    _unbound(person)
    token = new_token()
    await links.add(tx, hash_of(token), person.id, tx.now + LINK_LASTS)
    return person, token


async def use_link(tx: Transaction, token: str, account: Account) -> Person:
    """Somebody followed the link: the account is his from now on. Raises `Refused`."""
    hashed = hash_of(token)
    found = await links.person_of(tx, hashed)
    person = await people.get(tx, found) if found is not None else None
    if person is None or not await people.is_listed(tx, person.id):
        raise Refused("link_over")
    bound = await _bind(tx, person, account)
    if not await links.use(tx, hashed):
        raise Refused("link_over")
    return bound


async def _bind(tx: Transaction, person: Person, account: Account) -> Person:
    _unbound(person)
    owner = await people.by_telegram(tx, account.telegram_id)
    if owner is not None and await people.is_listed(tx, owner.id):
        raise Refused("account_taken", name=owner.name)
    return await people.bind(tx, person.id, account.telegram_id, account.username)


def _unbound(person: Person) -> None:
    if person.telegram_id is not None:
        raise Refused("already_bound", name=person.name)


async def _meant(tx: Transaction, words: str) -> Person:
    """The one person of the file whom the words name: `王队员`, or `大南中队 王队员`."""
    found = await people.named(tx, words)
    if not found and len(parts := words.rsplit(maxsplit=1)) == 2:
        unit = (await units.org_chart(tx)).named(parts[0])
        found = tuple(
            one for one in await people.named(tx, parts[1]) if unit and one.unit == unit.id
        )
    if not found:
        raise Refused("no_such_person", name=words, choices=await _unbound_names(tx))
    # A namesake who is bound already cannot be meant.
    open_ = [one for one in found if one.telegram_id is None] or list(found)
    if len(open_) > 1:
        raise Refused("several_people", name=words, choices=await _with_units(tx, open_))
    return open_[0]


async def _with_units(tx: Transaction, found: Sequence[Person]) -> tuple[str, ...]:
    chart = await units.org_chart(tx)
    named = [(chart.unit(one.unit), one.name) for one in found]
    return tuple(f"{unit.name} {name}" if unit else name for unit, name in named)


async def _unbound_names(tx: Transaction) -> tuple[str, ...]:
    return await _with_units(tx, (await people.unbound(tx))[:_SUGGESTED])
