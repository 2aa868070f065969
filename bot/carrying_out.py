"""Which verb answers which request. A refusal by name becomes an outcome; anything unnamed rises."""

from dataclasses import dataclass
from datetime import datetime

from feedback.assisted_entry import keep_slip
from feedback.assisted_requests import KeepSlip
from feedback.case_requests import MoveCase, RefuseCase, TellResult, TransferCase, UnsealCase
from feedback.chance import Chance
from feedback.errors import FeedbackError
from feedback.evidence import hold_media, show_photos
from feedback.explaining import answer_explanation, handle_explanation
from feedback.explanation_requests import (
    AskExplanation,
    GiveExplanation,
    JudgeExplanation,
    ListExplanations,
    ReadExplanation,
    RecordExplanation,
    ShowExplanation,
)
from feedback.handling import handle_case, read_case, review_tags, show_case, waiting_cases
from feedback.intake import Asker, take_feedback
from feedback.invitation_requests import InvitationsRefused, RefuseInvitations
from feedback.listening import cannot_hear, next_voice, write_voice
from feedback.membership import redeem_link
from feedback.ports import ReplyBox, Transaction
from feedback.redeeming import look_at_ticket, open_ticket, rate_by_ticket
from feedback.requests import (
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
from feedback.results import hear_result
from feedback.retention import erase_my_data, find_receipt, my_data
from feedback.scorecards import my_score
from feedback.ticket_requests import OpenTicket, RateByTicket
from feedback.units import Directory
from feedback.unsealing import unseal
from feedback.voice_requests import CannotHear, NextVoice, WriteVoice


@dataclass(frozen=True, slots=True)
class Errand:
    """One request with all that its verb needs to know."""

    request: Request
    asker: Asker
    box: ReplyBox
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


async def look(tx: Transaction, request: OpenTicket, *, asker: Asker, box: ReplyBox, now: datetime) -> Outcome:
    """The outcome for a page that is only looked at: nothing is written, no guess is counted."""
    try:
        return await look_at_ticket(tx, request.code, asker=asker, box=box, now=now)
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
            return await waiting_cases(tx, officer, now=now)
        case OpenCase(officer, code):
            return await read_case(tx, officer, code, now=now)
        case ShowPhotos(officer, code):
            return await show_photos(tx, officer, code, now=now)
        case MoveCase() | AnswerCase() | TransferCase() | RefuseCase() as wanted:
            return await handle_case(tx, wanted, now=now)
        case AskExplanation() | ShowExplanation() | JudgeExplanation() | RecordExplanation() as asked:
            return await handle_explanation(tx, asked, now=now)
        case ListExplanations() | ReadExplanation() | GiveExplanation() as answered:
            return await answer_explanation(tx, answered, now=now)
        case UnsealCase() as wanted:
            return await unseal(tx, wanted, now=now)
        case TellResult() as told:
            return await hear_result(tx, told, chat=chat, now=now)
        case ConfirmTags(officer, code):
            return await show_case(tx, officer, await review_tags(tx, officer, code, None, now=now), now=now)
        case CorrectTags(officer, code, tags):
            return await show_case(tx, officer, await review_tags(tx, officer, code, tags, now=now), now=now)
        case NextVoice(officer):
            return await next_voice(tx, officer)
        case WriteVoice(officer, key, text, redacted):
            return await write_voice(tx, officer, key, text=text, redacted=redacted)
        case CannotHear(officer, key):
            return await cannot_hear(tx, officer, key, now=now)
        case KeepSlip() as typed:
            return await keep_slip(tx, typed, directory=errand.directory, chance=errand.chance, now=now)
        case ShowMyData():
            return await my_data(tx, chat=chat, officer=errand.linked)
        case EraseMyData():
            return await erase_my_data(tx, chat=chat, now=now)
        case OpenTicket(code):
            return await open_ticket(tx, code, asker=errand.asker, box=errand.box, now=now)
        case RateByTicket(rating):
            return await rate_by_ticket(tx, rating, asker=errand.asker, box=errand.box)
        case RefuseInvitations(mark):
            return InvitationsRefused(await tx.invitations.opt_out_of(mark, at=now))
        case KeepRating():
            raise TypeError("ratings are kept in bulk by the reception")
