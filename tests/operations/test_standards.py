"""Loading standards, one after another, and the limits that they set."""

import asyncio
import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from db import cases
from db import standards as stored
from db.engine import Database
from db.tables import standard_items, standard_versions
from db.transaction import Transaction
from domain.cases import Case, Number, Source, State
from domain.standard import Condition, Item, Kind, Phase, Standard
from domain.standard_rows import Parsed, StandardWrong
from domain.standard_sheet import TITLES
from operations import standards
from operations.standards import Loaded, StandardInUse, limits_for

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 8, 5, tzinfo=SHANGHAI)

TRADE = """
[[items]]
code = "04-06"
big_class = "街面秩序"
name = "占道经营"
limit = "2紧急工作时"
"""
ROAD = """
[[items]]
code = "01-13"
big_class = "市容环境"
name = "道路破损"

[[items.conditions]]
filing = "塌坑"
limit = "4小时"

[[items.conditions]]
filing = "裂缝"
limit = "2天/7工作日"
default = true
"""
CITY = 'city = "示范市"\n'


async def loaded(tx: Transaction, text: str) -> Loaded:
    return await standards.load(tx, standards.parse(text.encode()), "测试")


async def ids(tx: Transaction) -> dict[str, int]:
    """The ids of the rows in force, by their small class and condition."""
    rows = await tx.run(select(standard_items).where(standard_items.c.active))
    return {f"{row.small_class} {row.condition}".strip(): row.id for row in rows}


async def versions(tx: Transaction) -> int:
    return int((await tx.run(select(func.count()).select_from(standard_versions))).scalar_one())


def a_case(number: int, category: str, state: State = State.HANDLING) -> Case:
    return Case(
        id=0,
        state=state,
        number=Number(NOW.date(), number),
        source=Source(chat=-1, message=number, reporter=None, reporter_name="赵督查"),
        text="",
        reported_at=NOW,
        category=category,
    )


async def test_without_a_load_the_shipped_standard_is_in_force(database: Database) -> None:
    async with database.begin(NOW) as tx:
        assert (await standards.standing(tx)).version is None
        assert await limits_for(tx, "占道经营") == (Phase(2, "urgent_hour"),)
        assert await limits_for(tx, "井盖缺损", "路灯井盖松动") == (Phase(2, "work_day"),)
        stopgap, full = await limits_for(tx, "私搭乱建")
        assert (stopgap, full) == (Phase(2, "urgent_day", "stopgap"), Phase(15, "work_day"))
        assert await limits_for(tx, "违规吸烟") == ()
        assert await limits_for(tx, "没有的类别") == ()
        assert await limits_for(tx, None) == ()


async def test_a_loaded_standard_sets_the_limits(database: Database) -> None:
    async with database.begin(NOW) as tx:
        first = await loaded(tx, CITY + TRADE + ROAD)
        assert first == Loaded(first.version, "示范市", 2, 3, changed=True, new=3)
        assert await limits_for(tx, "道路破损", "热闹路塌坑") == (Phase(4, "work_hour"),)
        long = (Phase(2, "work_day", "stopgap"), Phase(7, "work_day"))
        assert await limits_for(tx, "道路破损", "热闹路") == long
        # What it leaves out has the customary limit.
        assert await limits_for(tx, "店外经营") == (Phase(2, "urgent_hour"),)
        items = (await standards.standing(tx)).standard.of("道路破损")
        assert [one.filing for item in items for one in item.conditions] == ["塌坑", "裂缝"]
    async with database.begin(NOW) as tx:
        assert await limits_for(tx, "道路破损", "") == long


async def test_the_same_file_again_changes_nothing(database: Database) -> None:
    async with database.begin(NOW) as tx:
        first = await loaded(tx, CITY + TRADE + ROAD)
        before = await ids(tx)
    async with database.begin(NOW + timedelta(days=1)) as tx:
        again = await loaded(tx, "# 只是加了一行说明\n" + CITY + TRADE + ROAD)
        assert (again.changed, again.version) == (False, first.version)
        assert await ids(tx) == before
        assert await versions(tx) == 1


