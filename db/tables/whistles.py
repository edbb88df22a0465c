"""Whistles (吹哨报到): who was called, came, said and has to do what."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from db.tables.base import metadata
from db.types import Json, Key, Moment

# A call of units to a place (吹哨); see domain.whistle.
whistles = Table(
    "whistles",
    metadata,
    Column("id", Key, primary_key=True),
    # As in `cases`: the root of the unit tree, or 0.
    Column("bureau_id", Integer, nullable=False, default=0),
    # The number 哨1121-01; none while its units are still to be chosen.
    Column("number_day", Date),
    Column("number_serial", Integer),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    # The message that blew it.
    Column("message_id", BigInteger, nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("place", String(300), nullable=False),
    Column("reason", Text, nullable=False),
    # Names in the call that stand for no unit of the org file.
    Column("unknown", Json, nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    Column("limit_minutes", Integer, nullable=False),
    # `at` and the limit: for the digests.
    Column("limit_at", Moment, nullable=False),
    # draft, open, ended, dropped.
    Column("state", String(10), nullable=False),
    # When the clock has to do something next: the limit, then the end of the day.
    Column("due_at", Moment),
    # When the absent units were looked for.
    Column("told_at", Moment),
    Column("ended_at", Moment),
    Column("ended_by", ForeignKey("people.id")),
    # The minutes of the meeting, once it has ended.
    Column("minutes", Text),
    UniqueConstraint("bureau_id", "number_day", "number_serial"),
    Index("ix_whistles_due_at", "due_at"),
    Index("ix_whistles_limit_at", "limit_at"),
    Index("ix_whistles_case_id", "case_id"),
)

whistle_serials = Table(
    "whistle_serials",
    metadata,
    Column("bureau_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

# A unit that a whistle calls, and who reported in for it first.
whistle_calls = Table(
    "whistle_calls",
    metadata,
    Column("id", Key, primary_key=True),
    Column("whistle_id", ForeignKey("whistles.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("arrived_at", Moment),
    Column("by_id", ForeignKey("people.id")),
    Column("by_name", String(300), nullable=False, default=""),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("late", Boolean, nullable=False, default=False),
    Column("note", Text, nullable=False, default=""),
    UniqueConstraint("whistle_id", "unit_id"),
)

# What was said in reply to a whistle's card: the record of the meeting.
whistle_notes = Table(
    "whistle_notes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("whistle_id", ForeignKey("whistles.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by_id", ForeignKey("people.id")),
    Column("by_name", String(300), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
    Index("ix_whistle_notes_whistle_id", "whistle_id"),
)

# The cases that came of a meeting.
whistle_tasks = Table(
    "whistle_tasks",
    metadata,
    Column("whistle_id", ForeignKey("whistles.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Index("ix_whistle_tasks_case_id", "case_id"),
)

# Which messages show a whistle.
whistle_cards = Table(
    "whistle_cards",
    metadata,
    Column("card_id", ForeignKey("cards.id"), primary_key=True),
    Column("whistle_id", ForeignKey("whistles.id"), nullable=False),
    Index("ix_whistle_cards_whistle_id", "whistle_id"),
)
