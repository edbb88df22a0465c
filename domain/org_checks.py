"""What must hold between the entries of an org file: nothing twice, nothing unknown, no circles."""

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TypeVar

from domain.mistakes import Mistake
from domain.org_entry import nearest
from domain.organisation import Organisation
from domain.people import GroupRole, Role
from domain.toml_lines import TomlLines

Name = TypeVar("Name", bound=Hashable)


class Checks:
    """The checks of one file, whose entries call units by their names (`Organisation.by_name`)."""

    def __init__(
        self, organisation: Organisation, lines: TomlLines, known_categories: Collection[str]
    ) -> None:
        self._all = organisation
        self._lines = lines
        self._categories = known_categories
        self._units = {unit.name: unit for unit in organisation.units}

    def mistakes(self) -> Iterator[Mistake]:
        """Every contradiction; each entry was found right in itself before."""
        if not self._all.units:
            yield Mistake(1, "文件里没有任何单位。请至少写一个 [[units]]，其中有 name。")
        yield from self._unit_names()
        yield from self._parents()
        yield from self._patterns()
        yield from self._people()
        yield from self._groups()
        yield from self._duty()
        yield from self._places()

    def _at(self, line: int, key: str, sentence: str) -> Mistake:
        return Mistake(self._lines.within(line, key), sentence)

    def _unit_names(self) -> Iterator[Mistake]:
        names = [(one.name, one.line, "name") for one in self._all.units]
        names += [(alias, one.line, "aliases") for one in self._all.units for alias in one.aliases]
        for name, line, key, first in _repeated(names):
            yield self._at(
                line,
                key,
                f"“{name}”已经在第 {first} 行的单位用过。单位的名称和别名不能重复，请改一个。",
            )

    def _parents(self) -> Iterator[Mistake]:
        for unit in self._all.units:
            if unit.parent is None:
                continue
            if unit.parent not in self._units:
                yield self._unknown_unit(unit.line, "parent", unit.parent)
            elif unit.name in self._above(unit.name):
                sentence = "上级单位绕成了圈，自己成了自己的上级。请改正其中一个 parent。"
                yield self._at(unit.line, "parent", sentence)

    def _above(self, name: str) -> set[str]:
        above: set[str] = set()
        unit = self._units.get(name)
        while unit and unit.parent and unit.parent not in above:
            above.add(unit.parent)
            unit = self._units.get(unit.parent)
        return above

    def _unknown_unit(self, line: int, key: str, name: str) -> Mistake:
        hint = nearest(name, self._units) or "请先用 [[units]] 写上这个单位。"
        return self._at(line, key, f"没有叫“{name}”的单位。{hint}")

    def _patterns(self) -> Iterator[Mistake]:
        for unit in self._all.units:
            for pattern in unit.categories:
                if not any(fnmatchcase(known, pattern) for known in self._categories):
                    hint = (
                        nearest(pattern, self._patterns_that_fit())
                        or "写法是“大类/小类”或“大类/*”。"
                    )
                    sentence = f"没有符合“{pattern}”的案件类别。{hint}"
                    yield self._at(unit.line, "categories", sentence)

    def _patterns_that_fit(self) -> list[str]:
        bigs = {known.partition("/")[0] + "/*" for known in self._categories}
        return sorted(bigs | set(self._categories))

    def _people(self) -> Iterator[Mistake]:
        people = self._all.people
        accounts = [(one.telegram_id, one.line, "telegram_id") for one in people if one.telegram_id]
        for account, line, key, first in _repeated(accounts):
            yield self._at(
                line,
                key,
                f"telegram_id {account} 已经属于第 {first} 行的人。一个账号只能属于一人。",
            )
        names = [((one.name, one.unit), one.line, "name") for one in people]
        for (name, _unit), line, key, first in _repeated(names):
            sentence = (
                f"同一单位里第 {first} 行已有一位“{name}”。请在名字后加以区分，例如“{name}2”。"
            )
            yield self._at(line, key, sentence)
        for one in people:
            if one.unit is not None and one.unit not in self._units:
                yield self._unknown_unit(one.line, "unit", one.unit)
            elif one.unit is None and one.roles & {Role.HANDLER, Role.UNIT_LEADER}:
                sentence = f'“{one.name}”是队员或中队长，但没有写单位。请加上一行 unit = "…"。'
                yield self._at(one.line, "roles", sentence)

    def _groups(self) -> Iterator[Mistake]:
        groups = self._all.groups
        ids = [(one.chat_id, one.line, "chat_id") for one in groups if one.chat_id]
        for chat_id, line, key, first in _repeated(ids):
            yield self._at(
                line, key, f"chat_id {chat_id} 已经在第 {first} 行的群用过。请删去其中一个。"
            )
        for one in groups:
            if one.unit is not None and one.unit not in self._units:
                yield self._unknown_unit(one.line, "unit", one.unit)
            elif one.unit is None and one.role is GroupRole.UNIT:
                yield self._at(one.line, "role", '单位群要写明是哪个单位。请加上一行 unit = "…"。')

    def _duty(self) -> Iterator[Mistake]:
        for one in self._all.duty:
            person = self._all.person_of(one)
            if one.unit not in self._units:
                yield self._unknown_unit(one.line, "unit", one.unit)
            elif person is None:
                names = [known.name for known in self._all.people]
                hint = nearest(str(one.person), names) or "请先用 [[people]] 写上这个人。"
                yield self._at(one.line, "person", f"值班表里的“{one.person}”不在人员里。{hint}")
            elif person.unit != one.unit:
                where = f"属于“{person.unit}”" if person.unit else "没有写单位"
                sentence = f"“{person.name}”{where}，不能给“{one.unit}”值班。请改正单位或人。"
                yield self._at(one.line, "person", sentence)
        whole = [
            ((self._all.person_of(one), replace(one, line=0)), one.line, "person")
            for one in self._all.duty
        ]
        for _whole, line, key, first in _repeated(whole):
            yield self._at(line, key, f"与第 {first} 行的值班完全相同。请删去其中一条。")

    def _places(self) -> Iterator[Mistake]:
        places = self._all.places
        names = [(one.name, one.line, "name") for one in places]
        names += [(alias, one.line, "aliases") for one in places for alias in one.aliases]
        for name, line, key, first in _repeated(names):
            sentence = (
                f"“{name}”已经在第 {first} 行的地点用过。地点的名称和别名不能重复，请改一个。"
            )
            yield self._at(line, key, sentence)
        units = {word for one in self._all.units for word in (one.name, *one.aliases)}
        for name, line, key in names:
            if name in units:
                sentence = f"“{name}”是单位的名称或别名，不能又是地点。请把地点写得更具体。"
                yield self._at(line, key, sentence)
        for one in places:
            if one.unit is not None and one.unit not in self._units:
                yield self._unknown_unit(one.line, "unit", one.unit)


def _repeated(
    names: Iterable[tuple[Name, int, str]],
) -> Iterator[tuple[Name, int, str, int]]:
    """What was named before, where again, and in which line first."""
    first: dict[Name, int] = {}
    for name, line, key in names:
        if name in first:
            yield name, line, key, first[name]
        first.setdefault(name, line)
