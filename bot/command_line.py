"""The command line: `duban …`, the same as `python -m bot …`.

What a command needs is imported once it is known which: `duban read` needs neither the database nor
Telegram, which take a second to import.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from pkgutil import resolve_name

from bot.settings import Settings, WrongSetting, load

Command = Callable[[Settings, argparse.Namespace], int]
"""What carries a command out, and returns the exit status."""

# What logs is as slow to import as what reads a text; whoever only reads lines logs nothing.
_WITHOUT_LOGS = ("bot.commands.texts:read", "bot.commands.texts:tally")


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

    def command(name: str, act: str, told: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=told, description=told)
        added.set_defaults(act=f"bot.commands.{act}")
        return added

    _running(
        command("run", "run:command", "运行机器人；没有令牌时连同沙盒 (run the bot, or a sandbox)")
    )
    _serving(
        command("sandbox", "sandbox:command", "只运行沙盒 (only the sandbox's server and page)")
    )
    loading = command("load", "loading:command", "加载组织表、立案标准、区域 (load files)")
    loading.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="org.toml areas.geojson"
    )
    reading = command(
        "read", "texts:read", "读懂每行文字，输出 JSON (lines of text in, JSON lines out)"
    )
    reading.add_argument("--now", metavar="TIME", help="2026-11-21T09:30+08:00，默认现在 (now)")
    reading.add_argument("--org", type=Path, metavar="FILE", help="组织文件 (units by this file)")
    reading.add_argument("--why", action="store_true", help="并列出依据的词 (and by which words)")
    command("tally", "texts:tally", "读出每行工作汇报里的数字，输出 JSON (work reports in numbers)")
    erring = command(
        "reading-errors", "errors:command", "读错过的词 (words that were read wrongly)"
    )
    erring.add_argument("--since", type=_days, metavar="DAYS", help="只看最近几天 (last days only)")
    erring.add_argument("--json", action="store_true", help="输出 JSON (JSON lines)")
    telling = command("digest", "office:command", "看今天到现在的通报 (today's digest so far)")
    telling.add_argument("--chat", type=int, metavar="ID", help="只看这个群 (only this group)")
    telling.add_argument("--send", action="store_true", help="由机器人发到群里 (post it)")
    command(
        "doctor",
        "checkup:command",
        "检查一遍，说明该做什么 (look at everything, and say what to do)",
    )
    command("migrate", "migrating:command", "升级数据库 (bring the database up to date)")
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


def main(
    arguments: Sequence[str] | None = None, *, imported: Callable[[], None] = lambda: None
) -> int:
    """Run one command. Exit status: 0 done, 1 refused or failed, 2 wrong settings or usage.

    `imported` is called when all that the command needs is imported, before it begins.
    """
    wanted = parser().parse_args(arguments)
    act: Command = resolve_name(wanted.act)
    logging = wanted.act not in _WITHOUT_LOGS
    configure = resolve_name("bot.logs:configure") if logging else None
    imported()
    try:
        settings = load()
    except WrongSetting as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if configure:
        configure(settings.log_format, settings.secrets)
    try:
        return act(settings, wanted)
    except BrokenPipeError:
        # Whoever read our output has had enough; the interpreter must not try to flush it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if not isinstance(error, resolve_name("bot.commands.refusals:REFUSALS")):
            raise
        scrub = resolve_name("bot.logs:Scrubber")(settings.secrets)
        sys.stderr.write(f"{scrub(str(error) or error.__doc__ or '')}\n")
        return 1
