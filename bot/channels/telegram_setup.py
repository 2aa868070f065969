"""What Telegram is told once, when the service starts: the commands in its menu and where to deliver."""

from collections.abc import Mapping, Sequence

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram_errors import send_error
from bot.channels.telegram_updates import ALLOWED_UPDATES


async def register_commands(bot: Bot, commands: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Per language (command, description); the first language also stands for every language not listed."""
    try:
        for number, (language, listed) in enumerate(commands.items()):
            if number == 0:
                await bot.set_my_commands(listed)
            await bot.set_my_commands(listed, language_code=language)
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
