"""The Telegram channel: believes an update by its secret header, sends plain text with inline buttons.

python-telegram-bot carries what goes out; what comes in is read by our own models (`telegram_updates`).
"""

import hmac
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, TelegramError

from bot.channels.base import (
    Capabilities,
    Forged,
    Malformed,
    Outgoing,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)
from bot.channels.telegram_errors import Request, send_error
from bot.channels.telegram_menus import show_in_chat
from bot.channels.telegram_updates import parse, to_inbound
from feedback.media import LARGEST_PHOTO
from feedback.messages import Choice, Inbound, Posted
from feedback.ports import Rate

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 (the header's name)
API_URL = "https://api.telegram.org"
LARGEST_BODY = 256 * 1024

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_PAYLOAD_BYTES = 64
_NOT_MODIFIED = "message is not modified"
_TAP = b'"callback_query"'
# (longest label of the keyboard, buttons side by side) that a narrow phone shows without cutting a word.
_COLUMNS = ((3, 5), (8, 3), (16, 2))

_log = logging.getLogger(__name__)


class Telegram:
    """One bot on Telegram. `secret` is what Telegram (or our own poller) shows with every update."""

    name = "telegram"
    capabilities = Capabilities(
        buttons=100, max_text=4096, push=True, rate=Rate(overall=28.0, per_chat=1.0), photos=True
    )

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
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Believe the header, then read the body. Raises Forged or Malformed."""
        shown = posted.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(shown, self._secret):
            raise Forged("the secret header does not match")
        if len(posted.body) > LARGEST_BODY:
            raise Malformed("larger than an update can be")
        inbound = to_inbound(parse(posted.body), at=at)
        return [inbound] if inbound else []

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Every text as a message of its own, the buttons under the last one; or in place of a tapped message."""
        keyboard = _keyboard(outgoing.buttons)
        if outgoing.reader:
            await self._show_menu(address, outgoing.reader)
        if outgoing.in_place and len(outgoing.texts) == 1 and await self._replaced(address, outgoing, keyboard):
            return outgoing.tapped
        if outgoing.photo or outgoing.voice:
            return await self._show(address, outgoing)
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
        if outgoing.tapped:
            await self._disarm(address, outgoing)
        return sent

    async def download(self, reference: str) -> bytes:
        """A file of Telegram's, by its id."""
        try:
            file = await self.bot.get_file(reference)
            if (file.file_size or 0) > LARGEST_PHOTO:
                raise Rejected("the file is too large")
            return bytes(await file.download_as_bytearray(read_timeout=20.0))
        except TelegramError as error:
            raise send_error(error) from None

    async def ask(self) -> None:
        """Whether Telegram answers and accepts the token."""
        try:
            await self.bot.get_me()
        except TelegramError as error:
            raise send_error(error) from None

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

    async def _show(self, address: str, outgoing: Outgoing) -> str:
        """A photo or voice of a case; Telegram keeps the reader from passing it on or saving it."""
        guarded: dict[str, Any] = {"caption": outgoing.texts[0], "protect_content": True}
        try:
            if outgoing.voice:
                message = await self.bot.send_voice(address, outgoing.voice, filename="voice.ogg", **guarded)
            else:
                message = await self.bot.send_photo(address, outgoing.photo, filename="photo.jpg", **guarded)
        except TelegramError as error:
            raise send_error(error) from None
        return str(message.message_id)

    async def _replaced(self, address: str, outgoing: Outgoing, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Write into the tapped message; False when it cannot be changed, and then nothing was. A repeat harms nobody:
        the message is what it was to become."""
        try:
            await self.bot.edit_message_text(
                outgoing.texts[0],
                chat_id=address,
                message_id=int(outgoing.tapped),
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard,
            )
        except BadRequest as error:
            return _NOT_MODIFIED in error.message.lower()
        except TelegramError as error:
            raise send_error(error) from None
        return True

    async def _disarm(self, address: str, outgoing: Outgoing) -> None:
        """Take the buttons off a message that was answered and leave what was chosen there. Nothing depends on it: an
        old button changes nothing."""
        tapped, settled = int(outgoing.tapped), outgoing.settled
        try:
            if 0 < len(settled) <= self.capabilities.max_text:
                await self.bot.edit_message_text(
                    settled, address, tapped, link_preview_options=_NO_PREVIEW, read_timeout=5.0
                )
            else:
                await self.bot.edit_message_reply_markup(address, tapped, read_timeout=5.0)
        except TelegramError as error:
            if _NOT_MODIFIED in error.message.lower():  # tapped twice: it is settled already
                return
            _log.info("telegram.disarm_failed", extra={"fields": {"channel": self.name, "error": error}})

    async def _show_menu(self, address: str, reader: str) -> None:
        """Before the letter, so that a menu that could not be told comes again with it; doing it twice is the same."""
        try:
            await show_in_chat(self.bot, address, reader)
        except TelegramError as error:
            failure = send_error(error)
            if isinstance(failure, Throttled | Unavailable):
                raise failure from None
            if isinstance(failure, Uncertain):
                raise Unavailable("the menu was not told") from None
            _log.info("telegram.menu_refused", extra={"fields": {"channel": self.name, "error": error}})


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
