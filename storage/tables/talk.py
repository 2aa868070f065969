"""What is said and sent: seen messages, dialogues, letters, rate gates, one-time codes, counted tries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import ID, Base, core, key, one_of, small

TAG = 32

LETTER_STATES = ("waiting", "leased", "sent", "failed", "unknown")
OPEN = text("state = 'waiting' OR state = 'leased'")
FOR_OPERATOR = text("state = 'failed' OR state = 'unknown'")
"""With OR, for SQLite sees that `state = 'failed'` lies within an OR, but not that it lies within an IN."""


class InboxRow(Base, table=True):
    """Which messages were seen; `body` (encrypted) and `error` stand in rows set aside for an operator."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_set_aside",
            "seen_at",
            sqlite_where=text("error <> ''"),
            postgresql_where=text("error <> ''"),
        ),
        {"sqlite_with_rowid": False},
    )
    channel: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    seen_at: datetime
    body: bytes | None = None
    error: str


class ChatRow(Base, table=True):
    """A dialogue. An empty `address` marks a row made only to be locked: nobody has spoken there yet. An empty `state`
    is a talk that was forgotten. `updated_at` of a linked chat is the end of the day: the moment would tell which
    member of staff wrote a text of that moment. `heard_at`, the person's last act, is the beginning of that day.
    Until `paused_until` somebody of the office speaks there by hand.
    """

    __tablename__ = "chats"
    __table_args__ = (
        Index(
            None,
            "officer_id",
            sqlite_where=text("officer_id IS NOT NULL"),
            postgresql_where=text("officer_id IS NOT NULL"),
        ),
    )
    tag: str = Field(primary_key=True, max_length=TAG)
    channel: str
    address: bytes
    language: str
    officer_id: int | None = Field(default=None, sa_column=Column(ID, ForeignKey("officers.id"), nullable=True))
    state: bytes
    unreachable: bool
    version: int
    updated_at: datetime
    heard_at: datetime | None
    paused_until: datetime | None


class LetterRow(Base, table=True):
    """A letter in the outbox. `seq` is its place in one call of `add`; words, address and chat go once it is sent or
    given up, so that what is left of an answer does not lead to who got it. `dedup` is a keyed hash. `noticed_at` says
    when a template told the person that it waits; of a long letter the first `parts` messages went out already.

    The partial indices hold open letters only, so a claim costs the same beside a million sent ones.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedup"),
        CheckConstraint(one_of("state", LETTER_STATES), name="state"),
        CheckConstraint("lane BETWEEN 0 AND 2", name="lane"),
        Index(
            "ix_outbox_waiting",
            *("channel", "lane", "due", "id"),
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_outbox_line", "chat", "lane", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "ix_outbox_leased",
            *("channel", "chat"),
            sqlite_where=text("state = 'leased'"),
            postgresql_where=text("state = 'leased'"),
        ),
        Index(
            "ix_outbox_for_operator",
            "state",
            sqlite_where=FOR_OPERATOR,
            postgresql_where=FOR_OPERATOR,
        ),
    )
    id: int = key()
    seq: int
    channel: str
    chat: str = Field(max_length=TAG)
    address: bytes
    lane: int = small()
    once: bool
    dedup: str | None
    payload: bytes
    state: str
    due: datetime
    owner: str
    lease_until: datetime | None
    begun: bool
    tries: int
    error: str
    platform_id: str
    created_at: datetime
    sent_at: datetime | None
    noticed_at: datetime | None
    parts: int = small(usual=0)


class GateRow(Base, table=True):
    """When the next letter may go: one row per channel (chat = ''), one per chat written to of late.

    Only a channel's row uses the rest: until `closed_until` the platform asked for quiet; `failures` in a row opened
    the breaker (`storage/breaker.py`), `probe_at` is the next trial, `why` our own words for the last failure.
    """

    __tablename__ = "gate"
    __table_args__ = (Index(None, "next_at"),)
    channel: str = Field(primary_key=True)
    chat: str = Field(primary_key=True, max_length=TAG)
    next_at: datetime
    closed_until: datetime | None
    failures: int = small(usual=0)
    probe_at: datetime | None
    why: str | None


class LinkCodeRow(Base, table=True):
    """A one-time code that ties a chat to a member of staff; only its keyed hash is kept."""

    __tablename__ = "link_codes"
    __table_args__ = (Index(None, "officer_id"),)
    hash: bytes = Field(primary_key=True)
    officer_id: int = Field(default=None, sa_column=Column(ID, ForeignKey("officers.id"), nullable=False))
    expires: datetime
    used_at: datetime | None
    chat: str


class AttemptRow(Base, table=True):
    """How often a chat tried something within an hour."""

    __tablename__ = "attempts"
    chat: str = Field(primary_key=True, max_length=TAG)
    what: str = Field(primary_key=True)
    hour: datetime = Field(primary_key=True)
    n: int


inbox = core(InboxRow)
chats = core(ChatRow)
outbox = core(LetterRow)
gate = core(GateRow)
link_codes = core(LinkCodeRow)
attempts = core(AttemptRow)
