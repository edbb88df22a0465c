"""The two ways in which the sandbox says no: as Telegram does, and to the people who drive it."""

from typing import Any


class BotApiError(Exception):
    """A Bot API method was refused; becomes `{"ok": false, "error_code", "description"}`."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON that Telegram answers with."""
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str) -> BotApiError:
    """400, with Telegram's prefix."""
    return BotApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiError:
    """403, with Telegram's prefix."""
    return BotApiError(403, f"Forbidden: {reason}")


class ControlError(Exception):
    """A control call was refused; becomes `{"error": sentence}` with an HTTP status."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
