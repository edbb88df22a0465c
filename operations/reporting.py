"""A photo and a line of text become a case; what is missing becomes one question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from db import cases, chats, gatherings, people, photos, questions, units
from db.questions import Option
from db.transaction import Transaction
from domain import clocks, rules
from domain.cases import Case, DueSource, Severity, Source, State
from domain.org_chart import OrgChart
from domain.people import Role
from domain.routing import Choice
from operations import telling
from operations.arrival import Arrival
from operations.office import Office
from operations.understanding import big_class, choose_unit, limit_of, understand
from reading.model import Deadline, Reading
from reading.numbered import split_numbered

GATHER_FOR = timedelta(seconds=90)
ANSWER_WITHIN = timedelta(minutes=10)
PLACES = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A report read and routed, and what is still missing: category, address, unit or text."""

    case: Case
    choice: Choice
    missing: str | None


def with_due(case: Case, deadline: Deadline, now: datetime) -> Case:
    """The case with its due time or limit: what was typed wins over the category's limit."""
    if deadline.due is not None and deadline.due > now:
        return replace(
            case,
            due_at=deadline.due,
            due_source=DueSource.TYPED,
            due_raw=deadline.raw,
            limit_minutes=max(1, round((deadline.due - now).total_seconds() / 60)),
        )
    minutes = limit_change(case.category)
    if minutes is None:
        return replace(
            case, due_source=DueSource.DEFAULT, limit_minutes=clocks.DEFAULT_LIMIT_MINUTES
        )
    return replace(case, due_source=DueSource.LIMIT, limit_minutes=minutes)


def _missing(case: Case, choice: Choice) -> str | None:
    """The one thing to ask for: place and category together are asked as one free text."""
    no_place = case.address is None and case.location is None
    if no_place and not case.category:
        return "text"
    if not case.category:
        return "category"
    if no_place:
        return "address"
    return "unit" if choice.unit is None else None


def bureau_of(chart: OrgChart, unit: int | None) -> int:
    """The bureau that numbers a case: the unit's, else the only one there is, else 0."""
    found = chart.bureau_of(unit)
    if found is not None:
        return found
    roots = {chart.bureau_of(known.id) for known in chart.units}
    return roots.pop() or 0 if len(roots) == 1 else 0


def draft(arrival: Arrival, reading: Reading, chart: OrgChart, now: datetime, text: str) -> Draft:
    """What a message reports, not yet kept."""
    category = reading.categories[0] if reading.categories else None
    choice = choose_unit(
        chart, unit_name=reading.unit_name, address=reading.address, text=text, category=category
    )
    case = Case(
        id=0,
        source=Source(
            chat=arrival.chat.id,
            message=arrival.message,
            thread=arrival.thread,
            reporter=arrival.by,
            reporter_name=arrival.sender_name,
        ),
        text=text,
        reported_at=now,
        bureau=bureau_of(chart, choice.unit or arrival.chat.unit),
        category=category,
        categories=reading.categories,
        address=reading.address,
        location=arrival.location,
        severity=Severity(reading.severity or Severity.NORMAL),
    )
    case = with_due(case, reading.deadline, now)
    missing = _missing(case, choice)
    # A draft remembers the unit that was named until its question is answered.
    return Draft(replace(case, unit=choice.unit) if missing else case, choice, missing)


async def report(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    reading: Reading,
    loose: Sequence[photos.Photo] = (),
) -> list[Case]:
    """File what a message reports (several cases for a numbered list) with the photos sent so far.

    `loose` are photos that the person sent just before. Later items of the same album, and loose
    photos within 90 s, attach to the gathering that is opened here.
    """
    parts = split_numbered(arrival.text)
    readings = [reading]
    if len(parts) > 1:
        readings = [
            await understand(tx, office, part, has_photo=True, roles=_roles(arrival))
            for part in parts
        ]
    chart = await units.org_chart(tx)
    drafts = [
        draft(arrival, one, chart, tx.now, part if len(parts) > 1 else arrival.text)
        for one, part in zip(readings, parts, strict=True)
    ]
    made = [await _keep(tx, office, arrival, one) for one in drafts]
    gathering = await gatherings.open_(
        tx,
        chat=arrival.chat.id,
        thread=arrival.thread,
        sender=arrival.sender,
        album=arrival.album,
        message=arrival.message,
        closes_at=tx.now + GATHER_FOR,
        state="report",
        cases=tuple(case.id for case in made),
    )
    # Before anybody is told: the unit's card shows the photo.
    await photos_for(tx, arrival, made, gathering.id, loose)
    for case, one in zip(made, drafts, strict=True):
        if case.state is State.DRAFT:
            await ask_missing(tx, office, case, one, arrival)
        else:
            await send_on(tx, case, one.choice)
    return made


