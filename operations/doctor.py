"""What the database knows to be wrong or missing, each with what to do about it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum

from db import chats, inbox, people, rosters, troubles, units, untold
from db.transaction import Transaction
from domain.duty import Roster, holes
from domain.org_chart import OrgChart
from domain.people import Chat, GroupRole, Person, UnitKind
from domain.routing import covers_category
from domain.routing_checks import disputed_streets, idle_routes
from operations import standards
from operations.workdays import known

_LOOK_BACK = timedelta(days=7)
_NEXT_YEAR = timedelta(days=31)
_COMING = timedelta(days=7)
_NAMED = 12


class Level(IntEnum):
    """How bad a finding is; the command ends with an error if something is broken."""

    FINE = 0
    NOTICE = 1
    BROKEN = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, and what to do about it; nothing is to be done where all is fine."""

    level: Level
    what: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Office:
    """What several checks look at."""

    chart: OrgChart
    everybody: tuple[Person, ...]
    groups: tuple[Chat, ...]
    roster: Roster


async def examine(
    tx: Transaction, known_categories: Collection[str], timezone: tzinfo
) -> list[Finding]:
    """Look at people, groups, routing and what went wrong lately; the worst first.

    `known_categories` are names 大类/小类, as `operations.organisation.known_categories` has them;
    `timezone` is where the roster is read.
    """
    office = _Office(
        await units.org_chart(tx),
        await people.all_people(tx),
        await chats.enrolled(tx),
        await rosters.roster(tx),
    )
    findings = [
        *await _admins(tx),
        *_units(office),
        *_bindings(office),
        *_holes(office, tx.now.astimezone(timezone)),
        *_categories(office, known_categories),
        *await _standard(tx, known_categories),
        *_routes(office, known_categories),
        *_groups(office),
        *await _chats(tx),
        *await _set_aside(tx),
        *await _lost(tx),
        *await _untold(tx),
        *_years(tx.now),
    ]
    return sorted(findings, key=lambda one: -one.level)


def names(found: Iterable[str]) -> str:
    """The first few of many names, and how many there are."""
    every = list(found)
    more = f" 等 {len(every)} 个" if len(every) > _NAMED else ""
    return "、".join(every[:_NAMED]) + more


async def _admins(tx: Transaction) -> list[Finding]:
    if await people.reachable_admins(tx):
        return []
    advice = "启动后在终端查看认领码，私聊机器人发送 /claim 认领码；或设置 DUBAN_ADMINS。"
    return [Finding(Level.BROKEN, "还没有管理员，没有人能登记群和绑定人员。", advice)]


def _units(office: _Office) -> Iterator[Finding]:
    if not office.chart.units:
        yield Finding(
            Level.BROKEN, "还没有加载组织表，案件派不出去。", "请执行 duban load org.toml。"
        )
    staffed = {person.unit for person in office.everybody}
    with_group = {group.unit for group in office.groups if group.role is GroupRole.UNIT}
    empty = [
        unit
        for unit in office.chart.units
        if unit.id not in staffed and unit.kind is not UnitKind.BUREAU
    ]
    unheard = [unit.name for unit in empty if unit.id not in with_group]
    if unheard:
        advice = (
            "派去的案件没人知道。请在组织表里给它写上人员，或在它的群里发送 /enroll 中队 单位名称。"
        )
        yield Finding(Level.NOTICE, f"没有人员也没有群的单位：{names(unheard)}。", advice)
    others = [unit.name for unit in empty if unit.id in with_group]
    if others:
        advice = "在它的群里说过话的人会成为队员；也可以在组织表里写上人员。"
        yield Finding(Level.NOTICE, f"没有人员的单位：{names(others)}。", advice)


