"""What an explanation must not hold: a telephone number, and words that look for whoever wrote.

Retaliation begins with a question. Recall goes first: the officer is asked kindly to say it in another way. Written
without accents, as `comparable` leaves a text; one expression for each way of looking.
"""

import re
from enum import StrEnum

from feedback.canonical import canonical, comparable
from feedback.private_numbers import find_numbers


class Unfit(StrEnum):
    """Why it cannot go out; its sentence is `explain.unfit.<value>`."""

    PHONE = "so-dien-thoai"
    SEEKING = "tim-nguoi-viet"


_COMPLAIN = r"(?:phan anh|gop y|to cao|to giac|noi xau|khieu nai|vu khong|dat dieu|to toi|to minh)"
_WRITE = rf"(?:{_COMPLAIN}|(?:viet|gui)(?! ho so| giay| don| phieu))"
_PERSON = r"(?:nguoi|ke|dua|ong|ba|anh|chi|co|vi)"
_SOME = r"(?: \w+){0,4}"
_WHO = r"(?:ai|nguoi nao|ke nao|dua nao|danh tinh|ten tuoi|ten that)"

_SEEKING = re.compile(
    "|".join(
        (
            rf"\b(?:ai|nguoi nao|ke nao|dua nao)(?: da| la nguoi| dam| lai)? {_WRITE}\b",
            rf"\b{_PERSON}(?: da)? {_WRITE}{_SOME} (?:la ai|ten gi|o dau|nha o)\b",
            rf"\b(?:tim|truy)(?: hieu| ra| cho ra| bang duoc| duoc| xem| hoi)*{_SOME} {_WHO}\b",
            rf"\b(?:tim|truy|gap|lien he|goi|kien|xu ly|cho biet|doan|nhan ra){_SOME} {_PERSON}(?: da)? {_COMPLAIN}\b",
            r"\b(?:tim|truy)(?: cho)? ra (?:nguoi|ke|dua|ong|ba|anh|chi|co)\b",
            rf"\b(?:camera|so tiep nhan|danh sach|ho so){_SOME} (?:la )?{_WHO}\b",
            r"\b(?:biet|doan ra|nhan ra)(?: ro| chac| thua)*(?: do)? la (?:ai|nguoi nao)\b",
            r"\b(?:coi chung|liet hon|biet tay|tra thu|khong de yen|chang de yen|dung trach|se hoi han)\b",
            r"\b(?:who|whoever) (?:wrote|sent|complained|reported|did this)\b",
            r"\b(?:find|trace|identify|track down)(?: out)? (?:who|the person|this person|that person)\b",
            r"\b(?:regret this|watch out|get even)\b",
        )
    )
)


def unfit(text: str) -> Unfit | None:
    """The first reason, as the text was typed; None for one that may go out."""
    if any(kind == "phone" for kind, _, _ in find_numbers(canonical(text))):
        return Unfit.PHONE
    return Unfit.SEEKING if _SEEKING.search(comparable(text)) else None
