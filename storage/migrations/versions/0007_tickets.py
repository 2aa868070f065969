"""Visits an office told us of, and the invitations to rate them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
OPEN = sa.text("state = 'waiting' OR state = 'handed'")
STATES = "'waiting', 'handed', 'sent', 'refused', 'failed', 'rejected', 'dropped', 'needless', 'unknown'"


def upgrade() -> None:
    _prove_visits()
    _create_tickets()
    _create_counts()
    _create_api_keys()
    _create_invitations()


def downgrade() -> None:
    op.drop_column("units", "invite_minute")
    for table in ("opt_outs", "invitations", "api_keys", "visit_counts", "tickets"):
        op.drop_table(table)
    op.drop_column("ratings", "proof")
    op.drop_column("visits", "proof")


def _prove_visits() -> None:
    """Of an earlier visit only the tablet's is surely known; whether a counter was scanned or chosen was not kept."""
    for table in ("visits", "ratings"):
        op.add_column(table, sa.Column("proof", sa.String(), nullable=False, server_default="khong-ma"))
    op.execute("UPDATE ratings SET proof = 'may-tinh-bang' WHERE channel = 'kiosk'")
    op.execute(
        "UPDATE visits SET proof = 'may-tinh-bang'"
        " WHERE key IN (SELECT visit_key FROM ratings WHERE proof = 'may-tinh-bang')"
    )


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("invitation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tickets")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tickets_day"), "tickets", ["day"])


def _create_counts() -> None:
    op.create_table(
        "visit_counts",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_visit_counts_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_visit_counts")),
    )


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_api_keys_unit_id_units")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
    )


def _create_invitations() -> None:
    op.add_column("units", sa.Column("invite_minute", sa.SmallInteger(), nullable=False, server_default="1200"))
    op.create_table(
        "invitations",
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("visited", sa.Date(), nullable=True),
        sa.Column("evening", TIME, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_invitations_state")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_invitations_unit_id_units")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_invitations")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_invitations_phone"), "invitations", ["phone"])
    op.create_index("ix_invitations_open", "invitations", ["evening"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "opt_outs",
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_opt_outs")),
        sqlite_with_rowid=False,
    )
