"""What the page hears at once: server-sent events with a memory of the last thousand."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.records import Json

REMEMBERED = 1000


@dataclass(slots=True)
class _Event:
    number: int
    kind: str
    content: Callable[[], Json]
    line: str = ""

    def drawn(self, run: str) -> str:
        if not self.line:
            event = {"type": self.kind} | self.content()
            data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            self.line = f"id: {run}-{self.number}\ndata: {data}\n\n"
        return self.line


class Events:
    """A ring of events. Ids are `run-number`: after a restart an old id asks for a reset."""

    def __init__(self) -> None:
        self._run = f"{time.time_ns():x}"
        self._ring: deque[_Event] = deque(maxlen=REMEMBERED)
        self._next = 1
        self._listeners: set[asyncio.Event] = set()

    def publish(self, kind: str, content: Callable[[], Json]) -> None:
        """Tell every listener; the content is only drawn when somebody listens."""
        self._ring.append(_Event(self._next, kind, content))
        self._next += 1
        for listener in self._listeners:
            listener.set()

    def start(self, last_event_id: str | None) -> tuple[int, str]:
        """Where a listener goes on, and what it must hear first (a reset if it missed some)."""
        if not last_event_id:
            return self._next, ""
        run, _, number = last_event_id.partition("-")
        oldest = self._ring[0].number if self._ring else self._next
        if run == self._run and number.isdecimal() and oldest - 1 <= int(number) < self._next:
            return int(number) + 1, ""
        return self._next, f'id: {self._run}-{self._next - 1}\ndata: {{"type":"reset"}}\n\n'

    def since(self, number: int) -> tuple[int, str]:
        """The events from a number on, joined, and the number after them."""
        newer = [event.drawn(self._run) for event in self._ring if event.number >= number]
        return self._next, "".join(newer)

    async def wait(self, number: int, seconds: float) -> None:
        """Return when there is an event with that number, or after so many seconds."""
        if self._next > number:
            return
        listener = asyncio.Event()
        self._listeners.add(listener)
        try:
            async with asyncio.timeout(seconds):
                await listener.wait()
        except TimeoutError:
            return
        finally:
            self._listeners.discard(listener)
