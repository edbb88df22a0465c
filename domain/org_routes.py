"""The `[[routes]]` and `[[streets]]` of an org file: read, and checked against the rest of it."""

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from domain.mistakes import Mistake
from domain.org_entry import Entry, nearest
from domain.organisation import Organisation, RouteEntry, StreetEntry
from domain.toml_lines import TomlLines

SHORTEST_NAME = 2
"""Characters of a street's or area's name; a single one stands in every text."""

_CONDITIONS = ("category", "street", "area")


def route_entry(entry: Entry) -> RouteEntry | None:
    """A `[[routes]]` table; None where it has no unit or no condition."""
    entry.allow(*_CONDITIONS, "unit", "helpers", "copies")
    unit = entry.needed("unit", "路由规则")
    category, street, area = (entry.text(key) for key in _CONDITIONS)
    for key, name in (("street", street), ("area", area)):
        _long_enough(entry, key, name)
    if not any(entry.has(key) for key in _CONDITIONS):
        sentence = "路由规则没有条件。请至少写 category、street、area 中的一项。"
        entry.wrong("unit", sentence)
    if not unit or not (category or street or area):
        return None
    return RouteEntry(
        line=entry.line(),
        unit=unit,
        category=category,
        street=street,
        area=area,
        helpers=entry.texts("helpers"),
        copies=entry.texts("copies"),
    )


def street_entry(entry: Entry) -> StreetEntry | None:
    """A `[[streets]]` table; None where it has no name or no chief."""
    entry.allow("name", "chief", "unit", "aliases")
    name = entry.needed("name", "路段")
    chief = entry.account_or_name("chief", "路段")
    aliases = entry.texts("aliases")
    for key, word in (("name", name), *(("aliases", alias) for alias in aliases)):
        _long_enough(entry, key, word)
    street = StreetEntry(entry.line(), name or "", chief or "", entry.text("unit"), aliases)
    return street if name and chief else None


def _long_enough(entry: Entry, key: str, name: str | None) -> None:
    if name and len(name) < SHORTEST_NAME:
        sentence = f"“{name}”太短，普通文字里会误认。路段和区域的名称至少写两个字。"
        entry.wrong(key, sentence)


class RouteChecks:
    """What must hold between routes, streets and the other tables of one file."""

    def __init__(
        self, organisation: Organisation, lines: TomlLines, known_categories: Collection[str]
    ) -> None:
        self._all = organisation
        self._lines = lines
        self._categories = known_categories
        self._units = {unit.name for unit in organisation.units}

    def mistakes(self) -> Iterator[Mistake]:
        """Every contradiction; each entry was found right in itself before."""
        seen: dict[tuple[str | None, ...], int] = {}
        for route in self._all.routes:
            yield from self._route(route)
            conditions = (route.category, route.street, route.area)
            first = seen.setdefault(conditions, route.line)
            if first != route.line:
                sentence = f"这条规则的条件与第 {first} 行的完全相同。请合并，或再加一个条件。"
                yield Mistake(route.line, sentence)
        yield from self._street_names()
        for street in self._all.streets:
            yield from self._street(street)

    def _at(self, line: int, key: str, sentence: str) -> Mistake:
        return Mistake(self._lines.within(line, key), sentence)

    def _unknown(self, line: int, key: str, name: str) -> Mistake:
        hint = nearest(name, self._units) or "请先用 [[units]] 写上这个单位。"
        return self._at(line, key, f"没有叫“{name}”的单位。{hint}")

    def _route(self, route: RouteEntry) -> Iterator[Mistake]:
        named = [("unit", route.unit)]
        named += [("helpers", name) for name in route.helpers]
        named += [("copies", name) for name in route.copies]
        for key, name in named:
            if name not in self._units:
                yield self._unknown(route.line, key, name)
        if route.unit in route.helpers:
            sentence = f"“{route.unit}”是主办单位，不能又是协办。请从 helpers 里删去。"
            yield self._at(route.line, "helpers", sentence)
        for name in route.copies:
            if name in (route.unit, *route.helpers):
                sentence = f"“{name}”已经是主办或协办，不用再抄送。请从 copies 里删去。"
                yield self._at(route.line, "copies", sentence)
        pattern = route.category
        if pattern and not any(fnmatchcase(known, pattern) for known in self._categories):
            hint = nearest(pattern, self._patterns()) or "写法是“大类/小类”或“大类/*”。"
            sentence = f"没有符合“{pattern}”的案件类别。{hint}"
            yield self._at(route.line, "category", sentence)

    def _patterns(self) -> list[str]:
        bigs = {known.rpartition("/")[0] + "/*" for known in self._categories}
        return sorted(bigs | set(self._categories))

    def _street(self, street: StreetEntry) -> Iterator[Mistake]:
        chief = self._all.chief_of(street)
        if chief is None:
            names = [known.name for known in self._all.people]
            hint = nearest(str(street.chief), names) or "请先用 [[people]] 写上这个人。"
            yield self._at(street.line, "chief", f"路长“{street.chief}”不在人员里。{hint}")
        elif street.unit is None and chief.unit is None:
            sentence = f'“{chief.name}”没有写单位。请给这个路段加上一行 unit = "…"。'
            yield self._at(street.line, "chief", sentence)
        if street.unit is not None and street.unit not in self._units:
            yield self._unknown(street.line, "unit", street.unit)

    def _street_names(self) -> Iterator[Mistake]:
        first: dict[str, int] = {}
        units = {word for one in self._all.units for word in (one.name, *one.aliases)}
        for street in self._all.streets:
            names = [("name", street.name), *(("aliases", one) for one in street.aliases)]
            for key, name in names:
                if name in first:
                    sentence = f"“{name}”已经在第 {first[name]} 行的路段用过。请改一个。"
                    yield self._at(street.line, key, sentence)
                elif name in units:
                    sentence = f"“{name}”是单位的名称或别名，不能又是路段。请写全路名。"
                    yield self._at(street.line, key, sentence)
                first.setdefault(name, street.line)
