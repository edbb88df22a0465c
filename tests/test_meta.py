"""Nothing is left out: whatever the code can refuse, show, ask for or be told to do has its words,
in each language, and whatever can be set or typed is documented.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment, meta

from bot.command_line import parser
from bot.settings import PREFIX, Settings
from db.cards import Card
from domain.cases import Case, Number, Severity, Source, State
from domain.letters import Button, Keyboard
from domain.people import GroupRole, Role, Unit, UnitKind
from domain.policy import CHAIN
from domain.refusals import KEYS
from domain.requests import Wish
from domain.routing import REASONS
from domain.transitions import Action, Who
from domain.whistle import Whistle, WhistleState
from domain.worktime import LimitUnit
from handlers import callbacks, duty
from handlers.callbacks import Tapped
from handlers.commands import COMMANDS, MENUS
from operations import buttons, whistle_view
from photos.fingerprint import Likeness
from photos.refusals import PictureRefused
from reading.lexicon import lexicon
from texts import LOCALES, Texts, sentences

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "operations", "domain", "db", "photos", "documents", "scheduler", "web")
NOW = datetime(2026, 11, 21, 8, 28, tzinfo=UTC)

languages = pytest.mark.parametrize("locale", LOCALES)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


Calls = dict[str, list[tuple[str, ast.Call]]]


@cache
def found() -> tuple[Calls, dict[str, set[str]]]:
    """Of every file of ours that can say something: calls by the name called, strings by file."""
    calls: Calls = {}
    strings: dict[str, set[str]] = {}
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        file = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = str(getattr(node.func, "id", None) or getattr(node.func, "attr", None))
                calls.setdefault(name, []).append((f"{file}:{node.lineno}", node))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.setdefault(file, set()).add(node.value)
    return calls, strings


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of a function or method of that name, with the file and line it stands in."""
    return found()[0].get(name, [])


