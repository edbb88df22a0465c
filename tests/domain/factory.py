"""Cases and people for the tests of the rules."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.cases import Case, DueSource, Source, State
from domain.people import Person, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
DANAN, HUANGCHENG = 2, 3

ZHAO = Person(1, "赵督查", 1001, roles=frozenset({Role.SUPERVISOR}), unit=1)
SUN = Person(3, "孙派遣", 1003, roles=frozenset({Role.DISPATCHER}), unit=1)
WANG = Person(4, "王队员", 1004, roles=frozenset({Role.HANDLER}), unit=DANAN)
LI = Person(5, "李中队长", 1005, roles=frozenset({Role.UNIT_LEADER}), unit=DANAN)
ZHOU = Person(6, "周队员", 1006, roles=frozenset({Role.HANDLER}), unit=HUANGCHENG)
ZHENG = Person(8, "郑局长", 1008, roles=frozenset({Role.LEADER, Role.ADMIN}), unit=1)
STRANGER = Person(9, "路人", 1009)
HE = Person(10, "何中队长", 1010, roles=frozenset({Role.UNIT_LEADER}), unit=HUANGCHENG)
GAO = Person(11, "高派遣", 1011, roles=frozenset({Role.DISPATCHER}), unit=DANAN)
TAN = Person(12, "谭大队长", 1012, roles=frozenset({Role.LEADER, Role.UNIT_LEADER}), unit=DANAN)
FENG = Person(13, "冯群主", 1013, unit=HUANGCHENG, dispatcher_here=True)
JIN = Person(14, "金管理员", 1014, roles=frozenset({Role.ADMIN}))
CAST = (ZHAO, SUN, WANG, LI, ZHOU, ZHENG, STRANGER, HE, GAO, TAN, FENG, JIN)
"""Everybody's roles, some with two; GAO and TAN would judge their own unit, FENG only here."""


def a_case(state: State = State.DISPATCHED, **facts: Any) -> Case:
    """A case that Zhao reported ten minutes ago and that Danan has two hours for."""
    known: dict[str, Any] = {
        "id": 7,
        "source": Source(chat=-100, message=11, reporter=ZHAO.id, reporter_name=ZHAO.name),
        "text": "中街路32号门口占道经营",
        "reported_at": NOW - timedelta(minutes=10),
        "state": state,
        "category": "占道经营",
        "categories": ("占道经营",),
        "address": "中街路32号门口",
        "unit": None if state in (State.DRAFT, State.FILED) else DANAN,
        "due_at": NOW + timedelta(minutes=110),
        "due_source": DueSource.TYPED,
        "limit_minutes": 120,
        "clock_at": NOW - timedelta(minutes=10),
    }
    if state is State.CHECKING:
        known |= {"submitted_at": NOW - timedelta(minutes=1), "submitted_by": WANG.id}
    if state is State.CLOSED:
        known |= {
            "submitted_at": NOW - timedelta(minutes=3),
            "submitted_by": WANG.id,
            "closed_at": NOW - timedelta(minutes=1),
            "checked_by": ZHAO.id,
        }
    return Case(**(known | facts))
