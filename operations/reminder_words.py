"""A reminder as it is told: by step, the cases of which it is still true."""

from collections.abc import Iterable
from datetime import datetime

from db import cases, people, rosters, units
from db.transaction import Transaction
from domain.cases import Case, State
from domain.duty import Roster, on_duty, reminded, successors
from domain.letters import Letter, NotBefore, NotNeeded, Outgoing
from domain.people import Person, Role
from domain.transitions import IN_HAND
from operations import evidence, reminding
from operations.office import Office
from operations.reminding import Desk
from operations.viewing import LONGEST_TEXT, checkers, dispatchers, listing, mention, view
from texts import Texts

# The gravest first. A step is told of a case as long as no graver one of the same message is.
GRAVITY = (
    "account",
    "urge",
    "warn",
    "accept_leader",
    "accept_next",
    "check_leader",
    "check_call",
    "ruling_late",
    "dispatch_leader",
    "dispatch_call",
)
_LISTED = 20


async def message(
    tx: Transaction, office: Office, texts: Texts, letter: Letter
) -> Outgoing | NotBefore | NotNeeded:
    """What a reminder says now; not yet, if its desk was reminded a short while ago."""
    payload = letter.payload or {}
    desk, unit = Desk(payload["desk"]), payload["unit"]
    about = await _still_true(tx, payload["steps"], unit)
    if not about:
        return NotNeeded("nothing is late any more")
    prefix = reminding.key(letter.chat, letter.thread, desk, unit)
    named = [case for found in about.values() for case in found]
    if moment := await reminding.not_before(tx, office, letter.chat, prefix, named):
        return NotBefore(moment)
    parts = [
        await _part(tx, office, texts, letter.chat, step, unit, found)
        for step, found in about.items()
    ]
    room = LONGEST_TEXT - 2 * len(parts)
    return Outgoing(
        "\n\n".join(
            listing(texts, head, lines, total, room // len(parts)) for head, lines, total in parts
        )
    )


async def danger_waits(
    tx: Transaction, office: Office, texts: Texts, letter: Letter, step: str
) -> Outgoing | NotNeeded:
    """The call for somebody to accept a dangerous case."""
    assert letter.case is not None  # noqa: S101 - it is of a case
    case = await cases.get(tx, letter.case)
    if not holds(step, case, tx):
        return NotNeeded("somebody has accepted it by now")
    who = await called(tx, office, step, case.unit, [case])
    seen = await view(tx, office, texts, case, link=True, chat=letter.chat)
    mentions = [mention(person) for person in who]
    return Outgoing(texts.say("replies.danger_waits", c=seen, mentions=mentions))


async def _still_true(
    tx: Transaction, steps: dict[str, list[int]], unit: int | None
) -> dict[str, list[Case]]:
    """By step, gravest first: the cases that it can still be said of, each once."""
    said: set[int] = set()
    about: dict[str, list[Case]] = {}
    for step in sorted(steps, key=GRAVITY.index):
        found = [
            case
            for case in await cases.many(tx, steps[step])
            if case.id not in said and holds(step, case, tx) and unit in (None, case.unit)
        ]
        said.update(case.id for case in found)
        if found:
            about[step] = found
    return about


def holds(step: str, case: Case, tx: Transaction) -> bool:
    """Whether a step is still worth a word; an order (督办) says more than the call before it."""
    if step.startswith(("dispatch", "ruling")):
        return case.state is State.FILED
    if step.startswith("check"):
        return case.state is State.CHECKING
    if step.startswith("accept"):
        return case.state is State.DISPATCHED and "order" not in case.taken
    if case.state not in IN_HAND:
        return False
    if step == "account":
        return True
    return "order" not in case.taken if step == "urge" else not case.late(tx.now)


async def _part(
    tx: Transaction,
    office: Office,
    texts: Texts,
    chat: int,
    step: str,
    unit: int | None,
    about: list[Case],
) -> tuple[str, list[str], int]:
    """The head of one step with its mentions, and a line for each case."""
    of_unit = (await units.org_chart(tx)).unit(unit)
    who = await called(tx, office, step, unit, about)
    head = texts.say(
        f"reminders.head_{step}",
        unit=of_unit.name if of_unit else "",
        mentions=[mention(person) for person in who],
    )
    lines = [await _line(tx, office, texts, chat, step, case) for case in about[:_LISTED]]
    return head, lines, len(about)


async def _line(
    tx: Transaction, office: Office, texts: Texts, chat: int, step: str, case: Case
) -> str:
    seen = await view(tx, office, texts, case, link=True, chat=chat)
    if step == "account":
        facts = await evidence.line(tx, texts, case)
        return texts.say("orders.account_line", c=seen, evidence=facts)
    return texts.say("reminders.line", c=seen)


async def called(
    tx: Transaction, office: Office, step: str, unit: int | None, about: list[Case]
) -> tuple[Person, ...]:
    """Whom a step calls, at most four: who has it in hand, and the roles that the policy names."""
    if step == "account":
        return ()
    roles = next((one.tell for one in about[0].policy.chain if one.name == step), ())
    if step.startswith(("dispatch", "ruling")):
        first = list(await dispatchers(tx))
    elif step.startswith("check"):
        first = [one for case in about for one in await checkers(tx, case)]
    else:
        first = await _in_hand(tx, office, step, unit, about)
    more = await _with_roles(tx, roles, unit)
    # A leader who was called in vain is called first.
    found = [*more, *first] if step == "accept_leader" else [*first, *more]
    return tuple(dict.fromkeys(found))[:4]


async def _in_hand(
    tx: Transaction, office: Office, step: str, unit: int | None, about: list[Case]
) -> list[Person]:
    """Of the unit: who has accepted, else who is on duty, or comes next where nobody accepted."""
    if unit is None:
        return []
    members = await people.of_unit(tx, unit)
    roster, local = await rosters.roster(tx), office.local(tx.now)
    if step == "accept_next":
        return _next_called(roster, members, unit, local)
    return list(reminded(roster, members, unit, local, {case.handler for case in about}))


def _next_called(
    roster: Roster, members: tuple[Person, ...], unit: int, local: datetime
) -> list[Person]:
    """Who comes next on duty, else a colleague who is not on duty, else the leaders."""
    heads = [one for one in members if one.has(Role.UNIT_LEADER)]
    now_on = on_duty(roster, members, unit, local)
    later = successors(roster, members, unit, local)
    following = [one for one in later if one not in heads and one.telegram_id is not None]
    others = [one for one in members if one not in now_on and one not in heads]
    return list((following or others)[:1] or heads or now_on)


async def _with_roles(tx: Transaction, roles: Iterable[Role], unit: int | None) -> list[Person]:
    """Two at most of each role; leaders of units only of the unit itself."""
    everyone = await people.all_people(tx)
    return [
        one
        for role in roles
        for one in [
            person
            for person in everyone
            if person.has(role) and (role is not Role.UNIT_LEADER or person.unit == unit)
        ][:2]
    ]
