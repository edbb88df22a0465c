"""The transition table of a case, as data: who may do what, from where to where, with what.

After the process of GB/T 30428 (信息收集 案卷建立 任务派遣 任务处理 处理反馈 核查结案).
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.cases import OPEN, Case, State


class Action(StrEnum):
    """Everything that can happen to a case."""

    REPORT = "report"
    COMPLETE = "complete"
    DISPATCH = "dispatch"
    REDISPATCH = "redispatch"
    JOIN = "join"
    ACCEPT = "accept"
    RETURN = "return"
    SUBMIT = "submit"
    UNPROVEN = "unproven"
    PASS = "pass"  # noqa: S105 - the word of the trade, not a password
    REWORK = "rework"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    VOID = "void"
    REOPEN = "reopen"
    REFUSE = "refuse"
    RULE = "rule"
    STOPGAP = "stopgap"
    ASK = "ask"
    ENDORSE = "endorse"
    DENY = "deny"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    APPEAL = "appeal"
    EXEMPT = "exempt"
    REPLY = "reply"
    STEP = "step"


SENDINGS = frozenset({Action.DISPATCH, Action.REDISPATCH, Action.RULE})
"""What gives a case to a unit."""


class Who(StrEnum):
    """By what right somebody acts."""

    REPORTER = "reporter"
    DISPATCHER = "dispatcher"
    UNIT = "unit"
    UNIT_LEADER = "unit_leader"
    CHECKER = "checker"
    RULER = "ruler"
    PASSER = "passer"
    CLOCK = "clock"


class Need(StrEnum):
    """What an action does not go without."""

    PHOTO = "photo"
    REASON = "reason"
    UNIT = "unit"


class Clock(StrEnum):
    """What an action does to the handling clock."""

    KEEP = "keep"
    START = "start"
    STOP = "stop"
    ANEW = "anew"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: `target` None means that the state stays.

    `untaken`, if there is one, is the target of a case that nobody has accepted.
    """

    action: Action
    sources: frozenset[State]
    target: State | None
    who: frozenset[Who]
    needs: frozenset[Need] = frozenset()
    clock: Clock = Clock.KEEP
    untaken: State | None = None

    def leads(self, case: Case) -> State:
        """The state in which it leaves that case."""
        wanted = self.untaken if self.untaken and case.handler is None else self.target
        return wanted or case.state


def _row(
    action: Action,
    sources: set[State] | frozenset[State],
    target: State | None,
    who: set[Who],
    needs: set[Need] | None = None,
    clock: Clock = Clock.KEEP,
    untaken: State | None = None,
) -> Transition:
    return Transition(
        action, frozenset(sources), target, frozenset(who), frozenset(needs or ()), clock, untaken
    )


IN_HAND = frozenset({State.DISPATCHED, State.HANDLING})
"""The states in which a unit has something to do."""

TABLE: dict[Action, Transition] = {
    row.action: row
    for row in (
        _row(
            Action.COMPLETE, {State.DRAFT}, State.FILED, {Who.REPORTER, Who.DISPATCHER, Who.CLOCK}
        ),
        _row(
            Action.DISPATCH,
            {State.FILED},
            State.DISPATCHED,
            {Who.DISPATCHER, Who.CLOCK},
            {Need.UNIT},
            Clock.START,
        ),
        _row(
            Action.REDISPATCH,
            {State.DISPATCHED, State.HANDLING},
            State.DISPATCHED,
            {Who.DISPATCHER},
            {Need.UNIT},
            Clock.START,
        ),
        _row(
            Action.JOIN,
            {State.DISPATCHED, State.HANDLING, State.CHECKING},
            None,
            {Who.DISPATCHER, Who.CLOCK},
            {Need.UNIT},
        ),
        _row(Action.ACCEPT, {State.DISPATCHED}, State.HANDLING, {Who.UNIT}),
        _row(
            Action.RETURN,
            {State.DISPATCHED, State.HANDLING},
            State.FILED,
            {Who.UNIT},
            {Need.REASON},
            Clock.STOP,
        ),
        _row(
            Action.SUBMIT,
            {State.DISPATCHED, State.HANDLING},
            State.CHECKING,
            {Who.UNIT},
            {Need.PHOTO},
        ),
        _row(Action.UNPROVEN, {State.CHECKING}, State.HANDLING, {Who.CLOCK}),
        _row(Action.PASS, {State.CHECKING}, State.CLOSED, {Who.CHECKER}, clock=Clock.STOP),
        _row(
            Action.REWORK,
            {State.CHECKING},
            State.HANDLING,
            {Who.CHECKER},
            {Need.REASON},
            Clock.ANEW,
        ),
        _row(Action.AMEND, OPEN, None, {Who.REPORTER, Who.DISPATCHER}),
        _row(Action.WITHDRAW, OPEN, State.VOID, {Who.REPORTER}, clock=Clock.STOP),
        _row(Action.VOID, OPEN, State.VOID, {Who.DISPATCHER}, {Need.REASON}, Clock.STOP),
        _row(
            Action.REOPEN,
            {State.CLOSED},
            State.CHECKING,
            {Who.PASSER, Who.DISPATCHER},
            {Need.REASON},
        ),
        _row(
            Action.REFUSE,
            {State.DRAFT, State.FILED},
            State.REFUSED,
            {Who.DISPATCHER},
            {Need.REASON},
            Clock.STOP,
        ),
        _row(Action.RULE, {State.FILED}, State.DISPATCHED, {Who.RULER}, {Need.UNIT}, Clock.START),
        _row(Action.STOPGAP, IN_HAND, State.HANDLING, {Who.UNIT}, {Need.PHOTO}),
        _row(Action.ASK, IN_HAND, None, {Who.UNIT}, {Need.REASON}),
        _row(Action.ENDORSE, IN_HAND | {State.CLOSED}, None, {Who.UNIT_LEADER, Who.DISPATCHER}),
        _row(
            Action.DENY,
            IN_HAND | {State.CLOSED},
            None,
            {Who.UNIT_LEADER, Who.DISPATCHER, Who.RULER},
        ),
        _row(Action.EXTEND, IN_HAND, None, {Who.DISPATCHER}),
        _row(Action.SUSPEND, IN_HAND, State.SUSPENDED, {Who.DISPATCHER}, clock=Clock.PAUSE),
        _row(
            Action.RESUME,
            {State.SUSPENDED},
            State.HANDLING,
            {Who.UNIT, Who.DISPATCHER, Who.CLOCK},
            clock=Clock.RESUME,
            untaken=State.DISPATCHED,
        ),
        _row(Action.APPEAL, {State.CLOSED}, None, {Who.UNIT_LEADER}, {Need.REASON}),
        _row(Action.EXEMPT, {State.CLOSED}, None, {Who.RULER}),
        _row(
            Action.REPLY,
            IN_HAND | {State.SUSPENDED, State.CHECKING, State.CLOSED},
            None,
            {Who.UNIT},
            {Need.REASON},
        ),
        _row(
            Action.STEP,
            IN_HAND | {State.FILED, State.CHECKING},
            None,
            {Who.CLOCK},
        ),
    )
}
