"""What stands behind a button: a version, an action and its arguments, in at most 64 bytes.

It is never trusted: who taps, and which message was tapped, decide what happens. Formats that
were ever sent are read for ever.
"""

from dataclasses import dataclass

from domain.letters import Button
from domain.refusals import Refused

VERSION = "1"
LIMIT = 64

# Actions and how many arguments each takes; names are short because 64 bytes are few.
_SHORT = {
    "accept": "a",
    "return": "r",
    "done": "d",
    "pass": "p",
    "rework": "w",
    "undo": "u",
    "void": "v",
    "reopen": "o",
    "menu": "m",
    "send": "s",
    "category": "c",
    "due": "t",
    "place": "l",
    "spelling": "y",
    "why": "b",
    "answer": "q",
    "number": "n",
    "ask": "k",
    "grant": "g",
    "deny": "x",
    "rule": "j",
    "resume": "e",
    "refuse": "f",
    "appeal": "z",
    "report_in": "ri",
    "end_meeting": "em",
    "call_unit": "cu",
    "blow": "bw",
    "swap": "ds",
    "stand_in": "di",
    "agree": "dy",
    "decline": "dn",
    "take_over": "dt",
}
_LONG = {short: name for name, short in _SHORT.items()}
ARGUMENTS = dict.fromkeys(
    (
        *("accept", "done", "pass", "undo", "place", "spelling", "resume", "why"),
        *("report_in", "end_meeting", "blow", "agree", "decline", "take_over"),
    ),
    1,
) | dict.fromkeys(
    (
        *("return", "rework", "void", "reopen", "menu", "send", "category", "due", "answer"),
        *("number", "ask", "grant", "deny", "rule", "refuse", "appeal", "call_unit"),
        *("swap", "stand_in"),
    ),
    2,
)


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button's data as it was read: `target` is a case, a question, a digest, a whistle …"""

    action: str
    target: int
    value: str = ""


def encode(button: Button) -> str:
    """The data of a button. `ValueError` if it does not fit."""
    if button.action is None:
        raise ValueError("a button without an action has no data")
    data = "|".join((VERSION, _SHORT[button.action], *button.args))
    if len(data.encode()) > LIMIT:
        raise ValueError(f"button data of more than {LIMIT} bytes: {data}")
    return data


def decode(data: str) -> Tapped:
    """Read a button's data; `Refused("old_button")` for what no button of ours ever said."""
    version, _, rest = data.partition("|")
    short, *args = rest.split("|")
    action = _LONG.get(short)
    if version != VERSION or action is None or len(args) != ARGUMENTS[action]:
        raise Refused("old_button")
    # Not isdecimal: it would let digits of other scripts through.
    if not (args[0].isascii() and args[0].isdigit() and len(args[0]) <= 18):
        raise Refused("old_button")
    return Tapped(action, int(args[0]), *args[1:])
