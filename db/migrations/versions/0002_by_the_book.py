"""Clocks that stand and go on, the policy of a case, requests, orders, precedents."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.types import Json, Key, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _new() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("policy", sa.Text()),
        sa.Column("limit", Json),
        sa.Column("permanent", Json),
        sa.Column("pace", sa.String(10), nullable=False, server_default="always"),
        sa.Column("used_minutes", sa.Float(), nullable=False, server_default="0"),
        sa.Column("permanent_used", sa.Float(), nullable=False, server_default="0"),
        sa.Column("stopgap_at", Moment()),
        sa.Column("stage_at", Moment()),
        sa.Column("taken", Json, nullable=False, server_default="[]"),
        sa.Column("extensions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("suspended_until", Moment()),
        sa.Column("ruling_until", Moment()),
        sa.Column("appeals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("exempt", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def upgrade() -> None:
    """To this revision, from the one before."""
    op.create_table(
        "policies",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
    )
    op.create_table(
        "orders",
        sa.Column("id", Key, nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("case_ids", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reply_by", Moment(), nullable=True),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.Column("replied_by", sa.String(length=300), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_orders_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint(
            "bureau_id", "year", "serial", name=op.f("uq_orders_bureau_id_year_serial")
        ),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "precedents",
        sa.Column("id", Key, nullable=False),
        sa.Column("bureau_id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_precedents_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_precedents_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precedents")),
        sa.UniqueConstraint(
            "bureau_id", "street", "category", name=op.f("uq_precedents_bureau_id_street_category")
        ),
    )
    op.create_table(
        "requests",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("wish", sa.String(length=10), nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("by_id", Key, nullable=False),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=300), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_requests_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_requests_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_requests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index("ix_requests_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_requests_open",
            ["remind_at"],
            unique=False,
            sqlite_where=sa.text("outcome = 'open'"),
            postgresql_where=sa.text("outcome = 'open'"),
        )

    op.create_table(
        "untold",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_untold_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_untold_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_untold")),
    )
    op.create_index("ix_untold_at", "untold", ["at"])
    for column in _new():
        op.add_column("cases", column)
    # A case that runs keeps what was done about it: of the old chain, so many steps.
    op.execute("UPDATE cases SET taken = '[\"warn\"]' WHERE steps_taken = 1")
    op.execute('UPDATE cases SET taken = \'["warn", "urge"]\' WHERE steps_taken > 1')
    op.execute("UPDATE cases SET stage_at = COALESCE(submitted_at, dispatched_at, filed_at)")
    _retype("limit_minutes", sa.Float())
    op.drop_column("cases", "chain")
    op.drop_column("cases", "steps_taken")


def _retype(name: str, kind: sa.types.TypeEngine[Any]) -> None:
    """Another type for a column, on both databases without writing the table anew."""
    op.add_column("cases", sa.Column(f"{name}_new", kind))
    op.execute(f"UPDATE cases SET {name}_new = {name}")  # noqa: S608 - names of ours
    op.drop_column("cases", name)
    op.execute(f"ALTER TABLE cases RENAME COLUMN {name}_new TO {name}")


def downgrade() -> None:
    """Back to the one before."""
    op.add_column("cases", sa.Column("chain", Json, nullable=False, server_default="[]"))
    op.add_column("cases", sa.Column("steps_taken", sa.Integer(), server_default="0"))
    _retype("limit_minutes", sa.Integer())
    for column in _new():
        op.drop_column("cases", column.name)
    for table in ("untold", "requests", "precedents", "orders", "policies"):
        op.drop_table(table)
