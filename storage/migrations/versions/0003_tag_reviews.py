"""What people said of the tags that the machine suggested."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID, PLAIN

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

TIME = UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "tag_reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("tags", PLAIN, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tag_reviews_case_id_cases")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_tag_reviews_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tag_reviews_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_reviews")),
        sa.UniqueConstraint("case_id", "officer_id", name=op.f("uq_tag_reviews_case_id_officer_id")),
    )
    op.create_index(op.f("ix_tag_reviews_at"), "tag_reviews", ["at"])


def downgrade() -> None:
    op.drop_table("tag_reviews")
