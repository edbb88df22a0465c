"""Logs for people (console) or machines (json), with every secret struck out on the way."""

import logging
import re
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Literal

import structlog
from structlog.types import Processor

STRUCK = "***"
# Whatever looks like a bot's token or a password in an address, ours or not.
TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
PASSWORD = re.compile(r"(://[^\s:/@]+:)[^\s@]+(?=@)")
# Shorter ones would strike out ordinary words; the patterns above still catch them in addresses.
SHORTEST_SECRET = 8
QUIET = ("httpx", "httpcore", "aiohttp", "urllib3", "apscheduler", "telegram", "asyncio", "alembic")


class Scrubber:
    """Strikes secrets out of text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)

    def __call__(self, text: str) -> str:
        """The text with `***` in place of every secret."""
        for secret in self._secrets:
            text = text.replace(secret, STRUCK)
        return PASSWORD.sub(rf"\1{STRUCK}", TOKEN.sub(STRUCK, text))


class ScrubbingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record, traceback and all, and only then strikes secrets out."""

    def __init__(self, scrub: Scrubber, processors: list[Processor]) -> None:
        super().__init__(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *processors],
        )
        self._scrub = scrub

    def format(self, record: logging.LogRecord) -> str:
        """One line (console: with the traceback under it)."""
        return self._scrub(super().format(record))


def configure(style: Literal["console", "json"], secrets: Iterable[str] = ()) -> Scrubber:
    """Send every record of the process to stderr; returns the scrubber for texts kept elsewhere."""
    scrub = Scrubber(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ScrubbingFormatter(scrub, _renderers(style)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_the_last_words
    return scrub


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _renderers(style: Literal["console", "json"]) -> list[Processor]:
    if style == "json":
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    # The fancy traceback prints local variables, and a token among them.
    plain = structlog.dev.plain_traceback
    return [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain),
    ]


def _log_the_last_words(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    # Python's own hook would print the traceback past the scrubber.
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("duban").critical("crashed", exc_info=(kind, error, traceback))
