"""The standing orders (policy): what is in force, and how it is changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from db import policies, units
from db.transaction import Transaction
from domain.org_file import decode
from domain.people import Person, Role
from domain.policy import Policy
from domain.policy_file import read_policy
from domain.policy_form import LIMITS
from domain.policy_words import as_deadline, changed
from domain.refusals import Refused
from domain.wall_time import written
from operations.case_notes import limit_said
from operations.office import Office
from operations.understanding import understand
from operations.workdays import official_days
from texts import Texts


async def in_force(tx: Transaction, office: Office) -> Policy:
    """The policy of now, in the office's time zone, with the official days around today."""
    newest = await policies.newest(tx)
    return _complete(newest, office.timezone.key, office.local(tx.now).year)


@lru_cache(maxsize=64)
def _complete(policy: Policy, zone: str, year: int) -> Policy:
    """A case of today may run into next year; last year's days are those of a case filed then."""
    days = official_days((year, year + 1), off=policy.off, on=policy.on)
    return replace(policy, zone=zone, off=days.off, on=days.on)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The policy in force from now on, and the years whose official days nobody knows yet."""

    policy: Policy
    unknown: tuple[int, ...]


async def load(tx: Transaction, data: bytes, *, by: str, zone: ZoneInfo) -> Loaded:
    """Put a policy file in force; `PolicyWrong` lists what is wrong in it."""
    chart = await units.org_chart(tx)
    names = {name: unit.id for unit in chart.units for name in (unit.name, *unit.aliases)}
    wanted = read_policy(data, names, zone)
    kept = await policies.add(tx, wanted, by=by, source=decode(data))
    year = tx.now.astimezone(zone).year
    return Loaded(kept, official_days((year, year + 1)).unknown)


async def change(tx: Transaction, office: Office, words: str, by: Person | None) -> Policy:
    """An admin changes one thing by words; `NotUnderstood` says what to write instead."""
    if by is None or not by.has(Role.ADMIN):
        raise Refused("admins_only")
    await policies.hold(tx)
    reading = await understand(tx, office, as_deadline(words), reply_to="card")
    until = reading.deadline.due or reading.requested.due
    wanted = changed(await policies.newest(tx), words, tx.now, until)
    return await policies.add(tx, wanted, by=by.name, source=words.strip())


async def told(tx: Transaction, office: Office, texts: Texts) -> str:
    """What is in force, in words, and who changed it last."""
    policy = await in_force(tx, office)
    local = office.local(tx.now)
    war = [span for span in policy.war if span[1] is None or span[1] > tx.now]
    chart = await units.org_chart(tx)
    return texts.say(
        "policy.told",
        hours="、".join(
            f"{written(since)}-{written(until)}" for since, until in policy.table.slots
        ),
        days="".join(texts.word("weekday", day) for day in sorted(policy.table.weekdays)),
        own=[unit.name for one in policy.tables if (unit := chart.unit(one))],
        war=[_span(texts, since, until) for since, until in war],
        limits=[
            (texts.word("policy", name), limit_said(texts, getattr(policy, name)))
            for name in LIMITS
        ],
        returns=policy.returns,
        extensions=policy.extensions,
        steps=[
            texts.plain("policy.step", s=step, word=texts.word("chain", step.name))
            for step in policy.chain
        ],
        unknown=official_days((local.year, local.year + 1)).unknown,
        changes=[
            texts.plain("policy.change", at=texts.dated(one.at), by=one.by, what=_first_line(one))
            for one in await policies.changes(tx, 3)
        ],
    )


def _first_line(change: policies.Change) -> str:
    """The words; of a file only that it was one."""
    first, *more = change.source.strip().splitlines() or [""]
    return "policy.toml" if more else first[:60]


def _span(texts: Texts, since: datetime, until: datetime | None) -> str:
    end = texts.dated(until) if until else "…"
    return f"{texts.dated(since)} – {end}"
