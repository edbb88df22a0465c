"""What every handler gets, and what it gives back."""

from dataclasses import dataclass, field
from typing import Any

from db.transaction import Transaction
from domain.people import Chat, Person
from operations.office import Office
from texts import Texts

SEEN = "👀"
"""On a message that became a case."""
DONE = "👌"
"""On words that did something, and on the report of a closed case (docs/adr/0001)."""


@dataclass(frozen=True, slots=True)
class DirectCall:
    """A best-effort Bot API call to be made after the commit: an answer, a reaction."""

    method: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an update; `note` says why nothing was needed, if nothing was."""

    note: str | None = None
    calls: tuple[DirectCall, ...] = ()


@dataclass(slots=True)
class Context:
    """One update's surroundings. `person` is None for channels and anonymous administrators."""

    tx: Transaction
    office: Office
    chat: Chat
    person: Person | None
    sender: int
    sender_name: str
    calls: list[DirectCall] = field(default_factory=list)

    @property
    def texts(self) -> Texts:
        """The sentences in this chat's language."""
        return self.office.texts(self.chat)

    def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a tap, once it is safe."""
        params: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            params["text"] = text[:200]
        if alert:
            params["show_alert"] = True
        self.calls.append(DirectCall("answerCallbackQuery", params))

    def react(self, message: int, emoji: str) -> None:
        """Put a reaction on a message where the group allows it."""
        reaction = [{"type": "emoji", "emoji": emoji}]
        params = {"chat_id": self.chat.id, "message_id": message, "reaction": reaction}
        self.calls.append(DirectCall("setMessageReaction", params))

    def handled(self, note: str | None = None) -> Handled:
        """The result of the handler."""
        return Handled(note, tuple(self.calls))
