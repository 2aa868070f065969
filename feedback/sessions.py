"""Sessions of browsers: how one begins, who is behind it, where else somebody is signed in, and how it ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedback.account_ports import Hasher, SecondFactor
from feedback.accounts import Session, Stage
from feedback.audit import Act
from feedback.numbers import moment_of_day
from feedback.people import Officer
from feedback.ports import Database, Transaction
from feedback.ringing import ring

SEEN_AGAIN = timedelta(minutes=1)
"""A session's last moment is written at most so often."""


@dataclass(frozen=True, slots=True)
class Proving:
    """What signing in works with. `token` gives 256 bits, safe in a cookie."""

    database: Database
    hasher: Hasher
    second: SecondFactor
    token: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Browser:
    """Who asks, as far as a request tells: the device's token, a label as in "Chrome, Windows", the address."""

    device: str = field(default="", repr=False)
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A session and its token, which nobody keeps; `device` is the browser's own for next time."""

    session: Session
    token: str = field(repr=False)
    device: str = field(default="", repr=False)


async def who_is(proving: Proving, token: str, *, now: datetime) -> Session | None:
    """The living session behind a cookie; that it was seen is written once a minute."""
    async with proving.database.reading() as tx:
        session = await living(tx, token, now=now)
    if session and now - session.seen_at >= SEEN_AGAIN:
        async with proving.database.transact() as tx:
            await tx.accounts.seen(token, at=now)
    return session


async def living(tx: Transaction, token: str, *, now: datetime) -> Session | None:
    """A session that is known and not over."""
    session = await tx.accounts.session(token) if token else None
    return session if session and not session.is_over(now) else None


async def sign_out(proving: Proving, token: str) -> None:
    """This browser's session."""
    async with proving.database.transact() as tx:
        await tx.accounts.end(token)


async def my_sessions(proving: Proving, officer: Officer, *, now: datetime) -> Sequence[Session]:
    """Where somebody is signed in, last seen first."""
    async with proving.database.reading() as tx:
        found = await tx.accounts.sessions(officer.id)
    return [session for session in found if not session.is_over(now)]


async def end_session(proving: Proving, officer: Officer, mark: str) -> None:
    """One of one's own; "" ends them all."""
    async with proving.database.transact() as tx:
        await tx.accounts.hold(officer.id)  # a step-up under way puts a new session in the place of an old one
        ended = await tx.accounts.end_one(officer.id, mark) if mark else await tx.accounts.end_all(officer.id)
        if ended:
            tx.audit.note(Act.SESSIONS_ENDED, who=officer.code, about=officer.code, why="" if mark else "tat-ca")


async def begin(
    tx: Transaction,
    proving: Proving,
    officer: Officer,
    stage: Stage,
    *,
    browser: Browser,
    now: datetime,
    pending: tuple[str, ...] = (),
) -> Entered:
    """A session under a new token."""
    proved = now if stage is Stage.FULL else None
    session = Session(officer, stage, proving.token()[:16], now, now, proved, browser.label, pending)
    entered = Entered(session, proving.token(), browser.device)
    await tx.accounts.begin(session, entered.token)
    return entered


async def enter(tx: Transaction, proving: Proving, officer: Officer, *, browser: Browser, now: datetime) -> Entered:
    """A full session; a browser this officer never used is told of in their own chats. Its token is drawn anew each
    time: one that somebody planted in another's browser, or copied from it, is worth nothing after."""
    known = await tx.accounts.forget_device(officer.id, browser.device)
    device = proving.token()
    entered = await begin(tx, proving, officer, Stage.FULL, browser=replace(browser, device=device), now=now)
    await tx.accounts.know_device(officer.id, device, at=now)
    if not known:
        told = {"device": browser.label, "moment": moment_of_day(now)}
        await ring(tx, [officer], "account.new_device", dedup=f"device:{entered.session.mark}", at=now, **told)
    return entered
