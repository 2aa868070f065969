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

    def case_code(self) -> str:
        """A public case code such as `K7M3Q2X`; random, so that gaps in numbering tell nothing."""
        return "K" + self._code(6)

    def link_code(self) -> str:
        """A one-time code of 8 characters (40 bits)."""
        return self._code(8)

    def _code(self, length: int) -> str:
        return "".join(CROCKFORD[self.below(len(CROCKFORD))] for _ in range(length))
