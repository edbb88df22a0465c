"""Which buttons stand under a message. Pages of a card are opened in place by a tap."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from db.cards import Card
from db.questions import Question
from domain.cases import Case, State
from domain.endings import WITHDRAW_WITHIN
from domain.letters import Button, Keyboard
from domain.people import Unit
from domain.requests import latest_extension
from texts import Texts

REASONS = {
    "extend": ("staff", "parts", "owner"),
    "suspend": ("demolition", "project", "owner"),
    "appeal": ("force", "event", "wrong"),
    "refuse": ("no_ground", "private", "not_city"),
    "return": ("area", "other_unit", "duplicate"),
    "rework": ("not_fixed", "wrong_photo", "rebound"),
    "void": ("mistake", "duplicate", "not_city"),
}
Able = Mapping[int, tuple[Unit, ...]]
"""By case: the units that a dispatcher may send it to."""

EXTENSIONS = {"60": "1", "120": "2", "240": "4", "480": "8", "1440": "24"}
"""Minutes after the deadline of now, and the hours that the button says."""
SUSPENSIONS = ("3", "7", "30", "90")
"""Days from now."""
DEADLINES = {"60": "1", "120": "2", "240": "4", "1440": "24"}
CATEGORIES = (
    "占道经营",
    "店外经营",
    "流动摊贩",
    "暴露垃圾",
    "垃圾满溢",
    "乱堆乱放",
    "非法小广告",
    "机动车乱停放",
    "非机动车乱停放",
    "道路破损",
)


_UNITS_TURN = {
    State.DISPATCHED: ("accept", "return", "extend"),
    State.HANDLING: ("done", "return", "extend"),
    State.SUSPENDED: ("resume",),
}
_UNITS_PAGES = ("return", "extend", "suspend", "appeal")


def _tap(texts: Texts, name: str, case: Case, *args: str, label: str | None = None) -> Button:
    said = label or texts.word("button", name)
    return Button(said, name, (str(case.id), *args))


def _page(texts: Texts, case: Case, page: str, name: str, kind: str = "button") -> Button:
    """A button that opens another page."""
    return Button(texts.word(kind, name), "menu", (str(case.id), page))


def card(
    texts: Texts, shows: list[Case], of: Card, able: Able, now: datetime, meant: str = ""
) -> Keyboard:
    """The buttons of a card: a row for each case, or the page that somebody opened.

    `meant` is the place that the only case's address seems to have misspelt.
    """
    page, _, about = of.menu.partition(":")
    opened = next((case for case in shows if str(case.id) == about), None)
    if page and opened is not None and opened.is_open:
        others = (_short_row(texts, case) for case in shows if case is not opened)
        return (*(row for row in others if row), *_opened(texts, opened, page, able))
    if len(shows) == 1:
        rows = _first_page(texts, shows[0], able, now)
        return (*rows, *_meant(texts, shows[0], meant))
    return tuple(row for case in shows if (row := _short_row(texts, case)))


def _meant(texts: Texts, case: Case, place: str) -> Keyboard:
    """One tap spells the place as it is known; nobody's words are replaced without it."""
    if not place or not case.is_open:
        return ()
    return ((_tap(texts, "spelling", case, label=texts.plain("words.meant", place=place)),),)


def unit_card(texts: Texts, shows: list[Case], of: Card) -> Keyboard:
    """The buttons in a unit's own group: what the unit does, and nothing else."""
    page, _, about = of.menu.partition(":")
    opened = next((case for case in shows if str(case.id) == about), None)
    if page.partition("_")[0] in _UNITS_PAGES and opened is not None:
        return _opened(texts, opened, page, {})
    if len(shows) == 1:
        rows = (*_unit_row(texts, shows[0]), *_why(texts, shows[0]))
        return rows or _appeal_row(texts, shows[0])
    short = (_short_row(texts, case)[:2] for case in shows)
    return tuple(row for row in short if row)


def _why(texts: Texts, case: Case) -> Keyboard:
    """[为什么是我们], as long as there is something to do about it."""
    return ((_tap(texts, "why", case),),) if case.unit is not None and case.is_open else ()


