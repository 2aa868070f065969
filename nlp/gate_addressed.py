"""Whether the head of the unit is only written to: the message begins so, and tells of staff, or of nobody at the top.

A rule beside what is learnt: "Kính gửi giám đốc, nhân viên quát dân" must reach the director who is asked to act.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.gate_words import HEAD
from nlp.words import ENDS

# All that may stand between the greeting and the title.
_TITLES = frozenset(("ong", "ba", "anh", "chi", "co", "chu", "bac", "thay", "quy", "cac", "dong", "ban", "chinh"))
_MEANT = frozenset(("ong", "ba", "chinh", "ngai"))  # "chính ông hứa": who is written to is meant after all
_BEFORE = _TITLES | {"WRITE", "da", "xin", "kinh", "thua", "gui"}


def only_written_to(told: Sequence[str]) -> bool:
    """By the senses of its words: one head, in the greeting, and after it staff, or no word that may mean the head."""
    heads = [at for at, word in enumerate(told) if word in HEAD]
    if len(heads) != 1 or "WRITE" not in told[: heads[0]] or not _BEFORE.issuperset(told[: heads[0]]):
        return False
    after = told[heads[0] + 1 :]
    end = next((at for at, word in enumerate(after) if word in ENDS or word == ","), None)
    return end is not None and ("STAFF" in after[end:] or _MEANT.isdisjoint(after[end:]))
