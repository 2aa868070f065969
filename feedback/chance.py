"""Everything that must not be guessed is drawn here, so that tests can draw it from a seed."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a code survives being read aloud."""


@dataclass(frozen=True, slots=True)
class Chance:
    """`below(n)` draws an integer in 0 … n-1; the system's own generator unless a test says otherwise."""

    below: Callable[[int], int] = secrets.randbelow

    def receipt(self) -> str:
        """16 digits, about 53 bits: guesses are counted and limited."""
        return f"{self.below(10**16):016d}"

    def pseudonym(self) -> str:
        """32 hexadecimal digits that lead to nobody: the key of a visit, or a voter, that is used once."""
        return f"{self.below(16**32):032x}"

    def case_code(self) -> str:
        """A public case code such as `K7M3Q2X`; random, so that gaps in numbering tell nothing."""
        return "K" + self._code(6)

    def recommendation_code(self) -> str:
        """The code of a recommendation (kiến nghị) such as `N7M3Q2X`."""
        return "N" + self._code(6)

    def link_code(self) -> str:
        """A one-time code of 8 characters (40 bits)."""
        return self._code(8)

    def recovery_code(self) -> str:
        """What opens an account once when the telephone is lost: 10 characters (50 bits), in two halves."""
        return f"{self._code(5)}-{self._code(5)}"

    def api_token(self) -> str:
        """What an office's software shows to be known: 160 bits."""
        return "ht_" + self._code(32)

    def _code(self, length: int) -> str:
        return "".join(CROCKFORD[self.below(len(CROCKFORD))] for _ in range(length))
