"""The Zalo Official Account channel: believes an event by its signature, sends text with at most five buttons.

Pictures are fetched, not sent: no answer of ours holds one. What comes in is read by `zalo_oa_events`, codes are
understood by `zalo_oa_errors`, tokens are kept by `zalo_oa_tokens`.
"""

import hmac
import logging
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.channels.base import Capabilities, Forged, Malformed, Notice, Outgoing, Rejected, Unavailable, Uncertain
from bot.channels.downloads import ZALO_HOSTS, Shelf
from bot.channels.rendering import split
from bot.channels.zalo_oa_calls import Line
from bot.channels.zalo_oa_errors import Act, Refused, meaning, send_error
from bot.channels.zalo_oa_events import NAME, parse, stamp_of, to_inbound
from bot.channels.zalo_oa_tokens import TokenKeeper
from feedback.messages import Choice, Inbound, Posted
from feedback.ports import Rate

SIGNATURE_HEADER = "x-zevent-signature"
API_URL = "https://openapi.zalo.me"
LARGEST_BODY = 256 * 1024
OLDEST = timedelta(hours=2)
"""Zalo's last repeat comes after 1 h 51 min; anything older is somebody else's repeat."""

WINDOW = timedelta(hours=47, minutes=45)
"""Zalo sends free for 48 hours after the person's last act; its clock and ours need not agree to the minute."""

_PROBE = b"{}"
_TITLE, _PAYLOAD = 100, 1000
_FREE = ("reply", "")
_NOT_WITHOUT_A_TYPE = (-201, -233)

log = logging.getLogger(__name__)


