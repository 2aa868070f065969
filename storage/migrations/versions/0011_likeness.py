"""By what a copy of an open case's words is known."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import ID

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likenesses",
        sa.Column("case_id", ID, autoincrement=False, nullable=False),
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_likenesses_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "band", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_numbers"), "likenesses", ["numbers"])
    op.create_index(op.f("ix_likenesses_noted_on"), "likenesses", ["noted_on"])


def downgrade() -> None:
    op.drop_table("likenesses")
