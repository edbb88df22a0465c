"""Dates in the roster, swaps, and the handing over of shifts."""

import sqlalchemy as sa
from alembic import op

from db.types import Json, Key, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision, from the one before."""
    op.add_column("duty", sa.Column("dates", Json, nullable=True))
    op.create_table(
        "duty_swaps",
        sa.Column("id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("away_id", Key, nullable=False),
        sa.Column("stand_in_id", Key, nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("asked_by", Key, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("privately", sa.Boolean(), nullable=False),
        sa.Column("answered_by", Key, nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("card_id", Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["people.id"], name=op.f("fk_duty_swaps_answered_by")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_duty_swaps_asked_by")),
        sa.ForeignKeyConstraint(["away_id"], ["people.id"], name=op.f("fk_duty_swaps_away_id")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_duty_swaps_card_id")),
        sa.ForeignKeyConstraint(
            ["stand_in_id"], ["people.id"], name=op.f("fk_duty_swaps_stand_in_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_swaps_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_swaps")),
    )
    op.create_index("ix_duty_swaps_until", "duty_swaps", ["until"], unique=False)
    op.create_table(
        "duty_shifts",
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_shifts_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_duty_shifts")),
    )
    op.create_index("ix_duty_shifts_next_at", "duty_shifts", ["next_at"], unique=False)
    # A roster that is there already is looked at as soon as the bot runs.
    op.execute(
        "INSERT INTO duty_shifts (unit_id, next_at) "
        "SELECT DISTINCT unit_id, CURRENT_TIMESTAMP FROM duty"
    )
    op.create_table(
        "handovers",
        sa.Column("id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("leaving", Json, nullable=False),
        sa.Column("coming", Json, nullable=False),
        sa.Column("card_id", Key, nullable=True),
        sa.Column("call_at", Moment(), nullable=True),
        sa.Column("taken_by", Key, nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_handovers_card_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_handovers_taken_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_handovers_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("unit_id", "at", name=op.f("uq_handovers_unit_id_at")),
    )
    op.create_index(
        "ix_handovers_call_at",
        "handovers",
        ["call_at"],
        unique=False,
        sqlite_where=sa.text("call_at IS NOT NULL"),
        postgresql_where=sa.text("call_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Back to the revision before."""
    for table in ("handovers", "duty_shifts", "duty_swaps"):
        op.drop_table(table)
    op.drop_column("duty", "dates")
