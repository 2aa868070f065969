"""What a form of ours may hold; anything else was not made by our pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from api.guards import FORM_LIMIT, limited
from api.uploads import Uploads, photos_in

LONGEST_ID = 64
LONGEST_CHOICE = 1000
LONGEST_GUEST = 80
MOST_FIELDS = 50
_KEY = re.compile(r"[!-~]{1,64}")
_MARK = re.compile(r"[0-9A-Za-z]{1,32}")
MOST_MARKS = 40


@dataclass(frozen=True, slots=True)
class Form:
    """`choice` holds the payloads of all boxes that were ticked, joined by commas; `scan` stands on a first page,
    `guest` where no cookie is kept, `seen` where letters were shown. `key` is the request's Idempotency-Key."""

    message_id: str
    choice: str
    text: str
    scan: str
    forget: bool
    guest: str = ""
    seen: frozenset[str] = frozenset()
    key: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)
    words: bool = False  # of a lookup: an answer to what it asked, and no receipt

    @property
    def says_something(self) -> bool:
        """False for a form that was sent with nothing ticked, nothing written and no photo."""
        return bool(self.choice or self.text.strip() or self.photos)

    @property
    def said(self) -> str:
        """What tells this answer from another one of the same form."""
        return "\0".join([self.text, *(sha256(photo).hexdigest() for photo in self.photos)])

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields as they came, to be sent once more."""
        return {
            "message_id": self.message_id,
            "choice": self.choice,
            "text": self.text,
            "scan": self.scan,
            "guest": self.guest,
            **({"words": "1"} if self.words else {}),
        }


async def read_form(request: Request, uploads: Uploads | None = None) -> Form:
    """The form in the body, with its photos where there are `uploads`. 413 when it is too large, 400 when no page of
    ours can have sent it, 503 when too many large ones are under way."""
    data = await (uploads.fields(request, most_fields=MOST_FIELDS) if uploads else _fields(request))
    key = request.headers.get("idempotency-key", "")
    form = Form(
        message_id=str(data.get("message_id", "")),
        choice=",".join(str(value) for value in data.getlist("choice") if value),
        text=str(data.get("text", "")).replace("\r\n", "\n"),
        scan=str(data.get("scan", "")),
        forget="forget" in data,
        guest=str(data.get("guest", ""))[:LONGEST_GUEST],
        seen=marks_in(str(data.get("seen", ""))),
        key=key,
        photos=await photos_in(data) if uploads else (),
        words="words" in data,
    )
    named = 1 <= len(form.message_id or key) <= LONGEST_ID and (not key or _KEY.fullmatch(key))
    if not named or len(form.choice) > LONGEST_CHOICE:
        raise HTTPException(400)
    return form


async def read_seen(request: Request) -> tuple[frozenset[str], str]:
    """What an open page says of the letters on it: their marks, and its guest where no cookie is kept."""
    data = await _fields(request)
    return marks_in(str(data.get("seen", ""))), str(data.get("guest", ""))[:LONGEST_GUEST]


def marks_in(field: str) -> frozenset[str]:
    """The marks of letters, joined by full stops; what is none is left out."""
    return frozenset(mark for mark in field.split(".")[:MOST_MARKS] if _MARK.fullmatch(mark))


async def _fields(request: Request) -> FormData:
    try:
        body = limited(request, FORM_LIMIT)
        return await body.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=FORM_LIMIT)
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
