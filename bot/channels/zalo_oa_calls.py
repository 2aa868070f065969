"""How a call reaches Zalo and what came back: an object, a refusal by code, or why there is no answer.

Every answer of Zalo has status 200, its errors too; another status comes from something in between.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

from bot.channels.base import Rejected, Throttled, Unavailable, Uncertain
from bot.channels.zalo_oa_errors import MINUTE_IS_FULL, Refused

# Raised before a byte of the request was written.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class Line:
    """Connections to Zalo's machines. `patience` is how many seconds an answer may take."""

    def __init__(self, *, patience: float = 15.0) -> None:
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=16)
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(patience, connect=5.0, pool=10.0), limits=limits)

    async def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer. Raises Refused, Throttled, Rejected, Unavailable or Uncertain, with no word of either side."""
        return await self._asked("POST", url, headers, body, form)

    async def get(self, url: str, *, headers: Mapping[str, str]) -> dict[str, Any]:
        """The same, asking only."""
        return await self._asked("GET", url, headers, None, None)

    async def close(self) -> None:
        """Give back connections."""
        await self._client.aclose()

    async def _asked(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
        form: Mapping[str, str] | None,
    ) -> dict[str, Any]:
        try:
            answer = await self._client.request(method, url, headers=headers, json=body, data=form)
        except (*_NEVER_SENT, httpx.InvalidURL) as error:
            raise Unavailable(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise Uncertain(type(error).__name__) from None
        except UnicodeError:
            raise Rejected("the words are not valid text") from None
        return _read(answer)


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code == 429:
        raise Throttled(MINUTE_IS_FULL, everybody=True)
    if answer.status_code == 504:  # a gateway stopped waiting for somebody who may have taken it
        raise Uncertain("HTTP 504")
    if answer.status_code != 200:
        raise Unavailable(f"HTTP {answer.status_code}")
    found = _object(answer.content)
    if found is None:
        raise Uncertain("an answer that is not Zalo's")
    code = found.get("error", 0)
    if code not in (0, "0"):
        raise Refused(int(code) if str(code).lstrip("-").isdecimal() else -1, str(found.get("message", "")))
    return found


def _object(content: bytes) -> dict[str, Any] | None:
    with suppress(ValueError, RecursionError):
        found = json.loads(content)
        return found if isinstance(found, dict) else None
    return None
