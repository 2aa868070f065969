"""Cases whose words were read, and what people said of their tags."""

from dataclasses import replace
from datetime import datetime

from feedback.analysis import Analysis, TagFound
from feedback.cases import Case
from feedback.people import Officer, Role
from feedback.ports import Filed, Transaction
from feedback.reviews import TagReview
from tests.support.builders import a_case, a_filed
from tests.support.cast import AN_BINH, NOW, TINH_LAM_SON

BINH = Officer(7, "binh", "Vũ Văn Bình", "Phó Giám đốc Trung tâm", AN_BINH.id, Role.HEAD, "binh@example.vn")
"""A second head of An Bình, so that bà Hạnh is not alone; not in the cast: `add_officer` writes him down."""


def an_analysis(*codes: str, needs_person: bool = False) -> Analysis:
    """The analyst found these tags."""
    found = tuple(TagFound(code, 0.9) for code in codes)
    return Analysis(found, sentiment="tieu-cuc", needs_person=needs_person, version="rules-1")


def a_review(by: Officer, *tags: str, at: datetime = NOW, code: str = "PA1") -> TagReview:
    """This officer saw these tags."""
    return TagReview(code, by.id, by.unit_id, at, tags)


async def a_read_case(
    tx: Transaction,
    code: str,
    *suggested: str,
    words: Filed | None = None,
    sealed: bool = False,
    analysis: Analysis | None = None,
    at: datetime = NOW,
) -> Case:
    """Words about An Bình, read and made a case with these suggested tags; a sealed one lies with the superior."""
    await tx.feedback.file(words or a_filed(seal=sealed))
    (held,) = await tx.feedback.held(now=at, lease_seconds=60, limit=1)
    handler = TINH_LAM_SON if sealed else AN_BINH
    case = a_case(code, handler=handler, sealed=sealed, words=held.redacted, tags=suggested)
    case = replace(case, id=await tx.cases.open(case))
    found = analysis or an_analysis(*suggested)
    assert await tx.feedback.read(held.id, found, sealed=sealed, case_id=case.id, at=at)
    return case
