"""How each part is, and how that is told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["ok", "degraded", "down"]
_WORST: tuple[Status, ...] = ("ok", "degraded", "down")


@dataclass(frozen=True, slots=True)
class Health:
    """One part's state. `reason` says what is wrong; `facts` are numbers worth seeing."""

    status: Status
    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As `/healthz` shows it."""
        reason = {"reason": self.reason} if self.reason else {}
        return {"status": self.status, **reason, **self.facts}


Check = Callable[[], Awaitable[Health]]


def ok(**facts: Any) -> Health:
    """All is well."""
    return Health("ok", None, facts)


def degraded(reason: str, **facts: Any) -> Health:
    """Works, but somebody should look."""
    return Health("degraded", reason, facts)


def down(reason: str, **facts: Any) -> Health:
    """Does not work."""
    return Health("down", reason, facts)


def worst(parts: Mapping[str, Health]) -> Status:
    """The state of the whole: that of its worst part."""
    return max((part.status for part in parts.values()), key=_WORST.index, default="ok")
