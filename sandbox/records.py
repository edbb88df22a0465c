"""What the sandbox keeps: people, bots, chats, messages and files, as plain records."""

import json
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, Self

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]


class Record:
    """A dataclass that is kept as one JSON object; fields at their default are left out."""

    __slots__ = ()

    def dump(self) -> str:
        """One line of JSON that `load` turns into an equal record."""
        kept = {
            name: value
            for name, default in _layout(type(self))
            if _differs(value := getattr(self, name), default)
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, line: str) -> Self:
        """The record that `dump` wrote."""
        return cls(**json.loads(line))


_layouts: dict[type, list[tuple[str, object]]] = {}


def _layout(cls: type) -> list[tuple[str, object]]:
    if cls not in _layouts:
        _layouts[cls] = [
            (f.name, f.default_factory() if f.default_factory is not MISSING else f.default)
            for f in fields(cls)
        ]
    return _layouts[cls]


def _differs(value: object, default: object) -> bool:
    return default is MISSING or value != default


@dataclass(slots=True)
class Person(Record):
    """A human; `title` is a label for the switcher of the page, unknown to Telegram."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    title: str | None = None

    @property
    def name(self) -> str:
        """The name as a client shows it."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True)
class Bot(Record):
    """A registered bot with what Telegram remembers of it.

    `confirmed` is the lowest update id that was never confirmed; `commands` maps a scope and
    language, written as JSON, to the list of commands.
    """

    id: int
    token: str
    username: str
    first_name: str
    privacy: bool = False
    allowed_updates: list[str] = field(default_factory=list)
    confirmed: int = 0
    webhook: Json = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name as a client shows it."""
        return self.first_name


@dataclass(slots=True)
class Membership:
    """How one bot stands in one chat; in a private chat `kicked` means blocked."""

    status: Status = "left"
    can_send: bool = True

    @property
    def present(self) -> bool:
        """Whether the bot hears and may speak."""
        return self.status in ("member", "administrator", "restricted")


@dataclass(slots=True)
class Chat(Record):
    """A chat. The first of `administrators` is its creator. `bots` is keyed by bot id."""

    id: int
    type: ChatType
    title: str | None = None
    members: list[int] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)
    is_forum: bool = False
    topics: list[Json] = field(default_factory=list)
    reactions: bool = True
    bots: dict[int, Membership] = field(default_factory=dict)
    migrated_to: int | None = None
    pinned: int | None = None
    created: int = 0

    def dump(self) -> str:
        """One line of JSON, memberships as objects."""
        kept = {f.name: getattr(self, f.name) for f in fields(self)}
        kept["bots"] = {
            bot: {"status": m.status, "can_send": m.can_send} for bot, m in self.bots.items()
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, line: str) -> Self:
        """The chat that `dump` wrote (JSON has no integer keys)."""
        kept = json.loads(line)
        kept["bots"] = {int(bot): Membership(**m) for bot, m in kept["bots"].items()}
        return cls(**kept)

    @property
    def is_group(self) -> bool:
        """Whether the limits and sentences for groups apply."""
        return self.type in ("group", "supergroup")


@dataclass(slots=True)
class Message(Record):
    """A message as it is now. Times are Unix seconds of sandbox time.

    `sender` is a person or bot, 0 where a chat speaks; `entities` belong to the text or, where
    there is one, to the caption; `service` holds the Bot API fields of a service message;
    `peer` is the bot with whom a private message was exchanged.
    """

    chat_id: int
    message_id: int
    date: int
    sender: int
    sender_chat: int | None = None
    text: str | None = None
    caption: str | None = None
    entities: list[Json] = field(default_factory=list)
    photo: int | None = None
    document: int | None = None
    location: Json | None = None
    media_group_id: str | None = None
    buttons: list[list[Json]] | None = None
    reply_to: int | None = None
    thread: int | None = None
    forward: Json | None = None
    automatic_forward: bool = False
    edited: int | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    deleted: bool = False
    service: Json | None = None
    peer: int | None = None


@dataclass(slots=True)
class File(Record):
    """A photo or document; the bytes lie in the blob named by their SHA-256."""

    key: int
    kind: Literal["photo", "document"]
    sha256: str
    size: int
    width: int = 0
    height: int = 0
    file_name: str | None = None
    mime_type: str | None = None