async def test_rows_keep_their_ids_and_tell_since_when(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, CITY + TRADE + ROAD)
        before = await ids(tx)
    async with database.begin(NOW + timedelta(days=1)) as tx:
        # One changed, one is new and stands first, one is no longer there.
        other = ROAD.replace("4小时", "3小时").replace("裂缝", "坑洼")
        second = await loaded(tx, CITY + other + TRADE)
        assert (second.new, second.different, second.back, second.retired) == (1, 1, 0, 1)
        after = await ids(tx)
        assert after["道路破损 塌坑"] == before["道路破损 塌坑"]
        assert after["占道经营"] == before["占道经营"]
        assert "道路破损 裂缝" not in after
        standing = await standards.standing(tx)
        assert standing.since["道路破损"].id == second.version
        assert standing.since["占道经营"].id < second.version
        assert standing.since["占道经营"].by == "测试"
    async with database.begin(NOW + timedelta(days=2)) as tx:
        third = await loaded(tx, CITY + TRADE + ROAD)
        assert (third.new, third.different, third.back, third.retired) == (0, 1, 1, 1)
        assert await ids(tx) == before


async def test_another_city_takes_the_place_of_the_first(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, CITY + TRADE + ROAD)
        before = await ids(tx)
        moved = await loaded(tx, CITY.replace("示范", "邻") + TRADE)
        assert (moved.new, moved.retired) == (1, 3)
        assert (await standards.standing(tx)).standard.city == "邻市"
        assert len(await ids(tx)) == 1
        await loaded(tx, CITY + TRADE + ROAD)
        assert await ids(tx) == before


async def test_a_category_with_open_cases_may_not_vanish(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, CITY + TRADE + ROAD)
        for number, state in ((7, State.HANDLING), (8, State.CLOSED)):
            await _add(tx, a_case(number, "道路破损", state))
    async with database.begin(NOW) as tx:
        with pytest.raises(StandardInUse, match=r"道路破损：1121-007$"):
            await loaded(tx, CITY + TRADE)
        assert await versions(tx) == 1
        assert len(await ids(tx)) == 3
        # Another condition, or another small class of the same category, is enough.
        renamed = TRADE + ROAD.replace("01-13", "01-79").replace('"道路破损"', '"园路破损"')
        assert (await loaded(tx, CITY + renamed)).retired == 2
        assert "道路破损" in (await standards.standing(tx)).standard.categories


async def _add(tx: Transaction, case: Case) -> None:
    await cases.add(tx, case, by=None, by_name="赵督查")


async def test_a_wrong_file_changes_nothing(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, CITY + TRADE)
        for wrong in (b"PK\x03\x04 no zip", TRADE.replace("2紧急", "0紧急").encode()):
            with pytest.raises(StandardWrong, match="第 "):
                standards.parse(wrong)
        assert await limits_for(tx, "占道经营") == (Phase(2, "urgent_hour"),)


