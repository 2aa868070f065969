"""Passwords as they are kept: Argon2id, a few at a time, never on the event loop.

19 MiB, two passes, one lane: the second of OWASP's equal choices (Password Storage Cheat Sheet). Two at once and twenty
waiting: signing in can neither eat the machine nor be a way to stop it.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.reception import Busy
from feedback.passwords import as_typed

TIME_COST, MEMORY_KIB, LANES = 2, 19_456, 1
Result = TypeVar("Result")

AT_ONCE = 2
MOST_WAITING = 20


class Argon2:
    """The Hasher of `feedback/account_ports.py`."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._nobody = self._argon2.hash("nobody has this password")
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self.made = 0

    async def hash(self, password: str) -> str:
        """With a salt of its own."""
        return await self._in_turn(self._argon2.hash, as_typed(password))

    async def verify(self, kept: str, password: str) -> bool:
        """For nobody's password the same work is done, and the answer is no."""
        return await self._in_turn(self._is, kept or self._nobody, as_typed(password)) and bool(kept)

    def _is(self, kept: str, password: str) -> bool:
        self.made += 1
        try:
            return self._argon2.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[..., Result], *given: str) -> Result:
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *given)
        finally:
            self._waiting -= 1
