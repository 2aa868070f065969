"""Platforms that are left alone while they fail, and long letters that go on where they stopped."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

TIME = UTCDateTime()


def upgrade() -> None:
    op.add_column("outbox", sa.Column("parts", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("gate", sa.Column("closed_until", TIME, nullable=True))
    op.add_column("gate", sa.Column("failures", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("gate", sa.Column("probe_at", TIME, nullable=True))
    op.add_column("gate", sa.Column("why", sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("why", "probe_at", "failures", "closed_until"):
        op.drop_column("gate", name)
    op.drop_column("outbox", "parts")
