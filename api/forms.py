"""What a form of ours may hold; anything else was not made by our pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from api.guards import FORM_LIMIT, limited

LONGEST_ID = 64
LONGEST_CHOICE = 1000
MOST_FIELDS = 50


@dataclass(frozen=True, slots=True)
class Form:
    """`choice` holds the payloads of all boxes that were ticked, joined by commas; `scan` stands on a first page."""

    message_id: str
    choice: str
    text: str
    scan: str
    forget: bool

    @property
    def says_something(self) -> bool:
        """False for a form that was sent with nothing ticked and nothing written."""
        return bool(self.choice or self.text.strip())

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields as they came, to be sent once more."""
        return {"message_id": self.message_id, "choice": self.choice, "text": self.text, "scan": self.scan}


async def read_form(request: Request) -> Form:
    """The form in the body. 413 when it is too large, 400 when no page of ours can have sent it."""
    try:
        body = limited(request, FORM_LIMIT)
        data = await body.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=FORM_LIMIT)
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    form = Form(
        message_id=str(data.get("message_id", "")),
        choice=",".join(str(value) for value in data.getlist("choice") if value),
        text=str(data.get("text", "")).replace("\r\n", "\n"),
        scan=str(data.get("scan", "")),
        forget="forget" in data,
    )
    if not 1 <= len(form.message_id) <= LONGEST_ID or len(form.choice) > LONGEST_CHOICE:
        raise HTTPException(400)
    return form
