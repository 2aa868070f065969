"""Photos and voices that came along with words."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Column, Field

from storage.tables.base import Base, core, link, small

WANTED = text("size = 0 AND feedback_id IS NOT NULL")


class MediaRow(Base, table=True):
    """A photo, or with `seconds` a voice; `reference` (where its platform keeps it) and `content` are encrypted, bound
    to the key.

    Without `feedback_id` it is held beside a talk; which talk, only the encrypted talk itself says. `size` is 0 until
    the content is there. `at` is the hour it came or was sent along: the moment would tell which chat wrote then.
    In the database, not in files: replicas must all see it, and one transaction erases it with the words.
    """

    __tablename__ = "media"
    __table_args__ = (
        Index(None, "feedback_id"),
        Index("ix_media_wanted", "due", sqlite_where=WANTED, postgresql_where=WANTED),
        Index(None, "at"),
    )
    key: str = Field(primary_key=True, max_length=32)
    feedback_id: int | None = link("feedback", optional=True)
    place: int = small()
    seconds: int = small()
    channel: str
    reference: bytes
    size: int
    at: datetime
    due: datetime | None
    lease_until: datetime | None
    tries: int = small()
    content: bytes = Field(default=None, sa_column=Column(LargeBinary, nullable=False))


media = core(MediaRow)
