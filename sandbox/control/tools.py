"""The clock, faults, the log of calls, events, and the bytes of files."""

import math

from aiohttp import web

from sandbox.control import desk
from sandbox.errors import ControlError
from sandbox.images import picture

HEARTBEAT = 15.0
LONGEST_WAIT = 60.0
HEAD = 1 << 20
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=86400",
}


def routes() -> list[web.RouteDef]:
    """What helps to test and to look."""
    return [
        web.get("/sandbox/clock", clock),
        web.post("/sandbox/clock", move_clock),
        web.get("/sandbox/faults", faults),
        web.post("/sandbox/faults", order_fault),
        web.delete("/sandbox/faults", clear_faults),
        web.get("/sandbox/calls", calls),
        web.get("/sandbox/events", events),
        web.get("/sandbox/files/{file}", file),
    ]


def _clock(request: web.Request) -> web.Response:
    clock = desk.core(request).clock
    return desk.answer(
        {"now": clock.now().isoformat(), "offset": clock.offset, "jumps": clock.jumps}
    )


async def clock(request: web.Request) -> web.Response:
    """The time; with `jumps` and `wait`, as soon as the number of jumps is another."""
    if "jumps" in request.query:
        jumps = desk.number(request.query["jumps"], "jumps")
        await desk.core(request).clock.other_than(jumps, _seconds(request.query.get("wait", "0")))
    return _clock(request)


def _seconds(text: str) -> float:
    try:
        wait = float(text)
    except ValueError:
        wait = math.nan
    if not wait >= 0:
        raise ControlError("wait 应当是不小于 0 的秒数")
    return min(wait, LONGEST_WAIT)


async def move_clock(request: web.Request) -> web.Response:
    """Jump ahead."""
    core, wish = desk.core(request), await desk.body(request)
    core.clock.jump(core.clock.meant(wish))
    now = core.clock.now().isoformat()
    core.events.publish("clock", lambda: {"now": now})
    return _clock(request)


async def faults(request: web.Request) -> web.Response:
    """The orders that are left."""
    return desk.answer({"faults": desk.core(request).faults.shown()})


async def order_fault(request: web.Request) -> web.Response:
    """Order a fault."""
    wish = await desk.body(request)
    return desk.answer({"id": desk.core(request).faults.order(wish)})


async def clear_faults(request: web.Request) -> web.Response:
    """No more faults."""
    desk.core(request).faults.clear()
    return desk.answer({})


async def calls(request: web.Request) -> web.Response:
    """Bot API calls, oldest first."""
    after = desk.number(request.query.get("after", "0"), "after")
    return desk.answer({"calls": desk.core(request).calls.after(after)})


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events until the listener goes."""
    source = desk.core(request).events
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    number, missed = source.start(request.headers.get("Last-Event-ID"))
    await response.write((missed or ": hello\n\n").encode())
    try:
        while True:
            await source.wait(number, HEARTBEAT)
            number, lines = source.since(number)
            await response.write((lines or ": still here\n\n").encode())
    except (ConnectionError, RuntimeError):
        return response


async def file(request: web.Request) -> web.StreamResponse:
    """The bytes of a photo or document; only pictures are shown, all else is handed over."""
    core = desk.core(request)
    found = core.world.file_by_id(request.match_info["file"])
    if found is None:
        raise ControlError("没有这个文件", 404)
    path = core.store.blob(found.sha256)
    with path.open("rb") as opened:
        seen = picture(opened.read(HEAD))
    headers = SAFE | {"Content-Type": seen.mime if seen else "application/octet-stream"}
    return web.FileResponse(path, headers=headers)
