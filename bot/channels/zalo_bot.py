"""The Zalo Bot Platform channel: believes an event by its secret header, sends plain text with numbers to type.

A pilot's door: Zalo allows 3 bots, 50 people for each and 3,000 messages a month, and promises nothing
(docs/zalo-bot.md). It has no buttons, no editing; photos come in and do not go out.
"""

import hmac
import logging
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from bot.channels.base import Capabilities, Forged, Malformed, Outgoing, SendError, Throttled, Unavailable, Uncertain
from bot.channels.downloads import ZALO_HOSTS, Shelf
from bot.channels.rendering import split
from bot.channels.zalo_bot_calls import Line
from bot.channels.zalo_bot_errors import Refused, send_error
from bot.channels.zalo_bot_events import NAME, parse, to_inbound
from feedback.messages import Inbound, Posted
from feedback.ports import Rate

SECRET_HEADER = "x-bot-api-secret-token"  # noqa: S105 (the header's name)
API_URL = "https://bot-api.zaloplatforms.com"
LARGEST_BODY = 256 * 1024

log = logging.getLogger(__name__)


class ZaloBot:
    """One bot on the Zalo Bot Platform. `secret` is what Zalo (or our own poller) shows with every event."""

    name = NAME
    # No rate is documented; fifty people need no more than this.
    capabilities = Capabilities(buttons=0, max_text=2000, push=True, rate=Rate(overall=5.0, per_chat=1.0))

    def __init__(self, *, token: str, secret: str, api_url: str = API_URL, patience: float = 15.0) -> None:
        if not secret:
            raise ValueError("the Zalo Bot webhook secret must not be empty")
        self._secret = secret.encode()
        self.line = Line(token=token, api_url=api_url, patience=patience)
        self._photos = Shelf(NAME, ZALO_HOSTS, api_url=api_url, patience=patience)

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Believe the header, then read the body. Raises Forged or Malformed."""
        if not posted.body.strip():  # how Zalo tries an address that is being saved; there is nothing to believe
            return []
        shown = posted.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(shown, self._secret):
            raise Forged("the secret header does not match")
        if len(posted.body) > LARGEST_BODY:
            raise Malformed("larger than an event can be")
        inbound = to_inbound(parse(posted.body), at=at)
        return [inbound] if inbound else []

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Every text as a message of its own; the platform's id of the last."""
        composed = [unicodedata.normalize("NFC", text) for text in outgoing.texts]
        sent = ""
        for text in (piece for whole in composed for piece in split(whole, self.capabilities.max_text)):
            try:
                sent = await self._say(address, text)
            except Unavailable:  # which would say that nothing went out
                if sent:
                    raise Uncertain("only the first part went out") from None
                raise
        return sent

    async def download(self, reference: str) -> bytes:
        """A photo that somebody sent, from where Zalo keeps it."""
        return await self._photos.fetch(reference)

    async def ask(self) -> None:
        """Whether Zalo answers and accepts the token."""
        try:
            await self.line.call("getMe")
        except Refused as refused:
            raise send_error(refused) from None

    async def close(self) -> None:
        """Give back connections."""
        await self.line.close()
        await self._photos.close()

    async def _say(self, address: str, text: str) -> str:
        try:
            result = await self.line.call("sendMessage", {"chat_id": address, "text": text})
        except Refused as refused:
            raise self._told(send_error(refused)) from None
        return str(result.get("message_id", "")) if isinstance(result, dict) else ""

    def _told(self, error: SendError) -> SendError:
        """A full quota is the office's own limit: whoever reads the log should know what stands still."""
        if isinstance(error, Throttled):
            fields = {"channel": NAME, "wait_s": error.retry_after}
            log.warning("zalo-bot.quota: Zalo takes no more messages of this bot for now", extra={"fields": fields})
        return error
