"""Random people try random actions at random times: the rules hold whatever happens.

Hypothesis plays with one case under a random calendar (war mode, holidays, any work table) and
shows the shortest play that breaks a rule.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import clocks, escalation, requests, rules
from domain.cases import OPEN, Case, DueSource, Severity, State
from domain.people import Person
from domain.policy import CHAIN, Policy
from domain.refusals import KEYS, Refused
from domain.requests import APPEALS_AT_MOST, LONGEST_SUSPENSION
from domain.rights import rights
from domain.rules import Decision
from domain.transitions import IN_HAND, TABLE, Action, Clock, Who
from tests.domain.calendars import (
    AROUND_MIDNIGHT,
    DAILY,
    NIGHT,
    OFFICE,
    ROUND_THE_CLOCK,
    SHANGHAI,
    SIX_DAYS,
    TWICE,
    at,
    calendar,
)
from tests.domain.factory import CAST, HUANGCHENG, a_case
from tests.domain.play import LIMITS, MOVES, Game, agree, deny, put_right_by_reporter

NAMES = {step.name for step in CHAIN} | {escalation.RULING.name}
ENDED = frozenset(State) - OPEN - {State.CLOSED}
CALENDARS = (
    *(OFFICE, DAILY, NIGHT, TWICE, AROUND_MIDNIGHT, SIX_DAYS, ROUND_THE_CLOCK),
    calendar(SIX_DAYS.table, "02-20 00:00..03-01 12:00", "10-01 08:00.."),
    calendar(None, "09-28 18:00..09-29 06:00"),
)
ENDINGS = frozenset({Action.VOID, Action.WITHDRAW, Action.REFUSE})
DECIDING = frozenset(action for action in MOVES if MOVES[action] in (agree, deny))
# A moment's rounding: used minutes are floats, due times whole microseconds.
A_HAIR = 1e-3

picks = st.integers(0, 10_000)
people = st.sampled_from(CAST)
actions = st.sampled_from(sorted(MOVES))
moments = st.sampled_from(
    [at(one) for one in ("02-13 17:30", "04-10 10:00", "09-30 16:50", "11-21 02:00", "11-27 23:59")]
)
spans = st.one_of(
    st.integers(0, 40).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(0, 100).map(lambda hours: timedelta(hours=hours, seconds=hours)),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any of the work tables, another one for one of the units, and limits of every class."""
    whose = draw(st.sampled_from(CALENDARS))
    return Policy(
        zone=SHANGHAI.key,
        table=whose.table,
        tables={HUANGCHENG: draw(st.sampled_from(CALENDARS)).table},
        off=whose.off,
        on=whose.on,
        war=whose.war,
        limit=draw(st.sampled_from(LIMITS)),
        checking=draw(st.sampled_from(LIMITS)),
        ruling=draw(st.sampled_from(LIMITS)),
        returns=draw(st.sampled_from((2, 1, 3, 0))),
        extensions=draw(st.sampled_from((2, 1, 3, 0))),
    )


@st.composite
def drafts(draw: st.DrawFn, policy: Policy, now: datetime) -> Case:
    """What Zhao has just reported: with a deadline that he typed, by a limit, or with neither."""
    severity = draw(st.sampled_from(Severity))
    plain = a_case(
        State.DRAFT,
        reported_at=now,
        stage_at=now,
        policy=policy,
        severity=severity,
        **dict.fromkeys(("due_at", "due_source", "limit_minutes", "clock_at")),
    )
    kind = draw(st.sampled_from(("typed", "limit", "two limits", "neither")))
    if kind == "typed":
        return clocks.with_deadline(plain, now + draw(spans), "限时", now)
    if kind == "neither":
        return clocks.with_limit(plain, policy.limit, DueSource.DEFAULT)
    lasting = draw(st.sampled_from(LIMITS)) if kind == "two limits" else None
    return clocks.with_limit(plain, draw(st.sampled_from(LIMITS)), DueSource.LIMIT, lasting)


