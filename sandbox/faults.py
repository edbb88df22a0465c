"""Faults made to order: the next calls of a method fail, are late, or lose their connection."""

import random
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from sandbox.errors import BotApiError, ControlError
from sandbox.limits import too_many
from sandbox.records import Json

Drop = Literal["before", "after"]
Disorder = Literal["duplicate", "reorder"]


@dataclass(slots=True)
class Fault:
    """One order. `count` is how many more calls it hits; None fields do nothing."""

    id: int
    method: str
    count: int
    status: int | None = None
    description: str | None = None
    retry_after: int | None = None
    delay: float = 0.0
    drop: Drop | None = None
    updates: Disorder | None = None
    chat_id: int | None = None
    probability: float = 1.0

    def shown(self) -> Json:
        """As `GET /sandbox/faults` shows it."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}

    def error(self) -> BotApiError | None:
        """What the call answers instead of being carried out."""
        if self.retry_after is not None and self.status in (None, 429):
            return too_many(self.retry_after)
        if self.status is None:
            return None
        return BotApiError(self.status, self.description or STATUS.get(self.status, "Error"))


STATUS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
TYPES: dict[str, tuple[type, ...]] = {
    "method": (str,),
    "count": (int,),
    "status": (int,),
    "description": (str,),
    "retry_after": (int,),
    "delay": (int, float),
    "drop": (str,),
    "updates": (str,),
    "chat_id": (int,),
    "probability": (int, float),
}


class Faults:
    """All orders, oldest first; an order whose count is used up is gone."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._last = 0

    def order(self, wish: dict[str, Any]) -> int:
        """Take an order from a control call; says in Chinese what is wrong with it."""
        given = {name: value for name, value in wish.items() if value is not None}
        for name, value in given.items():
            if name not in TYPES:
                raise ControlError(f"故障里没有 {name} 这一项；可用：{'、'.join(TYPES)}")
            if not isinstance(value, TYPES[name]) or isinstance(value, bool):
                raise ControlError(f"故障的 {name} 写错了：{value!r}")
        if given.get("count", 1) < 1:
            raise ControlError("故障的 count 至少是 1")
        _one_of(given, "drop", get_args(Drop))
        _one_of(given, "updates", get_args(Disorder))
        self._last += 1
        fields_given: dict[str, Any] = {"method": "*", "count": 1} | given
        self._orders.append(Fault(id=self._last, **fields_given))
        return self._last

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()

    def shown(self) -> list[Json]:
        """The orders that are left."""
        return [fault.shown() for fault in self._orders]

    def take(self, method: str, chat_id: str | None) -> Fault | None:
        """The order that hits this call, counted down; disorder of updates is taken apart."""
        if not self._orders:
            return None
        return self._take(
            lambda fault: (
                fault.updates is None
                and fault.method.lower() in ("*", method.lower())
                and (fault.chat_id is None or str(fault.chat_id) == chat_id)
            )
        )

    def take_disorder(self, ready: int) -> Disorder | None:
        """How the next `ready` updates are to be muddled; one alone cannot change places."""
        if not self._orders:
            return None
        found = self._take(
            lambda fault: fault.updates == "duplicate" or (fault.updates == "reorder" and ready > 1)
        )
        return found.updates if found else None

    def wants_two(self) -> bool:
        """Whether updates are to be reordered, for which there must be two."""
        return any(fault.updates == "reorder" for fault in self._orders)

    def _take(self, hits: Callable[[Fault], bool]) -> Fault | None:
        for fault in self._orders:
            if hits(fault) and random.random() < fault.probability:  # noqa: S311  not a secret
                fault.count -= 1
                if fault.count <= 0:
                    self._orders.remove(fault)
                return fault
        return None


def _one_of(given: dict[str, Any], name: str, allowed: tuple[str, ...]) -> None:
    if name in given and given[name] not in allowed:
        raise ControlError(f"故障的 {name} 只能是 {' 或 '.join(allowed)}")
