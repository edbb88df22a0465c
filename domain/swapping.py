"""Swaps of shifts: who may be relieved, by whom, at whose word. Each refusal says what to do."""

from collections.abc import Sequence
from datetime import datetime

from domain.duty import Roster, Swap, rostered, shift_end
from domain.people import Person, Role
from domain.refusals import Refused


def leads(person: Person, unit: int) -> bool:
    """Whether the person leads that unit: he may put in whom he likes."""
    return person.unit == unit and person.has(Role.UNIT_LEADER)


def may_be_relieved(
    roster: Roster, people: Sequence[Person], unit: int, by: Person, local: datetime
) -> tuple[Person, ...]:
    """Whom that person may let be relieved now: himself, if he is on duty; a leader anybody."""
    here = rostered(roster, people, unit, local)
    if not here:
        raise Refused("shift_over")
    own = tuple(one for one in here if one.id == by.id)
    if leads(by, unit):
        return own or here
    if not own:
        _not_his(roster, people, unit, by.id, local)
    return own


def plan(
    roster: Roster,
    people: Sequence[Person],
    unit: int,
    *,
    away: int,
    stand_in: int,
    by: Person,
    local: datetime,
) -> Swap:
    """The swap that somebody wishes: from now until the end of the shift.

    A leader's word is enough, everybody else's needs the consent of who is to stand in.
    """
    if by.id != away and not leads(by, unit):
        raise Refused("not_your_shift")
    colleague = next((one for one in people if one.id == stand_in and one.unit == unit), None)
    if colleague is None:
        raise Refused("not_your_colleague")
    here = {one.id for one in rostered(roster, people, unit, local)}
    if away not in here:
        _not_his(roster, people, unit, away, local)
    if colleague.id in here:
        raise Refused("on_duty_already", name=colleague.name)
    if colleague.telegram_id is None:
        raise Refused("not_bound", name=colleague.name)
    until = shift_end(roster, people, unit, away, local)
    assert until is not None  # noqa: S101 - he is on duty
    return Swap(unit, away, stand_in, local, until)


def agree(
    roster: Roster, people: Sequence[Person], swap: Swap, *, by: Person, local: datetime
) -> None:
    """Who was asked agrees, within the shift; the shift must still be the other's."""
    if by.id != swap.stand_in:
        asked = next((one.name for one in people if one.id == swap.stand_in), None)
        raise Refused("question_not_yours", who=asked)
    if local >= swap.until:
        raise Refused("shift_over")
    if by.unit != swap.unit:
        raise Refused("not_your_colleague")
    here = {one.id for one in rostered(roster, people, swap.unit, local)}
    if swap.away not in here:
        _not_his(roster, people, swap.unit, swap.away, local)
    if by.id in here:
        raise Refused("on_duty_already", name=by.name)


def _not_his(
    roster: Roster, people: Sequence[Person], unit: int, person: int, local: datetime
) -> None:
    """Why that person has no shift now that could be swapped. Always raises `Refused`."""
    for swap in reversed(roster.of(unit).swaps):
        if swap.away == person and swap.covers(local):
            name = next((one.name for one in people if one.id == swap.stand_in), "")
            raise Refused("swapped_already", name=name)
    raise Refused("not_your_shift")
