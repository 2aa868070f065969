"""What the load says: Telegram updates of about 600 bytes, each unique, that lead real talks with typed answers."""

import json
from collections.abc import Iterator
from itertools import count

PLACES = 10
"""An update's number is its chat's number times this, plus its place in the talk."""

LEVEL_PLACE = 1

_RATING = ("/start an-binh-1", "5", "1", "1")
_WORDS = (
    *_RATING,
    "1",
    "Hôm nay tôi làm giấy khai sinh cho cháu, chị Mai hướng dẫn rất tận tình, chỉ phải chờ 20 phút. "
    "Cần gọi thêm xin liên hệ 0912 345 678, nhà tôi ở số 12 ngõ 5 đường Hoa Ban.",
    "1",
)
TALKS = {"rating": _RATING, "words": _WORDS}
"""A scan, a level, who served, a badge; with words also consent, the words, and sending them."""

_PERSON = {"id": 0, "first_name": "Nguyễn Thị Phương", "last_name": "Lan"}
_UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 2,
        "from": {**_PERSON, "is_bot": False, "language_code": "vi"},
        "chat": {**_PERSON, "username": "lan_an_binh", "type": "private"},
        "date": 1785717060,
        "text": "TEXT",
        "reply_to_message": {
            "message_id": 1,
            "from": {"id": 7000000001, "is_bot": True, "first_name": "Hòm Thư", "username": "hom_thu_bot"},
            "date": 1785717000,
            "text": "Ông/Bà có hài lòng không? Xin chọn một mức.",
        },
    },
}
# Telegram writes everything outside ASCII as \uXXXX, so do we.
_TEMPLATE = (
    json.dumps(_UPDATE, separators=(",", ":"))
    .replace('"update_id":1', '"update_id":%(number)d')
    .replace('"id":0', '"id":%(chat)d')
    .replace('"TEXT"', "%(text)s")
)


class Crowd:
    """Everybody who speaks in one run: no chat speaks twice, no number comes back."""

    def __init__(self, talk: str) -> None:
        self._texts = [json.dumps(text) for text in TALKS[talk]]
        self._chats = count(5_000_000_001)

    def speak(self) -> Iterator[tuple[int, bytes]]:
        """Number and body of one update after another: a chat's whole talk, then the next chat's."""
        for chat in self._chats:
            for place, text in enumerate(self._texts):
                number = chat * PLACES + place
                yield number, (_TEMPLATE % {"number": number, "chat": chat, "text": text}).encode()
