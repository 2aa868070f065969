"""Invitations by telephone number: one approved template of the Official Account, paid for, in the evening only.

Nobody can be answered here and no words go this way but the template's parameters. What Zalo's codes mean for an
invitation differs from what they mean for a notice, as told in `_meant`.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from bot.channels.base import Capabilities, Forged, Outgoing, Rejected, SendError, Throttled, Unreachable, Unwanted
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_errors import Refused
from feedback.evenings import is_quiet, next_evening
from feedback.messages import Inbound, Posted
from feedback.ports import Rate

NAME = "zalo-phone"
BUSINESS_URL = "https://business.openapi.zalo.me"
PARAMETERS = ("office", "day", "code")
"""What the template was approved for (docs/sau-giao-dich.md)."""

TRACKING_DIGITS = 32
_PHONE = re.compile(r"84[0-9]{9}")
_NIGHT, _QUOTA, _TOO_LONG = -133, -144, -1121
_UNWANTED, _NOBODY = (-139, -141), (-108, -114, -118, -119)


class ZaloPhone:
    """`template` is the number of the approved template; `account` speaks with its tokens and its line."""

    name = NAME
    capabilities = Capabilities(
        buttons=0, max_text=2000, push=True, rate=Rate(overall=20.0, per_chat=1.0), template=True
    )

    def __init__(
        self, account: ZaloOA, *, template: str, clock: Callable[[], datetime], business_url: str = BUSINESS_URL
    ) -> None:
        self._account = account
        self._template = template
        self._clock = clock
        self._api = business_url.rstrip("/")

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Nothing comes in this way."""
        raise Forged("invitations are not answered here")

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """The template to a number (84…); Zalo's id of it. At night nothing is called."""
        now = self._clock()
        if is_quiet(now):
            raise _later(now)
        told = dict(outgoing.template)
        if not _PHONE.fullmatch(address) or tuple(told) != PARAMETERS:
            raise Rejected("not an invitation to a mobile number")
        body = {"phone": address, "template_id": self._template, "template_data": told}
        tracking = {"tracking_id": _tracking(address, outgoing)}
        try:
            return await self._account.call(f"{self._api}/message/template", {**body, **tracking}, template=True)
        except SendError as error:
            raise _meant(error, now) from None

    async def ask(self) -> None:
        """Whether Zalo answers and still knows the template."""
        await self._account.call(f"{self._api}/template/info/v2?template_id={self._template}", None, template=True)

    async def close(self) -> None:
        """The account gives back its own connections."""


def _meant(error: SendError, now: datetime) -> SendError:
    """A no of the person is kept, a number without Zalo is nobody's mistake, the night and the day's quota end in the
    evening, and a word that is too long is that letter's trouble: the office's name stands in it, and other offices
    have shorter ones."""
    refused = error.__cause__
    if not isinstance(refused, Refused):
        return error
    name = f"code {refused.code}"
    if refused.code in _UNWANTED:
        return Unwanted(name)
    if refused.code in _NOBODY:
        return Unreachable(name)
    if refused.code in (_NIGHT, _QUOTA):
        return _later(now)
    return Rejected(name) if refused.code == _TOO_LONG else error


def _later(now: datetime) -> Throttled:
    return Throttled((next_evening(now) - now).total_seconds(), everybody=True)


def _tracking(address: str, outgoing: Outgoing) -> str:
    """The same for the same invitation, at most 48 characters."""
    parts = (address, *(value for _, value in outgoing.template))
    return sha256("\0".join(parts).encode()).hexdigest()[:TRACKING_DIGITS]
