"""Every table of the first version."""

import sqlalchemy as sa
from alembic import op

from db.types import Json, Key, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision, from the one before."""
    op.create_table(
        "digests",
        sa.Column("id", Key, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("numbers", Json, nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index(
        "uq_digests_periodic",
        "digests",
        ["chat_id", "day"],
        unique=True,
        sqlite_where=sa.text("NOT asked"),
        postgresql_where=sa.text("NOT asked"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "gatherings",
        sa.Column("id", Key, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("case_ids", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
    )
    op.create_index("ix_gatherings_album", "gatherings", ["chat_id", "album"], unique=False)
    op.create_index(
        "ix_gatherings_chat_id_sender_id", "gatherings", ["chat_id", "sender_id"], unique=False
    )
    op.create_index(
        "ix_gatherings_open",
        "gatherings",
        ["closes_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_bot_id_update_id")),
    )
    op.create_index(
        "ix_inbox_done_raw",
        "inbox",
        ["done_at"],
        unique=False,
        sqlite_where=sa.text("raw IS NOT NULL"),
        postgresql_where=sa.text("raw IS NOT NULL"),
    )
    op.create_index(
        "ix_inbox_lane_new",
        "inbox",
        ["chat_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_table(
        "lanes",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_lanes")),
    )
    op.create_table(
        "org_versions",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_versions")),
    )
    op.create_table(
        "serials",
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bureau_id", "day", name=op.f("pk_serials")),
    )
    op.create_table(
        "units",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", Key, nullable=True),
        sa.Column("aliases", Json, nullable=False),
        sa.Column("categories", Json, nullable=False),
        sa.Column("areas", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", name=op.f("uq_units_name")),
    )
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=True),
        sa.Column("is_forum", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("settings", Json, nullable=False),
        sa.Column("enrolled_at", Moment(), nullable=True),
        sa.Column("greeted_at", Moment(), nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.Column("trouble_at", Moment(), nullable=True),
        sa.Column("administrators", Json, nullable=False),
        sa.Column("administrators_at", Moment(), nullable=True),
        sa.Column("next_digest_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_chats_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
    )
    op.create_index("ix_chats_next_digest_at", "chats", ["next_digest_at"], unique=False)
    op.create_index("ix_chats_unit_id", "chats", ["unit_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", Key, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=True),
        sa.Column("roles", Json, nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_people_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_people_telegram_id")),
    )
    op.create_index("ix_people_unit_id", "people", ["unit_id"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("id", Key, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("approx", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tallies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
    )
    op.create_index("ix_tallies_at", "tallies", ["at"], unique=False)
    op.create_index(
        "ix_tallies_chat_id_message_id", "tallies", ["chat_id", "message_id"], unique=False
    )
    op.create_table(
        "cases",
        sa.Column("id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("number_day", sa.Date(), nullable=True),
        sa.Column("number_serial", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("reporter_id", Key, nullable=True),
        sa.Column("reporter_name", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=True),
        sa.Column("categories", Json, nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("why", Json, nullable=False),
        sa.Column("handler_id", Key, nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("due_source", sa.String(length=10), nullable=True),
        sa.Column("due_raw", sa.String(length=200), nullable=True),
        sa.Column("limit_minutes", sa.Integer(), nullable=True),
        sa.Column("clock_at", Moment(), nullable=True),
        sa.Column("chain", Json, nullable=False),
        sa.Column("steps_taken", sa.Integer(), nullable=False),
        sa.Column("next_step_at", Moment(), nullable=True),
        sa.Column("filed_at", Moment(), nullable=True),
        sa.Column("dispatched_at", Moment(), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("submitted_by", Key, nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("checked_by", Key, nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=True),
        sa.Column("pointer_id", Key, nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by"], ["people.id"], name=op.f("fk_cases_checked_by")),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_cases_handler_id")),
        sa.ForeignKeyConstraint(["pointer_id"], ["cases.id"], name=op.f("fk_cases_pointer_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_cases_reporter_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["people.id"], name=op.f("fk_cases_submitted_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cases_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint(
            "bureau_id",
            "number_day",
            "number_serial",
            name=op.f("uq_cases_bureau_id_number_day_number_serial"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_number", "cases", ["number_day", "number_serial"], unique=False)
    op.create_index("ix_cases_chat_id_message_id", "cases", ["chat_id", "message_id"], unique=False)
    op.create_index("ix_cases_chat_id_state", "cases", ["chat_id", "state"], unique=False)
    op.create_index("ix_cases_next_step_at", "cases", ["next_step_at"], unique=False)
    op.create_index("ix_cases_reported_at", "cases", ["reported_at"], unique=False)
    op.create_index("ix_cases_unit_id_state", "cases", ["unit_id", "state"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("days", Json, nullable=False),
        sa.Column("since", sa.String(length=5), nullable=False),
        sa.Column("until", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duty_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_table(
        "links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_links_person_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_links")),
    )
    op.create_table(
        "events",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("by", Key, nullable=True),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_events_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_events_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_events_case_id_version")),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)
    op.create_table(
        "photos",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("gathering_id", Key, nullable=True),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.String(length=300), nullable=False),
        sa.Column("file_unique_id", sa.String(length=100), nullable=False),
        sa.Column("is_document", sa.Boolean(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("phash", sa.String(length=16), nullable=True),
        sa.Column("facts", Json, nullable=True),
        sa.Column("warning", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_photos_case_id")),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name=op.f("fk_photos_gathering_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint(
            "case_id", "chat_id", "message_id", name=op.f("uq_photos_case_id_chat_id_message_id")
        ),
    )
    op.create_index("ix_photos_case_id", "photos", ["case_id"], unique=False)
    op.create_index("ix_photos_gathering_id", "photos", ["gathering_id"], unique=False)
    op.create_index(
        "ix_photos_new",
        "photos",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index("ix_photos_sha256", "photos", ["sha256"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("gathering_id", Key, nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_of", sa.BigInteger(), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_questions_case_id")),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name=op.f("fk_questions_gathering_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(
        "ix_questions_chat_id_asked_of", "questions", ["chat_id", "asked_of"], unique=False
    )
    op.create_index(
        "ix_questions_open",
        "questions",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "cards",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", Key, nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("menu", sa.String(length=40), nullable=False),
        sa.Column("is_photo", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_cards_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_cards_chat_id_message_id")),
    )
    op.create_index("ix_cards_question_id", "cards", ["question_id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("read_as", sa.String(length=300), nullable=True),
        sa.Column("meant", sa.String(length=300), nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_corrections_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("case_id", "field", name=op.f("uq_corrections_case_id_field")),
    )
    op.create_index("ix_corrections_at", "corrections", ["at"], unique=False)
    op.create_table(
        "card_cases",
        sa.Column("card_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_cases_card_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_card_cases_case_id")),
        sa.PrimaryKeyConstraint("card_id", "case_id", name=op.f("pk_card_cases")),
    )
    op.create_index("ix_card_cases_case_id", "card_cases", ["case_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", Key, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("card_id", Key, nullable=True),
        sa.Column("dedupe", sa.String(length=120), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("payload", Json, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_letters_card_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letters_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index("ix_letters_card_id", "letters", ["card_id"], unique=False)
    op.create_index("ix_letters_case_id", "letters", ["case_id"], unique=False)
    op.create_index("ix_letters_sent_at", "letters", ["sent_at"], unique=False)
    op.create_index(
        "ix_letters_unsent",
        "letters",
        ["chat_id", "priority", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('new', 'sending')"),
        postgresql_where=sa.text("state IN ('new', 'sending')"),
    )
    op.create_index(
        "uq_letters_waiting",
        "letters",
        ["dedupe"],
        unique=True,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index(
        "uq_letters_waiting",
        table_name="letters",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index(
        "ix_letters_unsent",
        table_name="letters",
        sqlite_where=sa.text("state IN ('new', 'sending')"),
        postgresql_where=sa.text("state IN ('new', 'sending')"),
    )
    op.drop_index("ix_letters_sent_at", table_name="letters")
    op.drop_index("ix_letters_case_id", table_name="letters")
    op.drop_index("ix_letters_card_id", table_name="letters")
    op.drop_table("letters")
    op.drop_index("ix_corrections_at", table_name="corrections")
    op.drop_table("corrections")
    op.drop_index("ix_card_cases_case_id", table_name="card_cases")
    op.drop_table("card_cases")
    op.drop_index("ix_cards_question_id", table_name="cards")
    op.drop_table("cards")
    op.drop_index(
        "ix_questions_open",
        table_name="questions",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index("ix_questions_chat_id_asked_of", table_name="questions")
    op.drop_table("questions")
    op.drop_index("ix_photos_sha256", table_name="photos")
    op.drop_index(
        "ix_photos_new",
        table_name="photos",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index("ix_photos_gathering_id", table_name="photos")
    op.drop_index("ix_photos_case_id", table_name="photos")
    op.drop_table("photos")
    op.drop_index("ix_events_at", table_name="events")
    op.drop_table("events")
    op.drop_table("links")
    op.drop_table("duty")
    op.drop_index("ix_cases_unit_id_state", table_name="cases")
    op.drop_index("ix_cases_reported_at", table_name="cases")
    op.drop_index("ix_cases_next_step_at", table_name="cases")
    op.drop_index("ix_cases_chat_id_state", table_name="cases")
    op.drop_index("ix_cases_number", table_name="cases")
    op.drop_index("ix_cases_chat_id_message_id", table_name="cases")
    op.drop_table("cases")
    op.drop_index("ix_tallies_chat_id_message_id", table_name="tallies")
    op.drop_index("ix_tallies_at", table_name="tallies")
    op.drop_table("tallies")
    op.drop_index("ix_people_unit_id", table_name="people")
    op.drop_table("people")
    op.drop_index("ix_chats_unit_id", table_name="chats")
    op.drop_index("ix_chats_next_digest_at", table_name="chats")
    op.drop_table("chats")
    op.drop_table("units")
    op.drop_table("serials")
    op.drop_table("org_versions")
    op.drop_table("lanes")
    op.drop_index(
        "ix_inbox_new",
        table_name="inbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index(
        "ix_inbox_lane_new",
        table_name="inbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index(
        "ix_inbox_done_raw",
        table_name="inbox",
        sqlite_where=sa.text("raw IS NOT NULL"),
        postgresql_where=sa.text("raw IS NOT NULL"),
    )
    op.drop_table("inbox")
    op.drop_index(
        "ix_gatherings_open",
        table_name="gatherings",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_gatherings_chat_id_sender_id", table_name="gatherings")
    op.drop_index("ix_gatherings_album", table_name="gatherings")
    op.drop_table("gatherings")
    op.drop_table("facts")
    op.drop_index(
        "uq_digests_periodic",
        table_name="digests",
        sqlite_where=sa.text("NOT asked"),
        postgresql_where=sa.text("NOT asked"),
    )
    op.drop_table("digests")
