"""The HTTP door as one application, put together from what the composition root hands in."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from secrets import token_urlsafe

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from api.authorised import Authorised, authorised_routes
from api.console import console_routes
from api.deps import House, Letters, Reception
from api.desk.parts import Parts
from api.desk.routes import Desk
from api.errors import add_error_pages
from api.headers import Policy, SecurityHeaders
from api.health import Ready, health_routes
from api.kiosk import Kiosk
from api.kiosk_phone import phone_routes
from api.live import Live
from api.live_events import LiveEvents
from api.lookup import Lookup
from api.opt_out import opt_out_routes
from api.pages import TelegramLink, front_routes
from api.rendering import Pages
from api.uploads import Uploads
from api.visits import Visits
from api.webchat import CHANNEL as WEB
from api.webchat import Webchat
from api.webhooks import webhook_routes
from bot.channels.base import Channel
from feedback.invitations import Road
from feedback.ports import Database, Pictures
from feedback.tickets import Ticket
from feedback.units import Directory
from feedback.wording import Words

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Nothing about a request goes to a collector, and nobody asks at each request whether one is there."""


def _now() -> datetime:
    return datetime.now(UTC)


def _token() -> str:
    return token_urlsafe(16)


async def _no_ticket(code: str) -> Ticket | None:
    return None


def create_app(
    *,
    reception: Reception,
    letters: Letters,
    channels: Mapping[str, Channel],
    directory: Callable[[], Awaitable[Directory]],
    words: Callable[[str], Words],
    ready: Ready,
    public_url: str,
    console_token: str | None = None,
    telegram_link: TelegramLink | None = None,
    list_counters: bool = False,
    authorised: Mapping[str, Authorised] | None = None,
    closing: asyncio.Event | None = None,
    pictures: Pictures | None = None,
    ticket: Callable[[str], Awaitable[Ticket | None]] = _no_ticket,
    database: Database | None = None,
    invite_road: Road | None = None,
    desk: Parts | None = None,
    now: Callable[[], datetime] = _now,
    token: Callable[[], str] = _token,
) -> FastAPI:
    """All routes of this door. `channels` is keyed as the hooks are named (telegram, zalo-bot, zalo-oa).

    `authorised` names the platforms that send an administrator back to us.
    Open streams end once `closing` is set. Without `pictures` the pages take no photos, without
    `database` offices' software is not heard, without `desk` nobody signs in.
    Without `console_token` there is no console hook, and nobody sees more of `ready` than its `ok`;
    `token` gives 128 random bits, safe in an address.
    """
    house = House(
        reception=reception,
        letters=letters,
        directory=directory,
        ticket=ticket,
        words=words,
        public_url=public_url,
        now=now,
        token=token,
    )
    pages = Pages(house)
    office = Desk(house, pages, desk) if desk else None
    routes = [
        *webhook_routes(house, channels),
        *authorised_routes(house, authorised or {}, office.channels if office else None),
        *(console_routes(house, console_token) if console_token else ()),
        *health_routes(ready, console_token),
        *front_routes(house, pages, telegram_link=telegram_link, list_counters=list_counters),
        *Kiosk(house, pages).routes(),
        *phone_routes(house, pages),
        *Webchat(house, pages, Uploads(pictures) if pictures else None).routes(),
        *LiveEvents(house, pages, Live(letters, WEB, closing or asyncio.Event())).routes(),
        *Lookup(house, pages).routes(),
        *(Visits(house, database, invite_road).routes() if database else ()),
        *(opt_out_routes(house, pages, database) if database else ()),
        *(office.routes() if office else ()),
        *pages.routes(),
    ]
    app = FastAPI(
        title="Hòm Thư", routes=[*routes], docs_url=None, redoc_url=None, openapi_url=None, telemetry=NO_TELEMETRY,
        redirect_slashes=False,  # the router would answer before any guard, with an address made of the Host header
    )  # fmt: skip
    policy = Policy(https=house.https)
    app.add_middleware(SecurityHeaders, policy=policy)
    add_error_pages(app, pages, policy=policy)
    return app
