"""The Telegram channel: believes an update by its secret header, sends plain text with inline buttons.

python-telegram-bot carries what goes out; what comes in is read by our own models (`telegram_updates`).
"""

import hmac
import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError

from bot.channels.base import Capabilities, Forged, Malformed, Outgoing, Rejected, Unavailable, Uncertain
from bot.channels.telegram_errors import Request, send_error
from bot.channels.telegram_updates import Update, parse, to_inbound
from feedback.messages import Choice, Inbound, Posted
from feedback.ports import Rate

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 (the header's name)
API_URL = "https://api.telegram.org"
LARGEST_BODY = 256 * 1024

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_PAYLOAD_BYTES = 64
_TAP = b'"callback_query"'
# (longest label of the keyboard, buttons side by side) that a narrow phone shows without cutting a word.
_COLUMNS = ((3, 5), (8, 3), (16, 2))
_ALBUMS_REMEMBERED = 256

_log = logging.getLogger(__name__)


class Telegram:
    """One bot on Telegram. `secret` is what Telegram (or our own poller) shows with every update."""

    name = "telegram"
    capabilities = Capabilities(buttons=100, max_text=4096, push=True, rate=Rate(overall=25.0, per_chat=1.0))

    def __init__(self, *, token: str, secret: str, api_url: str = API_URL, patience: float = 15.0) -> None:
        if not secret:
            raise ValueError("the Telegram webhook secret must not be empty")
        self._secret = secret.encode()
        self._request = Request(
            connection_pool_size=32, connect_timeout=5.0, pool_timeout=10.0, read_timeout=patience
        )
        # Never initialised: that would ask who we are, and its error repeats the token.
        self.bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._told_albums: deque[str] = deque(maxlen=_ALBUMS_REMEMBERED)

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Believe the header, then read the body. Raises Forged or Malformed."""
        shown = posted.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(shown, self._secret):
            raise Forged("the secret header does not match")
        if len(posted.body) > LARGEST_BODY:
            raise Malformed("larger than an update can be")
        update = parse(posted.body)
        inbound = to_inbound(update, at=at)
        return [inbound] if inbound and not self._is_rest_of_album(update, inbound) else []

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Every text as a message of its own, the buttons under the last one."""
        keyboard = _keyboard(outgoing.buttons)
        sent = ""
        for number, text in enumerate(outgoing.texts, 1):
            markup = keyboard if number == len(outgoing.texts) else None
            try:
                message = await self.bot.send_message(
                    address, text, link_preview_options=_NO_PREVIEW, reply_markup=markup
                )
            except TelegramError as error:
                failure = send_error(error)
                if sent and isinstance(failure, Unavailable):  # which would say that nothing went out
                    failure = Uncertain("only the first part went out")
                raise failure from None
            sent = str(message.message_id)
        return sent

    async def settle(self, posted: Posted) -> None:
        """After the commit: let a tapped button stop spinning. Nothing else depends on it."""
        if _TAP not in posted.body:  # most updates: not worth reading them a second time
            return
        query = parse(posted.body).callback_query
        if query is None:
            return
        try:
            await self.bot.answer_callback_query(query.id, read_timeout=5.0)
        except TelegramError as error:  # most often the query is too old, which harms nobody
            _log.info("telegram.settle_failed", extra={"fields": {"channel": self.name, "error": error}})

    async def close(self) -> None:
        """Give back connections."""
        await self._request.shutdown()

    def _is_rest_of_album(self, update: Update, inbound: Inbound) -> bool:
        """Whether the words of this album were read already: its silent photos then need no second answer.

        Best effort, in this process only: at worst a person is answered twice, and no words are ever dropped.
        """
        if inbound.text and update.album:
            self._told_albums.append(update.album)
        return bool(update.album) and not inbound.text and update.album in self._told_albums


def _keyboard(buttons: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    if any(not 1 <= len(button.payload.encode()) <= _PAYLOAD_BYTES for button in buttons):
        raise Rejected(f"a button's payload must have 1 to {_PAYLOAD_BYTES} bytes")
    keys = [InlineKeyboardButton(button.label, callback_data=button.payload) for button in buttons]
    width = _columns(buttons)
    return InlineKeyboardMarkup([keys[start : start + width] for start in range(0, len(keys), width)])


def _columns(buttons: Sequence[Choice]) -> int:
    longest = max(len(button.label) for button in buttons)
    return next((columns for length, columns in _COLUMNS if longest <= length), 1)
