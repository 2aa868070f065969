"""The offices, and what is said and sent: messages, dialogues, letters."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

TIME = UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("hour", TIME, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "what", "hour", name=op.f("pk_attempts")),
    )
    op.create_table(
        "gate",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name=op.f("pk_gate")),
    )
    op.create_index(op.f("ix_gate_next_at"), "gate", ["next_at"])
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_id", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )
    _partial("ix_inbox_set_aside", "inbox", ["seen_at"], "error <> ''")
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("dedup", sa.String(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", TIME, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.CheckConstraint("lane BETWEEN 0 AND 2", name=op.f("ck_outbox_lane")),
        sa.CheckConstraint("state IN ('waiting', 'leased', 'sent', 'failed', 'unknown')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup", name=op.f("uq_outbox_dedup")),
    )
    _partial("ix_outbox_for_operator", "outbox", ["state"], "state = 'failed' OR state = 'unknown'")
    _partial("ix_outbox_leased", "outbox", ["channel", "chat"], "state = 'leased'")
    _partial("ix_outbox_line", "outbox", ["chat", "lane", "id"], "state = 'waiting' OR state = 'leased'")
    _partial("ix_outbox_waiting", "outbox", ["channel", "lane", "due", "id"], "state = 'waiting'")
    op.create_table(
        "units",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("hotline", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("denunciation_place", sa.String(), nullable=False),
        sa.Column("digest_weekday", sa.SmallInteger(), nullable=False),
        sa.Column("digest_minute", sa.SmallInteger(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.CheckConstraint("digest_minute BETWEEN 0 AND 1439", name=op.f("ck_units_digest_minute")),
        sa.CheckConstraint("digest_weekday BETWEEN 1 AND 7", name=op.f("ck_units_digest_weekday")),
        sa.CheckConstraint("kind IN ('superior', 'one-stop', 'health')", name=op.f("ck_units_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    op.create_table(
        "counters",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_counters_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counters")),
        sa.UniqueConstraint("code", name=op.f("uq_counters_code")),
    )
    op.create_index(op.f("ix_counters_unit_id"), "counters", ["unit_id"])
    op.create_table(
        "officers",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('officer', 'head', 'superior', 'inspector', 'admin')", name=op.f("ck_officers_role")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_officers_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("code", name=op.f("uq_officers_code")),
    )
    op.create_index(op.f("ix_officers_unit_id"), "officers", ["unit_id"])
    op.create_table(
        "chats",
        sa.Column("tag", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("officer_id", ID, nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_chats_officer_id_officers")),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_chats")),
    )
    _partial("ix_chats_officer_id", "chats", ["officer_id"], "officer_id IS NOT NULL")
    op.create_table(
        "link_codes",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("chat", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_link_codes_officer_id_officers")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link_codes")),
    )
    op.create_index(op.f("ix_link_codes_officer_id"), "link_codes", ["officer_id"])
    op.create_table(
        "postings",
        sa.Column("id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("counter_id", ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until > since", name=op.f("ck_postings_until")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_postings_counter_id_counters")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_postings_officer_id_officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("officer_id", "counter_id", "since", name=op.f("uq_postings_officer_id_counter_id_since")),
    )


def downgrade() -> None:
    for table in (
        "postings",
        "link_codes",
        "chats",
        "officers",
        "counters",
        "units",
        "outbox",
        "inbox",
        "holidays",
        "gate",
        "attempts",
    ):
        op.drop_table(table)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    """An index over some of the rows, spelt for both databases."""
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
