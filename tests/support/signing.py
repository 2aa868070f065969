"""Accounts for the tests: people of the cast with a password and a telephone, quickly hashed."""

from datetime import datetime
from itertools import count

from pyotp import TOTP

from api.second_factor import SECONDS, Totp
from feedback.people import Officer
from feedback.ports import Database
from feedback.sessions import Browser, Entered, Proving
from feedback.signing_in import check_code, check_password
from tests.support.cast import NOW

PASSWORD = "bốn con mèo ngủ trưa"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DESK = Browser("the-desk-in-the-office", "Chrome, Windows", "203.0.113.7")
CAFE = Browser("", "Firefox, Android", "198.51.100.9")


class PlainHasher:
    """As Argon2 would answer, at once; `looked` is what each try was compared with."""

    def __init__(self) -> None:
        self.looked: list[str] = []

    async def hash(self, password: str) -> str:
        """Recognisable."""
        return f"hash of {password}"

    async def verify(self, kept: str, password: str) -> bool:
        """Nobody's password is looked at too."""
        self.looked.append(kept)
        return kept == f"hash of {password}"


def proving(database: Database) -> Proving:
    """With tokens that count."""
    numbers = count(1)
    return Proving(database, PlainHasher(), Totp(), lambda: f"{next(numbers):016}-token-{id(numbers)}")


def code(at: datetime = NOW, *, secret: str = SECRET) -> str:
    """What the telephone shows."""
    return TOTP(secret).at(at)


def step(at: datetime = NOW) -> int:
    """The number of this half minute."""
    return int(at.timestamp()) // SECONDS


async def open_account(database: Database, officer: Officer, *, password: str = PASSWORD) -> None:
    """As if the officer had taken up an invitation long ago."""
    async with database.transact() as tx:
        await tx.accounts.put(officer.id, password=f"hash of {password}", secret=SECRET, step=0, at=NOW)


async def sign_in(
    tools: Proving, officer: Officer, *, browser: Browser = DESK, now: datetime = NOW, password: str = PASSWORD
) -> Entered:
    """Both steps."""
    half = await check_password(tools, officer.code, password, browser=browser, now=now)
    return await check_code(tools, half.token, code(now), browser=browser, now=now)
