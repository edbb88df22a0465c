"""How much of a limit was granted later, so that the next extension is one limit and no more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision, from the one before."""
    op.add_column(
        "cases", sa.Column("granted_minutes", sa.Float(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    """To the revision before."""
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("granted_minutes")
