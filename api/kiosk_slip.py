"""What a tablet may send: one visit as it was tapped, again and again until we have it, perhaps days later."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from feedback.messages import Inbound, Slip
from feedback.ratings import Level, Reason

CHANNEL = "kiosk"
BELIEVED_FOR = timedelta(days=30)
AHEAD = timedelta(minutes=2)
"""How long ago, or ahead of our clock, a tablet may say that it was tapped. Beyond that its clock is not believed, and
the visit counts from its arrival, as an old scan does."""
MOST_TURNS = 99
_YEAR_3000 = 32_503_680_000_000


def _different(reasons: Sequence[Reason]) -> Sequence[Reason]:
    if len(set(reasons)) < len(reasons):
        raise ValueError("a reason is given twice")
    return reasons


class Sent(BaseModel):
    """`id` is drawn on the tablet for each visit and is all that ties its slips together; `at`, in milliseconds since
    1970, is the tablet's clock set right by ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{20,64}$")
    turn: int = Field(ge=1, le=MOST_TURNS)
    level: Level
    reasons: Annotated[tuple[Reason, ...], AfterValidator(_different)] = ()
    at: int = Field(ge=0, le=_YEAR_3000)
    language: Literal["vi", "en"] = "vi"

    @classmethod
    def from_form(cls, fields: Any, *, now: datetime) -> "Sent":
        """The same from a page without JavaScript, which knows no time. Raises ValidationError."""
        said = {name: fields.get(name) for name in ("id", "turn", "level", "language")}
        at = int(now.timestamp() * 1000)
        return cls.model_validate({**said, "reasons": fields.getlist("reason"), "at": at})

    def inbound(self, counter: str, *, now: datetime) -> Inbound:
        """As a message. Its id is the same for the same slip and names no visit, for the id of a visit is a key."""
        said = "\0".join((self.id, str(self.turn), str(self.level.value), *self.reasons))
        return Inbound(
            channel=CHANNEL,
            address=self.id,
            message_id=sha256(said.encode()).hexdigest()[:32],
            at=self._moment(now),
            language=self.language,
            slip=Slip(counter, self.level, self.reasons, self.turn),
        )

    def is_fresh(self, now: datetime) -> bool:
        """Whether its writer may still stand there."""
        return abs(now - self._moment(now)) < AHEAD

    def _moment(self, now: datetime) -> datetime:
        at = datetime.fromtimestamp(self.at / 1000, UTC)
        if now < at < now + AHEAD or not now - BELIEVED_FOR <= at <= now:
            return now
        return at
