"""Days of one unit's own calendar, what was said at a move of a case, and seals that two persons take off together."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
DAYS = "kind IN ('nghi', 'lam-bu', 'lam-hang-tuan', 'nghi-hang-tuan')"
STAGES = "stage IN ('cho', 'dong-y', 'tu-choi', 'het-han')"


def upgrade() -> None:
    op.create_table(
        "unit_days",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(DAYS, name=op.f("ck_unit_days_kind")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_days_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_unit_days")),
    )
    with op.batch_alter_table("case_events") as batch:
        batch.add_column(sa.Column("why", sa.String(), nullable=True))
        batch.add_column(sa.Column("said", sa.LargeBinary(), nullable=True))
    _create_proposals()


def downgrade() -> None:
    op.drop_table("unseal_proposals")
    op.execute("DELETE FROM case_events WHERE what = 'bo-niem'")
    with op.batch_alter_table("case_events") as batch:
        batch.drop_column("said")
        batch.drop_column("why")
    op.drop_table("unit_days")


def _create_proposals() -> None:
    op.create_table(
        "unseal_proposals",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("look", sa.SmallInteger(), nullable=False),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.CheckConstraint(STAGES, name=op.f("ck_unseal_proposals_stage")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unseal_proposals_case_id_cases")),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name=op.f("fk_unseal_proposals_decided_by_officers")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["officers.id"], name=op.f("fk_unseal_proposals_proposed_by_officers")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unseal_proposals_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unseal_proposals")),
    )
    op.create_index(op.f("ix_unseal_proposals_case_id"), "unseal_proposals", ["case_id"])
    op.create_index(op.f("ix_unseal_proposals_stage_due"), "unseal_proposals", ["stage", "due"])
