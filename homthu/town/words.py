"""When each message was written, the visit and rating it belongs to, and how it is filed and read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bot.channels.pull import CONSOLE, WEB
from bot.conversation.scene import Scene
from feedback.analysis import Analysis
from feedback.chance import Chance
from feedback.handling import release
from feedback.intake import Asker, take_feedback
from feedback.periods import local
from feedback.ports import ReplyBox
from feedback.ratings import REASONS, Level, Rating, Reason
from feedback.requests import Kind, SubmitFeedback
from feedback.units import Directory
from feedback.visits import Visit, scan
from feedback.wording import LANGUAGES, words
from homthu.town.calendar import WORKDAYS, Calendar
from homthu.town.content import Message
from homthu.town.ratings import draw_badge, draw_reasons, visit_key
from storage.transaction import Store

KINDS = {
    "with-rating": Kind.WORDS,
    "complaint": Kind.SUGGESTION,
    "suggestion": Kind.SUGGESTION,
    "praise": Kind.PRAISE,
}
LATEST = timedelta(hours=3)
AT_THE_COUNTER = timedelta(minutes=10)
READ_AFTER = timedelta(seconds=4)

REASON_OF: Mapping[str, Reason] = {
    "thai-do": Reason.ATTITUDE,
    "cua-quyen": Reason.ATTITUDE,
    "cham-tre": Reason.TIME,
    "di-muon": Reason.TIME,
    "huong-dan": Reason.GUIDANCE,
    "dun-day": Reason.GUIDANCE,
}
"""What somebody who wrote this would have tapped before."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message at its moment. `rating` is None for words without one."""

    message: Message
    visit: Visit
    filed_at: datetime
    asker: Asker
    rating: Rating | None


def tell(message: Message, calendar: Calendar, directory: Directory, box: ReplyBox, *, seed: str) -> Told:
    """From the same seed, the same message falls on the same moment of its week."""
    chance = Random(f"{seed}:told:{message.id}")  # noqa: S311 - the same town again, and no secret in it
    counter = directory.counter(message.counter)
    assert counter is not None, message.counter
    visited, filed_at = _moments(message, calendar, chance)
    visit = scan(counter, directory=directory, at=visited, key=visit_key(chance))
    officer = next((o.id for o in directory.officers.values() if o.code == message.officer), None)
    visit = replace(visit, respondent=message.respondent).served_by(officer)
    return Told(message, visit, filed_at, _author(message, box), _rating(message, visit, filed_at, chance))


async def hear(tx: Store, *, told: Told, analysis: Analysis | None, directory: Directory, seed: str) -> None:
    """File the words and let them be read a few seconds later, by the verbs of the house."""
    submitted = _submission(told, directory)
    chance = Chance(Random(f"{seed}:receipt:{told.message.id}").randrange)  # noqa: S311 - shown by the demo
    await take_feedback(tx, submitted, asker=told.asker, directory=directory, chance=chance)
    read_at = told.filed_at + READ_AFTER
    for filed in await tx.feedback.held(now=read_at, lease_seconds=60, limit=1):
        await release(tx, filed, analysis, now=read_at, chance=case_chance(told.message.id, seed))


def receipt_of(message: str, seed: str) -> str:
    """The receipt that the author of a message was given; nobody could work it out outside of the demo."""
    return Chance(Random(f"{seed}:receipt:{message}").randrange).receipt()  # noqa: S311


def case_chance(message: str, seed: str) -> Chance:
    """Draws the code of the message's case first, so that an answer finds it again."""
    return Chance(Random(f"{seed}:case:{message}").randrange)  # noqa: S311


def _moments(message: Message, calendar: Calendar, chance: Random) -> tuple[datetime, datetime]:
    """(end of the visit, when it was written): a time that the words name is when they were written."""
    if message.day is not None and message.hour is not None:
        filed_at = calendar.moment(calendar.day(message.week, message.day), message.hour, chance)
        return filed_at - AT_THE_COUNTER * chance.random(), filed_at
    week = calendar.week(message.week)
    days = calendar.open_days(week) or [calendar.day(message.week, day + 1) for day in range(WORKDAYS)]
    visited = calendar.visits(days, 1, chance)[0]
    # Most write at once, some on the way home.
    return visited, visited + timedelta(minutes=2) + LATEST * chance.random() ** 2


def _author(message: Message, box: ReplyBox) -> Asker:
    """The cast write at the terminal, where `homthu chat --as lan` finds their words; others on the page."""
    channel, address = (CONSOLE.name, message.author) if message.author else (WEB.name, f"demo-{message.id}")
    return Asker(box.tag(channel, address), channel, address)


def _rating(message: Message, visit: Visit, filed_at: datetime, chance: Random) -> Rating | None:
    if message.level is None:
        return None
    level = Level(message.level)
    meant = {REASON_OF[tag] for tag in message.tags if tag in REASON_OF}
    reasons = draw_reasons(level, chance)
    if reasons and meant:
        reasons = tuple(reason for reason in REASONS if reason in meant)
    rated_at = min(visit.scanned_at + timedelta(seconds=chance.randint(8, 90)), filed_at)
    return Rating(visit, level, rated_at, draw_badge(chance), reasons)


def _submission(told: Told, directory: Directory) -> SubmitFeedback:
    language = LANGUAGES[0]
    scene = Scene(now=local(told.filed_at), token="", directory=directory, words=words(language))
    return SubmitFeedback(
        visit=told.visit,
        kind=KINDS[told.message.kind],
        level=told.rating.level if told.rating else None,
        text=told.message.text,
        redacted=scene.redacted(told.message.text, told.visit),
        filed_at=told.filed_at,
        language=language,
        consent=scene.say("consent.version"),
    )
