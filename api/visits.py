"""`POST /api/v1/visits`: an office's software tells of a visit and gets the code for the citizen's paper.

A wrong token costs one look-up and no write. Answers are JSON; a refusal says in Vietnamese what to mend.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.deps import House
from api.guards import FORM_LIMIT, limited
from feedback.api_keys import ApiKey
from feedback.invitations import Road
from feedback.ports import Database
from feedback.recording import Recorded, record_visit
from feedback.tickets import LONGEST_REFERENCE, Told, VisitRefused, printed
from feedback.visits import Respondent
from feedback.wording import LANGUAGES

LONGEST = 200
LONGEST_TOKEN = 200
STATUS = {"no_counter": 404, "no_unit": 404, "foreign_unit": 403, "other_facts": 409}
"""By fault; any other is 422."""

TROUBLES = {"missing": "api.missing", "extra_forbidden": "api.extra"}
"""By the kind of a wrong field; any other is `api.wrong`."""


class Sent(BaseModel):
    """The body; what each field means stands in `feedback/tickets.py`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)

    reference: str = Field(min_length=1, max_length=LONGEST_REFERENCE)
    at: AwareDatetime
    counter: str = Field(default="", max_length=LONGEST)
    unit: str = Field(default="", max_length=LONGEST)
    officer: str = Field(default="", max_length=LONGEST)
    field: str = Field(default="", max_length=LONGEST)
    respondent: Literal["nguoi-dan", "doanh-nghiep"] = "nguoi-dan"
    phone: str = Field(default="", max_length=LONGEST)
    phone_consent: bool = False

    @property
    def told(self) -> Told:
        """As the field knows it."""
        return Told(**{**self.model_dump(), "respondent": Respondent(self.respondent)})


class Visits:
    """The route, on a database of its own transactions: nobody talks here."""

    def __init__(self, house: House, database: Database, road: Road | None) -> None:
        self._house = house
        self._database = database
        self._road = road
        self._say = house.words(LANGUAGES[0]).say

    def routes(self) -> list[Route]:
        """One."""
        return [Route("/api/v1/visits", self._take, methods=["POST"])]

    async def _take(self, request: Request) -> Response:
        key = await self._key(request)
        if key is None:
            refused = self._refuse(401, "unauthorized", self._say("api.unauthorized"))
            refused.headers["www-authenticate"] = "Bearer"
            return refused
        try:
            told = Sent.model_validate_json(await limited(request, FORM_LIMIT).body()).told
            if told.phone_consent and not told.phone:
                return self._refuse(422, "phone_missing", self._say("api.phone_missing"), field="phone")
            async with self._database.transact() as tx:
                recorded = await record_visit(tx, told, now=self._house.now(), road=self._road, key=key)
        except VisitRefused as refusal:
            return self._refused(refusal)
        except ValidationError as wrong:
            return self._malformed(wrong)
        except HTTPException as large:
            return self._refuse(large.status_code, "too_large", self._say("api.too_large"))
        except ClientDisconnect as gone:
            raise HTTPException(400) from gone
        return self._answer(request, recorded)

    async def _key(self, request: Request) -> ApiKey | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
            return None
        async with self._database.reading() as tx:
            return await tx.api_keys.find(token)

    def _answer(self, request: Request, recorded: Recorded) -> Response:
        code = printed(recorded.code)
        base = (self._house.public_url or str(request.base_url)).rstrip("/")
        body = {
            "code": code,
            "url": f"{base}/q/{code}",
            "expires": recorded.ticket.last_day.isoformat(),
            "invitation": recorded.ticket.invitation,
        }
        why_not = f"invite.note.{recorded.ticket.invitation.replace('-', '_')}"
        note = {"note": self._say(why_not)} if self._house.words(LANGUAGES[0]).has(why_not) else {}
        return JSONResponse({**body, **note}, status_code=201 if recorded.new else 200)

    def _refused(self, refusal: VisitRefused) -> Response:
        """In the words of the import: the same fault has the same remedy."""
        wrong, mend = (self._say(f"import.{part}.{refusal.fault}", **refusal.values) for part in ("wrong", "mend"))
        message = self._say("api.refused", wrong=wrong, mend=mend)
        return self._refuse(STATUS.get(refusal.fault, 422), refusal.fault, message, field=refusal.field)

    def _malformed(self, wrong: ValidationError) -> Response:
        first = wrong.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0])[:40] if first["loc"] else ""
        if not field:
            return self._refuse(422, "malformed", self._say("api.malformed"))
        key = TROUBLES.get(first["type"], "api.wrong")
        return self._refuse(422, key.removeprefix("api."), self._say(key, field=field), field=field)

    def _refuse(self, status: int, error: str, message: str, *, field: str = "") -> Response:
        named = {"field": field} if field else {}
        return JSONResponse({"error": error, "message": message, **named}, status_code=status)
