"""Zalo Official Account: signed events as Zalo posts them, at most five buttons, and an echo of all that we say."""

from itertools import count
from typing import Any

from tests.journeys.doors.door import Act, Door, Option, Shown, World, numbered, without_link
from tests.support.fake_zalo import APP_ID, OA_ID, FakeZalo, signed_event

MEDIA = {"voice": "audio", "sticker": "sticker", "location": "location", "album": "image", "photo": "image"}
"""Our word for what somebody sends → Zalo's. It knows no albums: each picture comes alone."""


class ZaloOADoor(Door):
    """Everybody's chat with the account."""

    name = "zalo-oa"

    def __init__(self, world: World, fake: FakeZalo) -> None:
        super().__init__(world)
        self.fake = fake
        self._people: dict[str, str] = {}
        self._seen = 0
        self._ids = count(1)

    async def acts(self, who: str, act: Act) -> str:
        if act.media:
            await self._event(who, f"user_send_{MEDIA[act.media]}", attachments=[{"type": MEDIA[act.media]}])
            return ""
        option = self.option(who, act.text) if act.tapped else Option(act.payload)
        typed = option.number or without_link(act.text)
        await self._event(who, "user_send_text", text=option.payload or typed)
        return f"[{act.text or act.payload}]" if option.payload else typed

    async def _news(self) -> list[tuple[str, Shown]]:
        fresh, self._seen = self.fake.sent[self._seen :], len(self.fake.sent)
        people = {id: who for who, id in self._people.items()}
        first = self._seen - len(fresh) + 1
        return [
            await self._shown(people[asked["recipient"]["user_id"]], asked["message"], number)
            for number, asked in enumerate(fresh, first)
        ]

    async def _shown(self, who: str, message: dict[str, Any], number: int) -> tuple[str, Shown]:
        buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
        keys = {button["title"]: Option(button["payload"]) for button in buttons}
        self.offer(who, keys or numbered(message["text"]))
        echo = {"msg_id": f"message-{number}", "text": message["text"]}
        await self._post("oa_send_text", {"sender": {"id": OA_ID}, "recipient": {"id": self._people[who]}}, echo)
        return who, Shown(message["text"], tuple(keys))

    async def _event(self, who: str, name: str, **message: Any) -> None:
        id = self._people.setdefault(who, f"77001122334455667{len(self._people):02d}")
        between = {"sender": {"id": id}, "recipient": {"id": OA_ID}, "user_id_by_app": "1234509876"}
        await self._post(name, between, {"msg_id": f"m{next(self._ids)}", **message})

    async def _post(self, name: str, between: dict[str, Any], message: dict[str, Any]) -> None:
        stamp = str(int(self.world.clock.timestamp() * 1000))
        event = {"app_id": APP_ID, "event_name": name, "timestamp": stamp, "message": message, **between}
        headers, body = signed_event(event)
        await self.post("/hooks/zalo-oa", body, headers)
