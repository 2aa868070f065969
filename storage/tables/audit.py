"""The audit: entries that are only ever added, and where they end."""

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, Column, Index, SmallInteger, event
from sqlmodel import Field

from storage.tables.base import ID, Base, core


class AuditRow(Base, table=True):
    """Entry `number` of the chain, counted by us; `seal` covers the row and the seal before it. `who` typed in a slip
    is hidden, hexadecimal; the moment of it is the beginning of the day.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "about"), Index(None, "who"))
    number: int = Field(default=None, sa_column=Column(ID, primary_key=True, autoincrement=False))
    at: datetime
    who: str
    what: str
    about: str
    why: str
    seal: bytes


class AuditHeadRow(Base, table=True):
    """The one row that says how far the chain goes, and the seal it has there; on PostgreSQL its lock is the turn to
    add to it. `proof` is keyed: whoever lacks the key cannot give out a shorter chain as whole. An empty one was broken
    before, and stays so.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("one = 1", name="one"),)
    one: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    number: int = Field(default=None, sa_column=Column(ID, nullable=False))
    seal: bytes
    proof: bytes


audit = core(AuditRow)
audit_head = core(AuditHeadRow)

GUARDS = {
    "postgresql": (
        "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE EXCEPTION ''entries of the audit are only added''; END'",
        "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
    ),
    "sqlite": tuple(
        f"CREATE TRIGGER audit_keeps_{act.lower()}d BEFORE {act} ON audit"
        " BEGIN SELECT RAISE(ABORT, 'entries of the audit are only added'); END"
        for act in ("UPDATE", "DELETE")
    ),
}
"""They stop mistakes; whoever owns the database can take them away, and then the chain tells."""

for dialect, statements in GUARDS.items():
    for statement in statements:
        event.listen(audit, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