class ZaloOA:
    """One Official Account. `notice_template` is the number of an approved template, or ""."""

    name = NAME

    def __init__(
        self,
        *,
        app_id: str,
        secret_key: str,
        keeper: TokenKeeper,
        line: Line,
        api_url: str = API_URL,
        notice_template: str = "",
    ) -> None:
        if not secret_key:
            raise ValueError("the OA secret key must not be empty")
        self._app_id, self._secret = app_id.encode(), secret_key.encode()
        self.keeper = keeper
        self._line = line
        self._api = api_url.rstrip("/")
        self._photos = Shelf(NAME, ZALO_HOSTS, api_url=api_url)
        self._template = notice_template
        # 4,000 calls a minute are 66 a second; the rest is for renewals, notices and calls repeated with a new token.
        self.capabilities = Capabilities(
            buttons=5,
            max_text=2000,
            push=True,
            rate=Rate(overall=60.0, per_chat=5.0),
            window=WINDOW,
            notices=bool(notice_template),
            echoes=True,
        )
        self._button_type: Mapping[str, str] = {}
        self._reported = ""  # the call that only a person can mend

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Believe the signature over the raw bytes, then read them. Raises Forged or Malformed."""
        signature = posted.headers.get(SIGNATURE_HEADER, "")
        if not signature and posted.body.strip() == _PROBE:  # how Zalo tries an address that is being saved
            return []
        stamp = stamp_of(posted.body) if len(posted.body) <= LARGEST_BODY else ""
        self._believe(signature, posted.body, stamp)
        if len(posted.body) > LARGEST_BODY:
            raise Malformed("larger than an event can be")
        event = parse(posted.body)
        if at - event.at > OLDEST:
            raise Forged("too old to be Zalo's own repeat")
        inbound = to_inbound(event)
        return [inbound] if inbound else []

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Every text as a message of its own, the buttons under the last one."""
        composed = [unicodedata.normalize("NFC", text) for text in outgoing.texts]
        texts = [piece for text in composed for piece in split(text, self.capabilities.max_text)]
        sent = ""
        for number, text in enumerate(texts, 1):
            try:
                sent = await self._say(address, text, outgoing.buttons if number == len(texts) else ())
            except Unavailable:
                if sent:
                    raise Uncertain("only the first part went out") from None
                raise
        return sent

    async def notify(self, address: str, notice: Notice) -> str:
        """The approved template, with what waits (`noi_dung`) and since when (`ngay`); the platform's id of it."""
        told = {"noi_dung": notice.what, "ngay": notice.day}
        body = {"user_id": address, "template_id": self._template, "template_data": told}
        return await self._call("/v3.0/oa/message/template", body, template=True)

    async def download(self, reference: str) -> bytes:
        """A photo that somebody sent, from where Zalo keeps it."""
        return await self._photos.fetch(reference)

    async def ask(self) -> None:
        """Whether Zalo answers and still lets the account speak."""
        await self._call("/v2.0/oa/getoa", None)

    async def close(self) -> None:
        """Give back connections, after an answer that must not be lost."""
        await self.keeper.close()
        await self._line.close()
        await self._photos.close()

    def _believe(self, signature: str, body: bytes, stamp: str) -> None:
        """A plain hash of the concatenation, as Zalo defines it; the secret stands last, so nothing can be appended."""
        shown = signature.removeprefix("mac=").encode("utf-8", "replace")
        due = sha256(self._app_id + body + stamp.encode("utf-8", "replace") + self._secret).hexdigest().encode()
        if not hmac.compare_digest(shown, due):
            raise Forged("the signature does not match")

    async def _say(self, address: str, text: str, buttons: Sequence[Choice]) -> str:
        try:
            return await self._call("/v3.0/oa/message/cs", _message(address, text, buttons, self._button_type))
        except Rejected as rejected:
            refused = rejected.__cause__
            if not buttons or self._button_type or not isinstance(refused, Refused):
                raise rejected from None
            if refused.code not in _NOT_WITHOUT_A_TYPE:
                raise rejected from None
        # Some accounts take buttons only with their type named; whether this one does is learnt once.
        typed = {"template_type": "button"}
        sent = await self._call("/v3.0/oa/message/cs", _message(address, text, buttons, typed))
        self._button_type = typed
        return sent

    async def call(self, url: str, body: Mapping[str, Any] | None, *, template: bool = False) -> str:
        """One call in the account's name (GET without a body), and once more with a fresh token when the token was
        refused; the id of a message. Raises a SendError, from the `Refused` where Zalo gave a code."""
        kept = await self.keeper.access()
        found = await self._try(url, body, kept.pair.access)
        if isinstance(found, Refused) and meaning(found, template=template).act is Act.REFRESH:
            kept = await self.keeper.renew(kept.version)
            found = await self._try(url, body, kept.pair.access)
        if isinstance(found, Refused):
            if meaning(found, template=template).act is Act.PERSON:
                await self._tell_operator(url, found.code)
            raise send_error(found, template=template) from found
        return found

    async def _call(self, path: str, body: Mapping[str, Any] | None, *, template: bool = False) -> str:
        return await self.call(f"{self._api}{path}", body, template=template)

    async def _try(self, url: str, body: Mapping[str, Any] | None, access: str) -> str | Refused:
        headers = {"access_token": access}
        try:
            if body is None:
                answer = await self._line.get(url, headers=headers)
            else:
                answer = await self._line.post(url, headers=headers, body=body)
        except Refused as refused:
            return refused
        if self._reported == url:
            self._reported = ""
            await self.keeper.report("")
        return _id_of(answer)

    async def _tell_operator(self, url: str, code: int) -> None:
        """What only a person can mend is written where the operator looks."""
        fields = {"event": "platform_trouble", "channel": NAME, "code": code}
        log.error("a person must look at the account", extra={"fields": fields})
        self._reported = url
        await self.keeper.report(f"code {code}")


def _id_of(answer: Mapping[str, Any]) -> str:
    """The message's id. What the office had to pay for is said, for our windows should never let that happen."""
    data = answer.get("data")
    data = data if isinstance(data, dict) else {}
    quota = data.get("quota")
    kind = str(quota.get("quota_type", "")) if isinstance(quota, dict) else ""
    if kind not in _FREE:
        log.warning("message was charged", extra={"fields": {"event": "charged", "channel": NAME, "kind": kind}})
    return str(data.get("message_id") or data.get("msg_id") or "")


def _message(address: str, text: str, buttons: Sequence[Choice], type: Mapping[str, str]) -> dict[str, Any]:
    message: dict[str, Any] = {"text": text}
    if buttons:
        payload = {**type, "buttons": [_button(button) for button in buttons]}
        message["attachment"] = {"type": "template", "payload": payload}
    return {"recipient": {"user_id": address}, "message": message}


def _button(choice: Choice) -> dict[str, str]:
    if not 1 <= len(choice.payload) <= _PAYLOAD:
        raise Rejected(f"a button's payload must have 1 to {_PAYLOAD} characters")
    title = unicodedata.normalize("NFC", choice.label)
    title = title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"
    return {"title": title, "type": "oa.query.hide", "payload": choice.payload}
