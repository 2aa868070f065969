"""What a platform makes us keep: the keys it lent us, and marks of our own words that it will repeat to us."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base, core


class TokenRow(Base, table=True):
    """The one pair of tokens of a platform; `pair` and `ticket` (an authorisation under way) are encrypted.

    `version` grows with each new pair. `seeds` joins the keyed hashes of every refresh token that once came from the
    settings, so that none of them counts as new a second time. Whoever holds the lease may spend the refresh token.
    """

    __tablename__ = "platform_tokens"
    channel: str = Field(primary_key=True)
    pair: bytes
    expires_at: datetime
    renewed_at: datetime
    version: int
    seeds: bytes
    lost_at: datetime | None
    trouble: str
    owner: str
    lease_until: datetime | None
    ticket: bytes | None


class EchoMarkRow(Base, table=True):
    """A keyed hash of something we said in a chat; `at`, rounded to the hour, only says when to forget it.

    The hash covers the chat, so that a copy of the database does not tell who was written to, or when.
    """

    __tablename__ = "echo_marks"
    __table_args__ = (Index(None, "at"),)
    mark: bytes = Field(primary_key=True)
    at: datetime


platform_tokens = core(TokenRow)
echo_marks = core(EchoMarkRow)