def _roles(arrival: Arrival) -> frozenset[Role]:
    return arrival.person.roles if arrival.person else frozenset()


async def photos_for(
    tx: Transaction,
    arrival: Arrival,
    made: Sequence[Case],
    gathering: int,
    loose: Sequence[photos.Photo],
) -> None:
    """Give the photos to the cases in order; where there are too few, the last one serves all."""
    for place, photo in enumerate(loose):
        case = made[min(place, len(made) - 1)]
        await photos.assign(tx, [photo.id], case=case.id, purpose="problem", round_=0)
    if arrival.photo is None:
        return
    place = min(len(loose), len(made) - 1)
    await attach(tx, arrival, made[place], "problem", gathering)


async def attach(
    tx: Transaction, arrival: Arrival, case: Case, purpose: str, gathering: int | None = None
) -> None:
    """The message's photo belongs to this case."""
    if arrival.photo is None:
        return
    await photos.add(
        tx,
        arrival.photo,
        chat=arrival.chat.id,
        message=arrival.message,
        sender=arrival.sender,
        purpose=purpose,
        case=case.id,
        round_=case.round,
        gathering=gathering,
    )


async def _keep(tx: Transaction, office: Office, arrival: Arrival, made: Draft) -> Case:
    """Keep a report; one that lacks nothing is numbered and filed at once."""
    case = made.case
    if made.missing is None:
        number = await cases.draw_number(tx, case.bureau, office.local(tx.now).date())
        case = replace(case, state=State.FILED, number=number, filed_at=tx.now)
    return await cases.add(tx, case, by=arrival.by, by_name=arrival.sender_name)


async def send_on(tx: Transaction, case: Case, choice: Choice) -> Case:
    """Dispatch a filed case by routing; without a unit the card waits for a dispatcher."""
    if choice.unit is None or case.returns:
        await telling.home_card(tx, case)
        return case
    decision = rules.dispatch(case, unit=choice.unit, by=None, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, (rules.Notice.PING,))
    return sent


async def ask_missing(
    tx: Transaction, office: Office, case: Case, made: Draft, arrival: Arrival
) -> None:
    """One question about what is missing, with the likeliest answers as buttons."""
    chart = await units.org_chart(tx)
    about = made.missing or "text"
    question = await questions.ask(
        tx,
        kind="missing",
        about=about,
        chat=arrival.chat.id,
        thread=arrival.thread,
        asked_of=arrival.sender,
        reply_to=arrival.message,
        options=await _options(tx, office, chart, made, about),
        expires_at=tx.now + ANSWER_WITHIN,
        case=case.id,
    )
    await telling.ask(tx, question)


_COMMON = ("占道经营", "店外经营", "暴露垃圾", "垃圾满溢", "乱堆乱放", "机动车乱停放")


async def _options(
    tx: Transaction, office: Office, chart: OrgChart, made: Draft, about: str
) -> tuple[Option, ...]:
    texts = office.texts()
    if about == "unit":
        likely = made.choice.suggestions or tuple(unit.id for unit in chart.units if unit.areas)
        named = [unit for unit_id in likely if (unit := chart.unit(unit_id))]
        return tuple(Option(unit.name, str(unit.id)) for unit in named[:6])
    if about == "address":
        places = await _likely_places(tx, chart, made)
        streets = [Option(place[:40], place) for place in places]
        return (*streets, Option(texts.plain("words.button.skip"), ""))
    return tuple(Option(name, name) for name in _likely_categories(chart, made.choice.unit))


async def _likely_places(tx: Transaction, chart: OrgChart, made: Draft) -> list[str]:
    """Where the reporter just was, then the streets of the unit (or of all who have some)."""
    recent: list[str] = []
    reporter = made.case.source.reporter
    if reporter is not None:
        before = await cases.of_reporter(tx, reporter, tx.now - timedelta(hours=12))
        recent = [case.address for case in before if case.address][:2]
    named = chart.unit(made.choice.unit)
    streets = [unit.areas for unit in ((named,) if named else chart.units)]
    # One street of each unit in turn, so that none fills the buttons alone.
    mixed = [area for row in zip_longest(*streets) for area in row if area]
    return list(dict.fromkeys([*recent, *mixed]))[:PLACES]


