"""The composition root: which real part stands behind each port, and what the clock does.

Nothing is looked up anywhere else; a test builds the same house with other parts.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from fastapi import FastAPI

from api.app import create_app
from api.desk.parts import Parts
from bot.channels.base import Channel, Downloading, Malformed
from bot.channels.mail import Mail, Server
from bot.channels.pull import CONSOLE, KIOSK, WEB
from bot.channels.telegram import Telegram
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_phone import ZaloPhone
from bot.collecting import Collecting
from bot.delivery import Delivery
from bot.fetching import Fetching
from bot.reception import Reception
from digest.letters import Roads
from digest.rerouting import reroute
from digest.weekly import send_due
from feedback.alarming import ring_on
from feedback.chance import Chance
from feedback.chasing import chase
from feedback.handling import read_held
from feedback.invitations import Road, invite_due
from feedback.letters_sending import send_letters
from feedback.messages import Posted
from feedback.praising import tell_praise
from feedback.retention import purge
from feedback.tickets import Ticket
from feedback.units import Directory
from feedback.unsealing_together import lapse_proposals
from feedback.wording import words
from homthu.desk import open_desk
from homthu.settings import Settings
from homthu.zalo_door import finish, open_phone, open_zalo
from nlp.worker import WorkerAnalyst
from storage.keys import Keys
from storage.maintenance import Database, open_database
from storage.pictures import PictureWorker
from storage.reply_box import SealedReplyBox

PULL = {WEB.name: WEB, KIOSK.name: KIOSK, CONSOLE.name: CONSOLE}
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
    pictures: PictureWorker
    owner: str
    console_token: str
    clock: Callable[[], datetime]
    reception: Reception = field(init=False)
    desk: Parts = field(init=False)
    delivery: Delivery = field(init=False)
    bot_name: str = ""

    def __post_init__(self) -> None:
        push = {name: channel for name, channel in self.channels.items() if channel.capabilities.push}
        self.delivery = Delivery(self.database, self.box, push, self.owner)
        self.desk = open_desk(self.settings, self.database, self.channels, self.clock)
        self.reception = Reception(
            database=self.database,
            box=self.box,
            chance=self.chance,
            clock=self.clock,
            pull=frozenset(PULL),
            fetched=frozenset({WEB.name}),
            windowed=frozenset(name for name, channel in push.items() if channel.capabilities.window),
            takes_photos=frozenset({WEB.name, *self.photo_platforms}),
            shows_photos=frozenset(name for name in push if push[name].capabilities.photos),
            after_commit=self.delivery.wake,
        )

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Everything the clock does. It decides nothing: each verb asks the database what is due."""
        return (
            Job("read", 1, lambda now: read_held(self.database, self.analyst, now=now, chance=self.chance)),
            Job("photos", 3, Collecting(self.database, self.photo_platforms, self.pictures).round),
            Job("digest", 60, self._digests),
            Job("alarms", 30, self._alarms),
            Job("letters", 30, lambda now: send_letters(self.database, self.analyst, now=now, chance=self.chance)),
            Job("chase", 300, lambda now: chase(self.database, now=now)),
            Job("praise", 300, lambda now: tell_praise(self.database, now=now)),
            Job("proposals", 300, lambda now: lapse_proposals(self.database, now=now)),
            Job("invite", 30, self._invite),
            Job("tokens", 300, self._tokens),
            Job("purge", 3600, self._purge),
        )

    @property
    def photo_platforms(self) -> Mapping[str, Downloading]:
        """Those that keep people's photos until we fetch them."""
        return {name: channel for name, channel in self.channels.items() if isinstance(channel, Downloading)}

    @property
    def invite_road(self) -> Road | None:
        """How people are invited by telephone; None where no account or no template for it is set."""
        account, phone = self.zalo, self.channels.get("zalo-phone")
        return Road(phone.name, account.name, self.box) if account and isinstance(phone, ZaloPhone) else None

    @property
    def roads(self) -> Roads:
        """The ways a digest can take from here."""
        can = {name: channel.capabilities for name, channel in self.channels.items()}
        return Roads(
            push=[name for name in can if can[name].push],
            pull=tuple(PULL),
            mail="mail" in self.channels,
            windows={name: window for name in can if (window := can[name].window)},
            notices=[name for name in can if can[name].notices],
        )

    def app(self, closing: asyncio.Event | None = None) -> FastAPI:
        """The HTTP door; its open streams end once `closing` is set."""
        zalo = self.zalo
        return create_app(
            reception=self.reception,
            letters=Fetching(self.database, self.box, self.clock),
            channels={name: channel for name, channel in self.channels.items() if name in HOOKED},
            directory=self.directory,
            words=words,
            ready=self.ready,
            public_url=self.settings.public_url or "",
            console_token=self.console_token,
            telegram_link=self.telegram_link,
            list_counters=self.settings.embedded,
            authorised={"zalo-oa": partial(finish, self.settings, zalo)} if zalo else {},
            closing=closing,
            pictures=self.pictures,
            ticket=self.ticket,
            database=self.database,
            invite_road=self.invite_road,
            desk=self.desk,
            now=self.clock,
        )

    @property
    def zalo(self) -> ZaloOA | None:
        """The Official Account, where one is set."""
        channel = self.channels.get("zalo-oa")
        return channel if isinstance(channel, ZaloOA) else None

    async def directory(self) -> Directory:
        """The offices as they stand."""
        async with self.database.reading() as tx:
            return await tx.directory()

    async def ticket(self, code: str) -> Ticket | None:
        """The ticket behind a code."""
        async with self.database.reading() as tx:
            return await tx.tickets.find(code)

    async def ready(self) -> Mapping[str, object]:
        """Whether the database answers, how old the oldest waiting letter is, which platforms are left alone and why.

        A platform that is away does not make us unready: the page and the tablet go on.
        """
        async with self.database.reading() as tx:
            backlog = await tx.outbox.backlog(now=await tx.now())
            aside, standings = await tx.inbox.set_aside_count(), await tx.outbox.standings()
        platforms = {
            name: {"works": not one.open, "failures": one.failures, "why": one.why} for name, one in standings.items()
        }
        return {"ok": True, "outbox": backlog, "set_aside": aside, "platforms": platforms}

    async def take(self, channel: Channel, posted: Posted) -> None:
        """One update fetched by polling: the same road as a webhook's."""
        try:
            heard = channel.read(posted, at=self.clock())
        except Malformed:
            log.warning("malformed update", extra={"fields": {"event": "malformed", "channel": channel.name}})
            return
        except Exception as error:
            fields = {"event": "unreadable", "channel": channel.name}
            log.error("unreadable update", exc_info=error, extra={"fields": fields})
            return
        for inbound in heard:
            await self.reception.receive(inbound)
        if isinstance(channel, Telegram):  # a tapped button stops spinning
            await channel.settle(posted)

    def telegram_link(self, code: str) -> str:
        """The address that opens the bot at a counter; empty until the bot's name is known."""
        start = f"?start={code}" if code else ""
        return f"https://t.me/{self.bot_name}{start}" if self.bot_name else ""

    async def _invite(self, now: datetime) -> object:
        road = self.invite_road
        handed = await invite_due(self.database, now=now, road=road) if road else 0
        if handed:
            self.delivery.wake()
        return handed

    async def _alarms(self, now: datetime) -> object:
        rung = await ring_on(self.database, now=now)
        if rung:
            self.delivery.wake()
        return rung

    async def _tokens(self, now: datetime) -> object:
        return await self.zalo.keeper.renew_ahead(now) if self.zalo else None

    async def _purge(self, now: datetime) -> object:
        async with self.database.transact() as tx:
            dropped = await purge(tx, guests=(WEB.name, KIOSK.name), now=now)
            aside = await tx.inbox.set_aside_count()
        if aside:
            log.warning("messages wait for an operator", extra={"fields": {"event": "set_aside", "count": aside}})
        return dropped

    async def _digests(self, now: datetime) -> object:
        words_vi = words("vi")
        await reroute(self.database, now=now, box=self.box, words=words_vi, roads=self.roads)
        return await send_due(self.database, now=now, owner=self.owner, box=self.box, words=words_vi, roads=self.roads)


HOOKED = frozenset({"telegram", "zalo-bot", "zalo-oa"})
"""Channels whose platform comes to us."""


def build(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Service:
    """The service as these settings describe it; nothing is opened or started yet."""
    master = settings.secret_key.get_secret_value()
    database = open_database(settings.database_url, master)
    owner = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"
    zalo = open_zalo(settings, database, owner=owner, clock=clock)
    phone = open_phone(settings, zalo, clock=clock)
    return Service(
        settings=settings,
        database=database,
        box=SealedReplyBox(Keys.derive(master)),
        chance=Chance(),
        channels={**PULL, **_push_channels(settings), **{one.name: one for one in (zalo, phone) if one}},
        analyst=WorkerAnalyst(),
        pictures=PictureWorker(),
        owner=owner,
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
    if settings.zalo_bot_token:
        channels["zalo-bot"] = ZaloBot(
            token=settings.zalo_bot_token.get_secret_value(),
            secret=settings.zalo_bot_webhook_secret.get_secret_value(),
            api_url=str(settings.zalo_bot_api_url),
        )
    if settings.smtp_url and settings.mail_from:
        channels["mail"] = Mail(server=Server.from_url(settings.smtp_url.get_secret_value()), sender=settings.mail_from)
    return channels
