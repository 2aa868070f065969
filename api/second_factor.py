"""The codes of an authenticator on a telephone: six digits, thirty seconds, SHA-1, as every such app takes them."""

from datetime import datetime, timedelta
from hmac import compare_digest

from pyotp import TOTP, random_base32

SECONDS = 30
DIGITS = 6


class Totp:
    """The SecondFactor of `feedback/account_ports.py` (RFC 6238)."""

    def new_secret(self) -> str:
        """32 letters of base 32."""
        return random_base32()

    def step(self, secret: str, code: str, *, now: datetime) -> int | None:
        """The nearest step first. All three are compared, whichever fits."""
        if len(code) != DIGITS or not code.isascii() or not code.isdigit():
            return None
        totp, found = TOTP(secret, digits=DIGITS, interval=SECONDS), None
        for off in (1, -1, 0):
            at = now + timedelta(seconds=off * SECONDS)
            if compare_digest(totp.at(at), code):
                found = int(at.timestamp()) // SECONDS
        return found

    def address(self, secret: str, *, name: str, issuer: str) -> str:
        """As Google's "Key Uri Format" has it."""
        return TOTP(secret, digits=DIGITS, interval=SECONDS).provisioning_uri(name=name, issuer_name=issuer)
