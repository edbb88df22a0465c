"""From rows to a standard: a row is one condition, whether it stood in TOML or in a spreadsheet."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.mistakes import FileWrong, Mistake
from domain.standard import Condition, Item, Kind, Phase, Standard
from domain.standard_limits import LimitWrong, parse_limit

LONGEST_NAME = 60
"""Characters of a small class or a category: a case keeps no more."""

_CODE = re.compile(r"([0-9A-Za-z]{1,10})[-－.]([0-9A-Za-z]{1,10})")
# Words of a filing condition that may choose it, where the file names none. Longer ones do not
# stand in what people write; single characters stand in everything.
_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SIGNS = re.compile(r"[\s，。、；：,;:/（）()]+|或者?|以及|及|和")


class StandardWrong(FileWrong):
    """立案标准有错误，什么都没有改动。请按下面列出的行改好，再加载一次。"""


@dataclass(frozen=True, slots=True)
class Row:
    """One condition as it was written: texts, "" where nothing was.

    `line` tells where it stood, `where` in which of several sheets, as the end of a sentence.
    """

    line: int
    kind: Kind
    code: str
    big_class: str
    name: str
    limit: str
    category: str = ""
    condition: str = ""
    filing: str = ""
    closing: str = ""
    handler: str = ""
    words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    urgent: bool = False
    default: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read: its standard, what to look at (a new category), and its text."""

    standard: Standard
    warnings: tuple[Mistake, ...] = ()
    text: str = ""


@dataclass(slots=True)
class _Reading:
    """What was found so far."""

    vocabulary: Mapping[str, str]
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    big_names: dict[tuple[Kind, str], tuple[str, int]] = field(default_factory=dict)
    small_names: dict[tuple[Kind, str], tuple[str, int]] = field(default_factory=dict)
    conditions: dict[tuple[Kind, str, str], int] = field(default_factory=dict)
    defaults: dict[str, int] = field(default_factory=dict)


def build(
    rows: Sequence[Row],
    *,
    city: str,
    source: str,
    vocabulary: Mapping[str, str],
    mistakes: Iterable[Mistake] = (),
    warnings: Iterable[Mistake] = (),
    text: str = "",
) -> Parsed:
    """The standard of these rows; raises StandardWrong with every mistake, those given included.

    `vocabulary` maps the names that a small class or a category may have to the categories of
    chat: {"无照经营游商": "流动摊贩", "流动摊贩": "流动摊贩"}. What it does not know is a new one.
    """
    reading = _Reading(vocabulary, list(mistakes), list(warnings))
    if not rows and not reading.mistakes:
        sentence = "文件里没有任何立案条件。请至少写一条，要有代码、大类、小类和处置时限。"
        reading.mistakes.append(Mistake(1, sentence))
    items = _items(_Row(row, reading).read() for row in rows)
    if reading.mistakes:
        raise StandardWrong(tuple(sorted(set(reading.mistakes))))
    return Parsed(Standard(city, source, items), tuple(sorted(set(reading.warnings))), text)


def _items(found: Iterable[Item | None]) -> tuple[Item, ...]:
    """The same items, with the conditions of one small class and category together."""
    items: dict[tuple[Kind, str, str], Item] = {}
    for item in filter(None, found):
        key = (item.kind, item.code, item.category)
        first = items.get(key)
        items[key] = (
            replace(
                first,
                conditions=first.conditions + item.conditions,
                aliases=tuple(dict.fromkeys(first.aliases + item.aliases)),
            )
            if first
            else item
        )
    return tuple(items.values())