def _bindings(office: _Office) -> Iterator[Finding]:
    rostered = {line.person for line in office.roster.lines}
    unbound = [person for person in office.everybody if person.telegram_id is None]
    on_duty = [person.name for person in unbound if person.id in rostered]
    advice = (
        "请管理员回复他的消息发送 /bind 姓名，或私聊机器人发送 /bind 姓名 取得一次性链接转给他。"
    )
    if on_duty:
        what = f"在值班表上、还没有绑定账号的人：{names(on_duty)}。他们的提醒只能发到单位群。"
        yield Finding(Level.NOTICE, what, advice)
    others = [person.name for person in unbound if person.id not in rostered]
    if others:
        yield Finding(Level.NOTICE, f"还没有绑定账号的人：{names(others)}。", advice)


def _holes(office: _Office, local: datetime) -> Iterator[Finding]:
    """Units that are sent cases, and in the coming week have hours at which nobody is on duty."""
    found = []
    for unit in office.chart.units:
        if not unit.categories:
            continue
        gaps = holes(office.roster, office.everybody, unit.id, local, _COMING)
        if gaps and gaps[0] == (local, local + _COMING):
            found.append(f"{unit.name}（一直没有排班）")
        elif gaps:
            since, until = gaps[0]
            found.append(f"{unit.name}（{since:%m-%d %H:%M} 到 {until:%m-%d %H:%M}）")
    if found:
        advice = (
            "这些时候的提醒会发给单位负责人，没有负责人就发给单位里的人。"
            "请在组织表里用 [[duty]] 补上。"
        )
        what = f"一周内有时没有人值班的单位（最早的一段）：{names(found)}。"
        yield Finding(Level.NOTICE, what, advice)


def _categories(office: _Office, known: Collection[str]) -> Iterator[Finding]:
    if not office.chart.units:
        return
    parts = [name.rpartition("/") for name in sorted(known)]
    uncovered = [
        small
        for big, _slash, small in parts
        if not any(covers_category(unit, big, small) for unit in office.chart.units)
    ]
    if uncovered:
        advice = "请在组织表里把它们写进某个单位的 categories；否则要由派遣员逐件派遣。"
        yield Finding(Level.NOTICE, f"没有单位负责的类别：{names(uncovered)}。", advice)


async def _standard(tx: Transaction, known: Collection[str]) -> list[Finding]:
    standing = await standards.standing(tx)
    findings = []
    if standing.version is None:
        what = "还没有加载本市的立案标准，时限按内置标准计算。"
        advice = "请执行 duban load standard.xlsx；写法见 docs/standard.md。"
        findings.append(Finding(Level.NOTICE, what, advice))
    missing = sorted(
        small
        for small in (name.rpartition("/")[2] for name in known)
        if not standing.standard.of(small)
    )
    for what, unlimited in (("按惯例时限", False), ("没有时限", True)):
        named = [name for name in missing if (not standards.customary(name)) is unlimited]
        if named:
            advice = "请把它们写进立案标准，再执行 duban load。"
            told = f"立案标准里没有、{what}的类别：{names(named)}。"
            findings.append(Finding(Level.NOTICE, told, advice))
    return findings


def _routes(office: _Office, known: Collection[str]) -> Iterator[Finding]:
    idle = [one.name for one in idle_routes(office.chart, known)]
    if idle:
        advice = "总有条件更具体的规则先决定。请在组织表里删去，或把条件写得更具体。"
        yield Finding(Level.NOTICE, f"永远轮不到的路由规则：{names(idle)}。", advice)
    disputed = [
        f"{street}（{'、'.join(unit.name for unit in units)}）"
        for street, units in disputed_streets(office.chart, known)
    ]
    if disputed:
        advice = (
            "这里的案件每次都要问人。请写一条 [[routes]] 决定，或从其中一个单位的 areas 里删去。"
        )
        yield Finding(
            Level.NOTICE, f"几个单位都管、没有规则决定的路段：{names(disputed)}。", advice
        )
    with_group = {group.unit for group in office.groups if group.role is GroupRole.UNIT}
    told = dict.fromkeys(unit for one in office.chart.routes for unit in one.copies)
    copied = [unit for one in told if (unit := office.chart.unit(one))]
    deaf = [unit.name for unit in copied if unit.id not in with_group]
    if deaf:
        advice = "抄送只发到单位群。请在它的群里发送 /enroll 中队 单位名称。"
        yield Finding(Level.NOTICE, f"收不到抄送的单位（没有群）：{names(deaf)}。", advice)