class Life(RuleBasedStateMachine):
    """One case, from its draft to whatever becomes of it."""

    game: Game

    @initialize(data=st.data(), policy=policies(), now=moments)
    def reported(self, data: st.DataObject, policy: Policy, now: datetime) -> None:
        """A draft; what is missing is asked."""
        self.game = Game(data.draw(drafts(policy, now)), now)

    @rule(action=actions, by=st.one_of(people, st.none()), pick=picks)
    def anybody_tries_anything(self, action: Action, by: Person | None, pick: int) -> None:
        """Mostly refused."""
        self.tries(action, by, pick)

    @rule(what=picks, whom=picks, pick=picks)
    def somebody_does_what_he_may(self, what: int, whom: int, pick: int) -> None:
        """So that a play gets anywhere; no endings, and no word to what nobody has asked."""
        found = [
            (action, able)
            for action in MOVES
            if action not in ENDINGS | DECIDING
            and (able := [by for by in (*CAST, None) if _may(self.game.case, action, by)])
        ]
        if found:
            action, able = found[what % len(found)]
            self.tries(action, able[whom % len(able)], pick)

    @rule(action=st.sampled_from((Action.ASK, Action.APPEAL)), whom=picks, pick=picks)
    def a_unit_asks(self, action: Action, whom: int, pick: int) -> None:
        """For more time, for a suspension, or for justice."""
        able = [by for by in CAST if _may(self.game.case, action, by)]
        if able:
            self.tries(action, able[whom % len(able)], pick)

    @precondition(lambda self: self.game.asked)
    @rule(agrees=st.booleans(), often=st.integers(1, 2), pick=picks)
    def what_was_asked_is_decided(self, agrees: bool, often: int, pick: int) -> None:
        """By somebody on whose desk it lies, and perhaps on the next one; mostly 同意."""
        action = Action.ENDORSE if agrees or pick % 3 else Action.DENY
        for _ in range(often):
            asked = self.game.asked and self.game.asked[pick % len(self.game.asked)]
            able = [by for by in CAST if asked and _may_decide(asked, self.game.case, by)]
            if able:
                self.tries(action, able[pick % len(able)], pick)

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        """Nobody does anything."""
        used = clocks.used(self.game.case, self.game.now)
        self.game.now += span
        assert clocks.used(self.game.case, self.game.now) >= used - A_HAIR

    @precondition(lambda self: self.game.case.next_step_at is not None)
    @rule()
    def the_next_step_falls_due(self) -> None:
        """It is taken when its time has come, and not a moment before."""
        moment = self.game.case.next_step_at
        assert moment is not None
        if moment > self.game.now:
            self.game.now = moment - timedelta(microseconds=1)
            assert self.tries(Action.STEP, None, 0) is None
            self.game.now = moment
        assert self.tries(Action.STEP, None, 0) is not None

    def tries(self, action: Action, by: Person | None, pick: int) -> Decision | None:
        """A move, and what must be true of it; None if it was refused."""
        before = self.game.case
        try:
            decision = self.game.move(action, by, pick)
        except Refused as refused:
            assert refused.key in KEYS
            return None
        _in_the_table(before, decision)
        _by_right(before, decision, by)
        _counted(before, decision)
        _on_the_clock(before, decision, self.game.now)
        self.game.goes_on(decision)
        return decision

    @invariant()
    def what_hangs_on_the_state(self) -> None:
        """No half-made cases."""
        case = self.game.case
        state = case.state
        assert (state is State.CLOSED) == (case.closed_at is not None)
        assert (state in ENDED) == (case.ended_at is not None)
        if state in (State.DRAFT, State.FILED):
            assert case.unit is None and case.handler is None and case.clock_at is None
        elif state not in ENDED:
            assert case.unit is not None and case.dispatched_at is not None
        if state in IN_HAND:
            assert case.clock_at is not None and case.due_at is not None
            assert case.submitted_at is None and case.suspended_until is None
        if state is State.SUSPENDED:
            assert case.clock_at is None and case.suspended_until is not None
        if state in (State.CHECKING, State.CLOSED):
            assert case.submitted_at is not None and case.submitted_by is not None
        if case.is_open and case.ruling_until is not None:
            assert state is State.FILED

    @invariant()
    def due_is_never_before_the_clock(self) -> None:
        """A clock that runs has a due time ahead of where it began."""
        case = self.game.case
        if case.clock_at is not None and case.due_at is not None:
            assert case.due_at >= case.clock_at - timedelta(milliseconds=1)

    @invariant()
    def the_next_step_is_written_down(self) -> None:
        """The column says what the rules say; None if and only if nothing is to come."""
        case = self.game.case
        coming = escalation.next_step(case)
        assert case.next_step_at == (coming[0] if coming else None)
        if coming is not None:
            assert case.is_open and case.state is not State.DRAFT
            assert coming[1].name not in case.taken

    @invariant()
    def steps_are_taken_once(self) -> None:
        """Of the chain, and each once in its phase."""
        taken = self.game.case.taken
        assert set(taken) <= NAMES
        assert len(set(taken)) == len(taken)

    @invariant()
    def nothing_is_granted_without_end(self) -> None:
        """Returns, extensions and appeals have their bounds."""
        case = self.game.case
        assert case.returns <= case.policy.returns
        assert case.extensions <= case.policy.extensions
        assert case.appeals <= APPEALS_AT_MOST


