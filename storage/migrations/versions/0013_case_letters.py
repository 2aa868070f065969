"""Letters between an office and the citizen of a case, cut lines, and sealed cases that stand beside another."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import ID

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None

WAITING = sa.text("told_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_letters",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=True),
        sa.Column("voice_id", ID, nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_letters_case_id_cases")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_case_letters_officer_id_officers")),
        sa.ForeignKeyConstraint(["voice_id"], ["feedback.id"], name=op.f("fk_case_letters_voice_id_feedback")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_case_letters")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_case_letters_case_id"), "case_letters", ["case_id"])
    op.create_index(op.f("ix_case_letters_voice_id"), "case_letters", ["voice_id"])
    op.create_index("ix_case_letters_waiting", "case_letters", ["key"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "cut_lines",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("cut_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_cut_lines_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "cut_on", name=op.f("pk_cut_lines")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_asides",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("voice", sa.LargeBinary(), nullable=False),
        sa.Column("beside", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_asides_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_asides")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_case_asides_voice"), "case_asides", ["voice"])


def downgrade() -> None:
    op.drop_table("case_asides")
    op.drop_table("cut_lines")
    op.drop_table("case_letters")
