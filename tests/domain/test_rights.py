"""The matrix of rights: role × action × own or another unit's case. It does not change in silence.

`docs/rights.md` shows it to people; every cell goes through the operations in
`tests/operations/test_rights.py`, and through the chat in `tests/stories/test_rights.py`.
"""

from dataclasses import replace
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain import rights
from domain.cases import State
from domain.people import Person, Role
from domain.transitions import TABLE, Action, Who
from tests.domain.factory import DANAN, HUANGCHENG, STRANGER, WANG, ZHAO, a_case
from texts import Texts

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
LETTERS = {
    "S": Role.SUPERVISOR,
    "D": Role.DISPATCHER,
    "U": Role.UNIT_LEADER,
    "H": Role.HANDLER,
    "L": Role.LEADER,
    "A": Role.ADMIN,
}
NOBODY: tuple[str, str] = ("", "")
UNIT = ("SDUHLA", "")
DISPATCHER = ("DA", "DA")
CHECKER = ("", "SDLA")
RULER = ("", "LA")
# Who may, on a case of his own unit, and on one of another.
EXPECTED: dict[Action, tuple[str, str]] = {
    Action.COMPLETE: DISPATCHER,
    Action.DISPATCH: DISPATCHER,
    Action.REDISPATCH: DISPATCHER,
    Action.JOIN: DISPATCHER,
    Action.ACCEPT: UNIT,
    Action.RETURN: UNIT,
    Action.SUBMIT: UNIT,
    Action.STOPGAP: UNIT,
    Action.UNPROVEN: NOBODY,
    Action.PASS: CHECKER,
    Action.REWORK: CHECKER,
    Action.AMEND: DISPATCHER,
    Action.WITHDRAW: NOBODY,
    Action.VOID: DISPATCHER,
    Action.REFUSE: DISPATCHER,
    Action.REOPEN: DISPATCHER,
    Action.RULE: RULER,
    Action.ASK: UNIT,
    Action.ENDORSE: ("DUA", "DA"),
    Action.DENY: ("DUA", "DLA"),
    Action.EXTEND: DISPATCHER,
    Action.SUSPEND: DISPATCHER,
    Action.RESUME: ("SDUHLA", "DA"),
    Action.APPEAL: ("U", ""),
    Action.EXEMPT: RULER,
    Action.REPLY: UNIT,
    Action.STEP: NOBODY,
}


def expected(role: Role, action: Action, *, own: bool) -> bool:
    """A cell as it is written down here."""
    return role in {LETTERS[one] for one in EXPECTED[action][not own]}


@pytest.mark.parametrize("action", Action)
def test_the_matrix_is_what_was_agreed(action: Action) -> None:
    if action is Action.REPORT:
        return
    for role, own in product(Role, (True, False)):
        found = rights.permitted(role, action, own=own)
        assert found == expected(role, action, own=own), (role, action, own)


def test_every_action_and_every_role_has_its_place() -> None:
    assert set(EXPECTED) == set(TABLE)
    assert set(rights.MATRIX) == set(Role) == set(LETTERS.values())


def test_what_hangs_on_the_case_and_not_on_a_role() -> None:
    assert rights.rights(a_case(), STRANGER) == frozenset()
    assert rights.rights(a_case(), replace(STRANGER, id=ZHAO.id)) == {Who.REPORTER}
    assert rights.rights(a_case(), replace(STRANGER, unit=DANAN)) == {Who.UNIT}
    closed = a_case(State.CLOSED, checked_by=STRANGER.id)
    assert rights.rights(closed, STRANGER) == {Who.PASSER}


def test_a_groups_administrator_dispatches_and_checks_there_but_never_for_his_own_unit() -> None:
    here = replace(WANG, roles=frozenset(), dispatcher_here=True)
    assert rights.rights(a_case(), here) == {Who.UNIT}
    other = replace(here, unit=HUANGCHENG)
    assert rights.rights(a_case(), other) == {Who.DISPATCHER, Who.CHECKER}


def test_two_roles_have_the_rights_of_both() -> None:
    both = Person(50, "两用", roles=frozenset({Role.LEADER, Role.DISPATCHER}), unit=HUANGCHENG)
    assert rights.rights(a_case(), both) == {Who.CHECKER, Who.RULER, Who.DISPATCHER}


# --- the page ------------------------------------------------------------------------------

ZH, EN = (Texts(locale, ZoneInfo("Asia/Shanghai")) for locale in ("zh", "en"))
# By (own, other): what a cell says.
CELLS = {(True, True): "●", (True, False): "本", (False, True): "他", (False, False): ""}
ON_THE_CASE = {Who.REPORTER, Who.PASSER, Who.CLOCK}


def table() -> str:
    """The matrix as the page has it."""
    roles = " | ".join(f"{ZH.word('role', one)} {EN.word('role', one)}" for one in Role)
    lines = [f"| | {roles} | |", "|---" * (len(Role) + 2) + "|"]
    for action, row in TABLE.items():
        cells = " | ".join(
            CELLS[
                rights.permitted(role, action, own=True), rights.permitted(role, action, own=False)
            ]
            for role in Role
        )
        besides = "、".join(BESIDES[one] for one in sorted(row.who & ON_THE_CASE))
        name = f"{ZH.word('action', action)} {EN.word('action', action)}"
        lines.append(f"| {name} | {cells} | {besides} |")
    return "\n".join(lines)


BESIDES = {
    Who.REPORTER: "上报人 the reporter",
    Who.PASSER: "核查通过的人 who passed it",
    Who.CLOCK: "自动 by itself",
}


def test_the_page_shows_the_matrix() -> None:
    assert table() in PAGE.read_text("utf-8"), f"docs/rights.md must hold this:\n{table()}"
