"""A member of staff types in a slip for a citizen; what the house was asked to keep can be looked at."""

from datetime import date

from bot.conversation.dialogue import Dialogue
from feedback.assisted_requests import AssistedOutcome, KeepSlip, SlipKept
from feedback.people import Officer
from feedback.units import Directory
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import DIRECTORY, HANH

WORDS = "Cô ấy bảo tôi về, mai quay lại."


def operator(officer: Officer, directory: Directory = DIRECTORY, kept: AssistedOutcome | None = None) -> Person:
    """A member of staff at the beginning of a slip."""
    outcome = kept or SlipKept(RECEIPT, date(2026, 8, 17))
    one = Person(Dialogue("1" * 32, officer_id=officer.id), directory, outcomes={KeepSlip: outcome})
    return one.says("/nhapphieu")


def typed(one: Person) -> list[KeepSlip]:
    return [request for request in one.asked if isinstance(request, KeepSlip)]


def read_back(officer: Officer = HANH, words: str = WORDS) -> Person:
    """A paper slip about quầy 1, ready to be compared."""
    return operator(officer).says("phiếu giấy", "quầy 1", "hôm nay", "2", words, "Lương Thị Ngọc Mai")
