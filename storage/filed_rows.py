"""How a citizen's words lie in the table: which columns are hashed or encrypted, and bound to which row."""

from typing import Any

from feedback.analysis import Analysis
from feedback.ports import Filed, Voice
from feedback.requests import Kind
from storage.cipher import Cipher, bound
from storage.executor import AnyRow
from storage.keys import Keys, keyed_hash

TEXT = "feedback|text"
REDACTED = "feedback|redacted"
AUTHOR = "feedback|author"
NO_LINE = b""
"""Words that lead to no chat and no visit any more: their line was cut, or went with time."""


class FiledRows:
    """Turns filed words into a row and back. Everything hidden opens only beside the receipt it was filed with."""

    def __init__(self, cipher: Cipher, keys: Keys) -> None:
        self._cipher = cipher
        self._keys = keys

    def receipt(self, receipt: str) -> bytes:
        """What a receipt is looked up by, however its digits are grouped."""
        return keyed_hash(self._keys.receipt, "".join(filter(str.isdigit, receipt)))

    def chat(self, tag: str) -> bytes:
        """What the words of a chat are looked up by: not the tag, which stands beside an officer's name in `chats`."""
        return keyed_hash(self._keys.author, tag)

    def row(self, filed: Filed) -> dict[str, Any]:
        """The row of new words, held."""
        receipt = self.receipt(filed.receipt)
        author = {"chat": filed.chat, "visit": filed.visit_key}
        return {
            "receipt": receipt,
            "chat": self.chat(filed.chat),
            "author": self._cipher.hide_data(author, bound(AUTHOR, receipt.hex())),
            "channel": filed.channel,
            "unit_id": filed.unit_id,
            "counter_id": filed.counter_id,
            "officer_id": filed.officer_id,
            "kind": filed.kind.value,
            "level": filed.level,
            **self.words(receipt, text=filed.text, redacted=filed.redacted),
            "filed_at": filed.filed_at,
            "due": filed.due,
            "language": filed.language,
            "consent": filed.consent,
            "seal": filed.seal,
            "ticked": filed.ticked,
            "lease_until": filed.not_before,
            "sentiment": "",
            "urgent": False,
            "needs_person": False,
            "sealed": filed.seal,
        }

    def words(self, receipt: bytes, *, text: str, redacted: str) -> dict[str, bytes]:
        """The columns that hold them, bound to the receipt's hash."""
        return {
            "text": self._cipher.hide(text, bound(TEXT, receipt.hex())),
            "redacted": self._cipher.hide(redacted, bound(REDACTED, receipt.hex())),
        }

    def filed(self, row: AnyRow) -> Filed:
        """Without the receipt: nobody can know it any more."""
        author = self.author(row)
        return Filed(
            receipt="",
            chat=author["chat"],
            channel=row.channel,
            visit_key=author["visit"],
            unit_id=row.unit_id,
            counter_id=row.counter_id,
            officer_id=row.officer_id,
            kind=Kind(row.kind),
            level=row.level,
            text=self._cipher.show(row.text, bound(TEXT, row.receipt.hex())),
            redacted=self.redacted(row),
            filed_at=row.filed_at,
            due=row.due,
            language=row.language,
            consent=row.consent,
            seal=row.seal,
            ticked=row.ticked,
            id=row.id,
        )

    def voice(self, row: AnyRow) -> Voice:
        """The part that a unit may read."""
        return Voice(
            words=self.redacted(row),
            tags=Analysis.from_json(row.analysis).codes,
            sentiment=row.sentiment,
            kind=Kind(row.kind),
            filed_at=row.filed_at,
            officer_id=row.officer_id,
            urgent=row.urgent,
        )

    def redacted(self, row: AnyRow) -> str:
        """Of a row with `receipt` and `redacted`."""
        return self._cipher.show(row.redacted, bound(REDACTED, row.receipt.hex()))

    def author(self, row: AnyRow) -> dict[str, Any]:
        """`chat` and `visit` of a row with `receipt` and `author`; empty where these went."""
        if row.author == NO_LINE:
            return {"chat": "", "visit": ""}
        return self._cipher.show_data(row.author, bound(AUTHOR, row.receipt.hex()))
