"""`duban load`, `duban digest` and `duban migrate`: commands that work on the database."""

import getpass
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.commands.desk import desk
from bot.commands.terminal import CannotDo, say
from bot.delivery import plain
from bot.settings import Settings
from db import cards, chats, outbox
from db.engine import Database
from db.transaction import Transaction
from domain.letters import Kind
from domain.organisation import OrgFileWrong
from domain.people import Chat
from operations import digesting, mapping, organisation
from operations.mapping import Mapped
from operations.office import Office
from operations.organisation import Loaded, known_categories

BIGGEST_FILE = 10 * 1024 * 1024


_MAPS = (".geojson", ".json")


class _OnlyLooking(Exception):
    """Undoes what was written down in order to look at it."""


async def migrate(settings: Settings) -> None:
    """Bring the database to the tables of today."""
    async with desk(settings):
        say("数据库已是最新。")


async def load(settings: Settings, files: list[Path]) -> bool:
    """Load org and map files in turn; False if one had mistakes (it changed nothing)."""
    texts = [(path, org_text(path)) for path in files]
    async with desk(settings) as (database, clock):
        for path, text in texts:
            try:
                async with database.begin(clock.now()) as tx:
                    told = await _load(tx, settings, path, text)
            except OrgFileWrong as wrong:
                say(f"{path}：{wrong.__doc__}\n{wrong}")
                return False
            say(f"{path}：{told}")
    return True


async def _load(tx: Transaction, settings: Settings, path: Path, text: str) -> str:
    """Load one file, whatever it is; what it did."""
    by = getpass.getuser()
    if path.suffix.lower() in _MAPS:
        return _told_of_map(await mapping.load(tx, text, file=path.name, by=by))
    loaded = await organisation.load(
        tx, text, by=by, known_categories=known_categories(), timezone=settings.zone
    )
    return _told(loaded)


async def digest(settings: Settings, chat: int | None, *, send: bool) -> None:
    """Today so far, for one group or every enrolled one: shown here, or sent by the bot."""
    office = Office(settings.zone, settings.locale)
    async with desk(settings) as (database, clock):
        async with database.read(clock.now()) as tx:
            groups = await _groups(tx, chat)
        for group in groups:
            text = await _digest(database, clock.now(), office, group, send=send)
            say(f"── {group.title or group.id}\n{text}\n")


async def _groups(tx: Transaction, wanted: int | None) -> tuple[Chat, ...]:
    groups = [one for one in await chats.enrolled(tx) if wanted in (None, one.id)]
    if not groups:
        raise CannotDo("没有登记过的群；先用 duban load 加载组织文件，或在群里发 /enroll")
    return tuple(groups)


async def _digest(
    database: Database, now: datetime, office: Office, group: Chat, *, send: bool
) -> str:
    text = ""
    with suppress(_OnlyLooking):
        async with database.begin(now) as tx:
            await digesting.ask(tx, office, group, None)
            text = await _words(tx, office, group)
            if not send:
                raise _OnlyLooking
    return text


async def _words(tx: Transaction, office: Office, group: Chat) -> str:
    letters = [one for one in await outbox.candidates(tx, group.id) if one.kind is Kind.DIGEST]
    card = await cards.get(tx, letters[-1].card) if letters and letters[-1].card else None
    if card is None:
        raise CannotDo("没有可以通报的内容")
    html, _ = await digesting.message(tx, office, office.texts(group), card)
    return plain(html)


def org_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotDo(f"读不了 {path}：{error.strerror}") from error
    if len(data) > BIGGEST_FILE:
        raise CannotDo(f"{path} 太大，不像是组织文件")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotDo(f"{path} 不是 UTF-8 文本，请另存为 UTF-8 后再加载") from error


def _told_of_map(mapped: Mapped) -> str:
    lines = [f"已加载，{mapped.areas} 个区域，{mapped.units} 个单位"]
    others = [f"{name}（{count}）" for name, count in mapped.others.items()]
    if others:
        lines.append(f"  同时有效的其他区域文件：{'、'.join(others)}")
    return "\n".join(lines)


def _told(loaded: Loaded) -> str:
    lines = [
        f"已加载，第 {loaded.version} 版；单位 {loaded.units}，人员 {loaded.people}，"
        f"群 {loaded.groups}，值班 {loaded.duty}，地点 {loaded.places}，"
        f"路段 {loaded.streets}，路由 {loaded.routes}"
    ]
    changes = (
        ("新增单位", loaded.new_units),
        ("停用单位", loaded.retired_units),
        ("新增人员", loaded.new_people),
        ("停用人员", loaded.retired_people),
        ("尚未绑定 Telegram 的人员", loaded.unbound_people),
    )
    for title, names in changes:
        if names:
            lines.append(f"  {title}：{'、'.join(names)}")
    if loaded.waiting_groups:
        lines.append(f"  还有 {loaded.waiting_groups} 个群没有编号，请在群里用 /enroll 登记")
    return "\n".join(lines)
