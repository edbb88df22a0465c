"""Who and what there is: people, bots, chats, messages, files; kept in memory, written through."""

import re
import secrets
from collections import defaultdict
from typing import Literal

from sandbox.clock import Clock
from sandbox.errors import ControlError
from sandbox.records import Bot, Chat, File, Membership, Message, Person
from sandbox.store import Store

PHOTO_ID = re.compile(r"AgACAgUAAxk(\d{10})([smxy])")
DOCUMENT_ID = re.compile(r"BQACAgUAAxk(\d{10})")
TOKEN = re.compile(r"(\d{3,15}):[A-Za-z0-9_-]{3,64}")
FIRST_BOT = 7_000_000_001
FIRST_PERSON = 1001


class World:
    """The state of the sandbox. Every change is written at once; nothing here tells anybody."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.people = {p.id: p for p in map(Person.load, store.records("people"))}
        self.bots = {b.id: b for b in map(Bot.load, store.records("bots"))}
        self.chats = {c.id: c for c in map(Chat.load, store.records("chats"))}
        self.files = {f.key: f for f in map(File.load, store.records("files"))}
        self.messages: defaultdict[int, dict[int, Message]] = defaultdict(dict)
        for message in map(Message.load, store.messages()):
            self.messages[message.chat_id][message.message_id] = message
        self._tokens = {bot.token: bot for bot in self.bots.values()}
        self.main_bot = int(store.fact("main_bot") or 0)

    # bots

    def register(self, username: str, first_name: str, token: str | None = None) -> Bot:
        """A new bot, or the one that already has this token. The token's number is its id."""
        if token and token in self._tokens:
            return self._tokens[token]
        number = self._bot_id(token)
        bot = Bot(
            id=number,
            token=token or f"{number}:{secrets.token_urlsafe(26)}",
            username=username,
            first_name=first_name,
        )
        previous = self.bots.get(number)
        if previous:
            del self._tokens[previous.token]
            previous.token, bot = bot.token, previous
        self._tokens[bot.token] = bot
        self.keep_bot(bot)
        return bot

    def _bot_id(self, token: str | None) -> int:
        if token is None:
            return max([FIRST_BOT - 1, *self.bots]) + 1
        found = TOKEN.fullmatch(token)
        if not found:
            raise ControlError("令牌的样子不对：应当是 123456:ABC-def… 这样的一串")
        return int(found.group(1))

    def choose_main(self, bot: Bot) -> None:
        """The bot that control calls mean when they name none."""
        self.main_bot = bot.id
        self.store.keep_fact("main_bot", str(bot.id))

    def keep_bot(self, bot: Bot) -> None:
        """Write a new or changed bot."""
        self.bots[bot.id] = bot
        self.store.keep("bots", bot.id, bot.dump())

    def bot_by_token(self, token: str) -> Bot | None:
        """The bot with exactly this token."""
        return self._tokens.get(token)

    # people and chats

    def keep_person(self, person: Person) -> None:
        """Write a new or changed person; a new one gets an empty private chat."""
        self.people[person.id] = person
        self.store.keep("people", person.id, person.dump())
        if person.id not in self.chats:
            self.keep_chat(
                Chat(id=person.id, type="private", members=[person.id], created=self.clock.unix())
            )

    def new_person_id(self) -> int:
        """The next free number for a person."""
        return max([FIRST_PERSON - 1, *(p for p in self.people if p < FIRST_BOT)]) + 1

    def keep_chat(self, chat: Chat) -> None:
        """Write a new or changed chat."""
        self.chats[chat.id] = chat
        self.store.keep("chats", chat.id, chat.dump())

    def new_chat_id(self, kind: Literal["group", "supergroup", "channel"]) -> int:
        """The next free number, in the range where Telegram has this kind of chat."""
        base = -4_000 if kind == "group" else -1_002_000_000_000
        return next(n for n in range(base - 1, base - 1_000_000, -1) if n not in self.chats)

    def sender(self, number: int) -> Person | Bot | None:
        """The person or bot with this id."""
        return self.people.get(number) or self.bots.get(number)

    def membership(self, chat: Chat, bot: Bot) -> Membership:
        """How the bot stands in the chat (`left` where it never was)."""
        return chat.bots.get(bot.id) or Membership()

    # messages

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """A message that is there and not deleted."""
        found = self.messages[chat_id].get(message_id)
        return None if found is None or found.deleted else found

    def next_message_id(self, chat: Chat) -> int:
        """The number of the next message; numbers of topics are taken."""
        last = next(reversed(self.messages[chat.id]), 0)
        threads: list[int] = [topic["thread"] for topic in chat.topics]
        return max([last, *threads]) + 1

    def add(self, message: Message) -> Message:
        """Write a new message under the next number of its chat."""
        message.message_id = self.next_message_id(self.chats[message.chat_id])
        self.messages[message.chat_id][message.message_id] = message
        self.keep_message(message)
        return message

    def keep_message(self, message: Message) -> None:
        """Write a changed message."""
        self.store.keep_message(message.chat_id, message.message_id, message.dump())

    def last_message(self, chat: Chat) -> Message | None:
        """The newest message that is not deleted."""
        newest = reversed(self.messages[chat.id].values())
        return next((message for message in newest if not message.deleted), None)

    # files

    def add_file(self, file: File) -> File:
        """Write a file under the next key."""
        file.key = len(self.files) + 1
        self.files[file.key] = file
        self.store.keep("files", file.key, file.dump())
        return file

    def file_by_id(self, file_id: str) -> File | None:
        """The file that a `file_id` of ours means, whichever size it names."""
        found = PHOTO_ID.fullmatch(file_id) or DOCUMENT_ID.fullmatch(file_id)
        return self.files.get(int(found.group(1))) if found else None
