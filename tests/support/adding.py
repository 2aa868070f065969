"""A citizen adds to their own words, through the verb that every door calls."""

from collections.abc import Callable
from datetime import datetime

from feedback.analysis import Analysis, TagFound
from feedback.chance import Chance
from feedback.handling import read_held
from feedback.intake import Asker, take_feedback
from feedback.requests import FeedbackTaken, Kind, SubmitFeedback
from storage.maintenance import Database
from tests.support.builders import a_visit
from tests.support.cast import NOW
from tests.support.copies import LATE, Says, tag

MORE = "Hôm ấy còn hai người nữa cùng chờ với tôi, ai cũng thấy."
BRIBE = Analysis(tags=(TagFound("voi-vinh", 0.9),), sentiment="tieu-cuc")
PLAIN = Analysis(sentiment="trung-tinh")


async def adds(
    database: Database,
    who: str,
    to: str,
    text: str = MORE,
    *,
    at: datetime = NOW,
    chance: Callable[[], Chance] = Chance,
    of_head: bool = False,
) -> FeedbackTaken:
    """`to` is a receipt, or the code of a case of theirs."""
    said = SubmitFeedback(
        visit=a_visit(counter=None, at=at),
        kind=Kind.SUGGESTION,
        level=None,
        text=text,
        redacted=text,
        filed_at=at,
        language="vi",
        consent="1",
        of_head=of_head,
        adds=to,
    )
    async with database.transact() as tx:
        directory = await tx.directory()
        asker = Asker(tag(who), "console", who)
        return await take_feedback(tx, said, asker=asker, directory=directory, chance=chance())


async def adds_and_is_read(
    database: Database,
    who: str,
    to: str,
    text: str = MORE,
    *,
    at: datetime = NOW,
    analysis: Analysis | None = PLAIN,
) -> FeedbackTaken:
    """Read at once, by an analyst of this opinion."""
    taken = await adds(database, who, to, text, at=at)
    await read_held(database, Says(analysis or LATE) if analysis else Says(None), now=at, chance=Chance())
    return taken
