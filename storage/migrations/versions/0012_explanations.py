"""What officers are asked about cases, what they said, and how long they have."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
STAGES = "stage IN ('da-yeu-cau', 'da-giai-trinh', 'tra-lai', 'chap-nhan', 'het-han')"
BEFORE = ("tiep-nhan", "tra-loi", "xac-nhan")
AFTER = (*BEFORE, "giai-trinh")
DAYS = 3
"""Our own rule: no law counts these days."""

RECEPTION_LAW = date(2014, 7, 1)


def upgrade() -> None:
    _kinds(AFTER)
    deadlines = sa.table(
        "deadlines", *map(sa.column, ("kind", "days")), sa.column("valid_from", sa.Date()), sa.column("source")
    )
    op.bulk_insert(deadlines, [{"kind": "giai-trinh", "days": DAYS, "valid_from": RECEPTION_LAW, "source": ""}])
    op.create_table(
        "explanations",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("look", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", TIME, nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(STAGES, name=op.f("ck_explanations_stage")),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.id"], name=op.f("fk_explanations_asked_by_officers")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_explanations_case_id_cases")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_explanations_officer_id_officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanations")),
    )
    op.create_index(op.f("ix_explanations_case_id"), "explanations", ["case_id"])
    op.create_index(op.f("ix_explanations_officer_id"), "explanations", ["officer_id"])
    op.create_index(op.f("ix_explanations_stage_due"), "explanations", ["stage", "due"])


def downgrade() -> None:
    op.drop_table("explanations")
    op.execute("DELETE FROM deadlines WHERE kind = 'giai-trinh'")
    _kinds(BEFORE)
    op.execute("DELETE FROM case_events WHERE what IN ('co-giai-trinh', 'het-han-giai-trinh')")


def _kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("deadlines") as batch:
        batch.drop_constraint(op.f("ck_deadlines_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_deadlines_kind"), f"kind IN ({listed})")
