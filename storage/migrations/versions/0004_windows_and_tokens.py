"""Platforms that let one write only for a while, repeat our own words to us, and hand out keys that expire."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

TIME = UTCDateTime()


def upgrade() -> None:
    op.add_column("chats", sa.Column("heard_at", TIME, nullable=True))
    op.add_column("chats", sa.Column("paused_until", TIME, nullable=True))
    op.add_column("outbox", sa.Column("noticed_at", TIME, nullable=True))
    op.create_table(
        "platform_tokens",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("pair", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("renewed_at", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seeds", sa.LargeBinary(), nullable=False),
        sa.Column("lost_at", TIME, nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("ticket", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_platform_tokens")),
    )
    op.create_table(
        "echo_marks",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_echo_marks")),
    )
    op.create_index(op.f("ix_echo_marks_at"), "echo_marks", ["at"])


def downgrade() -> None:
    op.drop_table("echo_marks")
    op.drop_table("platform_tokens")
    op.drop_column("outbox", "noticed_at")
    op.drop_column("chats", "paused_until")
    op.drop_column("chats", "heard_at")