def _likely_categories(chart: OrgChart, unit_id: int | None) -> tuple[str, ...]:
    """Common problems that the unit takes first, then the others."""
    unit = chart.unit(unit_id)
    if unit is None or not unit.categories:
        return _COMMON
    mine = [
        name
        for name in _COMMON
        if any(pattern.split("/")[0] in (big_class(name), "*") for pattern in unit.categories)
    ]
    return tuple(dict.fromkeys([*mine, *_COMMON]))[:6]


async def complete(
    tx: Transaction,
    office: Office,
    case: Case,
    *,
    by: int | None,
    by_name: str,
    decision: rules.Decision,
    unit: int | None = None,
    message: int | None = None,
) -> Case:
    """A draft gets its number and goes to its unit, or to the dispatcher where none is known."""
    ready = decision.case
    number = await cases.draw_number(tx, ready.bureau, office.local(tx.now).date())
    ready = replace(ready, number=number)
    if ready.due_source is not DueSource.TYPED:
        # The category may have come with the answer, and its limit with it.
        ready = with_due(ready, Deadline(), tx.now)
    filed = await cases.apply(
        tx, case, replace(decision, case=ready), by=by, by_name=by_name, message=message
    )
    chart = await units.org_chart(tx)
    known = unit if unit is not None else case.unit
    if known is not None:
        return await send_on(tx, filed, Choice(known, ("named",)))
    choice = choose_unit(
        chart, unit_name=None, address=filed.address, text=filed.text, category=filed.category
    )
    return await send_on(tx, filed, choice)


def limit_change(category: str | None) -> int | None:
    """The limit in minutes that a new category brings with it."""
    limit = limit_of(category)
    return clocks.limit_minutes(limit.value, limit.unit) if limit else None


async def wordless(
    tx: Transaction, office: Office, gathering: gatherings.Gathering, given: Sequence[photos.Photo]
) -> Case:
    """Photos that nobody put a word to: a draft with one question to who sent them."""
    person = await people.by_telegram(tx, gathering.sender)
    chat = await chats.get(tx, gathering.chat)
    assert chat is not None  # noqa: S101 - a gathering is of a chat that was met
    arrival = Arrival(
        chat=chat,
        message=gathering.message,
        sender=gathering.sender,
        sender_name=person.name if person else chat.title,
        person=person,
        thread=gathering.thread,
    )
    reading = await understand(tx, office, "", has_photo=True)
    made = draft(arrival, reading, await units.org_chart(tx), tx.now, "")
    kept = await cases.add(tx, made.case, by=arrival.by, by_name=arrival.sender_name)
    ids = [photo.id for photo in given]
    await photos.assign(tx, ids, case=kept.id, purpose="problem", round_=0)
    await ask_missing(tx, office, kept, made, arrival)
    return kept


async def fill_from_edit(
    tx: Transaction, office: Office, arrival: Arrival, case: Case, reading: Reading
) -> Case | None:
    """An edited caption gives what a draft lacked; None while something is still missing."""
    made = draft(arrival, reading, await units.org_chart(tx), case.reported_at, arrival.text)
    told = replace(
        made.case,
        id=case.id,
        version=case.version,
        reported_at=case.reported_at,
        location=case.location,
        unit=made.choice.unit,
    )
    if _missing(told, made.choice) is not None:
        return None
    question = await questions.open_of_case(tx, case.id)
    decision = rules.complete(told, by=arrival.person, now=tx.now)
    done = await complete(
        tx,
        office,
        case,
        by=arrival.by,
        by_name=arrival.sender_name,
        decision=decision,
        unit=made.choice.unit,
        message=arrival.message,
    )
    if question is not None and await questions.answered(tx, question.id, arrival.text[:200]):
        await telling.settle_question(tx, question)
    return done


async def reroute(tx: Transaction, case: Case, reading: Reading, text: str) -> Case:
    """A corrected text that names another unit, or another street, sends the case there."""
    chart = await units.org_chart(tx)
    choice = choose_unit(
        chart,
        unit_name=reading.unit_name,
        address=reading.address,
        text=text,
        category=case.category,
    )
    if choice.unit is None or choice.unit == case.unit or case.returns:
        return case
    if case.state is State.FILED:
        return await send_on(tx, case, choice)
    decision = rules.reroute(case, unit=choice.unit, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, decision.notices)
    return sent
