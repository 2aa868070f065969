"""The whole life of a case, its timeline, and its deadlines on a calendar with swapped Saturdays."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.tables.base import ID

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

TIME = UTCDateTime()
BEFORE = ("moi-gui", "da-tiep-nhan", "da-tra-loi", "da-rut")
AFTER = (
    *("moi-gui", "da-tiep-nhan", "dang-xac-minh", "da-chuyen", "yeu-cau-giai-trinh"),
    *("da-tra-loi", "dong", "khong-thu-ly", "da-rut"),
)
RECEPTION_LAW = date(2014, 7, 1)
LAW = (("tra-loi", 10, "42/2013/QH13 28"), ("tiep-nhan", 2, ""), ("xac-nhan", 10, ""))
"""Luật Tiếp công dân, Điều 28: ten working days to tell the person how it is handled. That the answer comes in
them, two days to take a case up and ten for the citizen: ours."""

UNTIL_NOW = {"dang-xac-minh": "da-tiep-nhan", "da-chuyen": "moi-gui", "yeu-cau-giai-trinh": "da-tiep-nhan"}
"""Where an earlier version would have had them; what was closed or refused there is answered."""


def upgrade() -> None:
    _states(AFTER)
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("accept_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("opened_at", TIME, nullable=True))
        batch.add_column(sa.Column("closed_at", TIME, nullable=True))
        batch.add_column(sa.Column("reason", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("transferred_from", ID, nullable=True))
        batch.add_column(sa.Column("reopen_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("result", sa.String(), nullable=True))
        batch.add_column(sa.Column("reopened", sa.SmallInteger(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("chased", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_cases_transferred_from_units"), "units", ["transferred_from"], ["id"])
    op.create_index(op.f("ix_cases_state_due"), "cases", ["state", "due"])
    with op.batch_alter_table("holidays") as batch:
        batch.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="nghi"))
        batch.create_check_constraint(op.f("ck_holidays_kind"), "kind IN ('nghi', 'lam-bu')")
    _create_events()
    _create_deadlines()


def downgrade() -> None:
    op.drop_table("deadlines")
    op.drop_table("case_events")
    op.execute("DELETE FROM holidays WHERE kind <> 'nghi'")
    _without_kind()
    op.drop_index(op.f("ix_cases_state_due"), "cases")
    for here, before in UNTIL_NOW.items():
        op.execute(f"UPDATE cases SET state = '{before}' WHERE state = '{here}'")  # noqa: S608 - our own words
    op.execute("UPDATE cases SET state = 'da-tra-loi' WHERE state IN ('dong', 'khong-thu-ly')")
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(op.f("fk_cases_transferred_from_units"), type_="foreignkey")
        for name in ("chased", "reopened", "result", "reopen_until", "transferred_from"):
            batch.drop_column(name)
        for name in ("reason", "closed_at", "opened_at", "accept_by"):
            batch.drop_column(name)
    _states(BEFORE)


def _without_kind() -> None:
    with op.batch_alter_table("holidays") as batch:
        batch.drop_constraint(op.f("ck_holidays_kind"), type_="check")
        batch.drop_column("kind")


def _states(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(op.f("ck_cases_state"), type_="check")
        batch.create_check_constraint(op.f("ck_cases_state"), f"state IN ({listed})")


def _create_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("officer_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id_cases")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_case_events_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_events_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    op.create_index(op.f("ix_case_events_case_id"), "case_events", ["case_id"])


def _create_deadlines() -> None:
    table = op.create_table(
        "deadlines",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('tiep-nhan', 'tra-loi', 'xac-nhan')", name=op.f("ck_deadlines_kind")),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name=op.f("ck_deadlines_days")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_deadlines_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("kind", "valid_from", "unit_id", name=op.f("uq_deadlines_kind_valid_from_unit_id")),
    )
    seeds = [
        {"kind": kind, "days": days, "valid_from": RECEPTION_LAW, "unit_id": None, "source": source}
        for kind, days, source in LAW
    ]
    op.bulk_insert(table, seeds)
