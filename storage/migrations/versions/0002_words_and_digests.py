"""What citizens gave, the cases that came of it, and the digests."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID, PLAIN

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

TIME = UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", TIME, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", TIME, nullable=True),
        sa.CheckConstraint("state IN ('claimed', 'stored')", name=op.f("ck_digests_state")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_digests_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("unit_id", "week", "kind", name=op.f("uq_digests_unit_id_week_kind")),
    )
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("handler_unit_id", ID, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("counter_id", ID, nullable=True),
        sa.Column("tags", PLAIN, nullable=False),
        sa.Column("concerns", PLAIN, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("filed_at", TIME, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.CheckConstraint("state IN ('moi-gui', 'da-tiep-nhan', 'da-tra-loi', 'da-rut')", name=op.f("ck_cases_state")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_cases_counter_id_counters")),
        sa.ForeignKeyConstraint(["handler_unit_id"], ["units.id"], name=op.f("fk_cases_handler_unit_id_units")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cases_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("code", name=op.f("uq_cases_code")),
    )
    op.create_index(op.f("ix_cases_handler_unit_id_state"), "cases", ["handler_unit_id", "state"])
    op.create_index(op.f("ix_cases_unit_id"), "cases", ["unit_id"])
    op.create_table(
        "digest_letters",
        sa.Column("id", ID, nullable=False),
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("outbox_id", ID, nullable=False),
        sa.Column("road", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_digest_letters_digest_id_digests")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_digest_letters_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_letters")),
        sa.UniqueConstraint("digest_id", "recipient", name=op.f("uq_digest_letters_digest_id_recipient")),
    )
    op.create_index(op.f("ix_digest_letters_outbox_id"), "digest_letters", ["outbox_id"])
    op.create_table(
        "visits",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("counter_id", ID, nullable=True),
        sa.Column("scanned_at", TIME, nullable=False),
        sa.Column("candidates", PLAIN, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("respondent", sa.String(), nullable=False),
        sa.CheckConstraint("respondent IN ('nguoi-dan', 'doanh-nghiep', 'noi-bo')", name=op.f("ck_visits_respondent")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_visits_counter_id_counters")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_visits_unit_id_units")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_visits")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", ID, nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("counter_id", ID, nullable=True),
        sa.Column("officer_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("redacted", sa.LargeBinary(), nullable=False),
        sa.Column("filed_at", TIME, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("seal", sa.Boolean(), nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("read_at", TIME, nullable=True),
        sa.Column("analysis", sa.Text(), nullable=True),
        sa.Column("sentiment", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("erased_at", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('with-rating', 'suggestion', 'praise')", name=op.f("ck_feedback_kind")),
        sa.CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name=op.f("ck_feedback_level")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_feedback_case_id_cases")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_feedback_counter_id_counters")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_feedback_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_feedback_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("receipt", name=op.f("uq_feedback_receipt")),
    )
    op.create_index(op.f("ix_feedback_case_id"), "feedback", ["case_id"])
    op.create_index(op.f("ix_feedback_chat"), "feedback", ["chat"])
    op.create_index(op.f("ix_feedback_officer_id"), "feedback", ["officer_id"])
    op.create_index(op.f("ix_feedback_unit_id_filed_at"), "feedback", ["unit_id", "filed_at"])
    _partial("ix_feedback_unread", "feedback", ["id"], "read_at IS NULL AND erased_at IS NULL")
    op.create_table(
        "ratings",
        sa.Column("visit_key", sa.String(32), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("badge", sa.String(), nullable=True),
        sa.Column("reasons", PLAIN, nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rated_at", TIME, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("counter_id", ID, nullable=True),
        sa.Column("officer_id", ID, nullable=True),
        sa.Column("respondent", sa.String(), nullable=False),
        sa.CheckConstraint("badge IS NULL OR badge IN ('yes', 'no', 'unknown')", name=op.f("ck_ratings_badge")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_ratings_level")),
        sa.CheckConstraint("respondent IN ('nguoi-dan', 'doanh-nghiep', 'noi-bo')", name=op.f("ck_ratings_respondent")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_ratings_counter_id_counters")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_ratings_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_ratings_unit_id_units")),
        sa.ForeignKeyConstraint(["visit_key"], ["visits.key"], name=op.f("fk_ratings_visit_key_visits")),
        sa.PrimaryKeyConstraint("visit_key", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_officer_id_rated_at"), "ratings", ["officer_id", "rated_at"])
    op.create_index(op.f("ix_ratings_unit_id_rated_at_level"), "ratings", ["unit_id", "rated_at", "level"])


def downgrade() -> None:
    for table in ("ratings", "feedback", "visits", "digest_letters", "cases", "digests"):
        op.drop_table(table)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    """An index over some of the rows, spelt for both databases."""
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
