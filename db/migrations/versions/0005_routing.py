"""Routes, streets and areas; cases of helpers."""

import sqlalchemy as sa
from alembic import op

from db.types import Json, Key, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision, from the one before."""
    op.create_table(
        "routes",
        sa.Column("id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("area", sa.String(length=200), nullable=True),
        sa.Column("helpers", Json, nullable=False),
        sa.Column("copies", Json, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_routes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
    )
    op.create_table(
        "streets",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("aliases", Json, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("chief_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_streets_unit_id")),
        sa.ForeignKeyConstraint(["chief_id"], ["people.id"], name=op.f("fk_streets_chief_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streets")),
        sa.UniqueConstraint("name", name=op.f("uq_streets_name")),
    )
    op.create_table(
        "areas",
        sa.Column("id", Key, nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("polygons", Json, nullable=False),
        sa.Column("loaded_at", Moment(), nullable=False),
        sa.Column("loaded_by", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_areas_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )
    op.create_index("ix_areas_file", "areas", ["file"], unique=False)
    # SQLite adds a column with its reference in one statement only, which alembic does not write.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE cases ADD COLUMN parent_id {kind} "
        "CONSTRAINT fk_cases_parent_id REFERENCES cases (id)"
    )
    op.create_index("ix_cases_parent_id", "cases", ["parent_id"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_cases_parent_id", table_name="cases")
    # Not in batch mode, which would make the table anew and let SQLite give out old keys again.
    op.execute("ALTER TABLE cases DROP COLUMN parent_id")
    op.drop_index("ix_areas_file", table_name="areas")
    op.drop_table("areas")
    op.drop_table("streets")
    op.drop_table("routes")
