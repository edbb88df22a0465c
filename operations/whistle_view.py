"""A whistle in words: its card and buttons, who is absent, and the minutes of its meeting."""

import html
import re
from collections.abc import Sequence
from typing import Any

from db import cases, chats, meetings, people, rosters, units, whistles
from db.cards import Card
from db.transaction import Transaction
from domain.cases import Case
from domain.duty import on_duty
from domain.letters import Button, Keyboard, NotNeeded, Outgoing
from domain.org_chart import OrgChart
from domain.people import Person, Role, Unit
from domain.whistle import Call, Whistle, WhistleState, minutes_taken
from operations.office import Office
from operations.viewing import LONGEST_TEXT, card_link, listing, mention
from texts import Texts

UNITS_AT_MOST = 20
LEADERS_AT_MOST = 2


async def show(
    tx: Transaction,
    office: Office,
    texts: Texts,
    card: Card,
    *,
    reply_to: int | None,
    first: bool,
) -> Outgoing | NotNeeded:
    """The message of a whistle as it is now."""
    whistle = await whistles.of_card(tx, card.id)
    if whistle is None:
        return NotNeeded("its whistle is gone")
    calls = await whistles.calls(tx, whistle.id)
    if card.payload.get("choosing"):
        return await _choosing(tx, texts, whistle, calls, reply_to=reply_to)
    if first and whistle.state is WhistleState.ENDED:
        return NotNeeded("it was over before it was told")
    mentioned = await _mentioned(tx, office, card, whistle, calls)
    chart = await units.org_chart(tx)
    said = texts.say(
        "whistle.card",
        light=_light(tx, whistle, calls),
        number=str(whistle.number),
        place=whistle.place or texts.plain("words.no_place"),
        reason=whistle.reason,
        case=await _case(tx, whistle),
        limit=texts.when(whistle.limit_at, tx.now),
        limit_minutes=whistle.limit_minutes,
        calls=[_row(tx, texts, chart, whistle, call, mentioned) for call in calls],
        unknown=whistle.unknown,
        by=whistle.by_name,
        at=texts.clock(whistle.at),
        ended=whistle.state is WhistleState.ENDED,
    )
    is_home = card.chat == whistle.chat
    return Outgoing(said, buttons(texts, whistle, is_home=is_home), reply_to=reply_to)


def buttons(texts: Texts, whistle: Whistle, *, is_home: bool) -> Keyboard:
    """[报到], and in the chat where it was blown [结束会商], while it is going on."""
    if whistle.state is not WhistleState.OPEN:
        return ()
    names = ("report_in", "end_meeting") if is_home else ("report_in",)
    row = tuple(Button(texts.word("button", name), name, (str(whistle.id),)) for name in names)
    return (row,)


def choices(texts: Texts, whistle: Whistle, able: Sequence[Unit], chosen: set[int]) -> Keyboard:
    """A button for each unit, two in a row, those chosen ticked; and [吹哨]."""
    taps = [
        Button(
            texts.plain("whistle.ticked", unit=unit.name) if unit.id in chosen else unit.name,
            "call_unit",
            (str(whistle.id), str(unit.id)),
        )
        for unit in able
    ]
    rows = tuple(tuple(taps[at : at + 2]) for at in range(0, len(taps), 2))
    return (*rows, (Button(texts.word("button", "blow"), "blow", (str(whistle.id),)),))


async def _choosing(
    tx: Transaction, texts: Texts, whistle: Whistle, calls: Sequence[Call], *, reply_to: int | None
) -> Outgoing:
    """The question which units to call, or what became of it."""
    if whistle.state is WhistleState.DROPPED:
        return Outgoing(texts.say("whistle.dropped"))
    if whistle.state is not WhistleState.DRAFT:
        return Outgoing(texts.say("whistle.chosen", number=str(whistle.number)))
    chart = await units.org_chart(tx)
    able = [unit for unit in chart.units if unit.id != chart.bureau_of(unit.id)]
    who = await people.get(tx, whistle.by)
    said = texts.say(
        "whistle.choose",
        who=mention(who) if who else whistle.by_name,
        place=whistle.place or texts.plain("words.no_place"),
        reason=whistle.reason,
        limit_minutes=whistle.limit_minutes,
    )
    keyboard = choices(texts, whistle, able[:UNITS_AT_MOST], {call.unit for call in calls})
    return Outgoing(said, keyboard, reply_to=reply_to)


def _overdue(tx: Transaction, whistle: Whistle, call: Call) -> bool:
    return call.arrived_at is None and tx.now >= whistle.limit_at


def _light(tx: Transaction, whistle: Whistle, calls: Sequence[Call]) -> str:
    going_on = whistle.state is WhistleState.OPEN
    return "🚨" if going_on and any(_overdue(tx, whistle, call) for call in calls) else "📣"


def _row(
    tx: Transaction,
    texts: Texts,
    chart: OrgChart,
    whistle: Whistle,
    call: Call,
    mentioned: dict[int, tuple[Person, ...]],
) -> dict[str, Any]:
    """A called unit as the card's template wants it."""
    here = call.arrived_at is not None
    state = "arrived" if here else "overdue" if _overdue(tx, whistle, call) else "waiting"
    if not here and whistle.state is WhistleState.ENDED:
        state = "absent"
    return {
        "light": {"arrived": "✅", "waiting": "⏳"}.get(state, "❌"),
        "unit": _name(chart, call.unit),
        "mentions": [mention(one) for one in mentioned.get(call.unit, ())],
        "state": texts.word("whistle", state),
        "minutes": minutes_taken(whistle, call.arrived_at) if call.arrived_at else None,
        "late": texts.word("whistle", "late") if call.late else "",
        "by": call.by_name,
        "pin": call.place is not None,
        "note": call.note,
    }


