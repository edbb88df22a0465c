"""`duban doctor`: is everything as it must be, and what is to be done where it is not."""

import shutil
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from telegram import ChatMember, User
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.request import Api, open_api
from bot.settings import Settings
from db import chats, facts
from db.engine import Database
from db.migrate import current, newest
from domain.people import Chat
from operations.doctor import Finding, Level
from operations.doctor import examine as examine_office
from operations.organisation import known_categories
from photos import lettering

_SQLITE = "sqlite+aiosqlite:///"
_LITTLE_ROOM = 500_000_000
# Seconds that the clock may be off before something is said, and before it is called broken.
_DRIFT, _BAD_DRIFT = 20, 300
_PATIENCE = aiohttp.ClientTimeout(total=10)


async def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Look at everything that can be looked at from here; the worst first.

    `settings` are those of a bot with a token; nothing is changed anywhere. `now` is the
    machine's time.
    """
    findings = [*_font(), *_room(settings)]
    async with _database(settings, findings) as database:
        findings += await _telegram(settings, database, now)
        if database is not None:
            async with database.read(now) as tx:
                findings += await examine_office(tx, known_categories(), settings.zone)
    return sorted(findings, key=lambda one: -one.level)


def report(findings: Sequence[Finding]) -> str:
    """The findings as lines for a terminal, with what to do under each."""
    marks = {Level.FINE: "✓", Level.NOTICE: "!", Level.BROKEN: "✗"}
    lines = []
    for one in findings:
        lines.append(f"{marks[one.level]} {one.what}")
        if one.advice:
            lines.append(f"    {one.advice}")
    return "\n".join(lines)


def exit_status(findings: Iterable[Finding]) -> int:
    """1 if something is broken, else 0."""
    return int(any(one.level is Level.BROKEN for one in findings))


def _font() -> list[Finding]:
    try:
        lettering.font(16)
    except OSError:
        advice = "请重新安装：删去 .venv 后执行 make install。"
        return [Finding(Level.BROKEN, "找不到中文字体，图片里写不出字。", advice)]
    return [Finding(Level.FINE, "中文字体可用。")]


def _room(settings: Settings) -> list[Finding]:
    folder = Path(settings.photos)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_ROOM:
        what = f"磁盘只剩 {free // 1_000_000} MB，照片很快就存不下了。"
        return [Finding(Level.BROKEN, what, "请清理磁盘，或用 DUBAN_PHOTOS 换一个位置。")]
    return []


@asynccontextmanager
async def _database(settings: Settings, findings: list[Finding]) -> AsyncIterator[Database | None]:
    """The database if it can be read as it is; else None, and a finding that says why."""
    url = settings.database
    if _is_missing(url):
        what, advice = (
            "数据库还没有建立。",
            "第一次 duban run 时会自动建立；也可以执行 duban migrate。",
        )
        findings.append(Finding(Level.NOTICE, what, advice))
        yield None
        return
    database = Database(url)
    try:
        trouble = await _revision(database)
        findings.append(trouble or Finding(Level.FINE, "数据库可用，表结构是最新的。"))
        yield None if trouble else database
    finally:
        await database.close()


def _is_missing(url: str) -> bool:
    """Whether this is a file that is not there; to open it would make it."""
    return url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists()


async def _revision(database: Database) -> Finding | None:
    try:
        revision = await database.look(current)
    except Exception as error:
        # Each driver has its own errors; whatever it is, the operator must read it here.
        advice = "请检查 DUBAN_DATABASE，并确认数据库正在运行。"
        return Finding(Level.BROKEN, f"连不上数据库（{type(error).__name__}）。", advice)
    if revision == newest():
        return None
    return Finding(Level.BROKEN, "数据库的表结构不是这个程序要的版本。", "请执行 duban migrate。")


async def _telegram(settings: Settings, database: Database | None, now: datetime) -> list[Finding]:
    token = settings.telegram_token
    if token is None:
        return [
            Finding(
                Level.NOTICE, "没有设置令牌，只能在沙盒里运行。", "请设置 DUBAN_TELEGRAM_TOKEN。"
            )
        ]
    api = open_api(settings.telegram_api, token.get_secret_value())
    try:
        await api.initialize()
        findings = [Finding(Level.FINE, f"令牌有效：@{api.bot.username}。")]
        findings += await _clock(settings, now)
        if database is not None:
            findings += await _in_groups(api, database, now)
        return findings
    except InvalidToken:
        advice = "请向 BotFather 取得令牌，写进 DUBAN_TELEGRAM_TOKEN。"
        return [Finding(Level.BROKEN, "Telegram 不认这个令牌。", advice)]
    except TelegramError as error:
        advice = "请检查网络、代理（HTTPS_PROXY）和 DUBAN_TELEGRAM_API。"
        return [Finding(Level.BROKEN, f"连不上 Telegram（{type(error).__name__}）。", advice)]
    finally:
        await api.shutdown()


async def _clock(settings: Settings, now: datetime) -> list[Finding]:
    """Compare with the server's `Date`; the sandbox's own time does not matter here."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as session,
            session.head(settings.telegram_api) as answer,
        ):
            told = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return []
    off = abs((now - told.replace(tzinfo=told.tzinfo or UTC)).total_seconds())
    if off <= _DRIFT:
        return [Finding(Level.FINE, "本机时钟准确。")]
    level = Level.BROKEN if off > _BAD_DRIFT else Level.NOTICE
    advice = "时限和通报都按本机时间计算，请打开自动对时（NTP）。"
    return [Finding(level, f"本机时钟与 Telegram 相差 {off:.0f} 秒。", advice)]


async def _in_groups(api: Api, database: Database, now: datetime) -> list[Finding]:
    async with database.read(now) as tx:
        groups = await chats.enrolled(tx)
        owner = await facts.get(tx, "bot_id")
    if owner is not None and owner != api.bot.id:
        advice = "请换回原来的令牌，或用 DUBAN_DATABASE 指定一个新的数据库。"
        return [Finding(Level.BROKEN, "这个数据库属于另一个机器人。", advice)]
    findings = [await _rights(api, api.bot, group) for group in groups]
    hears_all = api.bot.can_read_all_group_messages
    if hears_all is False and not groups:
        findings.append(
            Finding(Level.NOTICE, "机器人开着隐私模式，听不到群里的普通消息。", _PRIVACY)
        )
    return findings


_PRIVACY = (
    "请在 BotFather 里用 /setprivacy 关闭（Disable），再把机器人移出群重新拉入；"
    "或把它设为群管理员。"
)


async def _rights(api: Api, me: User, group: Chat) -> Finding:
    """What the bot may do in one group."""
    name = group.title or str(group.id)
    try:
        member = await api.get_chat_member(group.id, me.id)
    except (BadRequest, Forbidden):
        return Finding(Level.BROKEN, f"机器人不在“{name}”里。", "请把机器人拉进这个群。")
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return Finding(Level.BROKEN, f"机器人不在“{name}”里。", "请把机器人拉进这个群。")
    if member.status == ChatMember.RESTRICTED and not getattr(member, "can_send_messages", True):
        return Finding(Level.BROKEN, f"机器人在“{name}”里被禁言。", "请群管理员允许它发言。")
    hears_all = me.can_read_all_group_messages is not False
    if member.status == ChatMember.MEMBER and not hears_all:
        what = f"机器人开着隐私模式，听不到“{name}”里的普通消息。"
        return Finding(Level.BROKEN, what, _PRIVACY)
    return Finding(Level.FINE, f"“{name}”里一切正常。")
