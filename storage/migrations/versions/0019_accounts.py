"""Accounts of those who sign in to the pages, their sessions, invitations, recovery codes and known browsers."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
STAGES = "stage IN ('ghi-danh', 'mot-nua', 'day-du')"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("officer_id", ID, autoincrement=False, nullable=False),
        sa.Column("password", sa.LargeBinary(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_accounts_officer_id_officers")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "web_sessions",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("proved_at", TIME, nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(STAGES, name=op.f("ck_web_sessions_stage")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_web_sessions_officer_id_officers")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_web_sessions")),
    )
    op.create_index(op.f("ix_web_sessions_began_at"), "web_sessions", ["began_at"])
    _of_officers("web_invitations", sa.Column("expires", TIME, nullable=False), sa.Column("used_at", TIME))
    _of_officers("recovery_codes", sa.Column("used_at", TIME))
    _of_officers("known_devices", sa.Column("seen_at", TIME, nullable=False))
    for table in TABLES:
        op.create_index(op.f(f"ix_{table}_officer_id"), table, ["officer_id"])


TABLES = ("web_sessions", "web_invitations", "recovery_codes", "known_devices")


def _of_officers(table: str, *columns: "sa.Column[object]") -> None:
    op.create_table(
        table,
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f(f"fk_{table}_officer_id_officers")),
        sa.PrimaryKeyConstraint("hash", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in (*TABLES, "accounts"):
        op.drop_table(table)
