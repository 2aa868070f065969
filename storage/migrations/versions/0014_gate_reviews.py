"""Reviews of what may be a tố cáo, a khiếu nại or a tố giác, their days, and what the citizen says of it."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from storage.tables.base import ID

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None

KINDS = "kind IN ('to-cao', 'khieu-nai', 'to-giac')"
STAGES = "stage IN ('cho-tham-dinh', 'cho-nguoi-thu-hai', 'cho-chuyen', 'da-xong')"
BEFORE = ("tiep-nhan", "tra-loi", "xac-nhan", "giai-trinh")
DAYS = (
    ("tham-dinh", 7, "25/2018/QH14 24"),
    ("chuyen-thong-tin", 5, "25/2018/QH14 24"),
    ("chuyen-to-giac", 1, "101/2015/QH13 146"),
)
DENUNCIATION_LAW = date(2019, 1, 1)
PEOPLE = ("proposed_by", "decided_by")
EVENTS = "'can-tham-dinh', 'tham-dinh', 'chuyen-co-quan', 'tach-noi-dung'"


def upgrade() -> None:
    _kinds((*BEFORE, *(kind for kind, _, _ in DAYS)))
    deadlines = sa.table(
        "deadlines", *map(sa.column, ("kind", "days")), sa.column("valid_from", sa.Date()), sa.column("source")
    )
    rows = [{"kind": k, "days": days, "valid_from": DENUNCIATION_LAW, "source": law} for k, days, law in DAYS]
    op.bulk_insert(deadlines, rows)
    with op.batch_alter_table("feedback") as batch:
        batch.add_column(sa.Column("ticked", sa.Boolean(), nullable=False, server_default=sa.false()))
    _create_reviews()


def downgrade() -> None:
    op.drop_table("gate_reviews")
    with op.batch_alter_table("feedback") as batch:
        batch.drop_column("ticked")
    kinds = ", ".join(f"'{kind}'" for kind, _, _ in DAYS)
    op.execute(f"DELETE FROM deadlines WHERE kind IN ({kinds})")  # noqa: S608
    _kinds(BEFORE)
    op.execute(f"DELETE FROM case_events WHERE what IN ({EVENTS})")  # noqa: S608


def _create_reviews() -> None:
    op.create_table(
        "gate_reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("weighty", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_by", ID, nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("parts", sa.LargeBinary(), nullable=True),
        sa.Column("chased", sa.String(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_gate_reviews_kind")),
        sa.CheckConstraint(STAGES, name=op.f("ck_gate_reviews_stage")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_gate_reviews_case_id_cases")),
        *(
            sa.ForeignKeyConstraint([who], ["officers.id"], name=op.f(f"fk_gate_reviews_{who}_officers"))
            for who in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_reviews")),
        sa.UniqueConstraint("case_id", name=op.f("uq_gate_reviews_case_id")),
    )
    op.create_index(op.f("ix_gate_reviews_stage_due"), "gate_reviews", ["stage", "due"])


def _kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("deadlines") as batch:
        batch.drop_constraint(op.f("ck_deadlines_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_deadlines_kind"), f"kind IN ({listed})")
