"""Every table, in one place. Rows become domain objects in the query files beside this one."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from db.types import Json, Key, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One value per name: `bot_id` (a database belongs to one bot), the claim code's hash and tries.
facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Json, nullable=False),
)

# --- who ---------------------------------------------------------------------------------

units = Table(
    "units",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("parent_id", ForeignKey("units.id")),
    Column("aliases", Json, nullable=False),
    Column("categories", Json, nullable=False),
    Column("areas", Json, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

people = Table(
    "people",
    metadata,
    Column("id", Key, primary_key=True),
    Column("telegram_id", BigInteger, unique=True),
    Column("name", String(300), nullable=False),
    Column("username", String(64)),
    Column("roles", Json, nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    # file: named in the org file; seen: wrote or tapped; such people have no more than a name.
    Column("source", String(10), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Index("ix_people_unit_id", "unit_id"),
)

duty = Table(
    "duty",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("days", Json, nullable=False),
    Column("since", String(5), nullable=False),
    Column("until", String(5), nullable=False),
    # Spans of dates, [[first, last], …], that count instead of the days, if there are any.
    Column("dates", Json),
)

org_versions = Table(
    "org_versions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(300), nullable=False),
    Column("source", Text, nullable=False),
)

# Known places: those of the org file, and those that closed cases have confirmed.
places = Table(
    "places",
    metadata,
    Column("id", Key, primary_key=True),
    # Whose place it is: a bureau, or 0 for all of them; no foreign key, as in `cases`.
    Column("bureau_id", Integer, nullable=False, default=0),
    Column("name", String(200), nullable=False),
    # file, or learnt.
    Column("source", String(10), nullable=False),
    Column("aliases", Json, nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    # How many cases at this place passed their check, and how many it takes to trust its spelling.
    Column("cases", Integer, nullable=False, default=0),
    Column("needed", Integer, nullable=False, default=1),
    Column("last_at", Moment),
    UniqueConstraint("bureau_id", "name"),
)

# One-time links that bind a person: only the hash is kept.
links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

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

# --- what arrived ------------------------------------------------------------------------

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

# --- cases -------------------------------------------------------------------------------

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

# --- what the bot says -------------------------------------------------------------------

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

# --- by which ways a case finds its unit ---------------------------------------------------

# The `[[routes]]` of the org file, in its order.
routes = Table(
    "routes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("category", String(200)),
    Column("street", String(200)),
    Column("area", String(200)),
    # Ids of units.
    Column("helpers", Json, nullable=False),
    Column("copies", Json, nullable=False),
)

streets = Table(
    "streets",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("aliases", Json, nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    # Who answers for the street (路长).
    Column("chief_id", ForeignKey("people.id"), nullable=False),
)

# The features of map files; a file that is loaded again replaces its own.
areas = Table(
    "areas",
    metadata,
    Column("id", Key, primary_key=True),
    Column("file", String(200), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("name", String(200), nullable=False),
    # Polygons, each a list of rings (the outer one first) of [longitude, latitude] in WGS-84.
    Column("polygons", Json, nullable=False),
    Column("loaded_at", Moment, nullable=False),
    Column("loaded_by", String(300), nullable=False),
    Index("ix_areas_file", "file"),
)

# --- by the book -------------------------------------------------------------------------

# Every policy that was ever in force; `value` as domain.policy_form has it.
policies = Table(
    "policies",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(300), nullable=False),
    # The file as it was given, or the words by which an admin changed one thing.
    Column("source", Text, nullable=False),
    Column("value", Json, nullable=False),
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

# The standard: each load that changed something, with the file as text.
standard_versions = Table(
    "standard_versions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(300), nullable=False),
    Column("city", String(200), nullable=False),
    Column("source", String(500), nullable=False),
    # What was read (TOML, or a spreadsheet's cells parted by tabs), and its SHA-256.
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    # How many conditions it added, changed, took back and retired.
    Column("note", Json, nullable=False),
)

# One row per city, small class and filing condition; never deleted, so that ids stay. Those in
# force are active.
standard_items = Table(
    "standard_items",
    metadata,
    Column("id", Key, primary_key=True),
    Column("city", String(200), nullable=False),
    # event or component.
    Column("kind", String(10), nullable=False),
    Column("big_code", String(10), nullable=False),
    Column("small_code", String(10), nullable=False),
    # What tells the condition from others of its small class: a code, or the filing condition.
    Column("condition", String(500), nullable=False),
    Column("category", String(200), nullable=False),
    Column("big_class", String(200), nullable=False),
    Column("small_class", String(200), nullable=False),
    Column("aliases", Json, nullable=False),
    Column("filing", Text, nullable=False),
    Column("closing", Text, nullable=False),
    # [[value, unit, name], …]; see domain.standard.Phase.
    Column("phases", Json, nullable=False),
    Column("handler", String(200), nullable=False),
    Column("words", Json, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("default", Boolean, nullable=False),
    # Where it stands in the file.
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    # The version that last changed, took back or retired it.
    Column("version_id", ForeignKey("standard_versions.id"), nullable=False),
    UniqueConstraint("city", "kind", "big_code", "small_code", "condition"),
)

# --- joint work --------------------------------------------------------------------------

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

# --- duty --------------------------------------------------------------------------------

# Who asked whom to stand in for whom, and what became of it; see domain.duty.Swap. Agreed ones lie
# on top of the roster, which stays as the org file has it.
duty_swaps = Table(
    "duty_swaps",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("away_id", ForeignKey("people.id"), nullable=False),
    Column("stand_in_id", ForeignKey("people.id"), nullable=False),
    # The end of the shift; from when it counts is known once it is agreed.
    Column("until", Moment, nullable=False),
    Column("since", Moment),
    # asked, agreed, declined.
    Column("outcome", String(10), nullable=False),
    Column("asked_by", ForeignKey("people.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    # Asked for in a private chat: the answer is told there, too.
    Column("privately", Boolean, nullable=False, default=False),
    Column("answered_by", ForeignKey("people.id")),
    Column("answered_at", Moment),
    Column("card_id", ForeignKey("cards.id")),
    Index("ix_duty_swaps_until", "until"),
)

# When the duty of a unit is next to be looked at: at the latest when it changes.
duty_shifts = Table(
    "duty_shifts",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Column("next_at", Moment, nullable=False),
    Index("ix_duty_shifts_next_at", "next_at"),
)

# One shift of a unit was handed over to the next, with the open cases on the card.
handovers = Table(
    "handovers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("at", Moment, nullable=False),
    # Keys of people.
    Column("leaving", Json, nullable=False),
    Column("coming", Json, nullable=False),
    Column("card_id", ForeignKey("cards.id")),
    # When the leader is called, as long as nobody has taken over.
    Column("call_at", Moment),
    Column("taken_by", ForeignKey("people.id")),
    Column("taken_at", Moment),
    UniqueConstraint("unit_id", "at"),
    Index(
        "ix_handovers_call_at",
        "call_at",
        sqlite_where=text("call_at IS NOT NULL"),
        postgresql_where=text("call_at IS NOT NULL"),
    ),
)
