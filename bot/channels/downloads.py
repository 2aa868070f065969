"""How a file is fetched from the address that a platform gave: from machines that are named here, and no larger than
allowed.

The address stands in an event that was believed, but whoever writes there should not be able to make us call anybody
else: no other host, no plain http, no way on from there to another machine.
"""

import logging
from collections.abc import Sequence

import httpx

from bot.channels.base import Rejected, Throttled, Unavailable, Uncertain
from feedback.media import LARGEST_PHOTO

ZALO_HOSTS = ("zdn.vn", "zadn.vn")
"""Zalo keeps what people send under these names: f1-zpc.zdn.vn, photo-stal-1.zdn.vn and the like."""

MOST_HOPS = 2
BUSY = 60.0

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

log = logging.getLogger(__name__)


class Shelf:
    """Files of one platform. `hosts` and all names below them are its own; so is the machine of `api_url`, which an
    operator set. No key of ours goes there.
    """

    def __init__(self, channel: str, hosts: Sequence[str], *, api_url: str, patience: float = 15.0) -> None:
        self._channel, self._hosts, self._own = channel, tuple(hosts), _origin(httpx.URL(api_url))
        timeout = httpx.Timeout(patience, connect=5.0, pool=10.0)
        # As it lies there: nothing small may unfold into something large.
        self._client = httpx.AsyncClient(timeout=timeout, headers={"accept-encoding": "identity"})

    async def fetch(self, address: str) -> bytes:
        """At most LARGEST_PHOTO bytes. Raises a SendError: Rejected when it is gone, too large, or lies elsewhere."""
        try:
            url = self._ours(httpx.URL(address))
            for _ in range(MOST_HOPS + 1):
                async with self._client.stream("GET", url) as answer:
                    if answer.next_request is None:
                        return await _content(answer)
                    url = self._ours(answer.next_request.url)
        except _NEVER_SENT as error:
            raise Unavailable(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise Uncertain(type(error).__name__) from None
        except (httpx.InvalidURL, UnicodeError):
            raise Rejected("not an address") from None
        raise Rejected("sent from one place to the next")

    async def close(self) -> None:
        """Give back connections."""
        await self._client.aclose()

    def _ours(self, url: httpx.URL) -> httpx.URL:
        named = any(url.host == host or url.host.endswith(f".{host}") for host in self._hosts)
        if (named and url.scheme == "https" and url.port is None and not url.userinfo) or _origin(url) == self._own:
            return url
        # The platform may have moved: an operator should see where to, and add it here.
        fields = {"event": "photo_elsewhere", "channel": self._channel, "host": url.host[:100]}
        log.warning("a photo lies on a machine that is not the platform's", extra={"fields": fields})
        raise Rejected("not on a machine of the platform")


async def _content(answer: httpx.Response) -> bytes:
    if answer.status_code == 429:
        raise Throttled(BUSY)
    if answer.status_code >= 500:
        raise Unavailable(f"HTTP {answer.status_code}")
    if answer.status_code != 200:
        raise Rejected(f"HTTP {answer.status_code}")
    content = bytearray()
    async for part in answer.aiter_raw():
        content += part
        if len(content) > LARGEST_PHOTO:
            raise Rejected("the file is too large")
    return bytes(content)


def _origin(url: httpx.URL) -> tuple[str, str, int | None, bytes]:
    return url.scheme, url.host, url.port, url.userinfo