def _groups(office: _Office) -> Iterator[Finding]:
    if not any(group.role is GroupRole.SUPERVISION for group in office.groups):
        advice = "请管理员在督查群里发送 /enroll 督查。"
        yield Finding(Level.BROKEN, "还没有登记督查群，没有地方上报。", advice)
    silent = [
        _title(group)
        for group in office.groups
        if group.role in (GroupRole.SUPERVISION, GroupRole.LEADERS)
        and group.settings.digest_at is None
    ]
    if silent:
        advice = '请在组织表里给它写上 digest_at = "18:00"。'
        yield Finding(Level.NOTICE, f"没有通报时间的群：{names(silent)}。", advice)
    lost = [
        _title(group)
        for group in office.groups
        if group.role is GroupRole.UNIT and group.unit not in office.chart.active
    ]
    if lost:
        advice = "请在群里重新发送 /enroll 中队 单位名称。"
        yield Finding(Level.BROKEN, f"所属单位已不在组织表里的群：{names(lost)}。", advice)


_TROUBLES = {
    "kicked": "机器人不在群里",
    "muted": "机器人没有发言权限",
    "blocked": "对方停用了机器人",
    "deactivated": "群已经解散",
    "not_found": "找不到这个群",
    "not_started": "对方没有先找过机器人",
}


async def _chats(tx: Transaction) -> Sequence[Finding]:
    return [
        Finding(
            Level.BROKEN,
            f"发不进“{_title(chat)}”：{_TROUBLES.get(chat.trouble or '', chat.trouble)}。",
            "请把机器人重新拉进群，并允许它发言；等着的消息 24 小时内会补发。",
        )
        for chat in await chats.in_trouble(tx)
        if chat.role is not None
    ]


async def _set_aside(tx: Transaction) -> Sequence[Finding]:
    aside = (await inbox.figures(tx)).aside
    if not aside:
        return []
    latest = [one.note.strip().splitlines()[-1][:120] for one in await inbox.aside(tx, 3)]
    what = f"有 {aside} 条消息处理失败，被搁置。最近的错误：{'；'.join(latest)}。"
    return [Finding(Level.BROKEN, what, "其他消息不受影响。请把错误报告给开发者。")]


async def _untold(tx: Transaction) -> Sequence[Finding]:
    times = await untold.count_since(tx, tx.now - _LOOK_BACK)
    if not times:
        return []
    advice = "请给这些单位登记群，或在组织表里写上有账号的人；当日通报里能看到是哪些案件。"
    return [Finding(Level.NOTICE, f"一周内有 {times} 次催办没有人能通知到。", advice)]


def _years(now: datetime) -> Iterator[Finding]:
    """From December on the next year's notice is needed for deadlines that run into it."""
    unknown = [year for year in {now.year, (now + _NEXT_YEAR).year} if not known(year)]
    for year in sorted(unknown):
        what = f"{year} 年的放假通知还没有收录，工作日暂按周一到周五计算。"
        advice = "通知公布后请升级程序，或在 policy.toml 的 [[days]] 里写上休息日和上班日。"
        yield Finding(Level.NOTICE, what, advice)


async def _lost(tx: Transaction) -> Sequence[Finding]:
    since = tx.now - _LOOK_BACK
    findings = []
    for lost in (await troubles.letters_given_up(tx, since))[:_NAMED]:
        what = f"一周内有 {lost.times} 条消息没能发到 {lost.chat}：{lost.reason or '原因不明'}。"
        findings.append(Finding(Level.NOTICE, what, "请检查机器人在那里的权限。"))
    for lost in (await troubles.photos_failed(tx, since))[:_NAMED]:
        what = f"一周内有 {lost.times} 张照片没能取到（{lost.chat}）：{lost.reason or '原因不明'}。"
        findings.append(Finding(Level.NOTICE, what, "请检查网络，需要的话请对方重新发送。"))
    return findings


def _title(chat: Chat) -> str:
    return chat.title or str(chat.id)
