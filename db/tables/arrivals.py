"""What arrives: the groups, every update, and the photos and words that belong together."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(20), nullable=False),
    Column("title", String(300), nullable=False, default=""),
    Column("username", String(64)),
    Column("is_forum", Boolean, nullable=False, default=False),
    Column("role", String(20)),
    Column("unit_id", ForeignKey("units.id")),
    # digest_at, quiet_hours, who_may_report, locale: see domain.people.GroupSettings.
    Column("settings", Json, nullable=False),
    Column("enrolled_at", Moment),
    Column("greeted_at", Moment),
    Column("trouble", String(40)),
    Column("trouble_at", Moment),
    Column("administrators", Json, nullable=False),
    Column("administrators_at", Moment),
    Column("next_digest_at", Moment),
    Index("ix_chats_next_digest_at", "next_digest_at"),
    Index("ix_chats_unit_id", "unit_id"),
)

# One row per chat that updates are handled for; its lock keeps a chat's order across replicas.
lanes = Table(
    "lanes",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    # The chat (or person) in whose order it is handled; 0 where an update has neither.
    Column("chat_id", BigInteger, nullable=False),
    Column("raw", Text),
    Column("received_at", Moment, nullable=False),
    # new, done, ignored (with the reason in note), aside (set aside with its error in note).
    Column("state", String(10), nullable=False, default="new"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Moment),
    Column("note", Text),
    Column("done_at", Moment),
    UniqueConstraint("bot_id", "update_id"),
    Index(
        "ix_inbox_new",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index(
        "ix_inbox_lane_new",
        "chat_id",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index(
        "ix_inbox_done_raw",
        "done_at",
        sqlite_where=text("raw IS NOT NULL"),
        postgresql_where=text("raw IS NOT NULL"),
    ),
)

# What one person sends in one go: an album, loose photos, a text and photos after it.
gatherings = Table(
    "gatherings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("sender_id", BigInteger, nullable=False),
    Column("album", String(64)),
    Column("message_id", BigInteger, nullable=False),
    Column("opened_at", Moment, nullable=False),
    # Business time: when loose photos become a draft, or stop being joined by what comes later.
    Column("closes_at", Moment),
    # open: waits for words; report, proof: what it became; asked: a question is open; ended.
    Column("state", String(10), nullable=False),
    Column("case_ids", Json, nullable=False),
    Index("ix_gatherings_chat_id_sender_id", "chat_id", "sender_id"),
    Index("ix_gatherings_album", "chat_id", "album"),
    Index(
        "ix_gatherings_open",
        "closes_at",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

photos = Table(
    "photos",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id")),
    Column("gathering_id", ForeignKey("gatherings.id")),
    # problem, proof, check, stopgap; `round` is the case's round in which a proof was given.
    Column("purpose", String(10), nullable=False),
    Column("round", Integer, nullable=False, default=0),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("sender_id", BigInteger),
    Column("file_id", String(300), nullable=False),
    Column("file_unique_id", String(100), nullable=False),
    Column("is_document", Boolean, nullable=False, default=False),
    Column("received_at", Moment, nullable=False),
    # new (to be fetched), stored, refused (not a usable picture), failed (could not be fetched).
    Column("state", String(10), nullable=False, default="new"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Moment),
    Column("trouble", String(60)),
    Column("key", String(200)),
    Column("sha256", String(64)),
    Column("phash", String(16)),
    Column("facts", Json),
    Column("warning", String(60)),
    UniqueConstraint("case_id", "chat_id", "message_id"),
    Index(
        "ix_photos_new",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_photos_case_id", "case_id"),
    Index("ix_photos_gathering_id", "gathering_id"),
    Index("ix_photos_sha256", "sha256"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Key, primary_key=True),
    # missing: what a draft lacks; which: which case a photo or word is for; photo: proof please.
    Column("kind", String(12), nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("gathering_id", ForeignKey("gatherings.id")),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("asked_of", BigInteger),
    Column("reply_to", BigInteger),
    Column("about", String(20), nullable=False),
    Column("options", Json, nullable=False),
    Column("payload", Json, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answer", Text),
    Index(
        "ix_questions_open",
        "expires_at",
        sqlite_where=text("answered_at IS NULL"),
        postgresql_where=text("answered_at IS NULL"),
    ),
    Index("ix_questions_chat_id_asked_of", "chat_id", "asked_of"),
)
