"""The life of a case: where it can stand, and the one table of who may move it where, and what that needs.

Mới gửi → Đã tiếp nhận → Đang xác minh → (Đã chuyển · Đã yêu cầu giải trình) → Đã trả lời → Đóng; beside it Không thụ lý
and Đã rút. Of what Luật Tiếp công dân 42/2013, Điều 28 lets the citizen be told, an office here takes a case up,
refuses it or sends it on; prolonging, which the law knows too, is no move.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a case stands; its words are `case.state.<value>` in vi.toml."""

    NEW = "moi-gui"
    ACCEPTED = "da-tiep-nhan"
    VERIFYING = "dang-xac-minh"
    TRANSFERRED = "da-chuyen"
    EXPLAINING = "yeu-cau-giai-trinh"
    ANSWERED = "da-tra-loi"
    CLOSED = "dong"
    REFUSED = "khong-thu-ly"
    WITHDRAWN = "da-rut"


class By(StrEnum):
    """Who moves a case: somebody who handles it or reviews it (thẩm định), an officer who explains, the citizen behind
    it, or the calendar."""

    HANDLER = "handler"
    REVIEWER = "reviewer"
    OFFICER = "officer"
    CITIZEN = "citizen"
    CLOCK = "clock"


class Need(StrEnum):
    """What must come with a move."""

    NOTHING = ""
    REASON = "reason"
    ANSWER = "answer"
    UNIT = "unit"


class Refusal(StrEnum):
    """Why an office may refuse a case (Luật Tiếp công dân, Điều 28: never without a reason); `case.reason.<value>`."""

    NOT_OURS = "ngoai-tham-quyen"
    REPEATED = "da-tra-loi"
    COMPLAINT = "khieu-nai"
    UNCLEAR = "khong-ro"


class Sending(StrEnum):
    """Why a case is sent on, in neutral words that the citizen reads too; `case.transfer_reason.<value>`."""

    THEIRS = "thuoc-trach-nhiem"
    CLOSER = "truc-tiep-giai-quyet"
    ABOVE = "can-cap-tren"
    IMPARTIAL = "khach-quan"


class Result(StrEnum):
    """What the citizen said of the answer."""

    OPEN = ""
    SOLVED = "da-giai-quyet"
    SILENT = "khong-phan-hoi"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: from any of these states to that one, by whom, and with what."""

    sources: frozenset[State]
    to: State
    by: By
    need: Need = Need.NOTHING


FRESH = frozenset({State.NEW, State.TRANSFERRED})
"""Nobody of the unit that must answer has taken it up yet."""

WAITING = FRESH | {State.ACCEPTED, State.VERIFYING, State.EXPLAINING}
"""The citizen waits for an answer."""

TOLD = frozenset({State.ANSWERED, State.CLOSED})

JUDGED = TOLD | {State.REFUSED}
"""The citizen may have a word to say of what came of it."""

MOVES = (
    Move(FRESH, State.ACCEPTED, By.HANDLER),
    Move(frozenset({State.ACCEPTED, State.EXPLAINING}), State.VERIFYING, By.HANDLER),
    Move(frozenset({State.VERIFYING}), State.EXPLAINING, By.HANDLER),
    Move(frozenset({State.EXPLAINING}), State.VERIFYING, By.OFFICER),
    Move(frozenset({State.EXPLAINING}), State.VERIFYING, By.CLOCK),
    Move(WAITING - {State.EXPLAINING}, State.TRANSFERRED, By.HANDLER, Need.UNIT),
    Move(FRESH, State.REFUSED, By.HANDLER, Need.REASON),
    Move(WAITING, State.ANSWERED, By.HANDLER, Need.ANSWER),
    Move(frozenset({State.ANSWERED}), State.CLOSED, By.HANDLER),
    Move(frozenset({State.ANSWERED}), State.CLOSED, By.CITIZEN),
    Move(frozenset({State.ANSWERED}), State.CLOSED, By.CLOCK),
    Move(JUDGED, State.NEW, By.CITIZEN),
    Move(WAITING, State.WITHDRAWN, By.CITIZEN),
    Move(WAITING - {State.EXPLAINING}, State.VERIFYING, By.REVIEWER),
    Move(WAITING, State.TRANSFERRED, By.REVIEWER, Need.UNIT),
    Move(WAITING, State.REFUSED, By.REVIEWER, Need.REASON),
    Move(WAITING, State.CLOSED, By.REVIEWER, Need.ANSWER),
)
"""The whole list of allowed moves."""


def move(source: State, to: State, by: By) -> Move | None:
    """The row that allows this, if there is one."""
    return next((row for row in MOVES if source in row.sources and row.to is to and row.by is by), None)


def onward(source: State, by: By) -> Iterator[State]:
    """Where this one may move it from here, in the order of the table."""
    return (row.to for row in MOVES if source in row.sources and row.by is by)


def sources(to: State, by: By) -> frozenset[State]:
    """From where this one may move it there."""
    return frozenset(source for row in MOVES if row.to is to and row.by is by for source in row.sources)


class Event(StrEnum):
    """What a timeline tells; its words are `case.event.<value>`."""

    OPENED = "mo-hom-thu"
    ACCEPTED = "tiep-nhan"
    VERIFYING = "xac-minh"
    TRANSFERRED = "chuyen"
    EXPLAINING = "giai-trinh"
    EXPLAINED = "co-giai-trinh"
    UNEXPLAINED = "het-han-giai-trinh"
    ANSWERED = "tra-loi"
    REFUSED = "khong-thu-ly"
    CLOSED = "dong"
    SOLVED = "da-giai-quyet"
    SILENT = "khong-phan-hoi"
    REOPENED = "mo-lai"
    CONTESTED = "de-nghi-xem-lai"
    WITHDRAWN = "rut"
    ESCALATED = "bao-cap-tren"
    ASKED = "hoi-them"
    REPLIED = "nguoi-gui-tra-loi"
    FLAGGED = "can-tham-dinh"
    REVIEWED = "tham-dinh"
    FORWARDED = "chuyen-co-quan"
    SPLIT = "tach-noi-dung"
    UNSEALED = "bo-niem"  # told beside the transfer that it is, to the units above alone


EVENT_OF: dict[State, Event] = {
    State.ACCEPTED: Event.ACCEPTED,
    State.VERIFYING: Event.VERIFYING,
    State.TRANSFERRED: Event.TRANSFERRED,
    State.EXPLAINING: Event.EXPLAINING,
    State.ANSWERED: Event.ANSWERED,
    State.REFUSED: Event.REFUSED,
    State.CLOSED: Event.CLOSED,
    State.NEW: Event.REOPENED,
    State.WITHDRAWN: Event.WITHDRAWN,
}
"""What is written down when a case comes to stand there."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a case's timeline. `unit_id` is the unit that acted, for a transfer the one it went to; `officer_id`
    is for handlers alone: the citizen reads who acted by role. Of a citizen's act only the day is known. `why` is a
    code that everybody may read, `words` what was said, for whom `feedback/timeline.py` lets read it."""

    what: Event
    by: By
    at: datetime
    unit_id: int | None = None
    officer_id: int | None = None
    why: str = ""
    words: str = ""
