"""The product as a newcomer starts it: `duban run` in an empty folder, with no settings at all."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.settings import PREFIX

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_TROUBLE = re.compile(r"Traceback|\[(?:warning|error|critical) *\]")
_GOODBYE = 10.0


class Product:
    """A running process. `url` is the address that it printed."""

    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self._process = process
        self._errors = errors
        self.url = ""

    async def prints(self, wanted: str | re.Pattern[str], within: float) -> str:
        """Read what it prints up to a line with that in it, for so many seconds; that line."""
        assert self._process.stdout is not None
        lines: list[str] = []
        try:
            async with asyncio.timeout(within):
                while line := (await self._process.stdout.readline()).decode():
                    lines.append(line.rstrip())
                    if re.search(wanted, line):
                        return lines[-1]
        except TimeoutError:
            pass
        raise AssertionError("\n".join([f"not printed: {wanted}", *lines, self.errors()]))

    def errors(self) -> str:
        """Its log so far."""
        return self._errors.read_text()

    async def ends(self) -> None:
        """Ask it to end as Ctrl-C does, and look whether it was well all the time."""
        self._process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(self._process.wait(), _GOODBYE) == 0
        assert not _TROUBLE.search(self.errors()), self.errors()

    async def killed(self) -> None:
        """Make sure that nothing of it is left."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def running(folder: Path, *arguments: str) -> AsyncIterator[Product]:
    """`duban run` with these arguments; everything it keeps is in that folder."""
    errors = folder / "errors"
    bare = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with errors.open("w") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--port", "0", *arguments),
            cwd=folder,
            env=bare,
            stdout=asyncio.subprocess.PIPE,
            stderr=file,
        )
    product = Product(process, errors)
    try:
        found = _ADDRESS.search(await product.prints(_ADDRESS, within=30))
        product.url = found[0] if found else ""
        yield product
        await product.ends()
    finally:
        await product.killed()
