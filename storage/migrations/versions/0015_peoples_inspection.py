"""The role of people's inspectors, what their boards recommend, and the fifteen days to answer it."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
ROLE = "thanh-tra-nhan-dan"
ROLES_BEFORE = ("officer", "head", "superior", "inspector", "admin")
KIND = "kien-nghi"
KINDS_BEFORE = ("tiep-nhan", "tra-loi", "xac-nhan", "giai-trinh", "tham-dinh", "chuyen-thong-tin", "chuyen-to-giac")
STAGES = "stage IN ('da-gui', 'chap-nhan', 'khong-chap-nhan', 'thuc-hien', 'chua-thuc-hien')"
LAW = {"kind": KIND, "days": 15, "valid_from": date(2023, 7, 1), "source": "10/2022/QH15 40.1.c"}
"""Luật Thực hiện dân chủ ở cơ sở, Điều 40.1.c."""


def upgrade() -> None:
    _one_of("officers", "role", (*ROLES_BEFORE, ROLE))
    _one_of("deadlines", "kind", (*KINDS_BEFORE, KIND))
    deadlines = sa.table(
        "deadlines", *map(sa.column, ("kind", "days")), sa.column("valid_from", sa.Date()), sa.column("source")
    )
    op.bulk_insert(deadlines, [LAW])
    op.create_table(
        "recommendations",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("noted_at", TIME, nullable=True),
        sa.Column("chased", sa.String(), nullable=True),
        sa.CheckConstraint(STAGES, name=op.f("ck_recommendations_stage")),
        sa.ForeignKeyConstraint(["answered_by"], ["officers.id"], name=op.f("fk_recommendations_answered_by_officers")),
        sa.ForeignKeyConstraint(["author_id"], ["officers.id"], name=op.f("fk_recommendations_author_id_officers")),
        sa.ForeignKeyConstraint(["board_id"], ["units.id"], name=op.f("fk_recommendations_board_id_units")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_recommendations_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
        sa.UniqueConstraint("code", name=op.f("uq_recommendations_code")),
    )
    op.create_index(op.f("ix_recommendations_board_id"), "recommendations", ["board_id"])
    op.create_index(op.f("ix_recommendations_unit_id_stage"), "recommendations", ["unit_id", "stage"])
    op.create_index(op.f("ix_recommendations_stage_due"), "recommendations", ["stage", "due"])


def downgrade() -> None:
    """Whoever had the role is out of service: an earlier version would not know what they may see."""
    op.drop_table("recommendations")
    op.execute(f"DELETE FROM deadlines WHERE kind = '{KIND}'")  # noqa: S608 - our own word
    _one_of("deadlines", "kind", KINDS_BEFORE)
    op.execute(f"UPDATE officers SET role = 'officer', active = false WHERE role = '{ROLE}'")  # noqa: S608
    _one_of("officers", "role", ROLES_BEFORE)


def _one_of(table: str, column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({listed})")
