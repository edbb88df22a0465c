"""Which letter goes next to a chat: the most urgent, but nothing waits for ever."""

from collections.abc import Sequence

from domain.letters import Letter, Priority

# After so many pings in a row, one message that is less urgent goes in between.
PINGS_IN_A_ROW = 4


def pick(waiting: Sequence[Letter], pings_in_a_row: int) -> Letter:
    """The next of these letters, which stand in order of priority and age and are not none.

    In a group so busy that pings alone fill its budget, cards would never show that a case was
    taken: so after some pings the letter that has waited longest goes. Dangers go before all.
    """
    first = waiting[0]
    if first.priority is Priority.PING and pings_in_a_row >= PINGS_IN_A_ROW:
        others = [one for one in waiting if one.priority > Priority.PING]
        return min(others, key=lambda one: one.id, default=first)
    return first


def urgency(letter: Letter, pings_in_a_row: int) -> Priority:
    """With which priority the letter draws on the budget: one whose turn it is, as a ping."""
    if pings_in_a_row >= PINGS_IN_A_ROW:
        return min(letter.priority, Priority.PING)
    return letter.priority
