"""Which verb answers which request. A refusal by name becomes an outcome; anything unnamed rises."""

from dataclasses import dataclass
from datetime import datetime

from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import FeedbackError
from feedback.evidence import hold_media, show_photos
from feedback.handling import answer_case, move_case, open_case, review_tags, show_case, waiting_cases
from feedback.intake import Asker, take_feedback
from feedback.listening import cannot_hear, next_voice, write_voice
from feedback.membership import redeem_link
from feedback.ports import Transaction
from feedback.requests import (
    AcceptCase,
    AnswerCase,
    ConfirmTags,
    CorrectTags,
    EraseMyData,
    FindReceipt,
    HoldMedia,
    KeepRating,
    LinkMade,
    ListCases,
    OpenCase,
    Outcome,
    ReceiptFound,
    RedeemLink,
    Refused,
    Request,
    ShowMyData,
    ShowPhotos,
    ShowScore,
    SubmitFeedback,
)
from feedback.retention import erase_my_data, find_receipt, my_data
from feedback.scorecards import my_score
from feedback.units import Directory
from feedback.voice_requests import CannotHear, NextVoice, WriteVoice


@dataclass(frozen=True, slots=True)
class Errand:
    """One request with all that its verb needs to know."""

    request: Request
    asker: Asker
    linked: bool  # this chat belongs to a member of staff
    directory: Directory
    chance: Chance
    now: datetime


async def carry_out(tx: Transaction, errand: Errand) -> Outcome:
    """Do what was asked, within the caller's transaction."""
    try:
        return await _do(tx, errand)
    except FeedbackError as refusal:
        return Refused(refusal.key)


async def _do(tx: Transaction, errand: Errand) -> Outcome:
    chat, now = errand.asker.tag, errand.now
    match errand.request:
        case SubmitFeedback() as submitted:
            return await take_feedback(
                tx, submitted, asker=errand.asker, directory=errand.directory, chance=errand.chance
            )
        case HoldMedia(held):
            return await hold_media(tx, held, now=now)
        case FindReceipt(receipt):
            return ReceiptFound(await find_receipt(tx, receipt, chat=chat, now=now))
        case ShowScore(officer):
            return await my_score(tx, officer, now=now)
        case RedeemLink(code):
            return LinkMade(await redeem_link(tx, code, chat=chat, now=now))
        case ListCases(officer):
            return await waiting_cases(tx, officer)
        case OpenCase(officer, code):
            return await show_case(tx, officer, await open_case(tx, officer, code))
        case ShowPhotos(officer, code):
            return await show_photos(tx, officer, code)
        case AcceptCase(officer, code):
            return await show_case(tx, officer, await move_case(tx, officer, code, Case.accept))
        case AnswerCase(officer, code, answer):
            return await show_case(tx, officer, await answer_case(tx, officer, code, answer, now=now))
        case ConfirmTags(officer, code):
            return await show_case(tx, officer, await review_tags(tx, officer, code, None, now=now))
        case CorrectTags(officer, code, tags):
            return await show_case(tx, officer, await review_tags(tx, officer, code, tags, now=now))
        case NextVoice(officer):
            return await next_voice(tx, officer)
        case WriteVoice(officer, key, text, redacted):
            return await write_voice(tx, officer, key, text=text, redacted=redacted)
        case CannotHear(officer, key):
            return await cannot_hear(tx, officer, key, now=now)
        case ShowMyData():
            return await my_data(tx, chat=chat, officer=errand.linked)
        case EraseMyData():
            return await erase_my_data(tx, chat=chat, now=now)
        case KeepRating():
            raise TypeError("ratings are kept in bulk by the reception")
