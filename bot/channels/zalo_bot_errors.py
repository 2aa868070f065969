"""What each error of the Zalo Bot Platform means for a letter: one table.

The codes come inside HTTP 200 and are few; their texts are documented nowhere. A code that may mean that the letter
went out counts as unclear, and so does one that nobody has seen yet: none is thrown away for it. Texts of the platform
stay here: they can repeat what was sent, so only codes go up.
"""

from bot.channels.base import NotAccepted, Rejected, SendError, Throttled, Uncertain, Unreachable

NOTHING_CAME = 408
NO_WEBHOOK = 404
QUOTA_PAUSE = 20.0
"""Zalo says neither how long to wait nor whether a minute or the month is full; so one letter asks after each pause."""

BAD_PARAMETERS = 400
NOT_OURS = (401, 404)
"""The token, or an address where no bot lives: only the settings can mend that."""

FULL = 429
KNOWN_REFUSALS = (426,)

_NOBODY_THERE = ("chat not found", "user not found", "chat_id is invalid", "unavailable", "blocked")


class Refused(Exception):
    """The platform answered `ok: false`. `text` is for telling two uses of one code apart, never to log."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.text = text


def send_error(refused: Refused) -> SendError:
    """The error that delivery understands."""
    name = f"code {refused.code}"
    if refused.code == FULL:
        return Throttled(QUOTA_PAUSE, everybody=True)
    if refused.code in NOT_OURS:
        return NotAccepted(f"{name}: Zalo does not accept the token or knows no such address")
    if refused.code == BAD_PARAMETERS:
        nobody = any(phrase in refused.text.lower() for phrase in _NOBODY_THERE)
        return Unreachable("nobody there") if nobody else Rejected(name)
    if refused.code in KNOWN_REFUSALS:
        return Rejected(name)
    return Uncertain(name)  # 403 ("internal server error"), 408, 5xx, and what is new
