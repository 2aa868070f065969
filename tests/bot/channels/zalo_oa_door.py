"""A Zalo channel of the tests, and recorded events of chị Lan as Zalo posts them to us."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_calls import Line
from bot.channels.zalo_oa_tokens import App, TokenKeeper, first_pair
from feedback.messages import Posted
from feedback.ports import Database
from tests.bot.channels.contract import PAYLOADS
from tests.support.cast import NOW
from tests.support.fake_zalo import ACCESS, APP_ID, APP_SECRET, OA_SECRET_KEY, REFRESH, signature, signed_event

LAN = "7700112233445566778"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


def keeper(
    database: Database,
    url: str = NOWHERE,
    *,
    access: str = ACCESS,
    refresh: str = REFRESH,
    owner: str = "replica-1",
    clock: Callable[[], datetime] = lambda: NOW,
    patience: float = 2.0,
) -> TokenKeeper:
    """One replica's."""
    return TokenKeeper(
        database=database,
        app=App(APP_ID, APP_SECRET, url),
        line=Line(patience=patience),
        owner=owner,
        clock=clock,
        first=first_pair(access, refresh, now=clock()),
    )


def door(tokens: TokenKeeper, url: str = NOWHERE, *, template: str = "") -> ZaloOA:
    """The channel that uses these tokens."""
    return ZaloOA(
        app_id=APP_ID,
        secret_key=OA_SECRET_KEY,
        keeper=tokens,
        line=tokens.line,
        api_url=url,
        notice_template=template,
    )


def request(name: str, **changes: Any) -> dict[str, Any]:
    """A recorded event; `changes` go into it."""
    recorded = json.loads((PAYLOADS / "zalo_oa" / f"{name}.json").read_text("utf-8"))["request"]
    return {**recorded, **changes}


def posted(name: str, **changes: Any) -> Posted:
    """The same, signed."""
    headers, body = signed_event(request(name, **changes))
    return Posted(headers, body)


def signed(body: bytes) -> Posted:
    """Any bytes with the signature that Zalo would give them."""
    stamp = ""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        stamp = str(json.loads(body)["timestamp"])
    return Posted({"x-zevent-signature": f"mac={signature(body, stamp)}"}, body)
