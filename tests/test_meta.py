"""Nothing is left out: whatever the code can refuse, show, ask for or be told to do has its words,
in each language, and whatever can be set or typed is documented.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from bot.command_line import parser
from bot.settings import PREFIX, Settings
from domain.cases import Severity, State
from domain.people import GroupRole, Role
from domain.policy import CHAIN
from domain.refusals import KEYS
from domain.requests import Wish
from domain.routing import REASONS
from domain.transitions import Action, Who
from domain.worktime import LimitUnit
from handlers.commands import COMMANDS, MENUS
from operations import buttons
from photos.fingerprint import Likeness
from photos.refusals import PictureRefused
from reading.lexicon import lexicon
from texts import LOCALES, sentences

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "operations", "domain", "db", "photos", "documents", "scheduler", "web")

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