class _Row:
    """One row, checked by itself and against those above it."""

    def __init__(self, row: Row, reading: _Reading) -> None:
        self._row = row
        self._all = reading

    def read(self) -> Item | None:
        """The small class with this one condition; None if anything is wrong."""
        before = len(self._all.mistakes)
        row = self._row
        code = self._code()
        self._needed()
        phases = self._phases()
        if code is not None:
            self._names(code)
        category = self._category()
        self._default(category)
        if len(self._all.mistakes) > before or code is None:
            return None
        condition = Condition(
            code=row.condition or row.filing,
            filing=row.filing,
            closing=row.closing,
            phases=phases,
            handler=row.handler,
            urgent=row.urgent,
            words=row.words or tuple(words_of(row.filing)),
            default=row.default,
        )
        return Item(category, row.kind, row.big_class, *code, row.name, (condition,), row.aliases)

    def _wrong(self, sentence: str) -> None:
        self._all.mistakes.append(Mistake(self._row.line, sentence + self._row.where))

    def _code(self) -> tuple[str, str] | None:
        written = self._row.code
        found = _CODE.fullmatch(written)
        if found:
            return found[1], found[2]
        what = f"代码“{written[:40]}”不对" if written else "没有写代码"
        self._wrong(f"{what}。请写“大类代码-小类代码”，例如 04-06。")
        return None

    def _needed(self) -> None:
        for value, name in ((self._row.big_class, "大类"), (self._row.name, "小类")):
            if not value:
                self._wrong(f"没有写{name}的名称。请补上。")
        for value, name in ((self._row.name, "小类"), (self._row.category, "类别")):
            if len(value) > LONGEST_NAME:
                self._wrong(f"{name}的名称太长（最多 {LONGEST_NAME} 字）。请缩短。")

    def _phases(self) -> tuple[Phase, ...]:
        try:
            return parse_limit(self._row.limit)
        except LimitWrong as wrong:
            self._wrong(str(wrong))
            return ()

    def _names(self, code: tuple[str, str]) -> None:
        """One code is one small class, and says every condition once."""
        row, whole = self._row, "-".join(code)
        big, line = self._all.big_names.setdefault((row.kind, code[0]), (row.big_class, row.line))
        if row.big_class and big != row.big_class:
            self._wrong(
                f"大类代码 {code[0]} 在第 {line} 行是“{big}”，这里是“{row.big_class}”。"
                "一个代码只能是一个大类，请改正其中一个。"
            )
        small, line = self._all.small_names.setdefault((row.kind, whole), (row.name, row.line))
        if row.name and small != row.name:
            self._wrong(
                f"代码 {whole} 在第 {line} 行已经是“{small}”，这里是“{row.name}”。"
                "代码不能重复，请改正其中一个。"
            )
        condition = (row.kind, whole, row.condition or row.filing)
        first = self._all.conditions.get(condition)
        if first is not None:
            which = f"立案条件“{condition[2][:40]}”" if condition[2] else "没有立案条件的这一条"
            self._wrong(
                f"代码 {whole} 的{which}在第 {first} 行已经写过。请删去一条，或写明不同的立案条件。"
            )
        self._all.conditions.setdefault(condition, row.line)

    def _category(self) -> str:
        row = self._row
        named = row.category or row.name
        known = self._all.vocabulary.get(named)
        if named and known is None:
            sentence = (
                f"“{named}”不在机器人的词表里，将作为新类别：查得到标准，但读上报时不会自动认出。"
                "如果它就是词表里的某个类别，请在“类别”一栏写明。"
            )
            self._all.warnings.append(Mistake(row.line, sentence + row.where))
        return known or named

    def _default(self, category: str) -> None:
        if not self._row.default:
            return
        first = self._all.defaults.get(category)
        if first is not None:
            self._wrong(
                f"类别“{category}”的默认条件在第 {first} 行已经定过。"
                "一个类别只能有一个，请删去一个。"
            )
        self._all.defaults.setdefault(category, self._row.line)


def words_of(filing: str) -> Iterator[str]:
    """The short words of a filing condition: 缺失、移位、开裂 → 缺失, 移位, 开裂."""
    for part in dict.fromkeys(_SIGNS.split(filing)):
        if _WORD.fullmatch(part):
            yield part
