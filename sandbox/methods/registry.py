"""The table of Bot API methods, and one call of one of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.core import Core
from sandbox.parameters import Parameters
from sandbox.records import Bot
from sandbox.webhooks import Webhooks


@dataclass(slots=True, frozen=True)
class Call:
    """Who calls with what, and all it may work with."""

    core: Core
    bot: Bot
    params: Parameters
    webhooks: Webhooks


Method = Callable[[Call], Any]
Waiting = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, tuple[str, Method]] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Enter a method under its name in the Bot API; calls ignore upper and lower case."""

    def enter(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return enter
