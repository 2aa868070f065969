"""What each platform is told when the service starts, and who fetches from those that do not come to us.

A platform that cannot be reached is told again later; meanwhile everything else works.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from bot.channels.base import SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import TelegramPolling
from bot.channels.telegram_setup import bot_name, register_commands, register_webhook
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot_polling import ZaloBotPolling
from bot.channels.zalo_bot_setup import bot_name as zalo_bot_name
from bot.channels.zalo_bot_setup import register_webhook as register_zalo_webhook
from feedback.errors import StorageUnavailable
from homthu.wiring import Service
from storage.sqlite import SqliteDatabase

TELL_AGAIN_SECONDS = 30.0
TURN_SECONDS = 5.0
PILOT = "the Zalo Bot Platform is for a pilot: 3 bots named Bot..., 50 people and 3,000 messages a month, no promise"

log = logging.getLogger(__name__)

Poll = Callable[[asyncio.Event], Awaitable[None]]


def at_the_platforms(service: Service, stop: asyncio.Event) -> Iterator["asyncio.Task[None]"]:
    """One task for each platform that is told something or fetched from."""
    telegram, zalo_bot = service.channels.get("telegram"), service.channels.get("zalo-bot")
    if isinstance(telegram, Telegram):
        yield asyncio.create_task(_telegram(service, telegram, stop), name="telegram")
    if isinstance(zalo_bot, ZaloBot):
        yield asyncio.create_task(_zalo_bot(service, zalo_bot, stop), name="zalo-bot")


async def _telegram(service: Service, telegram: Telegram, stop: asyncio.Event) -> None:
    settings = service.settings
    secret = settings.telegram_webhook_secret.get_secret_value()
    webhook = f"{settings.public_url or ''}/hooks/telegram"

    async def introduce() -> None:
        service.bot_name = await bot_name(telegram.bot)
        await register_commands(telegram.bot)
        if settings.telegram_mode == "webhook":
            await register_webhook(telegram.bot, url=webhook, secret=secret)

    introducing = asyncio.create_task(_told(telegram.name, introduce, stop), name="introduction")
    if settings.telegram_mode == "poll" and settings.telegram_token:
        polling = TelegramPolling(
            token=settings.telegram_token.get_secret_value(),
            secret=secret,
            deliver=partial(service.take, telegram),
            api_url=str(settings.telegram_api_url),
            own_webhook=webhook,
        )
        await _in_turn(service, telegram.name, polling.run, stop)
    await introducing


async def _zalo_bot(service: Service, zalo: ZaloBot, stop: asyncio.Event) -> None:
    settings = service.settings
    secret = settings.zalo_bot_webhook_secret.get_secret_value()
    webhook = f"{settings.public_url or ''}/hooks/zalo-bot"
    log.warning(PILOT, extra={"fields": {"channel": zalo.name}})

    async def introduce() -> None:
        await zalo_bot_name(zalo.line)
        if settings.zalo_bot_mode == "webhook":
            outcome = await register_zalo_webhook(zalo.line, url=webhook, secret=secret)
            if outcome:
                found = {"channel": zalo.name, "outcome": outcome}
                log.warning("webhook_unreached: Zalo kept its address but could not reach it", extra={"fields": found})

    introducing = asyncio.create_task(_told(zalo.name, introduce, stop), name="introduction")
    if settings.zalo_bot_mode == "poll":
        polling = ZaloBotPolling(
            line=zalo.line, secret=secret, deliver=partial(service.take, zalo), own_webhook=webhook
        )
        await _in_turn(service, zalo.name, polling.run, stop)
    await introducing


async def _told(name: str, introduce: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Until the platform has heard it once."""
    while not stop.is_set():
        try:
            await introduce()
            return
        except SendError as error:
            fields = {"event": "platform_setup", "channel": name, "error": type(error).__name__}
            log.warning("platform not told yet", extra={"fields": fields})
        await _rest(stop, TELL_AGAIN_SECONDS)


async def _in_turn(service: Service, name: str, poll: Poll, stop: asyncio.Event) -> None:
    """One replica fetches; the others look whether it still does. An embedded service has no others."""
    if isinstance(service.database, SqliteDatabase):
        await poll(stop)
        return
    while not stop.is_set():
        try:
            async with service.database.turn(f"poll:{name}") as turn:
                if turn:
                    await _poll_while(turn.held, poll, stop)
        except StorageUnavailable:
            log.warning("polling waits for storage", extra={"fields": {"event": "turn_waits", "channel": name}})
        await _rest(stop, TURN_SECONDS)


async def _poll_while(held: Callable[[], Awaitable[bool]], poll: Poll, stop: asyncio.Event) -> None:
    over = asyncio.Event()
    polling = asyncio.ensure_future(poll(over))
    try:
        while not stop.is_set() and not polling.done() and await held():
            await _rest(stop, TURN_SECONDS)
        over.set()
        await polling
    finally:
        polling.cancel()


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
