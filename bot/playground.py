"""The sandbox around the bot, when nobody gave it a token: no account, nothing to configure."""

import errno
import socket
from datetime import datetime

from pydantic import SecretStr

from bot.settings import SANDBOX_FOLDER, Settings
from sandbox.server import Sandbox

# Where the page is looked for; if somebody else listens there, any free port will do.
PAGE_PORT = 8000

# Where other commands find the sandbox that is running, whose clock may have jumped.
ADDRESS = SANDBOX_FOLDER / "address"


class PagePortTaken(Exception):
    """沙盒页面的端口已被占用：请用 --port 换一个。"""


class Playground:
    """A Telegram of our own on this machine, with everything in `data/sandbox`."""

    def __init__(
        self,
        settings: Settings,
        port: int | None,
        *,
        limits: bool = False,
        begin: datetime | None = None,
    ) -> None:
        """`port` is where the page must be; None: wherever there is room.

        `begin` is the time in a sandbox that is new; None: the machine's.
        """
        self._settings = settings
        self._limits = limits
        self._sandbox = Sandbox(
            SANDBOX_FOLDER,
            port=port if port is not None else _free(PAGE_PORT),
            timezone=settings.timezone,
            limits=limits,
            now=begin,
        )

    async def start(self) -> None:
        """Open the sandbox. Raises `PagePortTaken`, and `FolderInUseError` for a second one."""
        await opened(self._sandbox)
        ADDRESS.write_text(self.url)

    async def stop(self) -> None:
        """Close it; what happened in it is kept."""
        ADDRESS.unlink(missing_ok=True)
        await self._sandbox.stop()

    @property
    def url(self) -> str:
        """The page, and the root of the Bot API."""
        return self._sandbox.url

    def settings(self) -> Settings:
        """The settings of a bot that lives in this sandbox."""
        changed: dict[str, object] = {
            "telegram_token": SecretStr(self._sandbox.token),
            "telegram_api": self.url,
            "clock_url": clock_url(self.url),
        }
        if not self._limits and "send_limits" not in self._settings.model_fields_set:
            changed["send_limits"] = "off"
        if "http_port" not in self._settings.model_fields_set:
            changed["http_port"] = _free(self._settings.http_port)
        return self._settings.model_copy(update=changed)


async def opened(sandbox: Sandbox) -> None:
    """Start a sandbox. Raises `PagePortTaken` where somebody else listens."""
    try:
        await sandbox.start()
    except OSError as error:
        await sandbox.stop()
        if error.errno == errno.EADDRINUSE:
            raise PagePortTaken from error
        raise


def clock_url(url: str) -> str:
    """Where a sandbox tells the time."""
    return f"{url}/sandbox/clock"


def _free(port: int) -> int:
    """That port if nobody listens on it, else 0 for any other."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port
