"""whistles"""

import sqlalchemy as sa
from alembic import op

from db.types import Json, Key, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision, from the one before."""
    op.create_table(
        "whistle_serials",
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bureau_id", "day", name=op.f("pk_whistle_serials")),
    )
    op.create_table(
        "whistles",
        sa.Column("id", Key, nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("number_day", sa.Date(), nullable=True),
        sa.Column("number_serial", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", Key, nullable=True),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unknown", Json, nullable=False),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.Column("limit_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", Key, nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_whistles_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_whistles_case_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_whistles_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistles")),
        sa.UniqueConstraint(
            "bureau_id",
            "number_day",
            "number_serial",
            name=op.f("uq_whistles_bureau_id_number_day_number_serial"),
        ),
    )
    with op.batch_alter_table("whistles", schema=None) as batch_op:
        batch_op.create_index("ix_whistles_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_whistles_due_at", ["due_at"], unique=False)
        batch_op.create_index("ix_whistles_limit_at", ["limit_at"], unique=False)

    op.create_table(
        "whistle_calls",
        sa.Column("id", Key, nullable=False),
        sa.Column("whistle_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("arrived_at", Moment(), nullable=True),
        sa.Column("by_id", Key, nullable=True),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_whistle_calls_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_whistle_calls_unit_id")),
        sa.ForeignKeyConstraint(
            ["whistle_id"], ["whistles.id"], name=op.f("fk_whistle_calls_whistle_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_calls")),
        sa.UniqueConstraint(
            "whistle_id", "unit_id", name=op.f("uq_whistle_calls_whistle_id_unit_id")
        ),
    )
    op.create_table(
        "whistle_notes",
        sa.Column("id", Key, nullable=False),
        sa.Column("whistle_id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", Key, nullable=True),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_whistle_notes_by_id")),
        sa.ForeignKeyConstraint(
            ["whistle_id"], ["whistles.id"], name=op.f("fk_whistle_notes_whistle_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_notes")),
        sa.UniqueConstraint(
            "chat_id", "message_id", name=op.f("uq_whistle_notes_chat_id_message_id")
        ),
    )
    with op.batch_alter_table("whistle_notes", schema=None) as batch_op:
        batch_op.create_index("ix_whistle_notes_whistle_id", ["whistle_id"], unique=False)

    op.create_table(
        "whistle_tasks",
        sa.Column("whistle_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_whistle_tasks_case_id")),
        sa.ForeignKeyConstraint(
            ["whistle_id"], ["whistles.id"], name=op.f("fk_whistle_tasks_whistle_id")
        ),
        sa.PrimaryKeyConstraint("whistle_id", "case_id", name=op.f("pk_whistle_tasks")),
    )
    with op.batch_alter_table("whistle_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_whistle_tasks_case_id", ["case_id"], unique=False)

    op.create_table(
        "whistle_cards",
        sa.Column("card_id", Key, nullable=False),
        sa.Column("whistle_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_whistle_cards_card_id")),
        sa.ForeignKeyConstraint(
            ["whistle_id"], ["whistles.id"], name=op.f("fk_whistle_cards_whistle_id")
        ),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_whistle_cards")),
    )
    with op.batch_alter_table("whistle_cards", schema=None) as batch_op:
        batch_op.create_index("ix_whistle_cards_whistle_id", ["whistle_id"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("whistle_cards", schema=None) as batch_op:
        batch_op.drop_index("ix_whistle_cards_whistle_id")

    op.drop_table("whistle_cards")
    with op.batch_alter_table("whistle_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_whistle_tasks_case_id")

    op.drop_table("whistle_tasks")
    with op.batch_alter_table("whistle_notes", schema=None) as batch_op:
        batch_op.drop_index("ix_whistle_notes_whistle_id")

    op.drop_table("whistle_notes")
    op.drop_table("whistle_calls")
    with op.batch_alter_table("whistles", schema=None) as batch_op:
        batch_op.drop_index("ix_whistles_limit_at")
        batch_op.drop_index("ix_whistles_due_at")
        batch_op.drop_index("ix_whistles_case_id")

    op.drop_table("whistles")
    op.drop_table("whistle_serials")
