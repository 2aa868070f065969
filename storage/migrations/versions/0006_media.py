"""Photos and voices that came along with words, and how long a unit keeps voices."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
WANTED = sa.text("size = 0 AND feedback_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("units", sa.Column("voice_days", sa.SmallInteger(), nullable=False, server_default="0"))
    op.create_table(
        "media",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("feedback_id", ID, nullable=True),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("seconds", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_media_feedback_id_feedback")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_media")),
    )
    op.create_index(op.f("ix_media_feedback_id"), "media", ["feedback_id"])
    op.create_index("ix_media_wanted", "media", ["due"], sqlite_where=WANTED, postgresql_where=WANTED)
    op.create_index(op.f("ix_media_at"), "media", ["at"])


def downgrade() -> None:
    op.drop_table("media")
    op.drop_column("units", "voice_days")
