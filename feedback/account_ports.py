"""What signing in needs from its instruments: where accounts and sessions are kept, how passwords are hashed, how a
code of the telephone is read. A province's single sign-on takes the place of `Hasher` and `SecondFactor`: it proves who
somebody is, and `feedback/signing_in.py` begins the session as for anybody.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feedback.accounts import Account, Session, Standing
from feedback.people import Officer


class Hasher(Protocol):
    """Argon2id, a few at a time."""

    async def hash(self, password: str) -> str:
        """The password as it may be kept. Raises Busy when too many wait."""
        ...

    async def verify(self, kept: str, password: str) -> bool:
        """Whether it is that one. With an empty `kept` it takes as long and says no. Raises Busy likewise."""
        ...


class SecondFactor(Protocol):
    """The codes of an authenticator on a telephone (RFC 6238)."""

    def new_secret(self) -> str:
        """A secret of 160 bits, base 32."""
        ...

    def step(self, secret: str, code: str, *, now: datetime) -> int | None:
        """The step of time this code belongs to, one before and one after `now` included; None for a wrong one."""
        ...

    def address(self, secret: str, *, name: str, issuer: str) -> str:
        """The otpauth:// address that a telephone scans."""
        ...


class Accounts(Protocol):
    """Accounts, their sessions, invitations and tries. Tokens come as they are typed and are kept as keyed hashes."""

    async def named(self, name: str) -> Account | None:
        """The account with this sign-in name, whatever its state; small and capital letters alike."""
        ...

    async def of(self, officer_id: int) -> Account | None:
        """The account of an officer."""
        ...

    async def hold(self, officer_id: int) -> None:
        """One change of an officer's account at a time, until the transaction ends: after the count of tries, before
        every other row."""
        ...

    async def put(self, officer_id: int, *, password: str, secret: str, step: int, at: datetime) -> None:
        """Both proofs anew; whatever was disabled is not any longer."""
        ...

    async def disable(self, officer_id: int, *, at: datetime) -> None:
        """Nothing opens it until another invitation was taken up."""
        ...

    async def clear(self, officer_id: int) -> None:
        """Both proofs are gone: the telephone was lost."""
        ...

    async def spend_step(self, officer_id: int, step: int) -> bool:
        """True once for each step, and never again for an earlier one."""
        ...

    async def spend_recovery(self, officer_id: int, code: str, *, at: datetime) -> bool:
        """True once for each recovery code."""
        ...

    async def put_recovery(self, officer_id: int, codes: Sequence[str]) -> None:
        """In place of all earlier ones."""
        ...

    async def invite(self, officer_id: int, token: str, *, expires: datetime) -> None:
        """Earlier invitations of this officer die."""
        ...

    async def invited(self, token: str, *, now: datetime) -> Officer | None:
        """Whom an invitation is for, while it holds. Looking uses nothing up."""
        ...

    async def take_invitation(self, mark: str, *, at: datetime) -> bool:
        """True once, while it holds; `mark` is what `invitation_mark` gave."""
        ...

    def invitation_mark(self, token: str) -> str:
        """What a session under way remembers of its invitation."""
        ...

    async def begin(self, session: Session, token: str) -> None:
        """A new session under this token."""
        ...

    async def session(self, token: str) -> Session | None:
        """The session with the officer as they stand now; None for an unknown token or a disabled account."""
        ...

    async def seen(self, token: str, *, at: datetime) -> None:
        """Its browser asked for something."""
        ...

    async def end(self, token: str) -> bool:
        """This session is over; False when it was already."""
        ...

    async def sessions(self, officer_id: int) -> Sequence[Session]:
        """The full ones of an officer, last seen first."""
        ...

    async def end_one(self, officer_id: int, mark: str) -> bool:
        """One of them."""
        ...

    async def end_all(self, officer_id: int) -> int:
        """All of them, half-way ones too."""
        ...

    async def knows_device(self, officer_id: int, device: str) -> bool:
        """Whether this officer signed in from there before."""
        ...

    async def know_device(self, officer_id: int, device: str, *, at: datetime) -> None:
        """From now on it is known."""
        ...

    async def forget_device(self, officer_id: int, device: str) -> bool:
        """True when it was known until now."""
        ...

    async def forget_devices(self, officer_id: int) -> None:
        """Every browser is a stranger."""
        ...

    async def attempt(self, what: str, who: str, *, at: datetime, limit: int) -> bool:
        """Count a try of this hour under a keyed hash of `who`; False beyond `limit`."""
        ...

    async def forgive(self, what: str, who: str, *, at: datetime) -> None:
        """A right answer: this hour's tries are forgotten."""
        ...

    async def standings(self, *, now: datetime) -> Sequence[Standing]:
        """Everybody who may have an account or has one, by sign-in name."""
        ...

    async def forget(self, *, now: datetime) -> int:
        """Drop sessions that are over, dead invitations, devices not seen for a year."""
        ...
