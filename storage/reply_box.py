"""Hides who wrote: tags and pseudonyms that cannot be turned back, and sealed addresses (HPKE, RFC 9180)."""

import json
from functools import lru_cache

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from storage.keys import Keys, keyed_hash

TAG_DIGITS = 32
INFO = b"homthu reply box"
VERSION = b"\x01"
BLOCK = 64
"""Addresses are padded to whole blocks: the length of a box does not tell one kind of number from another."""


class SealedReplyBox:
    """The ReplyBox of `feedback/ports.py`."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
        self._public = keys.reply_box.public_key()
        self._voter_key = lru_cache(maxsize=8)(keys.voter)

    def tag(self, channel: str, address: str) -> str:
        """32 hexadecimal digits, the same every time."""
        return keyed_hash(self._keys.chat_tag, channel, address).hex()[:TAG_DIGITS]

    def seal(self, channel: str, address: str) -> bytes:
        """The address in a sealed box; different every time."""
        plain = json.dumps([channel, address]).encode()
        padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
        return VERSION + self._suite.encrypt(padded, self._public, info=INFO)

    def open(self, box: bytes) -> tuple[str, str]:
        """Channel and address. Raises InvalidTag for a box that is not ours."""
        if box[:1] != VERSION:
            raise ValueError("unknown version of a sealed address")
        channel, address = json.loads(self._suite.decrypt(box[1:], self._keys.reply_box, info=INFO))
        return str(channel), str(address)

    def voter(self, *, channel: str, address: str, unit_id: int, quarter: str) -> str:
        """Another pseudonym in each unit and quarter."""
        return keyed_hash(self._voter_key(quarter), channel, address, str(unit_id)).hex()[:TAG_DIGITS]
