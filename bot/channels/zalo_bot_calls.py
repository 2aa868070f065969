"""How a call reaches the Zalo Bot Platform and what came back: a result, a refusal by code, or why there is neither.

Every answer has status 200, errors too; another status comes from something in between unless it carries a code.
The token stands in the address, so no error of the client may go further up than here.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

from bot.channels.base import Rejected, Unavailable, Uncertain
from bot.channels.zalo_bot_errors import Refused

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


class Line:
    """Connections to the platform for one bot. `patience` is how many seconds an answer may take."""

    def __init__(self, *, token: str, api_url: str, patience: float = 15.0) -> None:
        self._url = f"{api_url.rstrip('/')}/bot{token}"
        self._patience = patience
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(patience, connect=5.0, pool=10.0))

    async def call(self, method: str, parameters: Mapping[str, Any] | None = None, *, wait: float = 0.0) -> Any:
        """The `result` of the answer, None when it has none; `wait` more seconds of patience for a long poll.

        Raises Refused, Rejected, Unavailable or Uncertain, with no word of either side.
        """
        timeout = httpx.Timeout(self._patience + wait, connect=5.0, pool=10.0)
        try:
            answer = await self._client.post(f"{self._url}/{method}", json=parameters or {}, timeout=timeout)
        except _NEVER_SENT as error:
            raise Unavailable(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise Uncertain(type(error).__name__) from None
        except UnicodeError:
            raise Rejected("the words are not valid text") from None
        return _read(answer)

    async def close(self) -> None:
        """Give back connections."""
        await self._client.aclose()


def _read(answer: httpx.Response) -> Any:
    found = _object(answer.content)
    if found.get("ok") is True:
        return found.get("result")
    code = found.get("error_code")
    if found.get("ok") is False and isinstance(code, int):
        raise Refused(code, str(found.get("description", "")))
    if answer.status_code in (200, 504):  # at 504 a gateway stopped waiting for somebody who may have taken it
        raise Uncertain(f"HTTP {answer.status_code} without an answer of Zalo's")
    raise Unavailable(f"HTTP {answer.status_code}")


def _object(content: bytes) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        found = json.loads(content)
        if isinstance(found, dict):
            return found
    return {}