def _short_row(texts: Texts, case: Case) -> tuple[Button, ...]:
    """One case of several: its serial stands in each label."""
    serial = f"{case.number.serial:03d} " if case.number else ""
    names = _UNITS_TURN.get(case.state, ())[:2]
    buttons = [_unit_button(texts, case, name, serial) for name in names]
    if case.is_open and buttons:
        more = _page(texts, case, "more", "more")
        buttons.append(Button(serial + more.label, more.action, more.args))
    return tuple(buttons)


def _unit_button(texts: Texts, case: Case, name: str, prefix: str = "") -> Button:
    if name in _UNITS_PAGES:
        page = _page(texts, case, name, name)
        return Button(prefix + page.label, page.action, page.args)
    return _tap(texts, name, case, label=prefix + texts.word("button", name))


def _first_page(texts: Texts, case: Case, able: Able, now: datetime) -> Keyboard:
    if case.state is State.FILED and case.ruling_until is not None and now < case.ruling_until:
        return (_last_row(texts, case, now),)
    if case.state is State.FILED:
        return (*_units(texts, case, able, 4), _last_row(texts, case, now))
    if case.state in _UNITS_TURN:
        return (*_unit_row(texts, case), _last_row(texts, case, now))
    if case.state is State.CHECKING:
        return ((_page(texts, case, "more", "more"),),)
    return ()


def _unit_row(texts: Texts, case: Case) -> Keyboard:
    names = _UNITS_TURN.get(case.state, ())
    return (tuple(_unit_button(texts, case, name) for name in names),) if names else ()


def _appeal_row(texts: Texts, case: Case) -> Keyboard:
    """A closed case may be appealed once, by the unit's leader."""
    if case.state is not State.CLOSED or case.appeals:
        return ()
    return ((_page(texts, case, "appeal", "appeal"),),)


def _last_row(texts: Texts, case: Case, now: datetime) -> tuple[Button, ...]:
    more = _page(texts, case, "more", "more")
    if now - case.reported_at > WITHDRAW_WITHIN:
        return (more,)
    return (_tap(texts, "undo", case), more)


def _units(texts: Texts, case: Case, able: Able, most: int) -> Keyboard:
    """The units that a dispatcher may choose, two in a row, those with this street first."""
    place = case.address or case.text
    likely = sorted(
        able.get(case.id, ()), key=lambda unit: not any(area in place for area in unit.areas)
    )
    found = [_tap(texts, "send", case, str(unit.id), label=unit.name) for unit in likely][:most]
    return tuple(tuple(found[at : at + 2]) for at in range(0, len(found), 2))


def _opened(texts: Texts, case: Case, page: str, able: Able) -> Keyboard:
    """A page for the reporter or the dispatcher keeps the unit's buttons: it waits for neither."""
    back = (_page(texts, case, "", "back"),)
    wish, _, reason = page.partition("_")
    if wish in ("extend", "suspend"):
        return (*_wish_rows(texts, case, wish, reason), back)
    if page in ("return", "appeal"):
        return (*_reasons(texts, case, page), back)
    return (*_unit_row(texts, case), *_page_rows(texts, case, page, able), back)


def _wish_rows(texts: Texts, case: Case, wish: str, reason: str) -> Keyboard:
    """First why, then until when."""
    if not reason:
        rows = tuple(
            (_page(texts, case, f"{wish}_{code}", code, kind="reason"),) for code in REASONS[wish]
        )
        return (*rows, (_page(texts, case, "suspend", "suspend"),)) if wish == "extend" else rows
    if wish == "suspend":
        days = [
            _tap(
                texts,
                "ask",
                case,
                f"{wish}.{reason}.{n}",
                label=texts.plain("words.span.days", n=n),
            )
            for n in SUSPENSIONS
        ]
        return (tuple(days),)
    latest = latest_extension(case)
    hours = [
        _tap(
            texts,
            "ask",
            case,
            f"{wish}.{reason}.{minutes}",
            label=texts.plain("words.more_hours", n=hours),
        )
        for minutes, hours in EXTENSIONS.items()
        if case.due_at is None
        or latest is None
        or case.due_at + timedelta(minutes=int(minutes)) <= latest
    ]
    return tuple(tuple(hours[at : at + 3]) for at in range(0, len(hours), 3))


def request(texts: Texts, case: Case, request_id: int) -> Keyboard:
    """同意 and 不同意, for whoever has it on his desk."""
    return (
        (
            _tap(texts, "grant", case, str(request_id)),
            _tap(texts, "deny", case, str(request_id)),
        ),
    )