def literals(node: ast.expr | None) -> list[str]:
    """The strings that an argument may be: a literal, or the ends of a conditional."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


# --- refusals ----------------------------------------------------------------------------


def test_every_refusal_in_the_code_has_a_known_key() -> None:
    used = {
        where: key
        for where, call in calls("Refused")
        for key in literals(call.args[0] if call.args else None)
    }
    assert len(used) > 20
    assert {where: key for where, key in used.items() if key not in KEYS} == {}


def test_no_refusal_is_kept_that_nobody_uses() -> None:
    others = [words for file, words in found()[1].items() if file != "domain/refusals.py"]
    assert KEYS - set().union(*others) == set()


@languages
def test_every_refusal_has_its_sentence(locale: str) -> None:
    told = {
        key.removeprefix("refusals.") for key in sentences(locale) if key.startswith("refusals.")
    }
    assert told == KEYS


# --- texts -------------------------------------------------------------------------------


PLAIN = Environment()


def blanks(locale: str, key: str) -> set[str]:
    return meta.find_undeclared_variables(PLAIN.parse(sentences(locale)[key])) - {"t"}


def test_every_language_has_the_same_sentences() -> None:
    first, *others = LOCALES
    for other in others:
        assert sentences(other).keys() ^ sentences(first).keys() == set()


def test_a_sentence_has_the_same_blanks_in_every_language() -> None:
    first, *others = LOCALES
    wanted = {key: blanks(first, key) for key in sentences(first)}
    different = {
        (other, key): (wanted[key], had)
        for other in others
        for key in wanted.keys() & sentences(other).keys()
        if (had := blanks(other, key)) != wanted[key]
    }
    assert different == {}


@languages
def test_every_sentence_that_the_code_asks_for_is_there(locale: str) -> None:
    asked = [
        (where, key)
        for name in ("say", "plain")
        for where, call in calls(name)
        for key in literals(call.args[0] if call.args else None)
        if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", key)
    ]
    noticed = [
        (where, f"replies.{key}")
        for where, call in calls("notice")
        for word in call.keywords
        if word.arg == "key"
        for key in literals(word.value)
        if key != "ready"  # carries its own words
    ]
    assert len(asked) > 20
    assert len(noticed) > 5
    assert [(where, key) for where, key in asked + noticed if key not in sentences(locale)] == []


PICTURE_TROUBLES: list[type[PictureRefused]] = [PictureRefused, *PictureRefused.__subclasses__()]
TERMS: dict[str, set[str]] = {
    "state": set(State),
    "light": {*State, "urgent"},
    "action": set(Action),
    "role": set(Role),
    "group": set(GroupRole),
    "severity": set(Severity),
    "who": {who for who in Who if who is not Who.CLOCK},
    "whistle": {"waiting", "arrived", "overdue", "absent", "late"},
    "step": {step.name for step in CHAIN},
    "chain": {step.name for step in CHAIN},
    "wish": set(Wish),
    "limit": set(LimitUnit),
    "reason": {reason for reasons in buttons.REASONS.values() for reason in reasons},
    "warning": {"same_as_problem", "used_before", "old_photo", "truncated"}
    | {one.value for one in Likeness} - {Likeness.SAME.value, Likeness.DIFFERENT.value},
    "category": set(lexicon().categories),
    "trouble": {one.key for one in PICTURE_TROUBLES},
}


@languages
@pytest.mark.parametrize("kind", TERMS)
def test_every_term_has_a_word(locale: str, kind: str) -> None:
    told = sentences(locale)
    assert {term for term in TERMS[kind] if f"words.{kind}.{term}" not in told} == set()


@languages
def test_every_reason_for_a_unit_has_its_sentence(locale: str) -> None:
    told = {key for key in sentences(locale) if key.startswith("why.reason.")}
    assert told == {f"why.reason.{kind}" for kind in REASONS}


# --- commands ----------------------------------------------------------------------------


@languages
def test_every_command_has_its_line_in_the_menu(locale: str) -> None:
    assert {name for name in COMMANDS if f"help.command.{name}" not in sentences(locale)} == set()


def test_the_menus_hold_only_commands_that_exist() -> None:
    assert {name for names in MENUS.values() for name in names} <= COMMANDS.keys()


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = read(readme)
    assert {name for name in COMMANDS if f"/{name}" not in text} == set()


def programs() -> list[str]:
    return re.findall(r"^    ([\w-]+) ", parser().format_help(), re.MULTILINE)


def test_every_program_command_is_in_the_readme() -> None:
    assert "run" in programs()
    for readme in ("README.md", "README.zh.md"):
        text = read(readme)
        assert [name for name in programs() if f"`duban {name}" not in text] == []


# --- settings ----------------------------------------------------------------------------

SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("document", [".env.example", "docs/operating.md"])
def test_every_setting_is_documented(document: str) -> None:
    told = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", read(document)))
    assert told == SETTINGS


# --- buttons -----------------------------------------------------------------------------

# A button that was ever sent answers for ever: this table only grows.
SENT = {
    "1|a|12": Tapped("accept", 12),
    "1|r|12|area": Tapped("return", 12, "area"),
    "1|d|12": Tapped("done", 12),
    "1|p|12": Tapped("pass", 12),
    "1|w|12|not_fixed": Tapped("rework", 12, "not_fixed"),
    "1|u|12": Tapped("undo", 12),
    "1|v|12|mistake": Tapped("void", 12, "mistake"),
    "1|o|12|check_again": Tapped("reopen", 12, "check_again"),
    "1|m|12|more": Tapped("menu", 12, "more"),
    "1|s|12|3": Tapped("send", 12, "3"),
    "1|c|12|占道经营": Tapped("category", 12, "占道经营"),
    "1|t|12|120": Tapped("due", 12, "120"),
    "1|l|12": Tapped("place", 12),
    "1|y|12": Tapped("spelling", 12),
    "1|b|12": Tapped("why", 12),
    "1|q|12|0": Tapped("answer", 12, "0"),
    "1|n|12|filed": Tapped("number", 12, "filed"),
    "1|k|12|extend.staff.60": Tapped("ask", 12, "extend.staff.60"),
    "1|g|12|3": Tapped("grant", 12, "3"),
    "1|x|12|3": Tapped("deny", 12, "3"),
    "1|j|12|3": Tapped("rule", 12, "3"),
    "1|e|12": Tapped("resume", 12),
    "1|f|12|private": Tapped("refuse", 12, "private"),
    "1|z|12|event": Tapped("appeal", 12, "event"),
    "1|ri|12": Tapped("report_in", 12),
    "1|em|12": Tapped("end_meeting", 12),
    "1|cu|12|3": Tapped("call_unit", 12, "3"),
    "1|bw|12": Tapped("blow", 12),
    "1|ds|12|": Tapped("swap", 12, ""),
    "1|di|12|4.5": Tapped("stand_in", 12, "4.5"),
    "1|dy|12": Tapped("agree", 12),
    "1|dn|12": Tapped("decline", 12),
    "1|dt|12": Tapped("take_over", 12),
}


@pytest.mark.parametrize("data", SENT)
def test_every_button_that_was_ever_sent_is_understood(data: str) -> None:
    assert callbacks.decode(data) == SENT[data]


def test_every_action_of_a_button_stands_among_those_sent() -> None:
    assert {tapped.action for tapped in SENT.values()} == callbacks.ARGUMENTS.keys()


UNITS = (
    Unit(2, "大南中队", UnitKind.SQUAD, areas=("大南街",)),
    Unit(3, "皇城中队", UnitKind.SQUAD, areas=("中街路",)),
)
ABLE = {7: UNITS, 8: UNITS}
PAGES = (
    *("", "more", "amend", "units", "category", "due", *buttons.REASONS),
    *(f"{wish}_{reason}" for wish in ("extend", "suspend") for reason in buttons.REASONS[wish]),
)


def a_case(state: State, serial: int = 7) -> Case:
    return Case(
        id=serial,
        source=Source(-100, 5),
        text="中街路32号门口占道经营",
        reported_at=NOW,
        state=state,
        number=None if state is State.DRAFT else Number(NOW.date(), serial),
        unit=None if state in (State.DRAFT, State.FILED) else 3,
    )


def a_card(kind: str, *cases: Case, page: str = "") -> Card:
    menu = f"{page}:{cases[0].id}" if page else ""
    shown = tuple(case.id for case in cases)
    return Card(1, kind, -100, None, 9, None, 0, menu, kind == "plate", None, {}, shown)


def keyboards(texts: Texts, state: State) -> Iterator[Keyboard]:
    """All that can stand under a card or a plate of a case in that state."""
    case, other = a_case(state), a_case(state, 8)
    for page in PAGES:
        yield buttons.card(texts, [case], a_card("card", case, page=page), ABLE, NOW, "热闹路")
        yield buttons.plate(texts, case, a_card("plate", case, page=page))
        yield buttons.unit_card(texts, [case], a_card("card", case, page=page))
    yield buttons.request(texts, case, 3)
    yield buttons.ruling(texts, case, UNITS)
    late = NOW + timedelta(days=1)
    yield buttons.card(texts, [case], a_card("card", case), ABLE, late)
    yield buttons.card(texts, [case, other], a_card("card", case, other), ABLE, NOW)


def of_whistles(texts: Texts) -> Iterator[Keyboard]:
    """All that can stand under a message that shows a whistle."""
    whistle = Whistle(7, 1, -100, None, 5, 1, "赵督查", NOW, 30)
    yield whistle_view.choices(texts, whistle, UNITS, {2})
    for is_home in (True, False):
        yield whistle_view.buttons(
            texts, replace(whistle, state=WhistleState.OPEN), is_home=is_home
        )


def every_button(locale: str) -> list[Button]:
    texts = Texts(locale, ZoneInfo("Asia/Shanghai"))
    return [
        button
        for keyboard in chain(*(keyboards(texts, state) for state in State), of_whistles(texts))
        for row in keyboard
        for button in row
    ]


@languages
def test_every_button_can_be_sent_and_is_understood_when_tapped(locale: str) -> None:
    shown = every_button(locale)
    for button in shown:
        tapped = callbacks.decode(callbacks.encode(button))
        assert (tapped.action, str(tapped.target)) == (button.action, button.args[0])
    # Under questions, digests and what is about the roster.
    elsewhere = {"answer", "number", *duty.ACTIONS}
    assert {button.action for button in shown} | elsewhere == callbacks.ARGUMENTS.keys()


def test_every_button_has_a_label_and_not_a_key() -> None:
    # A word that is missing would show its key, such as wrong_photo; English words may be keys.
    # The names of categories are their own keys.
    keys = {key.rpartition(".")[2] for key in sentences("zh")} - set(lexicon().categories)
    for button in every_button("zh"):
        assert button.label.strip()
        assert button.label not in keys
