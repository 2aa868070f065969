"""Signing in to the pages of the office: name and password, then the code of the telephone, and that code once more.

Tries are counted and committed before anything is compared, so that no refusal can be had for nothing. An unknown name
costs the same work and gets the same answer as a wrong password.
"""

from dataclasses import replace
from datetime import datetime

from feedback.accounts import (
    TRIES_BY_ADDRESS,
    TRIES_BY_DEVICE,
    TRIES_BY_NAME,
    TRIES_OF_CODE,
    Account,
    Session,
    Stage,
)
from feedback.audit import Act
from feedback.errors import SignInRefused, TooManyTries, WrongCode
from feedback.numbers import moment_of_day
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.ringing import ring
from feedback.sessions import Browser, Entered, Proving, begin, enter, living

PASSWORD, DEVICE, ADDRESS, CODE = "password", "device", "address", "code"


async def check_password(proving: Proving, name: str, password: str, *, browser: Browser, now: datetime) -> Entered:
    """A half-way session. Raises SignInRefused or TooManyTries; Busy when too many sign in at once."""
    async with proving.database.transact() as tx:
        account = await tx.accounts.named(name)
        what, who = await _counted(tx, account, name, browser)
        here = what == DEVICE or await tx.accounts.attempt(ADDRESS, browser.address, at=now, limit=TRIES_BY_ADDRESS)
        limit = TRIES_BY_DEVICE if what == DEVICE else TRIES_BY_NAME
        allowed = here and await tx.accounts.attempt(what, who, at=now, limit=limit)
    if not allowed:
        raise TooManyTries
    right = await proving.hasher.verify(account.password if account and account.opens else "", password)
    if not (right and account):
        raise SignInRefused
    async with proving.database.transact() as tx:
        await tx.accounts.forgive(what, who, at=now)
        return await begin(tx, proving, account.officer, Stage.HALF, browser=browser, now=now)


async def check_code(proving: Proving, token: str, code: str, *, browser: Browser, now: datetime) -> Entered:
    """From the password's session to a full one, under another token. Raises WrongCode, SignInRefused when the session
    is over, TooManyTries."""
    async with proving.database.transact() as tx:
        session = await living(tx, token, now=now)
        if session is None or session.stage is not Stage.HALF:
            raise SignInRefused
        by = await _proved(tx, proving, session.officer, code, browser=browser, now=now)
        entered = (
            await _step_in(tx, proving, token, session, by=by, browser=browser, now=now) if by in ACCEPTED else None
        )
    return _given(entered, by)


async def prove_again(proving: Proving, token: str, code: str, *, browser: Browser, now: datetime) -> Entered:
    """Step-up: the same session under another token, fresh again. Raises as `check_code`."""
    async with proving.database.transact() as tx:
        session = await living(tx, token, now=now)
        if session is None or session.stage is not Stage.FULL:
            raise SignInRefused
        by = await _proved(tx, proving, session.officer, code, browser=browser, now=now)
        entered = None
        if by in ACCEPTED:
            entered = Entered(replace(session, proved_at=now, seen_at=now), proving.token(), browser.device)
            await _taken(tx, token)
            await tx.accounts.begin(entered.session, entered.token)
            tx.audit.note(Act.PROVED_AGAIN, who=session.officer.code, about=session.officer.code, why=by)
    return _given(entered, by)


RECOVERED = "ma-khoi-phuc"
BY_TELEPHONE = ""
ACCEPTED = (BY_TELEPHONE, RECOVERED)
WRONG, TOO_OFTEN = "wrong", "too-often"


async def _counted(tx: Transaction, account: Account | None, name: str, browser: Browser) -> tuple[str, str]:
    """Whose count this try is on: the browser's own where it is known to this very account, else the name's."""
    if account and await tx.accounts.knows_device(account.officer.id, browser.device):
        return DEVICE, f"{account.officer.id}:{browser.device}"
    return PASSWORD, name.strip().lower()


async def _proved(
    tx: Transaction, proving: Proving, officer: Officer, code: str, *, browser: Browser, now: datetime
) -> str:
    """How the code proved it, or why not. Nothing rises here: the count of tries must be kept."""
    known = await tx.accounts.knows_device(officer.id, browser.device)
    who = f"{officer.id}:{browser.device if known else ''}"
    if not await tx.accounts.attempt(CODE, who, at=now, limit=TRIES_OF_CODE):
        return TOO_OFTEN
    await tx.accounts.hold(officer.id)
    account = await tx.accounts.of(officer.id)
    if account is None or not account.opens:
        return WRONG
    typed = "".join(filter(str.isalnum, code))
    step = proving.second.step(account.secret, typed, now=now)
    if step is not None:
        by = BY_TELEPHONE if await tx.accounts.spend_step(officer.id, step) else WRONG
    else:
        by = RECOVERED if await tx.accounts.spend_recovery(officer.id, typed, at=now) else WRONG
    if by in ACCEPTED:
        await tx.accounts.forgive(CODE, who, at=now)
    if by == RECOVERED:
        told = {"device": browser.label, "moment": moment_of_day(now)}
        await ring(tx, [officer], "account.recovery_spent", dedup=f"recovery:{proving.token()[:16]}", at=now, **told)
    return by


async def _step_in(
    tx: Transaction, proving: Proving, token: str, session: Session, *, by: str, browser: Browser, now: datetime
) -> Entered:
    await _taken(tx, token)
    tx.audit.note(Act.SIGNED_IN, who=session.officer.code, about=session.officer.code, why=by)
    return await enter(tx, proving, session.officer, browser=browser, now=now)


async def _taken(tx: Transaction, token: str) -> None:
    """Ended by this very request. Somebody else ended it meanwhile: refused, and the code is not spent."""
    if not await tx.accounts.end(token):
        raise SignInRefused


def _given(entered: Entered | None, by: str) -> Entered:
    if entered is None:
        raise TooManyTries if by == TOO_OFTEN else WrongCode
    return entered
