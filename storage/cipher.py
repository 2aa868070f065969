"""Words at rest: AES-256-GCM, each value bound to the table, the column and, where it can be, the row."""

import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_VERSION = b"\x01"
NONCE = 12


class Cipher:
    """Encrypts strings, bytes and plain data. `place` is "table|column", or `bound` to a row as well: a value that
    was copied elsewhere does not open.
    """

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def hide(self, text: str, place: str) -> bytes:
        """The text as key version, nonce and ciphertext."""
        return self.hide_bytes(text.encode(), place)

    def show(self, hidden: bytes, place: str) -> str:
        """The inverse of `hide`. Raises InvalidTag when the value was altered or belongs elsewhere."""
        return self.show_bytes(hidden, place).decode()

    def hide_bytes(self, content: bytes, place: str) -> bytes:
        """As `hide`, for what is no text."""
        nonce = os.urandom(NONCE)
        return KEY_VERSION + nonce + self._aead.encrypt(nonce, content, place.encode())

    def show_bytes(self, hidden: bytes, place: str) -> bytes:
        """The inverse of `hide_bytes`."""
        if hidden[:1] != KEY_VERSION:
            raise ValueError(f"unknown key version in {place}")
        nonce, words = hidden[1 : 1 + NONCE], hidden[1 + NONCE :]
        return self._aead.decrypt(nonce, words, place.encode())

    def hide_data(self, data: Mapping[str, Any], place: str) -> bytes:
        """Plain data (what JSON can say), hidden."""
        return self.hide(json.dumps(data, ensure_ascii=False, separators=(",", ":")), place)

    def show_data(self, hidden: bytes, place: str) -> dict[str, Any]:
        """The inverse of `hide_data`."""
        data: dict[str, Any] = json.loads(self.show(hidden, place))
        return data


def bound(place: str, *row: str) -> str:
    """A place in one row. Only the last name of a row may hold a bar, so that no two rows share a place."""
    return "|".join((place, *row))
