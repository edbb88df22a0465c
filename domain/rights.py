"""Who may do what: one matrix, role × right × own or another unit's case.

A right lets its holder do every action of the transition table (`domain.transitions`) that names
it. What nobody holds by role hangs on the case: reporter, the unit itself, who passed it.
"""

from enum import StrEnum

from domain.cases import Case
from domain.people import Person, Role
from domain.transitions import TABLE, Action, Who


class Where(StrEnum):
    """Whose cases a right holds for: those of one's own unit, of others, of all."""

    OWN = "own"
    OTHER = "other"
    ANY = "any"


MATRIX: dict[Role, dict[Who, Where]] = {
    Role.SUPERVISOR: {Who.CHECKER: Where.OTHER},
    Role.DISPATCHER: {Who.DISPATCHER: Where.ANY, Who.CHECKER: Where.OTHER},
    Role.UNIT_LEADER: {Who.UNIT: Where.OWN, Who.UNIT_LEADER: Where.OWN},
    Role.HANDLER: {Who.UNIT: Where.OWN},
    Role.LEADER: {Who.CHECKER: Where.OTHER, Who.RULER: Where.OTHER},
    Role.ADMIN: {Who.DISPATCHER: Where.ANY, Who.CHECKER: Where.OTHER, Who.RULER: Where.OTHER},
}
"""By role: each right, and whose cases it holds for. Nobody checks or rules on his own unit."""


def holds(where: Where, *, own: bool) -> bool:
    """Whether a right for such cases holds for one of the own unit (or of another)."""
    return where is Where.ANY or (where is Where.OWN) == own


def held(by: Person) -> frozenset[Who]:
    """The rights that somebody's roles give him, on whose cases ever."""
    return frozenset(who for role in by.roles for who in MATRIX[role])


def permitted(role: Role, action: Action, *, own: bool) -> bool:
    """A cell of the matrix: whether somebody with just that role may do that, state permitting."""
    rights = {who for who, where in MATRIX[role].items() if holds(where, own=own)}
    if own:
        rights.add(Who.UNIT)
    return bool(TABLE[action].who & rights)


def rights(case: Case, by: Person) -> frozenset[Who]:
    """By which rights the person may act on this case."""
    own = case.unit is not None and by.unit == case.unit
    found = {
        who for role in by.roles for who, where in MATRIX[role].items() if holds(where, own=own)
    }
    if own:
        found.add(Who.UNIT)
    if case.source.reporter == by.id:
        found.add(Who.REPORTER)
    if by.dispatcher_here and not own:
        # A group's administrator dispatches there, but never his own unit's cases.
        found |= {Who.DISPATCHER, Who.CHECKER}
    if case.checked_by == by.id:
        found.add(Who.PASSER)
    return frozenset(found)
