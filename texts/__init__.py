"""What does it say? Every sentence that a person reads, as a template; Chinese first, then English.

Nothing that a person typed can break or forge a message: every blank is escaped.
"""

import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib import resources

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

LOCALES = ("zh", "en")
_FILES = (
    *("cards", "refusals", "replies", "words", "reminders", "orders", "requests"),
    *("digest", "help", "standard", "policy", "whistle", "why", "duty"),
)


@cache
def sentences(locale: str) -> Mapping[str, str]:
    """Every template of a language by its key `file.name` or `file.section.name`."""
    found: dict[str, str] = {}
    for name in _FILES:
        text = resources.files(f"texts.{locale}").joinpath(f"{name}.toml").read_text("utf-8")
        _flatten(tomllib.loads(text), name, found)
    return found


def _flatten(branch: Mapping[str, object], prefix: str, into: dict[str, str]) -> None:
    for key, value in branch.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}.{key}", into)
        else:
            into[f"{prefix}.{key}"] = str(value).strip("\n")


@cache
def _environment(locale: str) -> Environment:
    return Environment(
        loader=DictLoader(dict(sentences(locale))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language, with times told in one time zone."""

    locale: str
    timezone: tzinfo

    def say(self, key: str, **facts: object) -> Markup:
        """A sentence as simple HTML. `KeyError` for an unknown key."""
        template = _environment(self.locale).get_template(key)
        # Markup, so that a sentence may stand in the blank of another.
        return Markup(template.render(t=self, **facts).strip("\n"))  # noqa: S704 - autoescaped

    def plain(self, key: str, **facts: object) -> str:
        """A sentence without markup, for button labels, alerts and pictures."""
        return html.unescape(re.sub(r"<[^>]+>", "", self.say(key, **facts)))

    def knows(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in sentences(self.locale)

    def word(self, kind: str, value: object) -> str:
        """A term of the trade: `word("state", "filed")` is 待派遣. Unknown values as they are."""
        key = f"words.{kind}.{value}"
        return sentences(self.locale).get(key, str(value))

    def clock(self, moment: datetime | None) -> str:
        """The wall time, such as 16:28."""
        return f"{moment.astimezone(self.timezone):%H:%M}" if moment else "–"

    def when(self, moment: datetime, now: datetime) -> str:
        """A time as people say it: 今天 18:30, 明天 08:00, 11月25日 12:00."""
        local, here = moment.astimezone(self.timezone), now.astimezone(self.timezone)
        days = (local.date() - here.date()).days
        word = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
        if word:
            return f"{self.word('day', word)} {local:%H:%M}"
        return self.plain("words.date", month=local.month, day=local.day, clock=f"{local:%H:%M}")

    def dated(self, moment: datetime) -> str:
        """A time with its day, whatever day it is now: 11月25日 12:00."""
        local = moment.astimezone(self.timezone)
        return self.plain("words.date", month=local.month, day=local.day, clock=f"{local:%H:%M}")

    def span(self, length: timedelta) -> str:
        """A length of time in its two largest units: 52 分钟, 2 小时 5 分钟, 3 天."""
        minutes = max(0, round(abs(length).total_seconds() / 60))
        days, rest = divmod(minutes, 24 * 60)
        hours, minutes = divmod(rest, 60)
        parts = [("days", days), ("hours", hours), ("minutes", minutes if not days else 0)]
        said = [self.plain(f"words.span.{unit}", n=count) for unit, count in parts if count]
        return " ".join(said[:2]) or self.plain("words.span.minutes", n=0)
