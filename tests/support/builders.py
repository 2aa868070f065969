"""Ratings, words, cases, letters and chats as a test needs them: name what matters, the rest is ordinary."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from feedback.cases import Case, State
from feedback.deadlines import Kind as Due
from feedback.messages import Chat, Choice, Inbound, Lane, Letter, Reply
from feedback.people import Officer
from feedback.ports import Filed
from feedback.ratings import Badge, Level, Rating, Reason
from feedback.requests import Kind
from feedback.units import Counter, Unit
from feedback.visits import Proof, Respondent, Visit
from storage.keys import Keys
from storage.reply_box import SealedReplyBox
from tests.support.cast import AN_BINH, DIRECTORY, NOW, QUAY_1, SECRET

BOX = SealedReplyBox(Keys.derive(SECRET))
_numbers = count(1)


def a_visit(
    *,
    counter: Counter | None = QUAY_1,
    unit: Unit = AN_BINH,
    at: datetime = NOW,
    officer: Officer | None = None,
    respondent: Respondent = Respondent.CITIZEN,
    key: str = "",
) -> Visit:
    """Somebody scanned the code of a counter."""
    on_duty = DIRECTORY.on_duty(counter.id, at.date()) if counter else ()
    return Visit(
        key=key or f"{next(_numbers):032x}",
        unit_id=counter.unit_id if counter else unit.id,
        scanned_at=at,
        counter_id=counter.id if counter else None,
        candidates=tuple(one.id for one in on_duty),
        officer_id=officer.id if officer else None,
        field=counter.field if counter else "",
        respondent=respondent,
        proof=Proof.COUNTER if counter else Proof.NONE,
    )


def a_rating(
    level: int = 5,
    *,
    visit: Visit | None = None,
    at: datetime = NOW,
    badge: Badge | None = None,
    reasons: tuple[Reason, ...] = (),
    **about_visit: Any,
) -> Rating:
    """A visit and what was tapped after it."""
    return Rating(visit or a_visit(at=at, **about_visit), Level(level), at, badge, reasons)


def a_filed(
    text: str = "Chờ 40 phút mới tới lượt.",
    *,
    receipt: str = "",
    chat: str = "",
    kind: Kind = Kind.SUGGESTION,
    unit: Unit = AN_BINH,
    counter: Counter | None = QUAY_1,
    officer: Officer | None = None,
    level: int | None = None,
    redacted: str | None = None,
    at: datetime = NOW,
    seal: bool = False,
) -> Filed:
    """Words that chị Lan sent."""
    return Filed(
        receipt=receipt or f"{next(_numbers):016d}",
        chat=chat or BOX.tag("telegram", "lan"),
        channel="telegram",
        visit_key="",
        unit_id=unit.id,
        counter_id=counter.id if counter else None,
        officer_id=officer.id if officer else None,
        kind=kind,
        level=level,
        text=text,
        redacted=text if redacted is None else redacted,
        filed_at=at,
        due=None if kind is Kind.PRAISE else DIRECTORY.due_by(Due.ANSWER, at, unit_id=unit.id),
        language="vi",
        consent="1",
        seal=seal,
    )


def a_case(
    code: str = "",
    *,
    about: Unit = AN_BINH,
    handler: Unit | None = AN_BINH,
    state: State = State.NEW,
    sealed: bool = False,
    urgent: bool = False,
    at: datetime = NOW,
    due: date | None = None,
    words: str = "Chờ 40 phút mới tới lượt.",
    tags: tuple[str, ...] = ("cham-tre",),
    **more: Any,
) -> Case:
    """A case about an office."""
    return Case(
        id=0,
        code=code or f"PA{next(_numbers):06d}",
        unit_id=about.id,
        handler_unit_id=handler.id if handler else None,
        filed_at=at,
        due=due or DIRECTORY.due_by(Due.ANSWER, at, unit_id=about.id),
        state=state,
        sealed=sealed,
        urgent=urgent,
        words=words,
        tags=tags,
        **{"accept_by": DIRECTORY.due_by(Due.ACCEPT, at, unit_id=about.id), **more},
    )


def a_letter(
    text: str = "Cảm ơn Ông/Bà.",
    *,
    to: str = "lan",
    channel: str = "telegram",
    lane: Lane = Lane.REPLY,
    once: bool = False,
    dedup: str = "",
    due: datetime | None = None,
) -> Letter:
    """A letter to somebody's address on a platform."""
    reply = Reply(text, choices=(Choice("Đánh giá", "rate"),))
    tag, box = BOX.tag(channel, to), BOX.seal(channel, to)
    return Letter(
        tag, channel, box, reply, lane=lane, once=once, dedup=dedup, subject="Bản tin tuần", due=due
    )


def a_chat(
    of: str = "lan",
    *,
    channel: str = "telegram",
    officer: Officer | None = None,
    state: Mapping[str, Any] | None = None,
    unreachable: bool = False,
) -> Chat:
    """Somebody's chat."""
    return Chat(
        tag=BOX.tag(channel, of),
        channel=channel,
        address=BOX.seal(channel, of),
        language="vi",
        officer_id=officer.id if officer else None,
        state={"step": "rate"} if state is None else state,
        unreachable=unreachable,
    )


def a_message(
    text: str = "Xin chào", *, of: str = "lan", channel: str = "telegram", at: datetime = NOW
) -> Inbound:
    """One message that came in."""
    return Inbound(channel, of, f"message-{next(_numbers)}", at, text=text)


def later(*, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
    """So long after NOW."""
    return NOW + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