def _name(chart: OrgChart, unit: int) -> str:
    found = chart.unit(unit)
    return found.name if found else ""


async def _mentioned(
    tx: Transaction, office: Office, card: Card, whistle: Whistle, calls: Sequence[Call]
) -> dict[int, tuple[Person, ...]]:
    """Whom to ping for each unit that is awaited: in its own group, else where it was blown."""
    if whistle.state is not WhistleState.OPEN:
        return {}
    meant = card.payload.get("unit")
    return {
        call.unit: await _duty(tx, office, call.unit)
        for call in calls
        if call.arrived_at is None
        and (call.unit == meant if meant else not await _told_elsewhere(tx, whistle, call.unit))
    }


async def _told_elsewhere(tx: Transaction, whistle: Whistle, unit: int) -> bool:
    groups = await chats.of_unit(tx, unit)
    return any(group.reachable and group.id != whistle.chat for group in groups)


async def _duty(tx: Transaction, office: Office, unit: int) -> tuple[Person, ...]:
    members = await people.of_unit(tx, unit)
    return on_duty(await rosters.roster(tx), members, unit, office.local(tx.now))


async def _case(tx: Transaction, whistle: Whistle) -> str:
    """The number of the case that it was blown for."""
    if whistle.case is None:
        return ""
    return str((await cases.get(tx, whistle.case)).number or "")


async def absent(
    tx: Transaction, office: Office, texts: Texts, whistle: Whistle, missing: Sequence[int]
) -> str:
    """The sentence that names the absent units and calls their leaders."""
    chart = await units.org_chart(tx)
    rows = [
        {
            "unit": _name(chart, unit),
            "mentions": [mention(one) for one in await _leaders(tx, office, chart, unit)],
        }
        for unit in missing
    ]
    return texts.say("whistle.absent", number=str(whistle.number), absent=rows)


async def _leaders(
    tx: Transaction, office: Office, chart: OrgChart, unit: int
) -> tuple[Person, ...]:
    """The unit's leaders; where it has none, its duty, else the leaders of the bureau."""
    members = await people.of_unit(tx, unit)
    led = tuple(one for one in members if one.has(Role.UNIT_LEADER))
    found = led or await _duty(tx, office, unit)
    if not found:
        bureau = chart.bureau_of(unit)
        everyone = await people.all_people(tx)
        found = tuple(one for one in everyone if one.unit == bureau and one.has(Role.LEADER))
    return found[:LEADERS_AT_MOST]


async def of_cases(tx: Transaction, texts: Texts, shown: Sequence[Case]) -> dict[int, str]:
    """By case: the whistle that it belongs to, and what was agreed there where it is a task."""
    found = await meetings.numbers_of_cases(tx, [case.id for case in shown])
    return {
        case.id: texts.say(
            "whistle.on_card", number=found[case.id][0], task=found[case.id][1], text=case.text
        )
        for case in shown
        if case.id in found
    }


# --- the minutes -----------------------------------------------------------------------------


async def minutes(tx: Transaction, texts: Texts, whistle: Whistle) -> tuple[str, str]:
    """会商纪要 of an ended whistle: as one message, and whole, without markup, to be kept."""
    chart = await units.org_chart(tx)
    calls = await whistles.calls(tx, whistle.id)
    notes = await meetings.notes(tx, whistle.id)
    made = await cases.many(tx, await meetings.handed_out(tx, whistle.id))
    head = texts.say(
        "whistle.minutes",
        number=str(whistle.number),
        began=texts.when(whistle.at, tx.now),
        until=texts.clock(whistle.ended_at),
        by_itself=whistle.ended_by is None,
        place=whistle.place or texts.plain("words.no_place"),
        reason=whistle.reason,
        case=await _case(tx, whistle),
        by=whistle.by_name,
        limit_minutes=whistle.limit_minutes,
        came=[_row(tx, texts, chart, whistle, call, {}) for call in calls if call.arrived_at],
        missed=[_name(chart, call.unit) for call in calls if call.arrived_at is None],
        cases=[await _task(tx, texts, chart, case) for case in made],
        notes=bool(notes),
    )
    lines = [
        texts.say("whistle.note", at=texts.clock(one.at), who=one.by_name, text=one.text)
        for one in notes
    ]
    told = listing(texts, head, lines, len(lines), LONGEST_TEXT, more="whistle.more")
    whole = [f"{texts.clock(one.at)} {one.by_name}：{one.text}" for one in notes]
    return told, "\n".join((html.unescape(re.sub(r"<[^>]+>", "", head)), *whole))


async def _task(tx: Transaction, texts: Texts, chart: OrgChart, case: Case) -> dict[str, str]:
    return {
        "number": str(case.number or ""),
        "link": await card_link(tx, case),
        "unit": _name(chart, case.unit) if case.unit is not None else "",
        "text": case.text,
        "due": texts.when(case.due_at, tx.now) if case.due_at else "",
    }