def spreadsheet(*rows: tuple[Any, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


async def test_a_spreadsheet_says_the_same_as_the_text(database: Database) -> None:
    data = spreadsheet(
        ("示范市立案标准",),
        ("城市", "示范市"),
        ("大类代码", "大类", "小类代码", "小类", "立案条件", "处置时限", "默认"),
        ("04", "街面秩序", "06", "占道经营", None, "2紧急工作时", None),
        (1, "市容环境", 13, "道路破损", "塌坑", "4小时", None),
        (1, "市容环境", 13, "道路破损", "裂缝", "2天/7个工作日", "是"),
    )
    async with database.begin(NOW) as tx:
        await loaded(tx, CITY + TRADE + ROAD)
        again = await standards.load(tx, standards.parse(data), "测试")
        assert not again.changed


async def test_a_small_class_is_known_by_the_name_that_the_shipped_standard_has() -> None:
    text = TRADE.replace('"占道经营"', '"无照经营游商"')
    parsed = standards.parse(text.encode())
    assert parsed.standard.categories == {"流动摊贩"}
    assert parsed.warnings == ()


# --- properties ----------------------------------------------------------------------------

short = st.text("占道经营井盖破损缺失甲乙丙", min_size=1, max_size=4)
phases = st.sampled_from(
    [
        (Phase(2, "urgent_hour"),),
        (Phase(0.5, "work_day"),),
        (Phase(2, "urgent_day", "stopgap"), Phase(15, "work_day")),
    ]
)
conditions = st.builds(
    Condition, code=short, filing=short, closing=short, phases=phases,
    handler=short, urgent=st.booleans(), words=st.lists(short, max_size=3).map(tuple),
)  # fmt: skip
items = st.builds(
    Item,
    category=short,
    kind=st.sampled_from(Kind),
    big_class=st.just("大类"),
    big_code=st.sampled_from(["01", "02"]),
    small_code=st.sampled_from(["01", "02", "03"]),
    name=short,
    conditions=st.lists(conditions, min_size=1, max_size=3, unique_by=lambda one: one.code).map(
        tuple
    ),
    aliases=st.lists(short, max_size=2).map(tuple),
)
files = st.lists(items, min_size=1, max_size=4, unique_by=lambda one: (one.kind, one.code)).map(
    lambda every: Parsed(Standard("市", "源", tuple(every)))
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=files, other=files)
def test_whatever_was_loaded_before_the_last_file_is_in_force(
    sqlite_url: str, one: Parsed, other: Parsed
) -> None:
    asyncio.run(_load_both(sqlite_url, one, other))


async def _load_both(url: str, one: Parsed, other: Parsed) -> None:
    database = Database(url)
    async with database.begin(NOW) as tx:
        await standards.load(tx, one, "测试")
        before = await _keys(tx)
        await standards.load(tx, other, "测试")
        found = await stored.in_force(tx)
        assert found is not None
        assert found.standard == other.standard
        again = await standards.load(tx, other, "测试")
        assert not again.changed
        assert before.items() <= (await _keys(tx)).items()
    await database.close()


async def _keys(tx: Transaction) -> dict[tuple[str, ...], int]:
    rows = await tx.run(select(standard_items))
    return {
        (row.city, row.kind, row.big_code, row.small_code, row.condition): row.id for row in rows
    }


# --- the document ----------------------------------------------------------------------------

DOCUMENT = (Path(__file__).parents[2] / "docs" / "standard.md").read_text("utf-8")


def test_the_documented_text_is_a_standard() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    parsed = standards.parse(example.encode())
    assert parsed.standard.categories == {"占道经营", "道路破损"}
    assert parsed.warnings == ()


def test_the_documented_table_is_a_standard() -> None:
    lines = DOCUMENT.partition("| 大类代码 | 大类 ")[2].partition("\n\n")[0]
    rows = [
        tuple(cell.strip() for cell in line.strip("| ").split("|"))
        for line in ("大类代码 | 大类 " + lines).splitlines()
        if "---" not in line
    ]
    parsed = standards.parse(spreadsheet(*rows))
    assert parsed.standard.categories == {"占道经营", "私搭乱建", "道路破损"}
    assert len(list(parsed.standard.conditions())) == 4


def test_every_documented_column_is_known() -> None:
    table = DOCUMENT.partition("| column |")[2].partition("\n\n")[0]
    named = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    titles = {title for cell in named for title in cell.split(", ")}
    assert titles == {names[0] for names in TITLES.values()} - {"代码"}


def test_a_whole_city_is_loaded_from_its_own_table(shared: Path) -> None:
    lines = (shared / "data" / "texts" / "case_standard.jsonl").read_text("utf-8").splitlines()
    keys = ("big_code", "big", "small_code", "small", "condition", "limit_text", "close", "handler")
    titles = (
        "大类代码",
        "大类",
        "小类代码",
        "小类",
        "立案条件",
        "处置时限",
        "结案条件",
        "责任单位",
    )
    kinds = {"event": "事件", "component": "部件"}
    rows = [(kinds[one["kind"]], *(one[key] for key in keys)) for one in map(json.loads, lines)]
    parsed = standards.parse(spreadsheet(("类型", *titles), *rows))
    assert len(list(parsed.standard.conditions())) == 519
    # The limits that we ship are those of this table.
    theirs = {(item.kind, item.code): _limits(item) for item in _merged(parsed.standard)}
    ours = {(item.kind, item.code): _limits(item) for item in _merged(standards.shipped())}
    assert {key: ours[key] for key in theirs} == theirs


def _limits(item: Item) -> set[tuple[float, str]]:
    return {(phase.value, phase.unit) for one in item.conditions for phase in one.phases}


def _merged(standard: Standard) -> list[Item]:
    """One item for each code, with the conditions of all its categories."""
    found: dict[tuple[Kind, str], Item] = {}
    for item in standard.items:
        first = found.get((item.kind, item.code))
        conditions = (*(first.conditions if first else ()), *item.conditions)
        found[item.kind, item.code] = replace(item, conditions=conditions)
    return list(found.values())
