"""People send what may be a tố cáo, a khiếu nại or a tố giác; ông Dũng and chị Thảo review it."""

from datetime import datetime
from typing import Any

from feedback.analysis import Analysis
from feedback.gate_requests import (
    DecideReview,
    ListReviews,
    OpenReview,
    ReviewDone,
    ReviewSent,
    ReviewsFound,
    ReviewShown,
    SecondReview,
)
from feedback.gate_review import Decision, GateReview
from feedback.gate_reviewing import review_case
from feedback.people import Officer
from feedback.periods import OFFICE_TIME
from feedback.ports import Transaction
from storage.maintenance import Database
from tests.support.casework import link
from tests.support.cast import DUNG, HANH, NOW, OFFICERS, THAO
from tests.support.copies import sends, the_case

DENOUNCED = "Tôi tố cáo [tên cán bộ] nhận tiền làm sổ đỏ. Ghế chờ gãy hai cái."
WEIGHTY = "Tôi tố cáo [tên cán bộ] nhận 20 triệu, tôi có ghi âm. Ghế chờ gãy hai cái."
AT_LAW = "Quyết định thu hồi đất của tôi không đúng. Ghế chờ gãy hai cái."
TO_CAO = Analysis(sentiment="tieu-cuc", gate="to-cao")
KHIEU_NAI = Analysis(sentiment="tieu-cuc", gate="khieu-nai")
TO_GIAC = Analysis(sentiment="tieu-cuc", gate="to-giac")
WHY = "Đã đọc kỹ, đây là góp ý về ghế ngồi."
PLACE = "Thanh tra tỉnh"


def on(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 8, day, hour, tzinfo=OFFICE_TIME)


async def reviewed(database: Database, text: str = DENOUNCED, analysis: Analysis = TO_CAO, **more: Any) -> GateReview:
    """Chị Lan sent it, it was read, and waits for its review."""
    async with database.transact() as tx:
        await link(tx, HANH, DUNG, THAO)
    await sends(database, "lan", text, analysis=analysis, seal=analysis is not KHIEU_NAI, **more)
    return await standing(database)


async def standing(database: Database) -> GateReview:
    """The only one, as it stands."""
    case = await the_case(database)
    async with database.reading() as tx:
        review = await tx.gate_reviews.of_case(case)
        assert review
        return review


async def decides(
    tx: Transaction,
    code: str,
    decision: Decision,
    note: str = "",
    *,
    by: Officer = DUNG,
    now: datetime = NOW,
) -> ReviewDone:
    done = await review_case(tx, DecideReview(by, code, decision, note), now=now)
    assert isinstance(done, ReviewDone)
    return done


async def seconds(tx: Transaction, code: str, *, agree: bool = True, by: Officer = THAO) -> ReviewDone:
    done = await review_case(tx, SecondReview(by, code, agree), now=NOW)
    assert isinstance(done, ReviewDone)
    return done


async def is_sent(tx: Transaction, code: str, *, now: datetime = NOW, by: Officer = DUNG) -> ReviewDone:
    done = await review_case(tx, ReviewSent(by, code, now.date()), now=now)
    assert isinstance(done, ReviewDone)
    return done


async def who_sees(database: Database) -> set[str]:
    """Whose list it stands in, and who can open it."""
    seen = set()
    async with database.transact() as tx:
        for one in OFFICERS:
            found = await review_case(tx, ListReviews(one), now=NOW)
            assert isinstance(found, ReviewsFound)
            seen |= {one.code} if found.reviews else set()
    return seen


async def opens(tx: Transaction, officer: Officer, code: str) -> ReviewShown:
    shown = await review_case(tx, OpenReview(officer, code), now=NOW)
    assert isinstance(shown, ReviewShown)
    return shown
