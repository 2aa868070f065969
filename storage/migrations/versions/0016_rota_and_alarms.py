"""Who is on duty in a unit, and the alarms of urgent cases."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import ID

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels = None
depends_on = None

WAIT_MINUTES = 15
OPEN = sa.text("over = ''")


def upgrade() -> None:
    op.add_column(
        "units", sa.Column("alarm_minutes", sa.SmallInteger(), nullable=False, server_default=str(WAIT_MINUTES))
    )
    _rota()
    _alarms()


def downgrade() -> None:
    for table in ("alarm_rings", "alarms", "duty_handovers", "duty_shifts"):
        op.drop_table(table)
    op.drop_column("units", "alarm_minutes")


def _rota() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("begins", sa.SmallInteger(), nullable=False),
        sa.Column("ends", sa.SmallInteger(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name=op.f("ck_duty_shifts_day")),
        sa.CheckConstraint("weekday IS NULL OR weekday BETWEEN 1 AND 7", name=op.f("ck_duty_shifts_weekday")),
        sa.CheckConstraint("turn BETWEEN 1 AND 2", name=op.f("ck_duty_shifts_turn")),
        sa.CheckConstraint("begins BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name=op.f("ck_duty_shifts_hours")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_duty_shifts_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_shifts_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
    )
    op.create_index(op.f("ix_duty_shifts_unit_id"), "duty_shifts", ["unit_id"])
    op.create_table(
        "duty_handovers",
        sa.Column("unit_id", ID, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("giver_id", ID, autoincrement=False, nullable=False),
        sa.Column("taker_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["officers.id"], name=op.f("fk_duty_handovers_giver_id_officers")),
        sa.ForeignKeyConstraint(["taker_id"], ["officers.id"], name=op.f("fk_duty_handovers_taker_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_handovers_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "day", "giver_id", name=op.f("pk_duty_handovers")),
    )


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("clock", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("by_citizen", sa.Boolean(), nullable=False),
        sa.Column("over", sa.String(), nullable=False),
        sa.Column("taken_by", ID, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("over IN ('', 'nhan', 'thoi')", name=op.f("ck_alarms_over")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_alarms_case_id_cases")),
        sa.ForeignKeyConstraint(["taken_by"], ["officers.id"], name=op.f("fk_alarms_taken_by_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_alarms_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index("ix_alarms_open", "alarms", ["case_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(op.f("ix_alarms_unit_id_day"), "alarms", ["unit_id", "day"])
    op.create_table(
        "alarm_rings",
        sa.Column("alarm_id", ID, autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("officer_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_alarm_rings_alarm_id_alarms")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_alarm_rings_officer_id_officers")),
        sa.PrimaryKeyConstraint("alarm_id", "step", "officer_id", name=op.f("pk_alarm_rings")),
    )
    op.create_index(op.f("ix_alarm_rings_officer_id"), "alarm_rings", ["officer_id"])
