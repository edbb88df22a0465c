"""The bureau: its units, people and duty, its files and what is in force."""

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

# One value per name: `bot_id` (a database belongs to one bot), the claim code's hash and tries.
facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Json, nullable=False),
)

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
