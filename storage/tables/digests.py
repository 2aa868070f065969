"""One digest per unit, week and kind, and one letter per recipient of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from storage.tables.base import Base, core, key, link, one_of

DIGEST_STATES = ("claimed", "stored")


class DigestRow(Base, table=True):
    """Claimed by an owner until the lease ends, then stored. `content` (codes and counts, no words) is encrypted."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("unit_id", "week", "kind"),
        CheckConstraint(one_of("state", DIGEST_STATES), name="state"),
    )
    id: int = key()
    unit_id: int = link("units")
    week: str
    kind: str
    state: str
    owner: str
    lease_until: datetime
    content: bytes
    stored_at: datetime | None


class DigestLetterRow(Base, table=True):
    """Who gets a digest, and by which road."""

    __tablename__ = "digest_letters"
    __table_args__ = (UniqueConstraint("digest_id", "recipient"), Index(None, "outbox_id"))
    id: int = key()
    digest_id: int = link("digests")
    recipient: str
    outbox_id: int = link("outbox")
    road: str


digests = core(DigestRow)
digest_letters = core(DigestLetterRow)