def ruling(texts: Texts, case: Case, able: Sequence[Unit]) -> Keyboard:
    """The units that a disputed case may be ruled to, those with this street first."""
    place = case.address or case.text
    likely = sorted(able, key=lambda unit: not any(area in place for area in unit.areas))
    found = [_tap(texts, "rule", case, str(unit.id), label=unit.name) for unit in likely[:8]]
    return tuple(tuple(found[at : at + 2]) for at in range(0, len(found), 2))


def _page_rows(texts: Texts, case: Case, page: str, able: Able) -> Keyboard:
    if page == "more":
        first = (_page(texts, case, "amend", "amend"), _page(texts, case, "units", "redispatch"))
        second = [_tap(texts, "undo", case, label=texts.word("button", "withdraw"))]
        if case.state is State.FILED:
            second.append(_page(texts, case, "refuse", "refuse"))
        return (first, (*second, _page(texts, case, "void", "void")), *_why(texts, case))
    if page == "amend":
        choices = (
            _page(texts, case, "category", "amend_category"),
            _page(texts, case, "due", "amend_due"),
            _tap(texts, "place", case, label=texts.word("button", "amend_place")),
        )
        return (choices,)
    if page == "units":
        return _units(texts, case, able, 8)
    if page == "category":
        names = [
            _tap(texts, "category", case, name, label=texts.word("category", name))
            for name in CATEGORIES
        ]
        return tuple(tuple(names[at : at + 2]) for at in range(0, len(names), 2))
    if page == "due":
        hours = [
            _tap(texts, "due", case, minutes, label=texts.plain("words.span.hours", n=hours))
            for minutes, hours in DEADLINES.items()
        ]
        return (tuple(hours),)
    return _reasons(texts, case, page)


def _reasons(texts: Texts, case: Case, action: str) -> Keyboard:
    return tuple(
        (_tap(texts, action, case, code, label=texts.word("reason", code)),)
        for code in REASONS.get(action, ())
    )


def plate(texts: Texts, case: Case, of: Card) -> Keyboard:
    """通过 and 返工 while this proof is to be checked; afterwards a way back."""
    page, _, _about = of.menu.partition(":")
    if case.state is State.CHECKING and of.round == case.round:
        if page == "rework":
            return (*_reasons(texts, case, "rework"), (_page(texts, case, "", "back"),))
        return ((_tap(texts, "pass", case), _page(texts, case, "rework", "rework")),)
    if case.state is State.CLOSED and of.round == case.round:
        return ((_tap(texts, "reopen", case, "check_again"),),)
    return ()


def question(texts: Texts, asked: Question) -> Keyboard:
    """The options of an open question, short ones two in a row; and a way out of a wrong guess."""
    if asked.answered_at is not None:
        return ()
    buttons = [
        Button(option_label(texts, asked, option.label), "answer", (str(asked.id), str(place)))
        for place, option in enumerate(asked.options)
    ]
    if asked.kind == "which":
        return tuple((button,) for button in buttons)
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    if asked.kind != "missing" or asked.case is None:
        return rows
    return (*rows, (Button(texts.word("button", "undo"), "undo", (str(asked.case),)),))


def option_label(texts: Texts, asked: Question, label: str) -> str:
    """What an answer is called; the names of categories are kept in Chinese."""
    if asked.about == "category":
        return texts.word("category", label)
    number, _, rest = label.partition(" ")
    category, _, place = rest.partition(" ")
    if asked.about == "case" and texts.knows(f"words.category.{category}"):
        return f"{number} {texts.word('category', category)} {place}".strip()
    return label


def digest(
    texts: Texts, digest_id: int, numbers: dict[str, str], opened: str, further: str
) -> Keyboard:
    """A button for each number of a digest, or the ways on (`further`) and back from one."""
    if opened:
        ways = [("next", further)] if further else []
        return (
            tuple(
                Button(texts.word("button", word), "number", (str(digest_id), value))
                for word, value in (*ways, ("back", ""))
            ),
        )
    buttons = [
        Button(f"{texts.plain(f'digest.number_{name}')} {count}", "number", (str(digest_id), name))
        for name, count in numbers.items()
    ]
    return tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
