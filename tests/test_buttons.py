"""Every button can be sent, is understood when it is tapped, and for ever; and has a label."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest

from db.cards import Card
from domain.cases import Case, Number, Source, State
from domain.letters import Button, Keyboard
from domain.people import Unit, UnitKind
from domain.whistle import Whistle, WhistleState
from handlers import callbacks, duty
from handlers.callbacks import Tapped
from operations import buttons, whistle_view
from reading.lexicon import lexicon
from texts import LOCALES, Texts, sentences

NOW = datetime(2026, 11, 21, 8, 28, tzinfo=UTC)

languages = pytest.mark.parametrize("locale", LOCALES)

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
