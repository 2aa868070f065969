"""Every step of the conversation, written out. Adding one is a file here and a line in this list."""

from bot.conversation.steps.badge import STEP as BADGE
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import OPEN_CASE, PREVIEW_ANSWER, WRITE_ANSWER
from bot.conversation.steps.case_inbox import STEP as CASES
from bot.conversation.steps.case_tags import STEP as CORRECT_TAGS
from bot.conversation.steps.choose_counter import STEP as CHOOSE_COUNTER
from bot.conversation.steps.choose_unit import STEP as CHOOSE_UNIT
from bot.conversation.steps.confirm import STEP as CONFIRM
from bot.conversation.steps.consent import STEP as CONSENT
from bot.conversation.steps.describe import STEP as DESCRIBE
from bot.conversation.steps.done import STEP as DONE
from bot.conversation.steps.language import STEP as LANGUAGE
from bot.conversation.steps.link_account import STEP as LINK
from bot.conversation.steps.listen import PREVIEW as PREVIEW_VOICE
from bot.conversation.steps.listen import STEP as LISTEN
from bot.conversation.steps.menu import STEP as MENU
from bot.conversation.steps.my_data import STEP as DATA
from bot.conversation.steps.my_score import STEP as SCORE
from bot.conversation.steps.rate import STEP as RATE
from bot.conversation.steps.reasons import STEP as REASONS
from bot.conversation.steps.track_case import STEP as TRACK
from bot.conversation.steps.who_served import STEP as WHO

STEPS: tuple[Step, ...] = (
    MENU,
    CHOOSE_UNIT,
    CHOOSE_COUNTER,
    RATE,
    WHO,
    BADGE,
    REASONS,
    CONSENT,
    DESCRIBE,
    CONFIRM,
    DONE,
    TRACK,
    SCORE,
    LINK,
    CASES,
    OPEN_CASE,
    CORRECT_TAGS,
    WRITE_ANSWER,
    PREVIEW_ANSWER,
    LISTEN,
    PREVIEW_VOICE,
    LANGUAGE,
    DATA,
)
BY_NAME = {step.name: step for step in STEPS}
