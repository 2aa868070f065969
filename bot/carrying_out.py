"""Which verb answers which request. A refusal by name becomes an outcome; anything unnamed rises."""

from dataclasses import dataclass
from datetime import datetime

from feedback.adding import waiting_of
from feedback.addition_requests import ListWaiting
from feedback.alarming import take_alarm
from feedback.assisted_entry import keep_slip
from feedback.assisted_requests import KeepSlip
from feedback.case_requests import MoveCase, RefuseCase, TellResult, TransferCase, UnsealCase
from feedback.chance import Chance
from feedback.duty import hand_over, show_duty
from feedback.duty_requests import HandOverDuty, ShowDuty, TakeAlarm
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
from feedback.gate_requests import (
    DecideReview,
    ListReviews,
    OpenReview,
    RaiseReview,
    ReviewSent,
    SecondReview,
    SplitCase,
)
from feedback.gate_reviewing import review_case
from feedback.gate_splitting import split_case
from feedback.handling import handle_case, read_case, review_tags, show_case, waiting_cases
from feedback.inspection import watch
from feedback.inspection_requests import ListWatched, ReadWatched
from feedback.intake import Asker, take_feedback
from feedback.invitation_requests import InvitationsRefused, RefuseInvitations
from feedback.letter_requests import (
    AnswerLetter,
    AskCitizen,
    CutLine,
    FindLetter,
    FindLine,
    FindPressure,
    ReportPressure,
)
from feedback.letters_answering import answer_letter, cut_line, find_letter, find_line
from feedback.letters_asking import ask_citizen
from feedback.listening import cannot_hear, next_voice, write_voice
from feedback.membership import redeem_link
from feedback.ports import ReplyBox, Transaction
from feedback.praise_requests import NamePraise, TakeNameOff
from feedback.praising import name_praise, take_name_off
from feedback.pressure import find_pressure, report_pressure
from feedback.recommendation_requests import (
    AnswerRecommendation,
    ListRecommendations,
    NoteRecommendation,
    ReadRecommendation,
    SendRecommendation,
)
from feedback.recommending import handle_recommendation, send_recommendation
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
from feedback.second_person_requests import (
    DecideProposal,
    ListProposals,
    ProposeUnseal,
    ReadProposal,
    ReadUnsealing,
)
from feedback.ticket_requests import OpenTicket, RateByTicket
from feedback.units import Directory
from feedback.unsealing import unseal
from feedback.unsealing_together import by_two
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
        case TakeAlarm() as taken:
            return await take_alarm(tx, taken, now=now)
        case ShowDuty() as asked:
            return await show_duty(tx, asked, now=now)
        case HandOverDuty() as given:
            return await hand_over(tx, given, now=now)
        case ListReviews() | OpenReview() | RaiseReview() | DecideReview() | SecondReview() | ReviewSent() as reviewed:
            return await review_case(tx, reviewed, now=now)
        case SplitCase() as split:
            return await split_case(tx, split, chance=errand.chance, now=now)
        case AskCitizen() as asked:
            return await ask_citizen(tx, asked, now=now, chance=errand.chance)
        case FindLetter() | AnswerLetter() | FindPressure() | ReportPressure() | FindLine() | CutLine() as said:
            return await _in_the_thread(tx, said, errand)
        case ListWatched() | ReadWatched() as wanted:
            return await watch(tx, wanted, now=now)
        case SendRecommendation() as wanted:
            return await send_recommendation(tx, wanted, chance=errand.chance, now=now)
        case ListRecommendations() | ReadRecommendation() | AnswerRecommendation() | NoteRecommendation() as wanted:
            return await handle_recommendation(tx, wanted, now=now)
        case UnsealCase() as wanted:
            return await unseal(tx, wanted, now=now)
        case ProposeUnseal() | ListProposals() | ReadProposal() | DecideProposal() | ReadUnsealing() as said:
            return await by_two(tx, said, now=now)
        case ListWaiting():
            return await waiting_of(tx, chat=chat)
        case NamePraise() as named:
            return await name_praise(tx, named)
        case TakeNameOff() as unnamed:
            return await take_name_off(tx, unnamed, chat=chat)
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


async def _in_the_thread(
    tx: Transaction,
    said: FindLetter | AnswerLetter | FindPressure | ReportPressure | FindLine | CutLine,
    errand: Errand,
) -> Outcome:
    """The citizen's part of letters with the office."""
    chat, now, chance = errand.asker.tag, errand.now, errand.chance
    match said:
        case FindLetter():
            return await find_letter(tx, said, chat=chat)
        case AnswerLetter():
            return await answer_letter(tx, said, chat=chat, now=now, chance=chance)
        case FindPressure():
            return await find_pressure(tx, said, chat=chat)
        case ReportPressure():
            return await report_pressure(tx, said, chat=chat, now=now, chance=chance)
        case FindLine():
            return await find_line(tx, said, chat=chat)
        case CutLine():
            return await cut_line(tx, said, chat=chat, now=now)
