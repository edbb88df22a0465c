"""How python-telegram-bot speaks HTTP here: on aiohttp, which needs far less CPU than httpx."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
import telegram
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.settings import is_loopback

CONNECT = 5.0
READ = 20.0
# Sending a picture over a poor line takes longer than getting an answer to a short text.
UPLOAD = 60.0
# Kept shorter than servers keep an idle connection: a request on one that is just being closed
# fails without our knowing whether it arrived.
KEEPALIVE = 15.0
CONNECTIONS = 64


class NotSent(NetworkError):
    """连不上 Telegram，这次请求肯定没有送达。"""


class AiohttpRequest(BaseRequest):
    """One session for all requests. Addresses, which carry the token, are put into no error.

    `NotSent` when no connection came about, `TimedOut` or `NetworkError` when the request may have
    been carried out all the same.
    """

    __slots__ = ("_session", "_trust_env")

    def __init__(self, *, trust_env: bool = True) -> None:
        """`trust_env`: use the proxy that HTTPS_PROXY names."""
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer unless told otherwise."""
        return READ

    async def initialize(self) -> None:
        """Open the session; nothing happens if it is open."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=CONNECTIONS, keepalive_timeout=KEEPALIVE, ttl_dns_cache=60
                ),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._trust_env,
            )

    async def shutdown(self) -> None:
        """Close the session; nothing happens if it is closed."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (aiohttp has none)
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer."""
        if self._session is None:
            raise NotSent("the request object is not initialized")
        uploads = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, CONNECT),
            sock_read=_seconds(read_timeout, UPLOAD if uploads else READ),
            connect=_seconds(pool_timeout, CONNECT * 2),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"no connection: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # The text of some of these repeats the address.
            raise NetworkError(type(error).__name__) from error


class Api(telegram.Bot):
    """The Bot API: python-telegram-bot's methods, and any method by name with raw JSON."""

    async def call(
        self, method: str, params: dict[str, Any] | None = None, read_timeout: float = READ
    ) -> Any:
        """The bare `result`. Unlike the ready-made methods it parses nothing, so one odd update
        among many cannot spoil the rest."""
        return await self._post(method, dict(params or {}), read_timeout=read_timeout)


def open_api(root: str, token: str) -> Api:
    """A client for the Bot API server at that root; `await api.initialize()` asks who we are."""
    loopback = is_loopback(urlsplit(root).hostname)
    request = AiohttpRequest(trust_env=not loopback)
    return Api(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request,
        get_updates_request=request,
    )


def _seconds(given: Any, otherwise: float) -> float | None:
    # The library's own mark for "not told" is neither a number nor None.
    return given if given is None or isinstance(given, int | float) else otherwise


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
