"""What waits to be said: for the speaker, who picks, and for whoever watches it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, exists, func, or_, select, text

from db.outbox.rows import COLUMNS, UNSENT, letter
from db.tables import cards, chats, letters
from db.transaction import Transaction
from domain.letters import Kind, Letter, Priority

# A chat in trouble is tried again now and then: not every recovery is announced.
TRY_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat with letters that may go out now, and the most urgent priority among them."""

    chat: int
    priority: Priority


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A message that can be edited. `shown` is the hash that was given to `sent`."""

    message: int
    is_photo: bool
    shown: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The state of the outbox. `waiting` by kind; `oldest` since when the longest due one waits."""

    waiting: dict[str, int]
    sending: int
    in_trouble: int
    oldest: datetime | None


_now = bindparam("now", type_=letters.c.not_before.type)
_urgency = func.min(letters.c.priority)
_with_chats = letters.outerjoin(chats, chats.c.id == letters.c.chat_id)
_may_go = and_(
    UNSENT,
    letters.c.state == "new",
    letters.c.not_before <= _now,
    or_(
        chats.c.trouble.is_(None),
        chats.c.trouble_at <= bindparam("again", type_=chats.c.trouble_at.type),
    ),
)
IS_WAITING = select(letters.c.id).select_from(_with_chats).where(_may_go).exists()
_waiting_chats = (
    select(letters.c.chat_id, _urgency.label("priority"))
    .select_from(_with_chats)
    .where(_may_go)
    .group_by(letters.c.chat_id)
    .order_by(_urgency, func.min(letters.c.id))
)
_before = letters.alias("before")
_card_under_way = exists().where(
    text("before.state IN ('new', 'sending')"),
    _before.c.chat_id == letters.c.chat_id,
    _before.c.card_id == letters.c.card_id,
    _before.c.kind != Kind.EDIT.value,
)
_candidates = (
    select(*COLUMNS)
    .select_from(_with_chats.outerjoin(cards, cards.c.id == letters.c.card_id))
    .where(
        _may_go,
        letters.c.chat_id == bindparam("chat"),
        or_(
            letters.c.kind != Kind.EDIT.value,
            cards.c.message_id.is_not(None),
            ~_card_under_way,
        ),
    )
    .order_by(letters.c.priority, letters.c.id)
    .limit(bindparam("most"))
)
_message_of = select(cards.c.message_id, cards.c.is_photo, cards.c.shown).where(
    cards.c.id == bindparam("card"), cards.c.message_id.is_not(None)
)


async def waiting_chats(tx: Transaction) -> list[Waiting]:
    """Chats that something could be sent to now, the most urgent first; none in trouble."""
    rows = await tx.run(_waiting_chats, {"now": tx.now, "again": tx.now - TRY_AGAIN})
    return [Waiting(row.chat_id, Priority(row.priority)) for row in rows]


async def candidates(tx: Transaction, chat: int, most: int = 100) -> list[Letter]:
    """The letters that may go to a chat now, by priority, then age; none if it is in trouble.

    An edit waits until the card that it changes has been sent.
    """
    values = {"chat": chat, "now": tx.now, "again": tx.now - TRY_AGAIN, "most": most}
    return [letter(row) for row in await tx.run(_candidates, values)]


async def message_of(tx: Transaction, card: int) -> CardMessage | None:
    """The message that a card is; None if it is none (yet)."""
    row = (await tx.run(_message_of, {"card": card})).one_or_none()
    return CardMessage(row.message_id, row.is_photo, row.shown) if row else None


async def sent_since(tx: Transaction, since: datetime) -> list[tuple[int, datetime]]:
    """(chat, when) of each message sent or edited since then, oldest first."""
    query = (
        select(letters.c.chat_id, letters.c.sent_at)
        .where(letters.c.sent_at > since)
        .order_by(letters.c.sent_at)
    )
    return [(row.chat_id, row.sent_at) for row in await tx.run(query)]


async def statistics(tx: Transaction) -> Queue:
    """Numbers for metrics and health. Letters for later are not waiting."""
    troubled = chats.c.trouble.is_not(None)
    query = (
        select(
            letters.c.kind,
            letters.c.state,
            troubled.label("troubled"),
            func.count().label("total"),
            func.min(letters.c.not_before).label("oldest"),
        )
        .select_from(letters.outerjoin(chats, chats.c.id == letters.c.chat_id))
        .where(and_(UNSENT, letters.c.not_before <= tx.now))
        .group_by(letters.c.kind, letters.c.state, troubled)
    )
    waiting: dict[str, int] = {}
    sending = in_trouble = 0
    oldest: list[datetime] = []
    for row in await tx.run(query):
        if row.state == "sending":
            sending += row.total
        elif row.troubled:
            in_trouble += row.total
        else:
            waiting[row.kind] = waiting.get(row.kind, 0) + row.total
            oldest.append(row.oldest)
    return Queue(waiting, sending, in_trouble, min(oldest, default=None))


async def last_sent(tx: Transaction, chat: int, prefix: str, *, since: datetime) -> datetime | None:
    """When a letter to that chat whose key begins so was last sent, if that was after `since`."""
    query = select(func.max(letters.c.sent_at)).where(
        letters.c.chat_id == chat,
        letters.c.sent_at > since,
        letters.c.dedupe.startswith(prefix, autoescape=True),
    )
    last: datetime | None = (await tx.run(query)).scalar()
    return last
