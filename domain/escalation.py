"""Being late: which step of the chain comes next, and when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from domain import clocks, worktime
from domain.cases import Case, State
from domain.policy import Phase, Step

RESUME = Step("resume", Phase.HANDLING)
"""A suspended case comes back by itself; no step of the chain, but due like one."""

RULING = Step("ruling_late", Phase.DISPATCH)
"""The duty leader has not ruled in time."""

_PHASES: dict[State, tuple[Phase, ...]] = {
    State.FILED: (Phase.DISPATCH,),
    State.DISPATCHED: (Phase.ACCEPT, Phase.HANDLING),
    State.HANDLING: (Phase.HANDLING,),
    State.CHECKING: (Phase.CHECKING,),
}


def next_step(case: Case) -> tuple[datetime, Step] | None:
    """The next step that has not been taken, and when it falls due; None if there is none."""
    if case.state is State.SUSPENDED:
        return (case.suspended_until, RESUME) if case.suspended_until else None
    if case.ruling_until is not None and RULING.name not in case.taken:
        # Who dispatches waits for the ruling; when it is late he may do without.
        return (case.ruling_until, RULING) if case.state is State.FILED else None
    waiting = [
        (moment, place, step)
        for place, step in enumerate(_steps(case))
        if step.name not in case.taken and (moment := step_time(case, step)) is not None
    ]
    if not waiting:
        return None
    moment, _, step = min(waiting, key=lambda one: one[:2])
    return moment, step


def _steps(case: Case) -> Iterable[Step]:
    return (step for phase in _PHASES.get(case.state, ()) for step in case.policy.steps(phase))


def step_time(case: Case, step: Step) -> datetime | None:
    """When a step of a phase falls due for this case; None while the clock of the phase stands."""
    if step.minutes is not None:
        began = case.stage_at
        if step.phase is Phase.DISPATCH and case.ruling_until is not None:
            began = case.ruling_until
        urgent = step.urgent_minutes if case.urgent else None
        minutes = step.minutes if urgent is None else urgent
        return began + timedelta(minutes=minutes) if began else None
    if step.phase is Phase.HANDLING:
        limit = case.limit_minutes
        if limit is None or case.due_at is None:
            return None
        if step.share == 1.0:
            # Exactly what the card says, whatever was typed.
            return case.due_at
        return clocks.when_used(case, max(step.share * limit, _floor(step, limit)))
    return _checking_time(case, step)


def _checking_time(case: Case, step: Step) -> datetime | None:
    if case.stage_at is None:
        return None
    calendar = case.policy.calendar(None)
    limit = case.policy.checking
    minutes = limit.minutes(calendar.table)
    return worktime.add(
        calendar, case.stage_at, max(step.share * minutes, _floor(step, minutes)), limit.pace
    )


def _floor(step: Step, limit: float) -> float:
    """What lies beyond the limit lies at least so far beyond it."""
    return limit + step.floor if step.share > 1 else 0.0


def scheduled(case: Case) -> Case:
    """The case with the time of its next step."""
    due = next_step(case)
    return replace(case, next_step_at=due[0] if due else None)


def begun(case: Case, phase: Phase) -> Case:
    """The steps of a phase are all to come again: it begins anew."""
    names = {step.name for step in case.policy.steps(phase)}
    return replace(case, taken=tuple(name for name in case.taken if name not in names))


def again(case: Case, now: datetime) -> Case:
    """The deadline has moved: handling steps that lie ahead of now once more are to come again."""
    ahead = {
        step.name
        for step in case.policy.steps(Phase.HANDLING)
        if (moment := step_time(case, step)) is not None and moment > now
    }
    return replace(case, taken=tuple(name for name in case.taken if name not in ahead))
