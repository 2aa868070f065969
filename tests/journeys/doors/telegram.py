"""Telegram: updates as its server posts them, letters as its people see them, messages that change in place."""

import json
from itertools import count
from typing import Any

from bot.channels.telegram import SECRET_HEADER
from tests.journeys.doors.door import Act, Door, Option, Shown, World
from tests.support.fake_telegram import FakeTelegram

MEDIA: dict[str, dict[str, Any]] = {
    "voice": {"voice": {"file_id": "Aw", "duration": 7, "mime_type": "audio/ogg"}},
    "sticker": {"sticker": {"file_id": "CA", "emoji": "👍"}},
    "location": {"location": {"latitude": 19.8, "longitude": 105.77}},
    "album": {"photo": [{"file_id": "AgAC", "file_size": 1200}], "media_group_id": "1337"},
    "photo": {"photo": [{"file_id": "AgAC", "file_size": 1200}]},
}


class TelegramDoor(Door):
    """Everybody's chat with the bot."""

    name = "telegram"

    def __init__(self, world: World, fake: FakeTelegram) -> None:
        super().__init__(world)
        self.fake = fake
        self._people: dict[str, int] = {}
        self._seen: list[dict[str, Any]] = []
        self._updates = count(1000)

    async def acts(self, who: str, act: Act) -> str:
        if act.payload:
            return await self._tap(who, Option(act.payload, under="1"), act.payload)
        if act.tapped:
            option = self.option(who, act.text)
            return await (self._tap(who, option, act.text) if option.payload else self._type(who, option.number))
        return await self._type(who, act.text, MEDIA.get(act.media, {}))

    async def _news(self) -> list[tuple[str, Shown]]:
        before, self._seen = self._seen, list(self.fake.sent)
        people = {str(id): who for who, id in self._people.items()}
        found = []
        for place, message in enumerate(self._seen):
            old = before[place] if place < len(before) else None
            if message != old:
                found.append((people[str(message["chat_id"])], self._shown(place, message, changed=old is not None)))
        return found

    def _shown(self, place: int, message: dict[str, Any], *, changed: bool) -> Shown:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        keys = {key["text"]: Option(key["callback_data"], under=str(place + 1)) for row in rows for key in row}
        who = next(who for who, id in self._people.items() if str(id) == str(message["chat_id"]))
        self.offer(who, keys)
        return Shown(message["text"], tuple(keys), changed)

    async def _tap(self, who: str, option: Option, label: str) -> str:
        person = self._person(who)
        message = {"message_id": int(option.under), "chat": {"id": person["id"], "type": "private"}, "date": 1}
        await self._post({"callback_query": {"id": "9", "from": person, "data": option.payload, "message": message}})
        return f"[{label}]"

    async def _type(self, who: str, text: str, media: dict[str, Any] | None = None) -> str:
        person = self._person(who)
        chat = {"id": person["id"], "type": "private"}
        message = {"message_id": 1, "date": int(self.world.clock.timestamp()), "chat": chat, "from": person}
        await self._post({"message": {**message, **({"text": text} if text else {}), **(media or {})}})
        return text

    async def _post(self, update: dict[str, Any]) -> None:
        secret = self.world.service.settings.telegram_webhook_secret.get_secret_value()
        body = json.dumps({"update_id": next(self._updates), **update}).encode()
        await self.post("/hooks/telegram", body, {SECRET_HEADER: secret})

    def _person(self, who: str) -> dict[str, Any]:
        id = self._people.setdefault(who, 7001 + len(self._people))
        return {"id": id, "is_bot": False, "first_name": who, "language_code": "vi"}
