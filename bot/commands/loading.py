"""`duban load FILE…`: what kind of file it is, and what loads it."""

import argparse
import asyncio
import getpass
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.commands.desk import desk
from bot.commands.terminal import CannotDo, say
from bot.settings import Settings
from db.transaction import Transaction
from documents.spreadsheet import looks_like_spreadsheet
from domain.mistakes import FileWrong, Mistake
from domain.policy_file import is_policy
from domain.standard_file import is_standard
from operations import mapping, organisation, policing, standards
from operations.organisation import known_categories

BIGGEST_FILE = 10 * 1024 * 1024
_SHOWN = 12

Told = list[str]
"""What a load did, as lines for the terminal."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: how it is known, and what loads it in one transaction."""

    fits: Callable[[bytes], bool]
    load: Callable[[Transaction, bytes, Settings, str, str], Awaitable[Told]]


def command(settings: Settings, wanted: argparse.Namespace) -> int:
    """Load the files; 1 if one had mistakes."""
    return 0 if asyncio.run(load(settings, wanted.files)) else 1


async def load(settings: Settings, files: Sequence[Path]) -> bool:
    """Load files one after the other; False if one had mistakes (it changed nothing)."""
    contents = [(path, _bytes(path)) for path in files]
    async with desk(settings) as (database, clock):
        for path, data in contents:
            kind = next(kind for kind in _KINDS if kind.fits(data))
            try:
                async with database.begin(clock.now()) as tx:
                    told = await kind.load(tx, data, settings, getpass.getuser(), path.name)
            except _WRONG as wrong:
                say(f"{path}：{_sentence(wrong)}\n{wrong}")
                return False
            except CannotDo as error:
                raise CannotDo(f"{path} {error}") from error
            say(f"{path}：{told[0]}")
            for line in told[1:]:
                say(f"  {line}")
    return True


def _sentence(wrong: Exception) -> str:
    return "".join(line.strip() for line in (wrong.__doc__ or "").splitlines())


def org_text(path: Path) -> str:
    """The text of an org file; `CannotDo` says why there is none."""
    try:
        return _text(_bytes(path))
    except CannotDo as error:
        raise CannotDo(f"{path} {error}") from error


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotDo(f"读不了 {path}：{error.strerror}") from error
    if len(data) > BIGGEST_FILE:
        raise CannotDo(f"{path} 太大，不像是要加载的文件")
    return data


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotDo("不是 UTF-8 文本，请另存为 UTF-8 后再加载") from error


# --- org files -----------------------------------------------------------------------------


async def _load_organisation(
    tx: Transaction, data: bytes, settings: Settings, by: str, _name: str
) -> Told:
    loaded = await organisation.load(
        tx, _text(data), by=by, known_categories=known_categories(), timezone=settings.zone
    )
    told = [
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
    told += [f"{title}：{'、'.join(names)}" for title, names in changes if names]
    if loaded.waiting_groups:
        told.append(f"还有 {loaded.waiting_groups} 个群没有编号，请在群里用 /enroll 登记")
    return told


# --- standards -----------------------------------------------------------------------------


def _is_standard(data: bytes) -> bool:
    return looks_like_spreadsheet(data) or is_standard(data.decode("utf-8", "replace"))


async def _load_standard(
    tx: Transaction, data: bytes, _settings: Settings, by: str, _name: str
) -> Told:
    parsed = standards.parse(data)
    loaded = await standards.load(tx, parsed, by)
    what = f"{loaded.city}的立案标准；小类 {loaded.classes}，立案条件 {loaded.conditions}"
    if loaded.changed:
        told = [
            f"已加载，第 {loaded.version} 版，{what}",
            f"新增 {loaded.new}，修改 {loaded.different}，"
            f"恢复 {loaded.back}，停用 {loaded.retired}",
        ]
    else:
        told = [f"没有变化，仍是第 {loaded.version} 版，{what}"]
    return [*told, *_some(parsed.warnings)]


def _some(warnings: Sequence[Mistake]) -> Told:
    more = [f"……还有 {len(warnings) - _SHOWN} 处"] if len(warnings) > _SHOWN else []
    return [f"请留意，{one}" for one in warnings[:_SHOWN]] + more


# --- policies ------------------------------------------------------------------------------


def _is_policy(data: bytes) -> bool:
    return is_policy(data.decode("utf-8", "replace"))


async def _load_policy(
    tx: Transaction, data: bytes, settings: Settings, by: str, _name: str
) -> Told:
    loaded = await policing.load(tx, data, by=by, zone=settings.zone)
    told = [f"已加载，制度第 {loaded.policy.version} 版，以后立案的案件按它计算"]
    return told + [f"{year} 年的放假通知还没有公布，暂按周末休息计算" for year in loaded.unknown]


# --- areas ---------------------------------------------------------------------------------


def _is_map(data: bytes) -> bool:
    """A GeoJSON file is the only kind that is JSON."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


async def _load_areas(
    tx: Transaction, data: bytes, _settings: Settings, by: str, name: str
) -> Told:
    mapped = await mapping.load(tx, _text(data), file=name, by=by)
    told = [f"已加载，{mapped.areas} 个区域，{mapped.units} 个单位"]
    others = [f"{other}（{count}）" for other, count in mapped.others.items()]
    return told + ([f"同时有效的其他区域文件：{'、'.join(others)}"] if others else [])


# The first that fits; an org file is what fits nothing else.
_KINDS = (
    FileKind(_is_standard, _load_standard),
    FileKind(_is_map, _load_areas),
    FileKind(_is_policy, _load_policy),
    FileKind(lambda _data: True, _load_organisation),
)
_WRONG = (FileWrong, standards.StandardInUse)
