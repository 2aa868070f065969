"""Every key of the house, derived from one master secret: who holds the database alone holds none of them."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32
LABEL = "homthu/1/"


@dataclass(frozen=True)
class Keys:
    """One key for each purpose, so that a value made for one can never be compared with another's."""

    master: bytes
    chat_tag: bytes
    receipt: bytes
    author: bytes
    dedup: bytes
    link_code: bytes
    ticket_code: bytes
    ticket: bytes
    ticket_visit: bytes
    ticket_facts: bytes
    ticket_seal: bytes
    api_token: bytes
    web: bytes
    invitation: bytes
    phone: bytes
    platform: bytes
    audit: bytes
    slip: bytes
    likeness: bytes
    text: bytes
    reply_box: X25519PrivateKey

    @classmethod
    def derive(cls, master_secret: str) -> "Keys":
        """ValueError for a secret that could be guessed."""
        master = master_secret.encode()
        if len(master) < SHORTEST:
            raise ValueError(f"the master secret has fewer than {SHORTEST} characters")
        return cls(
            master=master,
            chat_tag=_derive(master, "chat-tag"),
            receipt=_derive(master, "receipt"),
            author=_derive(master, "author"),
            dedup=_derive(master, "dedup"),
            link_code=_derive(master, "link-code"),
            ticket_code=_derive(master, "ticket-code"),
            ticket=_derive(master, "ticket"),
            ticket_visit=_derive(master, "ticket-visit"),
            ticket_facts=_derive(master, "ticket-facts"),
            ticket_seal=_derive(master, "ticket-seal"),
            api_token=_derive(master, "api-token"),
            web=_derive(master, "web"),
            invitation=_derive(master, "invitation"),
            phone=_derive(master, "phone"),
            platform=_derive(master, "platform"),
            audit=_derive(master, "audit"),
            slip=_derive(master, "slip"),
            likeness=_derive(master, "likeness"),
            text=_derive(master, "text/1"),
            reply_box=X25519PrivateKey.from_private_bytes(_derive(master, "reply-box")),
        )

    def voter(self, quarter: str) -> bytes:
        """The voters' key of one quarter."""
        return _derive(self.master, f"voter/{quarter}")

    def __repr__(self) -> str:
        return "Keys(…)"


def keyed_hash(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over parts that cannot run into each other."""
    return hmac.digest(key, b"".join(_framed(part) for part in parts), sha256)


def _framed(part: str) -> bytes:
    data = part.encode()
    return len(data).to_bytes(4, "big") + data


def _derive(master: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=(LABEL + label).encode()).derive(master)
