"""The Official Account as these settings describe it: its channel, and the round that authorises it."""

from collections.abc import Callable
from datetime import datetime

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_authorising import Answer, Authorising, NotAuthorised
from bot.channels.zalo_oa_calls import Line
from bot.channels.zalo_oa_phone import ZaloPhone
from bot.channels.zalo_oa_tokens import App, TokenKeeper, first_pair
from feedback.audit import CONSOLE
from feedback.ports import Database
from homthu.settings import Settings

BACK = "/hooks/zalo-oa/authorized"
"""Where Zalo sends the administrator back to; the same address stands in the app's console."""


def open_zalo(settings: Settings, database: Database, *, owner: str, clock: Callable[[], datetime]) -> ZaloOA | None:
    """The channel, or None where no account is set. Nothing is called yet."""
    if not (settings.zalo_oa_app_id and settings.zalo_oa_app_secret and settings.zalo_oa_secret_key):
        return None
    line = Line()
    access, refresh = settings.zalo_oa_access_token, settings.zalo_oa_refresh_token
    keeper = TokenKeeper(
        database=database,
        app=App(settings.zalo_oa_app_id, settings.zalo_oa_app_secret.get_secret_value(), settings.zalo_oa_oauth_url),
        line=line,
        owner=owner,
        clock=clock,
        first=first_pair(
            access.get_secret_value() if access else "", refresh.get_secret_value() if refresh else "", now=clock()
        ),
    )
    return ZaloOA(
        app_id=settings.zalo_oa_app_id,
        secret_key=settings.zalo_oa_secret_key.get_secret_value(),
        keeper=keeper,
        line=line,
        api_url=settings.zalo_oa_api_url,
        notice_template=settings.zalo_oa_notice_template or "",
    )


def open_phone(settings: Settings, account: ZaloOA | None, *, clock: Callable[[], datetime]) -> ZaloPhone | None:
    """Invitations by number, or None where no account or no template for them is set."""
    if account is None or not settings.zalo_oa_invite_template:
        return None
    template, url = settings.zalo_oa_invite_template, settings.zalo_oa_business_url
    return ZaloPhone(account, template=template, clock=clock, business_url=url)


def authorising(settings: Settings, channel: ZaloOA) -> Authorising:
    """The round for this account."""
    return Authorising(channel.keeper, settings.zalo_oa_id or "")


async def finish(settings: Settings, channel: ZaloOA, query: str, *, who: str = "") -> str:
    """What came back through our own address, and with whom if they are signed in: "" when it worked, else why not."""
    try:
        await authorising(settings, channel).finish(Answer.in_query(query), who=who or CONSOLE)
    except NotAuthorised as trouble:
        return trouble.reason
    return ""
