"""How a call reaches Telegram, and what its refusal or failure means for a letter.

Descriptions, answers and URLs stay here: they can hold the token or the words, so only our own phrases go up.
"""

import json
from contextlib import suppress
from typing import Any

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.base import NotAccepted, Rejected, SendError, Throttled, Unavailable, Uncertain, Unreachable

# A chat is held back for a second or a minute; a longer wait is meant for the bot as a whole.
_LONGEST_WAIT_OF_ONE_CHAT = 60.0
_WAIT_WHEN_NOT_TOLD = 5.0

_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "bot was blocked",
)
_KNOWN_REFUSALS = (
    "message is too long",
    "message text is empty",
    "button_data_invalid",
    "can't parse entities",
    "can't parse reply keyboard markup",
    "chat_id is empty",
    "not enough rights",
)
# Raised before a byte of the request was written.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


class Request(HTTPXRequest):
    """The library's way to Telegram, made quiet and exact.

    It logs an answer it cannot read, with the citizen's words in it; it forgets the status of a 5xx; and its
    RetryAfter warns about its own future in every process.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """The answer, unless it is one that we name ourselves."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == 429 or status >= 500:
            raise Answered(status, retry_after(_object(payload)))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; an error without a word of it otherwise."""
        answer = _object(payload)
        if not answer:
            raise TelegramError("Invalid server response")
        return answer


class Answered(TelegramError):
    """Telegram, or something before it, answered 429 or 5xx."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.retry_after = retry_after


def retry_after(answer: dict[str, Any]) -> float | None:
    """The wait that an answer asks for."""
    parameters = answer.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(wait) if isinstance(wait, int | float) and wait > 0 else None


def send_error(error: TelegramError) -> SendError:
    """The error that delivery understands."""
    if isinstance(error, Answered):
        return _answered(error)
    if isinstance(error, Forbidden | ChatMigrated):
        return Unreachable(type(error).__name__)
    if isinstance(error, InvalidToken):
        return NotAccepted("Telegram does not accept the token")
    if isinstance(error, BadRequest):
        return _refused(error.message.lower())
    if isinstance(error, NetworkError):
        return _failed(error)
    if isinstance(error, Conflict):
        return Unavailable("HTTP 409")
    return Uncertain(type(error).__name__)  # among them an answer of success that is not JSON


def _answered(error: Answered) -> SendError:
    if error.status == 429:
        seconds = error.retry_after or _WAIT_WHEN_NOT_TOLD
        return Throttled(seconds, everybody=seconds > _LONGEST_WAIT_OF_ONE_CHAT)
    if error.status == 504:  # a gateway stopped waiting for somebody who may have taken it
        return Uncertain("HTTP 504")
    return Unavailable(f"HTTP {error.status}")


def _refused(description: str) -> SendError:
    if any(phrase in description for phrase in _NOBODY_THERE):
        return Unreachable("nobody there")
    known = next((phrase for phrase in _KNOWN_REFUSALS if phrase in description), "an unknown reason")
    return Rejected(f"bad request: {known}")


def _failed(error: NetworkError) -> SendError:
    """A call without an answer; the library keeps the HTTP client's error as the cause."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_SENT):
        return Unavailable(type(cause).__name__)
    if isinstance(cause, UnicodeError):
        return Rejected("the words are not valid text")
    if cause is None:  # a status that is neither success nor one of Telegram's refusals: a portal, a proxy
        return Unavailable("an answer that is not Telegram's")
    return Uncertain(type(cause).__name__)


def _object(payload: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        answer = json.loads(payload)
        if isinstance(answer, dict):
            return answer
    return {}
