"""Names on praise and the letters that tell it, words that add to earlier ones, and each voice's own verdict."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import ID, PLAIN

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels = None
depends_on = None

VERDICTS = "said IN ('da-giai-quyet', 'chua-giai-quyet')"
ALONE = """
INSERT INTO verdicts (case_id, voice, look, said)
SELECT cases.id, feedback.chat, cases.reopened, 'da-giai-quyet'
FROM cases JOIN feedback ON feedback.case_id = cases.id AND feedback.erased_at IS NULL
WHERE cases.result = 'da-giai-quyet' AND NOT EXISTS (
    SELECT 1 FROM feedback AS other
    WHERE other.case_id = cases.id AND other.erased_at IS NULL AND other.id <> feedback.id
)
"""
"""Until now one voice spoke for all of a case: whose it was is known only where nobody else stood behind it."""


def upgrade() -> None:
    op.create_table(
        "praise_names",
        sa.Column("feedback_id", ID, nullable=False, autoincrement=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_praise_names_feedback_id_feedback")),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_praise_names")),
    )
    op.create_table(
        "praise_letters",
        sa.Column("feedback_id", ID, nullable=False, autoincrement=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("letters", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_praise_letters_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_praise_letters_officer_id_officers")),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_praise_letters")),
    )
    op.create_index(op.f("ix_praise_letters_officer_id_week"), "praise_letters", ["officer_id", "week"])
    op.create_table(
        "additions",
        sa.Column("feedback_id", ID, nullable=False, autoincrement=False),
        sa.Column("original_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_additions_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["original_id"], ["feedback.id"], name=op.f("fk_additions_original_id_feedback")),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_additions")),
    )
    op.create_index(op.f("ix_additions_original_id"), "additions", ["original_id"])
    op.create_table(
        "verdicts",
        sa.Column("case_id", ID, nullable=False, autoincrement=False),
        sa.Column("voice", sa.LargeBinary(), nullable=False),
        sa.Column("look", sa.SmallInteger(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.CheckConstraint(VERDICTS, name=op.f("ck_verdicts_said")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_verdicts_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "voice", name=op.f("pk_verdicts")),
    )
    op.execute(ALONE)


def downgrade() -> None:
    op.drop_table("verdicts")
    op.drop_table("additions")
    op.drop_table("praise_letters")
    op.drop_table("praise_names")
