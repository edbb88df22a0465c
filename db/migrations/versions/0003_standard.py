"""The standard: its versions, and its conditions with their limits."""

import sqlalchemy as sa
from alembic import op

from db.types import Json, Key, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision, from the one before."""
    op.create_table(
        "standard_versions",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_versions")),
    )
    op.create_table(
        "standard_items",
        sa.Column("id", Key, nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("big_code", sa.String(length=10), nullable=False),
        sa.Column("small_code", sa.String(length=10), nullable=False),
        sa.Column("condition", sa.String(length=500), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=False),
        sa.Column("big_class", sa.String(length=200), nullable=False),
        sa.Column("small_class", sa.String(length=200), nullable=False),
        sa.Column("aliases", Json, nullable=False),
        sa.Column("filing", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("phases", Json, nullable=False),
        sa.Column("handler", sa.String(length=200), nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("default", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["standard_versions.id"],
            name=op.f("fk_standard_items_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_items")),
        sa.UniqueConstraint(
            "city",
            "kind",
            "big_code",
            "small_code",
            "condition",
            name=op.f("uq_standard_items_city_kind_big_code_small_code_condition"),
        ),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_table("standard_items")
    op.drop_table("standard_versions")
