"""How somebody gets an account, and how it ends: a one-time link, a password of one's own, a telephone joined to it.

Nothing becomes an account before the telephone has shown its first code: until then password and secret wait in the
session of whoever opened the link. The link is spent at that very moment, by whoever is first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedback.accounts import INVITED_FOR, RECOVERY_CODES, TRIES_OF_CODE, Session, Stage, may_sign_in
from feedback.audit import Act
from feedback.chance import Chance
from feedback.errors import InvitationGone, NotAllowed, TooManyTries, UnfitPassword, WrongCode
from feedback.passwords import password_trouble
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.sessions import Browser, Entered, Proving, begin, enter, living
from feedback.signing_in import CODE


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account: whoever has it is signed in, and reads the recovery codes this once."""

    entered: Entered
    recovery: Sequence[str] = field(repr=False)


async def invite(tx: Transaction, officer: Officer, *, token: str, who: str, now: datetime) -> None:
    """A link for this officer; an earlier one dies. Raises NotAllowed for a role without pages."""
    if not may_sign_in(officer):
        raise NotAllowed
    await tx.accounts.hold(officer.id)
    await tx.accounts.invite(officer.id, token, expires=now + INVITED_FOR)
    tx.audit.note(Act.ACCOUNT_INVITED, who=who, about=officer.code)


async def disable(tx: Transaction, officer: Officer, *, who: str, now: datetime) -> None:
    """Sessions and links end with it; another invitation opens it again."""
    await tx.accounts.hold(officer.id)
    await tx.accounts.disable(officer.id, at=now)
    tx.audit.note(Act.ACCOUNT_DISABLED, who=who, about=officer.code)


async def reset_second(tx: Transaction, officer: Officer, *, token: str, who: str, now: datetime) -> None:
    """The telephone is lost: both proofs go, and a new link is the only way in."""
    if not may_sign_in(officer):
        raise NotAllowed
    await tx.accounts.hold(officer.id)
    await tx.accounts.clear(officer.id)
    tx.audit.note(Act.SECOND_RESET, who=who, about=officer.code)
    await tx.accounts.invite(officer.id, token, expires=now + INVITED_FOR)


async def invited(proving: Proving, token: str, *, now: datetime) -> Officer:
    """Whom a link is for. Raises InvitationGone. Looking spends nothing: previews of chats look at links."""
    async with proving.database.reading() as tx:
        officer = await tx.accounts.invited(token, now=now)
    if officer is None:
        raise InvitationGone
    return officer


async def choose_password(
    proving: Proving, token: str, password: str, *, names: Sequence[str], browser: Browser, now: datetime
) -> Entered:
    """A session in which the telephone is joined. `names` are words that do not count in the password. Raises
    InvitationGone, UnfitPassword."""
    officer = await invited(proving, token, now=now)
    if why := password_trouble(password, officer.code, officer.name, *names):
        raise UnfitPassword(why)
    hashed = await proving.hasher.hash(password)
    async with proving.database.transact() as tx:
        pending = (hashed, proving.second.new_secret(), tx.accounts.invitation_mark(token))
        return await begin(tx, proving, officer, Stage.ENROLLING, browser=browser, now=now, pending=pending)


async def join_telephone(
    proving: Proving, token: str, code: str, *, browser: Browser, chance: Chance, now: datetime
) -> Opened:
    """The first code of the telephone makes the account. Raises WrongCode, InvitationGone, TooManyTries."""
    async with proving.database.transact() as tx:
        session = await living(tx, token, now=now)
        if session is None or session.stage is not Stage.ENROLLING:
            raise InvitationGone
        who = f"enrolling:{session.mark}"
        allowed = await tx.accounts.attempt(CODE, who, at=now, limit=TRIES_OF_CODE)
        typed = "".join(filter(str.isdigit, code))
        step = proving.second.step(session.pending[1], typed, now=now) if allowed else None
        opened = await _open(tx, proving, session, step, browser, chance, now) if step is not None else None
    if opened is None:
        raise WrongCode if allowed else TooManyTries
    return opened


async def _open(
    tx: Transaction, proving: Proving, session: Session, step: int, browser: Browser, chance: Chance, now: datetime
) -> Opened:
    hashed, secret, invitation = session.pending
    officer = session.officer
    await tx.accounts.hold(officer.id)
    if not await tx.accounts.take_invitation(invitation, at=now):
        raise InvitationGone
    await tx.accounts.put(officer.id, password=hashed, secret=secret, step=step, at=now)
    codes = [chance.recovery_code() for _ in range(RECOVERY_CODES)]
    await tx.accounts.put_recovery(officer.id, codes)
    await tx.accounts.end_all(officer.id)
    await tx.accounts.forget_devices(officer.id)  # so that its owner is told of it, whoever held the link
    tx.audit.note(Act.ACCOUNT_OPENED, who=officer.code, about=officer.code)
    return Opened(await enter(tx, proving, officer, browser=browser, now=now), codes)