def _may(case: Case, action: Action, by: Person | None) -> bool:
    try:
        rules.allow(case, action, by)
    except Refused:
        return False
    return True


def _may_decide(request: requests.Request, case: Case, by: Person) -> bool:
    try:
        requests.may_decide(request, case, by)
    except Refused:
        return False
    return True


def _in_the_table(before: Case, decision: Decision) -> None:
    """From a state of the row to that of the row; what has ended stays as it is."""
    row, after = TABLE[decision.action], decision.case
    assert before.state not in ENDED
    assert before.state in row.sources
    wanted = row.untaken if row.untaken and after.handler is None else row.target
    assert after.state is (wanted or before.state)
    if before.state is State.CLOSED and decision.action is not Action.REOPEN:
        assert _facts(before) == _facts(after), "a closed case was changed"
    unchanged = ("id", "source", "reported_at", "bureau", "number", "policy", "parent", "earlier")
    assert all(getattr(before, name) == getattr(after, name) for name in unchanged)


def _facts(case: Case) -> Mapping[str, object]:
    """All but what an appeal leaves behind."""
    told = {name: getattr(case, name) for name in Case.__slots__}
    return {name: told[name] for name in told if name not in ("appeals", "exempt")}


def _by_right(before: Case, decision: Decision, by: Person | None) -> None:
    """A right of the row was held in the case as it was, and nobody judges his own."""
    who = TABLE[decision.action].who
    if by is None:
        assert Who.CLOCK in who
        return
    held = rights(before, by)
    assert who & held or put_right_by_reporter(before, decision, held)
    if decision.action in (Action.PASS, Action.REWORK, Action.EXEMPT):
        assert by.unit != before.unit
        assert decision.action is Action.EXEMPT or by.id != before.submitted_by
    if decision.action is Action.RULE:
        assert by.unit != decision.case.unit


def _counted(before: Case, decision: Decision) -> None:
    """What is counted grows by one with its action, and never else."""
    counters = {
        "returns": Action.RETURN,
        "round": Action.REWORK,
        "extensions": Action.EXTEND,
        "appeals": Action.APPEAL,
    }
    for name, action in counters.items():
        grown = getattr(decision.case, name) - getattr(before, name)
        assert grown == (decision.action is action), name
    if before.exempt or decision.action is Action.EXEMPT:
        assert decision.case.exempt


def _on_the_clock(before: Case, decision: Decision, now: datetime) -> None:
    """Used time never shrinks but where a new clock begins; more time is never less."""
    row, after = TABLE[decision.action], decision.case
    moves_due = decision.action is Action.AMEND and after.due_source is DueSource.TYPED
    another = before.pace is not after.pace or before.unit != after.unit or moves_due
    if row.clock not in (Clock.START, Clock.ANEW) and decision.action is not Action.STOPGAP:
        assert another or clocks.used(after, now) >= clocks.used(before, now) - A_HAIR
    if row.clock is Clock.PAUSE:
        assert after.suspended_until is not None
        assert now < after.suspended_until <= now + 2 * LONGEST_SUSPENSION
    if row.clock is Clock.RESUME:
        assert (after.state is State.HANDLING) is (after.handler is not None)
        assert abs(clocks.used(after, now) - clocks.used(before, now)) < A_HAIR
    if decision.action is Action.EXTEND:
        assert before.due_at is not None and after.due_at is not None
        assert after.due_at > before.due_at
        assert after.due_at > now
    if decision.action not in (Action.AMEND, Action.EXTEND, Action.STOPGAP, Action.RESUME):
        starts = row.clock in (Clock.START, Clock.ANEW) or decision.action is Action.RETURN
        assert starts or after.due_at == before.due_at


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=70,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_every_action_is_tried() -> None:
    assert set(MOVES) == set(TABLE)
