"""Who may talk to the sandbox: only this machine's own pages and programs."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.control.desk import answer
from sandbox.errors import BotApiError, ControlError

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
TOO_BIG = "文件太大：一次最多发 50 MB"
UNREADABLE = "请求的内容读不懂：要么不是正确的 JSON 或表单，要么有不能用 UTF-8 表示的字符"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _local(netloc: str) -> bool:
    try:
        return urlsplit(f"//{netloc}").hostname in HOSTS
    except ValueError:
        return False


@web.middleware
async def only_local(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign hosts (DNS rebinding) and foreign origins (other sites' scripts)."""
    origin = request.headers.get("Origin")
    if not _local(request.headers.get("Host", "")):
        raise web.HTTPForbidden(text="沙盒只接受发往本机地址的请求")
    if origin is not None and not _local(origin.partition("://")[2]):
        raise web.HTTPForbidden(text="沙盒不接受其他网站发来的请求")
    return await handler(request)


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refused control call into `{"error": sentence}`."""
    try:
        return await handler(request)
    except ControlError as error:
        response = answer({"error": error.sentence})
        response.set_status(error.status)
    except BotApiError as error:
        response = answer({"error": TOO_BIG if error.code == 413 else UNREADABLE})
        response.set_status(error.code)
    return response
