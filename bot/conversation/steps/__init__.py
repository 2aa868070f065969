"""Every step of the conversation, written out. Adding one is a file here and a line in this list."""

from bot.conversation.steps.assisted import STEPS as ASSISTED
from bot.conversation.steps.assisted_words import STEPS as ASSISTED_WORDS
from bot.conversation.steps.badge import STEP as BADGE
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_answer import PREVIEW as PREVIEW_ANSWER
from bot.conversation.steps.case_answer import WRITE as WRITE_ANSWER
from bot.conversation.steps.case_inbox import OPEN_CASE
from bot.conversation.steps.case_inbox import STEP as CASES
from bot.conversation.steps.case_more import STEP as MORE_OF_A_CASE
from bot.conversation.steps.case_refusal import PREVIEW as PREVIEW_REFUSAL
from bot.conversation.steps.case_refusal import STEP as REFUSE_CASE
from bot.conversation.steps.case_tags import STEP as CORRECT_TAGS
from bot.conversation.steps.case_transfer import CONFIRM as CONFIRM_TRANSFER
from bot.conversation.steps.case_transfer import STEP as TRANSFER_CASE
from bot.conversation.steps.case_unseal import CONFIRM as CONFIRM_UNSEAL
from bot.conversation.steps.case_unseal import STEP as UNSEAL_CASE
from bot.conversation.steps.choose_counter import STEP as CHOOSE_COUNTER
from bot.conversation.steps.choose_unit import STEP as CHOOSE_UNIT
from bot.conversation.steps.confirm import STEP as CONFIRM
from bot.conversation.steps.consent import STEP as CONSENT
from bot.conversation.steps.describe import STEP as DESCRIBE
from bot.conversation.steps.done import STEP as DONE
from bot.conversation.steps.explain_ask import STEPS as EXPLAIN_ASK
from bot.conversation.steps.explain_give import STEPS as EXPLAIN_GIVE
from bot.conversation.steps.explain_review import STEPS as EXPLAIN_REVIEW
from bot.conversation.steps.language import STEP as LANGUAGE
from bot.conversation.steps.link_account import STEP as LINK
from bot.conversation.steps.listen import PREVIEW as PREVIEW_VOICE
from bot.conversation.steps.listen import STEP as LISTEN
from bot.conversation.steps.menu import STEP as MENU
from bot.conversation.steps.my_data import STEP as DATA
from bot.conversation.steps.my_score import STEP as SCORE
from bot.conversation.steps.no_invitations import STEP as NO_INVITATIONS
from bot.conversation.steps.open_ticket import STEP as OPEN_TICKET
from bot.conversation.steps.rate import STEP as RATE
from bot.conversation.steps.reasons import STEP as REASONS
from bot.conversation.steps.result import REFUSED as RESULT_REFUSED
from bot.conversation.steps.result import STEP as RESULT
from bot.conversation.steps.track_case import STEP as TRACK
from bot.conversation.steps.who_served import STEP as WHO

STEPS: tuple[Step, ...] = (
    MENU,
    CHOOSE_UNIT,
    CHOOSE_COUNTER,
    OPEN_TICKET,
    NO_INVITATIONS,
    RATE,
    WHO,
    BADGE,
    REASONS,
    CONSENT,
    DESCRIBE,
    CONFIRM,
    DONE,
    TRACK,
    RESULT,
    RESULT_REFUSED,
    SCORE,
    LINK,
    CASES,
    OPEN_CASE,
    CORRECT_TAGS,
    WRITE_ANSWER,
    PREVIEW_ANSWER,
    MORE_OF_A_CASE,
    TRANSFER_CASE,
    CONFIRM_TRANSFER,
    REFUSE_CASE,
    PREVIEW_REFUSAL,
    UNSEAL_CASE,
    CONFIRM_UNSEAL,
    *EXPLAIN_ASK,
    *EXPLAIN_REVIEW,
    *EXPLAIN_GIVE,
    LISTEN,
    PREVIEW_VOICE,
    *ASSISTED,
    *ASSISTED_WORDS,
    LANGUAGE,
    DATA,
)
BY_NAME = {step.name: step for step in STEPS}
