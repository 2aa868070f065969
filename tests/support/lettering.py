"""Bà Hạnh has chị Lan's case in hand, and asks; chị Lan answers from the terminal."""

import random
from datetime import datetime
from typing import Any

from feedback.analysis import Analysis, AnalysisFailed
from feedback.case_letters import CaseLetter
from feedback.case_life import State
from feedback.cases import Case
from feedback.chance import Chance
from feedback.letter_requests import AnswerLetter, AskCitizen, LetterTaken
from feedback.letters_answering import answer_letter
from feedback.letters_asking import ask_citizen
from feedback.letters_sending import send_letters
from feedback.people import Officer
from feedback.periods import OFFICE_TIME
from feedback.ports import Transaction
from storage.maintenance import Database
from tests.support.casework import LAN, a_told_case, link
from tests.support.cast import DUNG, HANH

QUESTION = "Việc xảy ra ở quầy nào, khi làm thủ tục gì?"
ANSWER = "Ở quầy 4, lúc làm giấy hộ kinh doanh."
ASK = AskCitizen(HANH, "PA1", QUESTION)
GIVE = AnswerLetter(ANSWER, ANSWER, code="PA1")
QUIET = Analysis(sentiment="tieu-cuc")


class Finds:
    """An analyst who always finds the same; None: it fails."""

    def __init__(self, found: Analysis | None = QUIET) -> None:
        self.found = found

    async def analyse(self, text: str) -> Analysis:
        if self.found is None:
            raise AnalysisFailed
        return self.found


def draws(seed: int = 7) -> Chance:
    return Chance(random.Random(seed).randrange)


CHANCE = draws()


def on(day: int, hour: int = 8, minute: int = 0, second: int = 0) -> datetime:
    """In August 2026, by the office's clock."""
    return datetime(2026, 8, day, hour, minute, second, tzinfo=OFFICE_TIME)


async def an_accepted(tx: Transaction, *linked: Officer, state: State = State.ACCEPTED, **more: Any) -> Case:
    """Chị Lan's words are a case that bà Hạnh took up; she, ông Dũng and chị Lan have chats."""
    await link(tx, HANH, DUNG, *linked)
    return await a_told_case(tx, state=state, **more)


async def asks(database: Database, *, at: datetime, wanted: AskCitizen = ASK) -> None:
    async with database.transact() as tx:
        await ask_citizen(tx, wanted, now=at, chance=CHANCE)


async def answers(database: Database, *, at: datetime, given: AnswerLetter = GIVE, chat: str = LAN) -> LetterTaken:
    async with database.transact() as tx:
        return await answer_letter(tx, given, chat=chat, now=at, chance=CHANCE)


async def round_of(database: Database, *, at: datetime, found: Analysis | None = QUIET, seed: int = 7) -> int:
    """The clock's round."""
    return await send_letters(database, Finds(found), now=at, chance=draws(seed))


async def letters_of(database: Database, case: Case) -> tuple[CaseLetter, ...]:
    async with database.reading() as tx:
        return await tx.letters.of_case(case)


async def asked_and_told(database: Database, **more: Any) -> Case:
    """The question reached chị Lan on Tuesday at nine."""
    async with database.transact() as tx:
        case = await an_accepted(tx, **more)
    await asks(database, at=on(3, 10))
    await round_of(database, at=on(4, 9))
    return case
