"""Slips that somebody of the office typed in: which were, for a month."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_slips",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_typed_slips")),
    )
    op.create_index(op.f("ix_typed_slips_noted_on"), "typed_slips", ["noted_on"])


def downgrade() -> None:
    op.drop_table("typed_slips")
