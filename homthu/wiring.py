"""The composition root: which real part stands behind each port, and what the clock does.

Nothing is looked up anywhere else; a test builds the same house with other parts.
"""

import logging
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import FastAPI

from api.app import create_app
from bot.channels.base import Channel, Malformed
from bot.channels.mail import Mail, Server
from bot.channels.pull import CONSOLE, WEB
from bot.channels.telegram import Telegram
from bot.delivery import Delivery
from bot.reception import Reception
from digest.letters import Roads
from digest.weekly import send_due
from feedback.chance import Chance
from feedback.handling import read_held
from feedback.messages import Posted
from feedback.retention import purge
from feedback.units import Directory
from feedback.wording import words
from homthu.settings import Settings
from nlp.worker import WorkerAnalyst
from storage.keys import Keys
from storage.maintenance import Database, open_database
from storage.reply_box import SealedReplyBox

PULL = {WEB.name: WEB, CONSOLE.name: CONSOLE}
"""Channels where the person fetches the answer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the clock's table: every so many seconds, call the verb with `now`. Overlaps are left out."""

    name: str
    every: int
    run: Callable[[datetime], Awaitable[object]]


@dataclass
class Service:
    """The house with its real parts."""

    settings: Settings
    database: Database
    box: SealedReplyBox
    chance: Chance
    channels: Mapping[str, Channel]
    analyst: WorkerAnalyst
    owner: str
    console_token: str
    clock: Callable[[], datetime]
    reception: Reception = field(init=False)
    delivery: Delivery = field(init=False)
    bot_name: str = ""

    def __post_init__(self) -> None:
        push = {name: channel for name, channel in self.channels.items() if channel.capabilities.push}
        self.delivery = Delivery(self.database, self.box, push, self.owner, self.clock)
        self.reception = Reception(
            database=self.database,
            box=self.box,
            chance=self.chance,
            clock=self.clock,
            pull=frozenset(PULL),
            after_commit=self.delivery.wake,
        )

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Everything the clock does. It decides nothing: each verb asks the database what is due."""
        return (
            Job("read", 1, lambda now: read_held(self.database, self.analyst, now=now, chance=self.chance)),
            Job("digest", 60, self._digests),
            Job("purge", 3600, self._purge),
        )

    @property
    def roads(self) -> Roads:
        """The ways a digest can take from here."""
        push = [name for name, channel in self.channels.items() if channel.capabilities.push]
        return Roads(push=push, pull=tuple(PULL), mail="mail" in self.channels)

    def app(self) -> FastAPI:
        """The HTTP door."""
        return create_app(
            reception=self.reception,
            channels={name: channel for name, channel in self.channels.items() if name in HOOKED},
            directory=self.directory,
            words=words,
            ready=self.ready,
            public_url=self.settings.public_url or "",
            console_token=self.console_token,
            telegram_link=self.telegram_link,
            list_counters=self.settings.embedded,
            now=self.clock,
        )

    async def directory(self) -> Directory:
        """The offices as they stand."""
        async with self.database.reading() as tx:
            return await tx.directory()

    async def ready(self) -> Mapping[str, object]:
        """Whether the database answers, and how old the oldest waiting letter is."""
        async with self.database.reading() as tx:
            backlog = await tx.outbox.backlog(now=self.clock())
            aside = await tx.inbox.set_aside_count()
        return {"ok": True, "outbox": backlog, "set_aside": aside}

    async def take(self, posted: Posted) -> None:
        """One update fetched by polling: the same road as a webhook's."""
        telegram = self.channels["telegram"]
        assert isinstance(telegram, Telegram)
        try:
            heard = telegram.read(posted, at=self.clock())
        except Malformed:
            log.warning("malformed update", extra={"fields": {"event": "malformed", "channel": telegram.name}})
            return
        except Exception as error:
            fields = {"event": "unreadable", "channel": telegram.name}
            log.error("unreadable update", exc_info=error, extra={"fields": fields})
            return
        for inbound in heard:
            await self.reception.receive(inbound)
        await telegram.settle(posted)

    def telegram_link(self, code: str) -> str:
        """The address that opens the bot at a counter; empty until the bot's name is known."""
        start = f"?start={code}" if code else ""
        return f"https://t.me/{self.bot_name}{start}" if self.bot_name else ""

    async def _purge(self, now: datetime) -> object:
        async with self.database.transact() as tx:
            dropped = await purge(tx, guests=(WEB.name,), now=now)
            aside = await tx.inbox.set_aside_count()
        if aside:
            log.warning("messages wait for an operator", extra={"fields": {"event": "set_aside", "count": aside}})
        return dropped

    async def _digests(self, now: datetime) -> object:
        words_vi = words("vi")
        return await send_due(self.database, now=now, owner=self.owner, box=self.box, words=words_vi, roads=self.roads)


HOOKED = frozenset({"telegram"})
"""Channels whose platform comes to us."""


def build(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Service:
    """The service as these settings describe it; nothing is opened or started yet."""
    master = settings.secret_key.get_secret_value()
    return Service(
        settings=settings,
        database=open_database(settings.database_url, master),
        box=SealedReplyBox(Keys.derive(master)),
        chance=Chance(),
        channels={**PULL, **_push_channels(settings)},
        analyst=WorkerAnalyst(),
        owner=f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}",
        console_token=secrets.token_urlsafe(24),
        clock=clock,
    )


def _push_channels(settings: Settings) -> dict[str, Channel]:
    channels: dict[str, Channel] = {}
    if settings.telegram_token:
        channels["telegram"] = Telegram(
            token=settings.telegram_token.get_secret_value(),
            secret=settings.telegram_webhook_secret.get_secret_value(),
            api_url=str(settings.telegram_api_url),
        )
    if settings.smtp_url and settings.mail_from:
        channels["mail"] = Mail(server=Server.from_url(settings.smtp_url.get_secret_value()), sender=settings.mail_from)
    return channels
