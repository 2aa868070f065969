"""Every step of the conversation, written out. Adding one is a file here and a line in this list."""

from bot.conversation.steps.alarm import STEP as ALARM
from bot.conversation.steps.assisted import STEPS as ASSISTED
from bot.conversation.steps.assisted_words import STEPS as ASSISTED_WORDS
from bot.conversation.steps.badge import STEP as BADGE
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_add import STEP as CASE_ADD
from bot.conversation.steps.case_answer import PREVIEW as PREVIEW_ANSWER
from bot.conversation.steps.case_answer import WRITE as WRITE_ANSWER
from bot.conversation.steps.case_ask import STEPS as CASE_ASK
from bot.conversation.steps.case_inbox import OPEN_CASE, OPEN_TYPED
from bot.conversation.steps.case_inbox import STEP as CASES
from bot.conversation.steps.case_more import STEP as MORE_OF_A_CASE
from bot.conversation.steps.case_refusal import PREVIEW as PREVIEW_REFUSAL
from bot.conversation.steps.case_refusal import STEP as REFUSE_CASE
from bot.conversation.steps.case_tags import STEP as CORRECT_TAGS
from bot.conversation.steps.case_transfer import CONFIRM as CONFIRM_TRANSFER
from bot.conversation.steps.case_transfer import REASON as TRANSFER_REASON
from bot.conversation.steps.case_transfer import STEP as TRANSFER_CASE
from bot.conversation.steps.case_unseal import CONFIRM as CONFIRM_UNSEAL
from bot.conversation.steps.case_unseal import STEP as UNSEAL_CASE
from bot.conversation.steps.choose_counter import STEP as CHOOSE_COUNTER
from bot.conversation.steps.choose_unit import STEP as CHOOSE_UNIT
from bot.conversation.steps.confirm import STEP as CONFIRM
from bot.conversation.steps.consent import STEP as CONSENT
from bot.conversation.steps.cut_line import STEP as CUT_LINE
from bot.conversation.steps.describe import STEP as DESCRIBE
from bot.conversation.steps.done import STEP as DONE
from bot.conversation.steps.duty import STEPS as DUTY
from bot.conversation.steps.explain_ask import STEPS as EXPLAIN_ASK
from bot.conversation.steps.explain_give import STEPS as EXPLAIN_GIVE
from bot.conversation.steps.explain_review import STEPS as EXPLAIN_REVIEW
from bot.conversation.steps.gate_decide import STEPS as GATE_DECIDE
from bot.conversation.steps.gate_flag import STEP as GATE_FLAG
from bot.conversation.steps.gate_list import STEP as GATE_LIST
from bot.conversation.steps.gate_open import STEP as GATE_OPEN
from bot.conversation.steps.gate_sent import STEP as GATE_SENT
from bot.conversation.steps.gate_split import STEPS as GATE_SPLIT
from bot.conversation.steps.language import STEP as LANGUAGE
from bot.conversation.steps.letter import STEPS as LETTER
from bot.conversation.steps.link_account import STEP as LINK
from bot.conversation.steps.listen import PREVIEW as PREVIEW_VOICE
from bot.conversation.steps.listen import STEP as LISTEN
from bot.conversation.steps.menu import STEP as MENU
from bot.conversation.steps.my_data import STEP as DATA
from bot.conversation.steps.my_score import STEP as SCORE
from bot.conversation.steps.no_invitations import STEP as NO_INVITATIONS
from bot.conversation.steps.open_ticket import STEP as OPEN_TICKET
from bot.conversation.steps.praise_name import STEPS as PRAISE_NAME
from bot.conversation.steps.pressure import STEPS as PRESSURE
from bot.conversation.steps.rate import STEP as RATE
from bot.conversation.steps.reasons import STEP as REASONS
from bot.conversation.steps.recommend_answer import STEPS as RECOMMEND_ANSWER
from bot.conversation.steps.recommend_list import STEPS as RECOMMEND_LIST
from bot.conversation.steps.recommend_write import STEPS as RECOMMEND_WRITE
from bot.conversation.steps.result import REFUSED as RESULT_REFUSED
from bot.conversation.steps.result import STEP as RESULT
from bot.conversation.steps.second_person import STEPS as SECOND_PERSON
from bot.conversation.steps.track_case import STEP as TRACK
from bot.conversation.steps.watch_list import STEPS as WATCH
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
    *PRAISE_NAME,
    CASE_ADD,
    TRACK,
    RESULT,
    RESULT_REFUSED,
    *LETTER,
    *PRESSURE,
    CUT_LINE,
    SCORE,
    LINK,
    CASES,
    OPEN_CASE,
    OPEN_TYPED,
    CORRECT_TAGS,
    WRITE_ANSWER,
    PREVIEW_ANSWER,
    MORE_OF_A_CASE,
    *CASE_ASK,
    TRANSFER_CASE,
    TRANSFER_REASON,
    CONFIRM_TRANSFER,
    REFUSE_CASE,
    PREVIEW_REFUSAL,
    UNSEAL_CASE,
    CONFIRM_UNSEAL,
    *SECOND_PERSON,
    ALARM,
    *DUTY,
    GATE_LIST,
    GATE_OPEN,
    *GATE_DECIDE,
    GATE_SENT,
    *GATE_SPLIT,
    GATE_FLAG,
    *EXPLAIN_ASK,
    *EXPLAIN_REVIEW,
    *EXPLAIN_GIVE,
    *WATCH,
    *RECOMMEND_LIST,
    *RECOMMEND_WRITE,
    *RECOMMEND_ANSWER,
    LISTEN,
    PREVIEW_VOICE,
    *ASSISTED,
    *ASSISTED_WORDS,
    LANGUAGE,
    DATA,
)
BY_NAME = {step.name: step for step in STEPS}
