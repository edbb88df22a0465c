"""The command line: `duban …`, the same as `python -m bot …`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot import doctor, logs
from bot.clock import NoClock
from bot.commands import errors, loading, office, sandbox, texts
from bot.commands.run import run
from bot.commands.terminal import CannotDo, say
from bot.intake import TokenRefused
from bot.lock import AlreadySpeaking
from bot.playground import PagePortTaken
from bot.settings import Settings, WrongSetting, load
from db.failures import NoDatabase
from db.migrate import NewerDatabase
from db.outbox.chats import OtherBot
from sandbox.errors import ControlError
from sandbox.store import FolderInUseError
from web.server import PortTaken

# What a person at the terminal can mend: told as a sentence, without a traceback.
REFUSALS = (
    AlreadySpeaking,
    CannotDo,
    ControlError,
    FolderInUseError,
    NewerDatabase,
    NoClock,
    NoDatabase,
    OtherBot,
    PagePortTaken,
    PortTaken,
    TokenRefused,
)

Command = Callable[[Settings, argparse.Namespace], int]


def _run(settings: Settings, wanted: argparse.Namespace) -> int:
    asyncio.run(run(settings, port=wanted.port, empty=wanted.empty, limits=wanted.limits))
    return 0


def _sandbox(settings: Settings, wanted: argparse.Namespace) -> int:
    asyncio.run(sandbox.serve(settings, wanted.port, wanted.data, limits=wanted.limits))
    return 0


def _load(settings: Settings, wanted: argparse.Namespace) -> int:
    return 0 if asyncio.run(loading.load(settings, wanted.files)) else 1


def _read(settings: Settings, wanted: argparse.Namespace) -> int:
    texts.read(texts.moment(wanted.now, settings.zone), wanted.org, why=wanted.why)
    return 0


def _tally(_settings: Settings, _wanted: argparse.Namespace) -> int:
    texts.tally()
    return 0


def _reading_errors(settings: Settings, wanted: argparse.Namespace) -> int:
    asyncio.run(errors.reading_errors(settings, wanted.since, as_json=wanted.json))
    return 0


def _digest(settings: Settings, wanted: argparse.Namespace) -> int:
    asyncio.run(office.digest(settings, wanted.chat, send=wanted.send))
    return 0


def _doctor(settings: Settings, _wanted: argparse.Namespace) -> int:
    findings = asyncio.run(doctor.examine(settings, datetime.now(settings.zone)))
    say(doctor.report(findings))
    return doctor.exit_status(findings)


def _migrate(settings: Settings, _wanted: argparse.Namespace) -> int:
    asyncio.run(office.migrate(settings))
    return 0


class _OneLineEach(argparse.HelpFormatter):
    """Each command beside its description: argparse forgets that commands are indented."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = len("  reading-errors") + 2


def parser() -> argparse.ArgumentParser:
    """Every command with its options; `--help` prints them."""
    whole = argparse.ArgumentParser(
        prog="duban",
        description="督办：群聊里的案件机器人 (a case bot for group chats)",
        epilog="设置见 .env.example (settings: see .env.example)",
        formatter_class=_OneLineEach,
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, act: Command, told: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=told, description=told)
        added.set_defaults(act=act)
        return added

    _running(command("run", _run, "运行机器人；没有令牌时连同沙盒 (run the bot, or a sandbox)"))
    _serving(command("sandbox", _sandbox, "只运行沙盒 (only the sandbox's server and page)"))
    loading = command("load", _load, "加载组织表、立案标准、区域 (load files)")
    loading.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="org.toml areas.geojson"
    )
    reading = command("read", _read, "读懂每行文字，输出 JSON (lines of text in, JSON lines out)")
    reading.add_argument("--now", metavar="TIME", help="2026-11-21T09:30+08:00，默认现在 (now)")
    reading.add_argument("--org", type=Path, metavar="FILE", help="组织文件 (units by this file)")
    reading.add_argument("--why", action="store_true", help="并列出依据的词 (and by which words)")
    command("tally", _tally, "读出每行工作汇报里的数字，输出 JSON (work reports in numbers)")
    erring = command("reading-errors", _reading_errors, "读错过的词 (words that were read wrongly)")
    erring.add_argument("--since", type=_days, metavar="DAYS", help="只看最近几天 (last days only)")
    erring.add_argument("--json", action="store_true", help="输出 JSON (JSON lines)")
    telling = command("digest", _digest, "看今天到现在的通报 (today's digest so far)")
    telling.add_argument("--chat", type=int, metavar="ID", help="只看这个群 (only this group)")
    telling.add_argument("--send", action="store_true", help="由机器人发到群里 (post it)")
    command("doctor", _doctor, "检查一遍，说明该做什么 (look at everything, and say what to do)")
    command("migrate", _migrate, "升级数据库 (bring the database up to date)")
    return whole


def _running(added: argparse.ArgumentParser) -> None:
    added.add_argument("--empty", action="store_true", help="不演示示例上午 (no example morning)")
    added.add_argument("--port", type=_port, help="沙盒页面的端口 (port of the sandbox page)")
    added.add_argument("--limits", action="store_true", help="沙盒也限制发送 (send limits)")


def _serving(added: argparse.ArgumentParser) -> None:
    added.add_argument("--port", type=_port, default=8081, help="端口，0 为任意 (0: any free one)")
    added.add_argument("--data", type=Path, help="数据文件夹 (state folder)")
    added.add_argument("--limits", action="store_true", help="限制发送 (send limits)")


def _days(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 36500:
        raise argparse.ArgumentTypeError("天数要在 1 到 36500 之间")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("端口要在 0 到 65535 之间")
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 refused or failed, 2 wrong settings or usage."""
    wanted = parser().parse_args(arguments)
    try:
        settings = load()
    except WrongSetting as error:
        sys.stderr.write(f"{error}\n")
        return 2
    scrub = logs.configure(settings.log_format, settings.secrets)
    act: Command = wanted.act
    try:
        return act(settings, wanted)
    except REFUSALS as error:
        sys.stderr.write(f"{scrub(str(error) or error.__doc__ or '')}\n")
        return 1
    except BrokenPipeError:
        # Whoever read our output has had enough; the interpreter must not try to flush it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
