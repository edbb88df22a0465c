"""One case that anybody may try anything with: each action of the table as a move.

    game = Game(case, now)
    decision = game.move(Action.ACCEPT, WANG, pick=3)     # `Refused` where the rules say so
    game.goes_on(decision)

`pick` is any number; a move takes from it whatever it has to choose.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from domain import amendments, endings, joint, requests, rules
from domain.cases import Case, Severity, State
from domain.people import Person
from domain.refusals import Refused
from domain.requests import Request, Wish
from domain.rules import Decision
from domain.transitions import Action, Who
from domain.worktime import Limit, LimitUnit
from tests.domain.factory import DANAN, HUANGCHENG

UNITS = (DANAN, HUANGCHENG)
REASON = "因为"
# Until when more time is asked for, and for how long a case shall stand.
SPANS = (timedelta(minutes=20), timedelta(hours=5), timedelta(days=30), timedelta(minutes=-5))
LIMITS = (
    Limit(30, LimitUnit.MINUTE),
    Limit(2, LimitUnit.URGENT_HOUR),
    Limit(4, LimitUnit.WORK_HOUR),
    Limit(2, LimitUnit.WORK_DAY),
    Limit(15, LimitUnit.DAY),
)

_Thing = TypeVar("_Thing")


@dataclass
class Game:
    """A case, what is asked for it and not decided, and the time."""

    case: Case
    now: datetime
    asked: list[Request] = field(default_factory=list)

    def move(self, action: Action, by: Person | None, pick: int) -> Decision:
        """What the rules say to somebody (None: the clock) who tries that action now."""
        return MOVES[action](self, by, pick)

    def goes_on(self, decision: Decision, case: Case | None = None) -> None:
        """It is carried out; `case` as it was stored, if it was."""
        self.case = case or decision.case


def _of(things: tuple[_Thing, ...], pick: int) -> _Thing:
    return things[pick % len(things)]


def _somebody(by: Person | None) -> Person:
    """Rules that only people use have no word for the clock."""
    if by is None:
        raise Refused("not_allowed")
    return by


def _reason(pick: int) -> str:
    return "" if pick % 7 == 6 else REASON


def _complete(game: Game, by: Person | None, _pick: int) -> Decision:
    return rules.complete(game.case, by=by, now=game.now)


def _dispatch(game: Game, by: Person | None, pick: int) -> Decision:
    return rules.dispatch(game.case, unit=_of(UNITS, pick), by=by, now=game.now)


def _rule(game: Game, by: Person | None, pick: int) -> Decision:
    unit = _of(UNITS, pick)
    return rules.rule(game.case, unit=unit, by=_somebody(by), now=game.now, why=("ruling",))


def _join(game: Game, by: Person | None, pick: int) -> Decision:
    return joint.join(game.case, unit=_of(UNITS, pick), helpers=(), by=by, reason="示范环卫所")


def _accept(game: Game, by: Person | None, _pick: int) -> Decision:
    return rules.accept(game.case, by=_somebody(by), now=game.now)


def _return(game: Game, by: Person | None, pick: int) -> Decision:
    return rules.return_(game.case, by=_somebody(by), now=game.now, reason=_reason(pick))


def _submit(game: Game, by: Person | None, pick: int) -> Decision:
    return rules.submit(game.case, by=_somebody(by), now=game.now, photos=(pick + 1) % 4)


def _stopgap(game: Game, by: Person | None, pick: int) -> Decision:
    return rules.stopgap(game.case, by=_somebody(by), now=game.now, photos=(pick + 1) % 4)


def _unproven(game: Game, by: Person | None, _pick: int) -> Decision:
    if by is not None:
        raise Refused("not_allowed")
    return rules.unproven(game.case, reason="picture_damaged")


def _pass(game: Game, by: Person | None, _pick: int) -> Decision:
    return rules.pass_(game.case, by=_somebody(by), now=game.now)


def _rework(game: Game, by: Person | None, pick: int) -> Decision:
    return rules.rework(game.case, by=_somebody(by), now=game.now, reason=_reason(pick))


def _amend(game: Game, by: Person | None, pick: int) -> Decision:
    """Another place, deadline, category or danger; or the unit, where the report is put right."""
    who = _somebody(by)
    if pick % 5 == 4:
        rules.allow(game.case, Action.AMEND, who)
        return rules.reroute(game.case, unit=_of(UNITS, pick // 5), now=game.now, why=("named",))
    until = game.now + _of(SPANS, pick // 5)
    changes = (
        amendments.Amendment(address=f"热闹路{pick % 90}号"),
        amendments.Amendment(due_at=until, due_raw="限时"),
        amendments.Amendment(
            category="暴露垃圾", limit=_of(LIMITS, pick // 5), permanent=_permanent(pick // 25)
        ),
        amendments.Amendment(severity=_of(tuple(Severity), pick // 5)),
    )
    return amendments.amend(game.case, _of(changes, pick % 5), by=who, now=game.now)


def _permanent(pick: int) -> Limit | None:
    return Limit(20, LimitUnit.WORK_DAY) if pick % 2 else None


def _withdraw(game: Game, by: Person | None, _pick: int) -> Decision:
    return endings.withdraw(game.case, by=_somebody(by), now=game.now, reason=None)


def _void(game: Game, by: Person | None, pick: int) -> Decision:
    return endings.void(game.case, by=_somebody(by), now=game.now, reason=_reason(pick))


def _refuse(game: Game, by: Person | None, pick: int) -> Decision:
    return endings.refuse(game.case, by=_somebody(by), now=game.now, reason=_reason(pick))


def _reopen(game: Game, by: Person | None, pick: int) -> Decision:
    return endings.reopen(game.case, by=_somebody(by), now=game.now, reason=_reason(pick))


def _resume(game: Game, by: Person | None, _pick: int) -> Decision:
    return rules.resume(game.case, by=by, now=game.now)


def _step(game: Game, by: Person | None, _pick: int) -> Decision:
    if by is not None:
        raise Refused("not_allowed")
    return rules.take_step(game.case, now=game.now)


def _reply(game: Game, by: Person | None, pick: int) -> Decision:
    rules.reasoned(rules.allow(game.case, Action.REPLY, _somebody(by)), _reason(pick), game.case)
    return Decision(game.case, Action.REPLY, reason=REASON)


def _ask(game: Game, by: Person | None, pick: int) -> Decision:
    wish = _of((Wish.EXTEND, Wish.SUSPEND), pick)
    until = _longer(game, pick // 2) if wish is Wish.EXTEND else game.now + _of(SPANS, pick // 2)
    return _asked(game, _somebody(by), wish, pick, until)


def _longer(game: Game, pick: int) -> datetime | None:
    """Half of what may be granted, all of it, too much, or too little."""
    due, latest = game.case.due_at, requests.latest_extension(game.case)
    if due is None or latest is None:
        return None
    ends = (due + (latest - due) / 2, latest, latest + timedelta(minutes=1), due)
    return _of(ends, pick)


def _appeal(game: Game, by: Person | None, pick: int) -> Decision:
    return _asked(game, _somebody(by), Wish.APPEAL, pick, None)


def _asked(game: Game, who: Person, wish: Wish, pick: int, until: datetime | None) -> Decision:
    if any(one.wish is wish for one in game.asked):
        raise Refused("asked_already", case=game.case)
    case = game.case
    decision = requests.ask(case, wish, by=who, now=game.now, until=until, reason=_reason(pick))
    desk = requests.first_desk(wish, case, who, has_leader=pick % 3 > 0)
    unit = case.unit or 0
    request = Request(1, wish, case.id, unit, who.id, who.name, REASON, game.now, desk, until)
    game.asked.append(request)
    return decision


def _on_desk(game: Game, pick: int) -> Request:
    """One that is still to be decided; those that came to nothing are taken away."""
    game.asked = [one for one in game.asked if requests.concerns(one, game.case)]
    if not game.asked:
        raise Refused("request_over", case=game.case)
    return _of(tuple(game.asked), pick)


def agree(game: Game, by: Person | None, pick: int) -> Decision:
    """同意: the next desk, or what was asked for."""
    request, who = _on_desk(game, pick), _somebody(by)
    passed_on = requests.endorse(request, game.case, who)
    if passed_on is None:
        decision = requests.grant(request, game.case, by=who, now=game.now)
        game.asked.remove(request)
        return decision
    decision, desk = passed_on
    game.asked[game.asked.index(request)] = replace(request, desk=desk)
    return decision


def deny(game: Game, by: Person | None, pick: int) -> Decision:
    """不同意."""
    request = _on_desk(game, pick)
    decision = requests.deny(request, game.case, by=_somebody(by), reason="")
    game.asked.remove(request)
    return decision


MOVES: dict[Action, Callable[[Game, Person | None, int], Decision]] = {
    Action.COMPLETE: _complete,
    Action.DISPATCH: _dispatch,
    Action.REDISPATCH: _dispatch,
    Action.RULE: _rule,
    Action.JOIN: _join,
    Action.ACCEPT: _accept,
    Action.RETURN: _return,
    Action.SUBMIT: _submit,
    Action.STOPGAP: _stopgap,
    Action.UNPROVEN: _unproven,
    Action.PASS: _pass,
    Action.REWORK: _rework,
    Action.AMEND: _amend,
    Action.WITHDRAW: _withdraw,
    Action.VOID: _void,
    Action.REFUSE: _refuse,
    Action.REOPEN: _reopen,
    Action.ASK: _ask,
    Action.APPEAL: _appeal,
    Action.ENDORSE: agree,
    Action.EXTEND: agree,
    Action.SUSPEND: agree,
    Action.EXEMPT: agree,
    Action.DENY: deny,
    Action.RESUME: _resume,
    Action.STEP: _step,
    Action.REPLY: _reply,
}
"""By action, how it is tried. 同意 is one word for four actions."""


def put_right_by_reporter(before: Case, decision: Decision, held: frozenset[Who]) -> bool:
    """更正 of the unit before anybody accepted: sent anew by the right to amend."""
    return (
        decision.action is Action.REDISPATCH
        and before.state is State.DISPATCHED
        and not held.isdisjoint({Who.REPORTER, Who.DISPATCHER})
    )
