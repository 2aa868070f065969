"""Who signs in to the pages: accounts, sessions, invitations, recovery codes, known browsers. No token lies here as it
is, only its keyed hash; the telephone's secret is encrypted."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field

from feedback.accounts import Stage
from storage.tables.base import ID, Base, core, link, one_of


class AccountRow(Base, table=True):
    """One for an officer who was ever invited. `password` (Argon2id) and `secret`, both encrypted, stand together or
    not at all: from a copy nobody can try passwords. `step` is the last step of time whose code was used."""

    __tablename__ = "accounts"
    officer_id: int = Field(sa_column=Column(ID, ForeignKey("officers.id"), primary_key=True, autoincrement=False))
    password: bytes | None
    secret: bytes | None
    step: int = Field(sa_column=Column(BigInteger, nullable=False))
    opened_at: datetime
    disabled_at: datetime | None


class SessionRow(Base, table=True):
    """One browser of an officer. `mark` is its name in lists; `pending` holds, encrypted, what an invitation chose."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        Index(None, "officer_id"),
        Index(None, "began_at"),
        CheckConstraint(one_of("stage", Stage), name="stage"),
    )
    hash: bytes = Field(primary_key=True)
    officer_id: int = link("officers")
    stage: str
    mark: str
    began_at: datetime
    seen_at: datetime
    proved_at: datetime | None
    device: str
    pending: bytes | None


class WebInvitationRow(Base, table=True):
    """A link that opens an account, once."""

    __tablename__ = "web_invitations"
    __table_args__ = (Index(None, "officer_id"),)
    hash: bytes = Field(primary_key=True)
    officer_id: int = link("officers")
    expires: datetime
    used_at: datetime | None


class RecoveryCodeRow(Base, table=True):
    """One of the codes for a lost telephone."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "officer_id"),)
    hash: bytes = Field(primary_key=True)
    officer_id: int = link("officers")
    used_at: datetime | None


class KnownDeviceRow(Base, table=True):
    """A browser that an officer signed in from before."""

    __tablename__ = "known_devices"
    __table_args__ = (Index(None, "officer_id"),)
    hash: bytes = Field(primary_key=True)
    officer_id: int = link("officers")
    seen_at: datetime


accounts = core(AccountRow)
web_sessions = core(SessionRow)
web_invitations = core(WebInvitationRow)
recovery_codes = core(RecoveryCodeRow)
known_devices = core(KnownDeviceRow)
