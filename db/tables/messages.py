"""What the bot says: cards, letters, digests."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from db.tables.base import metadata
from db.types import Json, Key, Moment

# A message of ours that shows cases (card, plate, digest) or a question, once it is sent.
cards = Table(
    "cards",
    metadata,
    Column("id", Key, primary_key=True),
    # card, plate, question, digest, list, order, request, ruling, whistle, duty, swap, handover.
    Column("kind", String(10), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("message_id", BigInteger),
    Column("question_id", ForeignKey("questions.id")),
    # Proof round that a plate shows.
    Column("round", Integer, nullable=False, default=0),
    # Which page of buttons stands under the card, opened by a tap: '', more, return, void …
    Column("menu", String(40), nullable=False, default=""),
    # Whether the message is a picture, whose text is a caption and is edited as such.
    Column("is_photo", Boolean, nullable=False, default=False),
    # What was last shown, so that an edit that changes nothing is not sent.
    Column("shown", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("payload", Json, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
    Index("ix_cards_question_id", "question_id"),
)

card_cases = Table(
    "card_cases",
    metadata,
    Column("card_id", ForeignKey("cards.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_card_cases_case_id", "case_id"),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    # card, edit, plate, question, reminder, digest, notice, duty.
    Column("kind", String(12), nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("card_id", ForeignKey("cards.id")),
    Column("dedupe", String(120), nullable=False),
    # 0 danger, 1 ping, 2 reminder, 3 card edit, 4 digest; see domain.letters.
    Column("priority", Integer, nullable=False),
    Column("reply_to", BigInteger),
    Column("payload", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    # new, sending, sent, superseded, given_up.
    Column("state", String(10), nullable=False, default="new"),
    Column("attempts", Integer, nullable=False, default=0),
    # A send whose outcome was never learned: the message may stand in the chat.
    Column("unknown", Boolean, nullable=False, default=False),
    Column("message_id", BigInteger),
    Column("sent_at", Moment),
    Column("error", Text),
    # Only one waiting letter per key: a newer edit or reminder is laid over the older one.
    Index(
        "uq_letters_waiting",
        "dedupe",
        unique=True,
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index(
        "ix_letters_unsent",
        "chat_id",
        "priority",
        "id",
        sqlite_where=text("state IN ('new', 'sending')"),
        postgresql_where=text("state IN ('new', 'sending')"),
    ),
    Index("ix_letters_case_id", "case_id"),
    Index("ix_letters_card_id", "card_id"),
    Index("ix_letters_sent_at", "sent_at"),
)

# A digest as it was told: the numbers with the cases behind each, so that each can be opened.
digests = Table(
    "digests",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("numbers", Json, nullable=False),
    Column("asked", Boolean, nullable=False, default=False),
)

Index(
    "uq_digests_periodic",
    digests.c.chat_id,
    digests.c.day,
    unique=True,
    sqlite_where=text("NOT asked"),
    postgresql_where=text("NOT asked"),
)
