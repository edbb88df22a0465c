"""换班 and 代班: somebody of the same unit stands in until the end of the shift."""

from db import cards, chats, outbox, people, rosters, swaps
from db.cards import Card
from db.swaps import Outcome, Wish
from db.transaction import Transaction
from domain import swapping as rules
from domain.duty import Swap, rostered
from domain.letters import Button, Keyboard, Kind, NotNeeded, Outgoing, Priority
from domain.people import Chat, GroupRole, Person
from domain.refusals import Refused
from operations import handing_over, telling
from operations.office import Office
from operations.viewing import mention
from texts import Texts

_COLLEAGUES = 20


async def open_page(tx: Transaction, office: Office, card: Card, by: Person, value: str) -> None:
    """[换班], a name under it, or [返回]: another page of buttons under a /duty message."""
    unit = int(card.payload["unit"])
    menu = ""
    if value != "back":
        roster, members = await rosters.roster(tx), await people.of_unit(tx, unit)
        able = rules.may_be_relieved(roster, members, unit, by, office.local(tx.now))
        if value:
            able = tuple(one for one in able if str(one.id) == value)
        if not able:
            raise Refused("shift_over")
        menu = f"by:{able[0].id}" if len(able) == 1 else "whom"
    await cards.set_menu(tx, card.id, menu)
    await telling.edit(tx, card, asked=True)


async def colleagues(tx: Transaction, office: Office, unit: int) -> tuple[Person, ...]:
    """Who may be asked to stand in, those of the roster first."""
    roster, members = await rosters.roster(tx), await people.of_unit(tx, unit)
    here = rostered(roster, members, unit, office.local(tx.now))
    named = roster.of(unit).people()
    others = [one for one in members if one not in here]
    return tuple(sorted(others, key=lambda one: one.id not in named)[:_COLLEAGUES])


async def choose(
    tx: Transaction, office: Office, card: Card, chat: Chat, by: Person, away: int, stand_in: int
) -> tuple[Wish, Person]:
    """A colleague was chosen: he is asked, or, at the word of the leader, stands in at once."""
    unit = int(card.payload["unit"])
    await rosters.hold(tx, unit)
    roster, members = await rosters.roster(tx), await people.of_unit(tx, unit)
    local = office.local(tx.now)
    swap = rules.plan(roster, members, unit, away=away, stand_in=stand_in, by=by, local=local)
    at_once = rules.leads(by, unit)
    if not at_once and await swaps.is_asked(tx, swap):
        raise Refused("swap_asked", name=_name(members, stand_in))
    place = await _place(tx, chat, swap, members)
    if place is None and not at_once:
        raise Refused("swap_nowhere", name=_name(members, stand_in))
    wish = await swaps.ask(tx, swap, by=by.id, privately=chat.private)
    if at_once:
        wish = await _settle(tx, office, wish, Outcome.AGREED, by)
    if place is not None:
        await _tell(tx, wish, place, card)
    await _show_anew(tx, card)
    return wish, next(one for one in members if one.id == stand_in)


async def agree(tx: Transaction, office: Office, wish: Wish, by: Person) -> Wish:
    """[同意换班]."""
    await rosters.hold(tx, wish.unit)
    roster, members = await rosters.roster(tx), await people.of_unit(tx, wish.unit)
    swap = Swap(wish.unit, wish.away, wish.stand_in, tx.now, wish.until)
    _unanswered(wish)
    rules.agree(roster, members, swap, by=by, local=office.local(tx.now))
    return await _answered(tx, office, wish, Outcome.AGREED, by)


async def decline(tx: Transaction, office: Office, wish: Wish, by: Person) -> Wish:
    """[不同意] by who was asked; who asked, and the leader, take the wish back by it."""
    _unanswered(wish)
    if by.id not in (wish.stand_in, wish.asked_by) and not rules.leads(by, wish.unit):
        asked = await people.get(tx, wish.stand_in)
        raise Refused("question_not_yours", who=asked.name if asked else None)
    return await _answered(tx, office, wish, Outcome.DECLINED, by)


def _unanswered(wish: Wish) -> None:
    if wish.outcome is not Outcome.ASKED:
        raise Refused("swap_answered")


