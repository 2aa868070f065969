"""How the Official Account stands, for the operator: its tokens, what Zalo last refused, when it was last heard."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Channel
from bot.channels.zalo_oa_tokens import NAME
from feedback.numbers import moment_of_day
from feedback.platform_ports import KeptTokens
from feedback.ports import Database
from feedback.wording import Words

SILENT = timedelta(days=2)
"""Zalo switches a webhook off after its last repeat; an account that nobody writes to for so long is worth a look."""


class Watched(Protocol):
    """The house, as far as it is looked at."""

    @property
    def database(self) -> Database: ...
    @property
    def channels(self) -> Mapping[str, Channel]: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...


async def zalo_lines(service: Watched, say: Words, *, on_page: bool = False) -> list[tuple[str, str]]:
    """(ok, warn or fail; a sentence) for each thing looked at; nothing where no account is set. `on_page`: whoever
    reads it authorises by a button, not by a command."""
    if NAME not in service.channels:
        return []
    now = service.clock()
    async with service.database.reading() as tx:
        kept = await tx.tokens.get(NAME)
        heard = await tx.inbox.last_seen(NAME)
    return [_authorisation(kept, now, say, on_page=on_page), *_trouble(kept, say), _webhook(heard, now, say)]


def _authorisation(kept: KeptTokens | None, now: datetime, words: Words, *, on_page: bool) -> tuple[str, str]:
    if kept is None:
        return "fail", words.say("desk.zalo.no_tokens" if on_page else "zalo.no_tokens")
    if kept.lost_at:
        return "fail", words.say("desk.zalo.lost" if on_page else "zalo.lost", at=moment_of_day(kept.lost_at))
    until = moment_of_day(kept.pair.expires_at)
    if kept.pair.expires_at <= now:
        return "warn", words.say("zalo.over", until=until)
    return "ok", words.say("zalo.good", until=until, renewed=moment_of_day(kept.renewed_at))


def _trouble(kept: KeptTokens | None, words: Words) -> list[tuple[str, str]]:
    if kept is None or not kept.trouble or kept.lost_at:
        return []
    return [("fail", words.say("zalo.trouble", code=kept.trouble.removeprefix("code ")))]


def _webhook(heard: datetime | None, now: datetime, words: Words) -> tuple[str, str]:
    if heard is None:
        return "warn", words.say("zalo.never_heard")
    silent = now - heard > SILENT
    return "warn" if silent else "ok", words.say("zalo.silent" if silent else "zalo.heard", at=moment_of_day(heard))
