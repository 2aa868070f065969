"""What the Zalo Bot Platform is asked and told once, when the service starts: the bot's name, where to deliver."""

from bot.channels.base import Uncertain
from bot.channels.zalo_bot_calls import Line
from bot.channels.zalo_bot_errors import NO_WEBHOOK, Refused, send_error


async def bot_name(line: Line) -> str:
    """The bot's account name. Raises a SendError."""
    try:
        result = await line.call("getMe")
    except Refused as refused:
        raise send_error(refused) from None
    return str(result.get("account_name", "")) if isinstance(result, dict) else ""


async def register_webhook(line: Line, *, url: str, secret: str) -> str:
    """Have events delivered to `url`; "" when Zalo reached it, else what Zalo says of its try (webhook.err.dns …).

    Zalo keeps the address in either case. Raises a SendError.
    """
    try:
        result = await line.call("setWebhook", {"url": url, "secret_token": secret})
    except Refused as refused:
        raise send_error(refused) from None
    tried = result.get("verification") if isinstance(result, dict) else None
    if not isinstance(tried, dict) or tried.get("ok") is not False:
        return ""
    return str(tried.get("outcome", "")) or "unknown"


async def registered_webhook(line: Line) -> str:
    """The address that Zalo delivers to, "" for none. Raises Refused or a SendError."""
    try:
        result = await line.call("getWebhookInfo")
    except Refused as refused:
        if refused.code == NO_WEBHOOK:
            return ""
        raise
    if not isinstance(result, dict):
        raise Uncertain("an answer without a result")
    return str(result.get("url", ""))