async def _answered(
    tx: Transaction, office: Office, wish: Wish, outcome: Outcome, by: Person
) -> Wish:
    settled = await _settle(tx, office, wish, outcome, by)
    card = await cards.get(tx, wish.card) if wish.card is not None else None
    if card is not None:
        await telling.edit(tx, card, asked=True)
        asked_on = await cards.get(tx, card.payload["asked_on"])
        if asked_on is not None:
            await _show_anew(tx, asked_on)
    asker = await people.get(tx, wish.asked_by) if wish.privately else None
    if asker is not None and asker.telegram_id is not None and asker.id != by.id:
        chat = await chats.get(tx, asker.telegram_id)
        await telling.notice(
            tx,
            chat=asker.telegram_id,
            key="ready",
            dedupe=f"swap:{wish.id}:{outcome}",
            html=await _said(tx, office.texts(chat), settled),
        )
    return settled


async def _show_anew(tx: Transaction, card: Card) -> None:
    """The /duty message shows who is on duty now, with its first page of buttons."""
    await cards.set_menu(tx, card.id, "")
    await telling.edit(tx, card, asked=True)


async def _settle(
    tx: Transaction, office: Office, wish: Wish, outcome: Outcome, by: Person
) -> Wish:
    if not await swaps.answer(tx, wish, outcome, by=by.id):
        raise Refused("two_at_once")
    if outcome is Outcome.AGREED:
        await handing_over.look_ahead(tx, office, wish.unit)
    settled = await swaps.get(tx, wish.id)
    assert settled is not None  # noqa: S101 - it was written in this transaction
    return settled


async def _place(
    tx: Transaction, here: Chat, swap: Swap, members: tuple[Person, ...]
) -> Chat | None:
    """Where who is to stand in hears of it: in the unit's own group, else in private."""
    if here.role is GroupRole.UNIT and here.unit == swap.unit:
        return here
    groups = [one for one in await chats.of_unit(tx, swap.unit) if one.reachable]
    if groups:
        return groups[0]
    account = next((one.telegram_id for one in members if one.id == swap.stand_in), None)
    private = await chats.get(tx, account) if account else None
    return private if private and private.reachable else None


async def _tell(tx: Transaction, wish: Wish, place: Chat, asked_on: Card) -> None:
    card = await cards.add(
        tx,
        kind="swap",
        chat=place.id,
        thread=None,
        payload={"swap": wish.id, "asked_on": asked_on.id},
    )
    await swaps.set_card(tx, wish.id, card)
    await outbox.post(
        tx,
        chat=place.id,
        kind=Kind.DUTY,
        dedupe=f"swap:{wish.id}",
        priority=Priority.PING,
        card=card,
    )


async def message(
    tx: Transaction, _office: Office, texts: Texts, card: Card
) -> Outgoing | NotNeeded:
    """The wish with its two buttons, or what became of it."""
    wish = await swaps.get(tx, card.payload["swap"])
    if wish is None:
        return NotNeeded("its swap is gone")
    return Outgoing(await _said(tx, texts, wish), _keyboard(texts, wish))


def _keyboard(texts: Texts, wish: Wish) -> Keyboard:
    if wish.outcome is not Outcome.ASKED:
        return ()
    names = ("agree", "decline")
    return (tuple(Button(texts.word("button", one), one, (str(wish.id),)) for one in names),)


async def _said(tx: Transaction, texts: Texts, wish: Wish) -> str:
    away, stand_in = await people.get(tx, wish.away), await people.get(tx, wish.stand_in)
    by = await people.get(tx, wish.answered_by or wish.asked_by)
    return texts.say(
        f"duty.swap.{_how(wish)}",
        away=away.name if away else "",
        stand_in=stand_in.name if stand_in else "",
        who=mention(stand_in) if stand_in else "",
        by=by.name if by else "",
        until=texts.when(wish.until, tx.now),
    )


def _how(wish: Wish) -> str:
    """Which sentence tells what became of the wish."""
    if wish.outcome is Outcome.AGREED:
        return "agreed" if wish.answered_by == wish.stand_in != wish.asked_by else "ordered"
    if wish.outcome is Outcome.DECLINED:
        return "declined" if wish.answered_by == wish.stand_in else "taken_back"
    return "asked"


def _name(members: tuple[Person, ...], person: int) -> str:
    return next((one.name for one in members if one.id == person), "")
