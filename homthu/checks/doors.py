"""The platforms themselves, asked over the network: does each let us in, and does it deliver where we listen."""

from collections.abc import Sequence
from datetime import timedelta

from bot.channels.base import Answering, SendError
from bot.channels.mail import Mail
from bot.channels.telegram import Telegram
from bot.channels.telegram_setup import Webhook, webhook_of
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot_errors import Refused
from bot.channels.zalo_bot_setup import registered_webhook
from feedback.numbers import moment_of_day
from homthu.checks.check import Check, found, state_named
from homthu.commands.speaking import SPEAKING
from homthu.wiring import Service
from homthu.zalo_check import zalo_lines

LATELY = timedelta(hours=1)
MANY = 100


async def telegram(service: Service) -> Sequence[Check]:
    """The token, then the webhook: ours in webhook mode, nobody's in polling."""
    channel = service.channels.get("telegram")
    if not isinstance(channel, Telegram):
        return []
    if (refused := await _refused("telegram", channel)) is not None:
        return [refused]
    try:
        webhook = await webhook_of(channel.bot)
    except SendError as error:
        return [found("telegram", "fail", "no_answer", channel="telegram", why=error)]
    return [found("telegram", "ok", "lets_in", channel="telegram"), *_webhook(service, webhook)]


async def zalo_bot(service: Service) -> Sequence[Check]:
    """The same of the Zalo Bot Platform."""
    channel = service.channels.get("zalo-bot")
    if not isinstance(channel, ZaloBot):
        return []
    if (refused := await _refused("zalo-bot", channel)) is not None:
        return [refused]
    try:
        there = await registered_webhook(channel.line)
    except (SendError, Refused) as error:
        return [found("zalo-bot", "fail", "no_answer", channel="zalo-bot", why=error)]
    mode, url = service.settings.zalo_bot_mode, f"{service.settings.public_url}/hooks/zalo-bot"
    wanted = url if mode == "webhook" else ""
    lets_in = found("zalo-bot", "ok", "lets_in", channel="zalo-bot")
    if there == wanted:
        return [lets_in, found("zalo-bot", "ok", "zalo_webhook" if wanted else "zalo_polled", wanted=wanted)]
    key = "zalo_webhook_elsewhere" if wanted else "webhook_in_the_way"
    return [lets_in, found("zalo-bot", "fail", key, wanted=wanted, found=there or "–")]


async def mail(service: Service) -> Sequence[Check]:
    """Whether the mail server lets us in."""
    channel = service.channels.get("mail")
    if not isinstance(channel, Mail):
        return []
    refused = await _refused("mail", channel)
    return [refused or found("mail", "ok", "lets_in", channel="mail")]


async def zalo(service: Service) -> Sequence[Check]:
    """The Official Account's tokens and webhook."""
    lines = await zalo_lines(service, SPEAKING)
    return [Check("zalo-oa", state_named(state), sentence) for state, sentence in lines]


async def _refused(name: str, channel: Answering) -> Check | None:
    try:
        await channel.ask()
    except SendError as error:
        return found(name, "fail", "no_answer", channel=name, why=error)
    return None


def _webhook(service: Service, webhook: Webhook) -> Sequence[Check]:
    wanted = f"{service.settings.public_url}/hooks/telegram" if service.settings.telegram_mode == "webhook" else ""
    if webhook.url != wanted:
        key = "webhook_elsewhere" if wanted else "webhook_in_the_way"
        return [found("telegram", "fail", key, wanted=wanted, found=webhook.url or "–")]
    lines = [found("telegram", "ok", "webhook" if wanted else "polled", wanted=wanted)]
    if webhook.failed_at and service.clock() - webhook.failed_at < LATELY:
        lines.append(found("telegram", "warn", "webhook_failed", at=moment_of_day(webhook.failed_at)))
    if webhook.waiting > MANY:
        lines.append(found("telegram", "warn", "webhook_waiting", n=webhook.waiting))
    return lines
