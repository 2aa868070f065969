"""What Telegram is told once, when the service starts: the commands in its menu and where to deliver."""

from dataclasses import dataclass
from datetime import datetime

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram_errors import send_error
from bot.channels.telegram_menus import show_to_everybody
from bot.channels.telegram_updates import ALLOWED_UPDATES


async def register_commands(bot: Bot) -> None:
    """What everybody's menu shows. Raises a SendError."""
    try:
        await show_to_everybody(bot)
    except TelegramError as error:
        raise send_error(error) from None


async def register_webhook(bot: Bot, *, url: str, secret: str) -> None:
    """Have updates delivered to `url`. What waits at Telegram is kept."""
    try:
        await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
    except TelegramError as error:
        raise send_error(error) from None


async def bot_name(bot: Bot) -> str:
    """The bot's name in links: t.me/NAME."""
    try:
        return str((await bot.get_me()).username)
    except TelegramError as error:
        raise send_error(error) from None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers ("" when it is polled), how many updates wait there, and when delivering last failed."""

    url: str
    waiting: int
    failed_at: datetime | None


async def webhook_of(bot: Bot) -> Webhook:
    """As Telegram knows it. Its words for the last error stay there: they quote whatever answered."""
    try:
        info = await bot.get_webhook_info()
    except TelegramError as error:
        raise send_error(error) from None
    return Webhook(info.url, info.pending_update_count, info.last_error_date)
