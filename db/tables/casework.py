"""Cases, all that happened to them, and what was asked, ordered and ruled about them."""

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
    text,
)

from db.tables.base import metadata
from db.types import Json, Key, Moment

serials = Table(
    "serials",
    metadata,
    Column("bureau_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", Integer, nullable=False, default=0),
    Column("state", String(12), nullable=False),
    # The root of the unit tree that the case belongs to, 0 where there is none; no foreign key,
    # because 0 must count in the unique key below.
    Column("bureau_id", Integer, nullable=False, default=0),
    Column("number_day", Date),
    Column("number_serial", Integer),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("message_id", BigInteger, nullable=False),
    Column("reporter_id", ForeignKey("people.id")),
    Column("reporter_name", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", Moment, nullable=False),
    Column("category", String(60)),
    Column("categories", Json, nullable=False),
    Column("address", String(300)),
    # The address in the form that finds other cases of the same place (domain.spots).
    Column("spot", String(300)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("severity", String(10), nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("why", Json, nullable=False),
    Column("handler_id", ForeignKey("people.id")),
    Column("due_at", Moment),
    Column("due_source", String(10)),
    Column("due_raw", String(200)),
    # The policy in force when it was filed (domain.policy_form); NULL: nothing was loaded.
    Column("policy", Text),
    # Limits of the standard as [value, unit]; NULL: a deadline was typed, or there is no second.
    Column("limit", Json),
    Column("permanent", Json),
    # In minutes of `pace`: always, or work (only in the unit's work time).
    Column("limit_minutes", Float),
    Column("granted_minutes", Float, nullable=False, default=0),
    Column("pace", String(10), nullable=False, default="always"),
    Column("clock_at", Moment),
    Column("used_minutes", Float, nullable=False, default=0),
    Column("permanent_used", Float, nullable=False, default=0),
    Column("stopgap_at", Moment),
    Column("stage_at", Moment),
    # Names of the chain's steps that were taken.
    Column("taken", Json, nullable=False),
    Column("next_step_at", Moment),
    Column("filed_at", Moment),
    Column("dispatched_at", Moment),
    Column("accepted_at", Moment),
    Column("submitted_at", Moment),
    Column("submitted_by", ForeignKey("people.id")),
    Column("closed_at", Moment),
    Column("checked_by", ForeignKey("people.id")),
    Column("ended_at", Moment),
    Column("end_reason", String(300)),
    Column("pointer_id", ForeignKey("cases.id")),
    # The case of the same problem at the same place that came back as this one; the how many-th.
    Column("earlier_id", ForeignKey("cases.id")),
    # The lead's case, where this one is a helper's.
    Column("parent_id", ForeignKey("cases.id")),
    Column("times", Integer, nullable=False, default=1),
    Column("returns", Integer, nullable=False, default=0),
    Column("round", Integer, nullable=False, default=0),
    Column("extensions", Integer, nullable=False, default=0),
    Column("suspended_until", Moment),
    Column("ruling_until", Moment),
    Column("appeals", Integer, nullable=False, default=0),
    Column("exempt", Boolean, nullable=False, default=False),
    UniqueConstraint("bureau_id", "number_day", "number_serial"),
    Index("ix_cases_number", "number_day", "number_serial"),
    Index("ix_cases_next_step_at", "next_step_at"),
    Index("ix_cases_unit_id_state", "unit_id", "state"),
    Index("ix_cases_chat_id_message_id", "chat_id", "message_id"),
    Index("ix_cases_chat_id_state", "chat_id", "state"),
    Index("ix_cases_reported_at", "reported_at"),
    Index("ix_cases_bureau_id_spot", "bureau_id", "spot"),
    Index("ix_cases_earlier_id", "earlier_id"),
    Index("ix_cases_parent_id", "parent_id"),
    # An AUTOINCREMENT key is never given out twice, not even after the last row was deleted.
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", String(20), nullable=False),
    Column("by", ForeignKey("people.id")),
    Column("by_name", String(300), nullable=False),
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("reason", Text),
    # A version of a case is made by one event: nobody can write history twice.
    UniqueConstraint("case_id", "version"),
    Index("ix_events_at", "at"),
)

# What a unit asks for (延期 挂账 申诉) and what became of it; see domain.requests.
requests = Table(
    "requests",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("wish", String(10), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Moment),
    Column("at", Moment, nullable=False),
    Column("desk", String(12), nullable=False),
    # open, granted, denied, lapsed.
    Column("outcome", String(10), nullable=False, default="open"),
    Column("decided_by", String(300), nullable=False, default=""),
    Column("decided_at", Moment),
    Column("remarks", Text, nullable=False, default=""),
    # When it is brought up again, as long as nobody has decided.
    Column("remind_at", Moment),
    Index("ix_requests_case_id", "case_id"),
    Index(
        "ix_requests_open",
        "remind_at",
        sqlite_where=text("outcome = 'open'"),
        postgresql_where=text("outcome = 'open'"),
    ),
)

# Numbered orders (督办单) to a unit, each for one or several late cases.
orders = Table(
    "orders",
    metadata,
    Column("id", Key, primary_key=True),
    Column("bureau_id", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("case_ids", Json, nullable=False),
    Column("at", Moment, nullable=False),
    # Until when the written reply is due; set when the order is sent.
    Column("reply_by", Moment),
    Column("replied_at", Moment),
    Column("replied_by", String(300), nullable=False, default=""),
    Column("reply", Text, nullable=False, default=""),
    UniqueConstraint("bureau_id", "year", "serial"),
    Index("ix_orders_unit_id", "unit_id"),
)

# Rulings (裁定) as precedents: whose such a case is on that street.
precedents = Table(
    "precedents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("bureau_id", Integer, nullable=False),
    Column("street", String(200), nullable=False),
    Column("category", String(60), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("by_name", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("bureau_id", "street", "category"),
)

# What people put right of what had been read from a report's text; each thing of a case once.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    # report, category, address, unit, deadline; see domain.corrections.
    Column("field", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    # None: nothing was found.
    Column("read_as", String(300)),
    Column("meant", String(300), nullable=False),
    Column("words", Json, nullable=False),
    # The text that was read, without accounts and numbers of people.
    Column("text", Text, nullable=False),
    UniqueConstraint("case_id", "field"),
    Index("ix_corrections_at", "at"),
)

# Numbers that a unit reported about its own work, read from its messages.
tallies = Table(
    "tallies",
    metadata,
    Column("id", Key, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("at", Moment, nullable=False),
    Column("action", String(40), nullable=False),
    Column("item", String(200), nullable=False),
    Column("value", Float, nullable=False),
    Column("measure", String(20), nullable=False),
    Column("approx", Boolean, nullable=False, default=False),
    Index("ix_tallies_at", "at"),
    Index("ix_tallies_chat_id_message_id", "chat_id", "message_id"),
)

# What nobody could be told of: no chat was open, or nobody of the unit has an account.
untold = Table(
    "untold",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("step", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_untold_at", "at"),
)
