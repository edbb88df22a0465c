"""Telegram's windows hold whatever is asked for, and pings never wait for most of a minute."""

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from bot.budget import Allowance, Budget
from domain.letters import Priority

GROUP, OTHER, PRIVATE = -1, -2, 7

Demand = tuple[int, Priority, float]
demands = st.lists(
    st.tuples(
        st.sampled_from([GROUP, OTHER, PRIVATE]),
        st.sampled_from(Priority),
        st.floats(0, 0.4),
    ),
    max_size=90,
)


def send(budget: Budget, demand: Demand, now: float) -> tuple[float, float]:
    """Wait as told, then send; when the sending started and ended."""
    chat, priority, lasts = demand
    while (wait := budget.wait(chat, priority, now)) > 0:
        now += wait
    budget.start(chat)
    budget.end(chat, now + lasts)
    return now, now + lasts


def most_within(times: list[float], window: float) -> int:
    """The largest number of times in any sliding window."""
    return max(
        (bisect_right(times, at + window - 1e-6) - i for i, at in enumerate(times)), default=0
    )


@given(demands, st.sampled_from([0.0, 0.5, 1.0]))
def test_no_window_is_ever_exceeded(wishes: list[Demand], counted_at: float) -> None:
    """Telegram may count a message anywhere between our start and our end."""
    budget, now = Budget(), 1000.0
    counted: dict[int, list[float]] = {}
    for wish in wishes:
        start, now = send(budget, wish, now)
        counted.setdefault(wish[0], []).append(start + (now - start) * counted_at)
    for chat, times in counted.items():
        assert most_within(times, 1.0) <= 1
        assert chat > 0 or most_within(times, 60.0) <= 20


@given(st.lists(st.floats(0, 3), min_size=1, max_size=120))
def test_a_ping_waits_a_few_seconds_at_most(pauses: list[float]) -> None:
    budget, now = Budget(), 0.0
    for pause in pauses:
        now += pause
        start, end = send(budget, (GROUP, Priority.PING, 0.1), now)
        assert start - now < 6
        now = end


def test_the_whole_bot_says_thirty_a_second() -> None:
    budget = Budget()
    for chat in range(30):
        assert budget.wait(chat, Priority.PING, 5.0) == 0
        budget.start(chat)
    assert budget.wait(99, Priority.DANGER, 5.0) > 0
    for chat in range(30):
        budget.end(chat, 5.1)
    assert budget.wait(99, Priority.DANGER, 5.2) > 0
    assert budget.wait(99, Priority.DANGER, 6.11) == 0


def test_edits_leave_the_last_slots_to_pings() -> None:
    budget = Budget()
    for at in range(16):
        budget.seed(GROUP, float(at))
    assert budget.wait(GROUP, Priority.EDIT, 40.0) == 20
    assert budget.wait(GROUP, Priority.PING, 40.0) == 0


def test_half_of_a_groups_minute_is_spent_freely_and_the_rest_is_spread() -> None:
    budget = Budget()
    for at in range(9):
        budget.seed(GROUP, float(at))
    assert not budget.short(GROUP, 9.0)
    assert budget.wait(GROUP, Priority.PING, 9.0) == 0
    budget.seed(GROUP, 9.0)
    assert budget.short(GROUP, 10.0)
    # 51 seconds until the first leaves the window, ten slots: one every 4.6 seconds.
    assert 3.6 < budget.wait(GROUP, Priority.PING, 10.0) < 3.7


def test_a_refused_message_does_not_count() -> None:
    budget = Budget()
    budget.start(GROUP)
    budget.end(GROUP, 1.0, counted=False)
    assert budget.wait(GROUP, Priority.PING, 1.0) == 0


def test_a_pause_closes_one_chat_only_even_without_limits() -> None:
    budget = Budget(Allowance(on=False))
    budget.pause(GROUP, until=10.0)
    assert budget.wait(GROUP, Priority.DANGER, 4.0) == 6
    assert budget.wait(OTHER, Priority.DIGEST, 4.0) == 0
    assert budget.wait(GROUP, Priority.DANGER, 10.0) == 0


def test_without_limits_nothing_waits() -> None:
    budget = Budget(Allowance(on=False))
    for _ in range(100):
        assert budget.wait(GROUP, Priority.DIGEST, 1.0) == 0
        budget.start(GROUP)
        budget.end(GROUP, 1.0)
    assert not budget.short(GROUP, 1.0)


def test_chats_that_heard_nothing_for_a_minute_are_forgotten() -> None:
    budget = Budget()
    budget.seed(GROUP, 0.0)
    budget.seed(OTHER, 50.0)
    budget.forget_idle(70.0)
    assert set(budget.heard()) == {OTHER}
