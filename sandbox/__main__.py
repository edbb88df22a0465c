"""`python -m sandbox`: the sandbox alone, for a bot that is started elsewhere."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.errors import ControlError
from sandbox.server import Sandbox
from sandbox.store import FolderInUseError


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="port, 0 for any free one")
    parser.add_argument("--data", type=Path, default=Path("data/sandbox"), help="state folder")
    parser.add_argument("--token", help="token of the main bot (default: the folder's own)")
    parser.add_argument("--limits", action="store_true", help="keep Telegram's send limits")
    parser.add_argument("--timezone", default="Asia/Shanghai", help="time zone of the clock")
    return parser.parse_args()


async def _serve(wanted: argparse.Namespace) -> None:
    sandbox = Sandbox(
        wanted.data,
        host=wanted.host,
        port=wanted.port,
        token=wanted.token,
        limits=wanted.limits,
        timezone=wanted.timezone,
    )
    await sandbox.start()
    sys.stdout.write(f"沙盒：{sandbox.url}\n令牌：{sandbox.token}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    await sandbox.stop()


def main() -> int:
    """Serve until interrupted; 1 with a sentence if that is impossible."""
    try:
        asyncio.run(_serve(_arguments()))
    except (FolderInUseError, ControlError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
