"""A recommendation (kiến nghị) of a board of people's inspectors: to whom it goes, until when, what came of it.

Sent → accepted or declined, with words, by whoever handles cases of the unit; what was accepted the board may note as
carried out or not. Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15, Điều 40.1.c: it is answered within 15 days.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from feedback.deadlines import Kind, days_allowed
from feedback.errors import RecommendationSettled
from feedback.people import Officer, Role
from feedback.units import Directory

SOON = 3
"""Days of the calendar before the last one."""


class Stage(StrEnum):
    """How far it is; its words are `recommendation.stage.<value>`."""

    SENT = "da-gui"
    ACCEPTED = "chap-nhan"
    DECLINED = "khong-chap-nhan"
    DONE = "thuc-hien"
    UNDONE = "chua-thuc-hien"


AGREED = frozenset({Stage.ACCEPTED, Stage.DONE, Stage.UNDONE})
"""The office said yes."""


class Chase(StrEnum):
    """Why somebody is reminded; its words are `recommendation.chase.<value>`."""

    SOON = "sap-het-han"
    LATE = "qua-han"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`unit_id` must answer, the board of `board_id` (a unit too) has written it. Text and answer stand as sent."""

    code: str
    unit_id: int
    board_id: int
    author_id: int
    text: str
    sent_at: datetime
    due: date
    stage: Stage = Stage.SENT
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: int | None = None
    noted_at: datetime | None = None
    chased: str = ""  # the last reminder that went out for it
    id: int = 0

    def reply(self, answer: str, *, accepts: bool, by: int, at: datetime) -> "Recommendation":
        """Once, by one person."""
        if self.stage is not Stage.SENT:
            raise RecommendationSettled
        stage = Stage.ACCEPTED if accepts else Stage.DECLINED
        return replace(self, stage=stage, answer=answer, answered_at=at, answered_by=by)

    def note(self, *, done: bool, at: datetime) -> "Recommendation":
        """What the board has seen come of what was accepted; it may come later."""
        if not self.may_be_noted or self.stage is (Stage.DONE if done else Stage.UNDONE):
            raise RecommendationSettled
        return replace(self, stage=Stage.DONE if done else Stage.UNDONE, noted_at=at)

    @property
    def may_be_noted(self) -> bool:
        """Accepted, and not yet carried out."""
        return self.stage in (Stage.ACCEPTED, Stage.UNDONE)

    def is_late(self, today: date) -> bool:
        """Not answered, and the last day is over."""
        return self.stage is Stage.SENT and self.due < today

    def chase(self, today: date) -> Chase | None:
        """What is to be told today and was not yet: each once."""
        if self.stage is not Stage.SENT:
            return None
        wanted = Chase.LATE if self.due < today else Chase.SOON if self.due - timedelta(days=SOON) <= today else None
        return wanted if wanted and wanted != self.chased else None


def due_on(sent: date, *, unit_id: int, directory: Directory) -> date:
    """The last day to answer. Days of the calendar, the first one not counted (Bộ luật Dân sự 91/2015/QH13, Điều
    147.2); where the last one is a day off, the end of the next working day (Điều 148.5)."""
    last = sent + timedelta(
        days=days_allowed(Kind.RECOMMENDATION, sent, unit_id=unit_id, deadlines=directory.deadlines)
    )
    calendar = directory.calendar_of(unit_id)
    return last if calendar.works(last) else calendar.add(last, 1)


def answerers(unit_id: int, directory: Directory) -> tuple[Officer, ...]:
    """Whoever handles cases of the unit; where the seat is vacant, of the next unit above that has somebody."""
    return next((found for unit in directory.line_up(unit_id) if (found := directory.handlers_of(unit.id))), ())


def overseers(unit_id: int, directory: Directory) -> tuple[Officer, ...]:
    """Who hears that it is overdue: the handlers of the next unit above those who answer."""
    filled = [found for unit in directory.line_up(unit_id) if (found := directory.handlers_of(unit.id))]
    return filled[1] if len(filled) > 1 else ()


def is_of_board(officer: Officer, recommendation: Recommendation) -> bool:
    """Fail closed: a member, today, of the board that sent it."""
    return officer.active and officer.role is Role.PEOPLES_INSPECTOR and officer.unit_id == recommendation.board_id


def may_answer(officer: Officer, recommendation: Recommendation, directory: Directory) -> bool:
    """Fail closed: whoever handles cases there, whatever the stage."""
    return officer.active and officer.id in {one.id for one in answerers(recommendation.unit_id, directory)}


def may_read(officer: Officer, recommendation: Recommendation, directory: Directory, *, today: date) -> bool:
    """The board, whoever answers, and the unit above once it is overdue."""
    above = officer.id in {one.id for one in overseers(recommendation.unit_id, directory)}
    late = above and officer.active and recommendation.is_late(today)
    return late or is_of_board(officer, recommendation) or may_answer(officer, recommendation, directory)
