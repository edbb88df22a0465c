"""The standard by which problems become cases: what is filed, what closes it, in which time.

The terms are those of GB/T 30428.2: a big class (大类) holds small classes (小类); each has filing
conditions (立案条件), and each of those a closing condition (结案条件) and a limit (处置时限).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

STOPGAP = "stopgap"
FULL = "full"

UNITS = frozenset(
    {"minute", "hour", "day", "urgent_hour", "urgent_day", "work_hour", "work_day"},
)
"""Units of limits: minute, hour, day run in natural time, urgent_* through nights and holidays
as well, work_* only inside the work table."""


class Kind(StrEnum):
    """Events (事件) happen, components (部件) break."""

    EVENT = "event"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a limit: `value` of `unit` (see `UNITS`) for `name`: 'stopgap' or 'full'."""

    value: float
    unit: str
    name: str = FULL


@dataclass(frozen=True, slots=True)
class Condition:
    """When a case is filed under a small class, when it is closed, and how long it may take.

    `code` tells it from the others of its small class. `words` in a report choose it. The one
    phase is the full fix; of two, the first is the stopgap. `handler` is a hint who usually does
    it, `urgent` whether people may be hurt meanwhile, `default` whether it stands for its category
    where no words choose.
    """

    code: str
    filing: str
    closing: str
    phases: tuple[Phase, ...]
    handler: str = ""
    urgent: bool = False
    words: tuple[str, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A small class with its conditions, in the order of the file; there is at least one.

    `category` is the name under which cases are filed: one of the reader's vocabulary, or a
    further one. Several small classes may share a category, and the conditions of one small class
    may belong to several; then there is an item for each of them. `aliases` are what people call
    the thing (护栏 for 交通护栏).
    """

    category: str
    kind: Kind
    big_class: str
    big_code: str
    small_code: str
    name: str
    conditions: tuple[Condition, ...]
    aliases: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Such as 04-06; unique together with the kind."""
        return f"{self.big_code}-{self.small_code}"


@dataclass(frozen=True)
class Standard:
    """The whole standard of one city, and where it comes from."""

    city: str
    source: str
    items: tuple[Item, ...]

    def conditions(self) -> Iterator[tuple[Item, Condition]]:
        """Every condition with its small class, in the order of the file."""
        return ((item, one) for item in self.items for one in item.conditions)

    def of(self, category: str) -> tuple[Item, ...]:
        """The small classes of a category; none if the standard does not know it."""
        return self._by_category.get(category, ())

    @property
    def categories(self) -> frozenset[str]:
        """Every category that the standard knows."""
        return frozenset(self._by_category)

    def choose(self, category: str, text: str = "") -> tuple[Item, Condition] | None:
        """The condition whose words stand in a report's text, else the category's default.

        The name of a small class in the text (路灯井盖), or an alias, counts like its conditions'
        words. The longest decide; what is equal goes to the default, then to the earlier one.
        """
        found = [(item, one) for item in self.of(category) for one in item.conditions]
        if not found:
            return None

        def fits(pair: tuple[Item, Condition]) -> tuple[int, bool]:
            item, one = pair
            named = _longest((item.name, *item.aliases), text)
            return _longest(one.words, text) + named, one.default

        return max(found, key=fits)

    @cached_property
    def _by_category(self) -> dict[str, tuple[Item, ...]]:
        found: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            found[item.category] = (*found.get(item.category, ()), item)
        return found


def _longest(words: Iterable[str], text: str) -> int:
    return max((len(word) for word in words if word in text), default=0)
