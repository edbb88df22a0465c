"""What readings of every language have in common, put together from what was found."""

from collections.abc import Callable, Sequence

from reading.findings import Facts
from reading.model import (
    INTENT_OF,
    NO_DEADLINE,
    Act,
    Context,
    Deadline,
    Directory,
    Reading,
    UnitMention,
)

_ASKS_FOR_TIME = frozenset({Act.EXTEND, Act.SUSPEND, Act.AMEND})
_POINTS_TO_A_UNIT = frozenset({Act.RETURN, Act.REDISPATCH, Act.AMEND})


def unit_of_area(addresses: Sequence[str], directory: Directory) -> str | None:
    """The squad whose street the address names, if no unit was told and only one squad fits."""
    owners = {
        name
        for area, name in directory.areas.items()
        for address in addresses
        if area.casefold() in address.casefold()
    }
    return owners.pop() if len(owners) == 1 else None


def no_report(
    text: str,
    act: Act,
    why: Sequence[str],
    confidence: float,
    facts: Facts,
    addresses: Sequence[str],
    context: Context,
    *,
    time: Callable[[], Deadline],
    unit: Callable[[], UnitMention | None],
) -> Reading:
    """What is no report; in answer to something of ours, what it mentions is meant.

    `time` and `unit` look for the time that a text asks for and the unit that it points to; they
    are asked only where the act calls for it.
    """
    answers = context.reply_to is not None or context.asked is not None
    corrects = answers or act is Act.AMEND
    requested = facts.deadline if answers else NO_DEADLINE
    if act in _ASKS_FOR_TIME:
        requested = time()
    target = unit() if answers or act in _POINTS_TO_A_UNIT else None
    return Reading(
        text=text,
        is_report=False,
        intent=INTENT_OF[act],
        act=act,
        why=why,
        confidence=confidence,
        requested=requested,
        target_unit=target.text if target else None,
        target_unit_name=target.name if target else None,
        target_address=addresses[-1] if addresses and corrects else None,
        target_category=facts.present[-1].name if facts.present and corrects else None,
    )
