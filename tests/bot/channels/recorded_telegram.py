"""Recorded updates of chị Lan, as Telegram posts them to us."""

import json
from typing import Any

from bot.channels.telegram import SECRET_HEADER
from feedback.messages import Posted
from tests.bot.channels.contract import PAYLOADS

SECRET = "a-webhook-secret-of-thirty-two-letters"
LAN = "7001234567"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


def signed(body: bytes) -> Posted:
    """With the secret that Telegram shows."""
    return Posted({SECRET_HEADER: SECRET}, body)


def recorded(name: str, **changes: Any) -> Posted:
    """A recorded update; `changes` go into its message, `later` onto its id."""
    request = json.loads((PAYLOADS / "telegram" / f"{name}.json").read_text("utf-8"))["request"]
    request["update_id"] += changes.pop("later", 0)
    if changes:
        request["message"].update(changes)
    return signed(json.dumps(request).encode())
