"""Recommendations (/kiennghi): a board's own with what came of them, or those that wait for an office; one to read."""

from collections.abc import Iterator

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path, recommend_write
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, NEXT
from bot.conversation.steps.watch_list import SHOWN, member
from feedback.numbers import day
from feedback.people import Officer, Role
from feedback.recommendation_requests import (
    ListRecommendations,
    NoteRecommendation,
    ReadRecommendation,
    RecommendationKept,
    RecommendationsFound,
    RecommendationShown,
)
from feedback.recommendations import Recommendation
from feedback.requests import Outcome, Refused

WRITE = recommend_write.WRITE
AGREE, DISAGREE = "agree_recommendation", "disagree_recommendation"
DONE, UNDONE = "recommendation_done", "recommendation_undone"


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """For boards and for whoever handles cases."""
    me = reader(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("recommend.not_yours")),), ask=False)
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    if code:
        return _open(dialogue.begin("recommendation", talk), me, code.strip().upper())
    return Turn(dialogue.begin("recommendations", talk), request=ListRecommendations(me), ask=False)


def reader(dialogue: Dialogue, scene: Scene) -> Officer | None:
    """Whoever this chat is linked to, as far as there may be any for them."""
    me = scene.officer(dialogue.officer_id)
    return me if me and (me.handles_cases or me.role is Role.PEOPLES_INSPECTOR) else None


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list, or the open one, as they stand now."""
    me, code = reader(dialogue, scene), path.talk(dialogue).case
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("recommend.not_yours")),), ask=False)
    if dialogue.step != "recommendations" and code:
        return _open(dialogue.at("recommendation"), me, code)
    return Turn(dialogue.at("recommendations", case="", words=""), request=ListRecommendations(me), ask=False)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Three at a time; a board can write a new one."""
    if not isinstance(outcome, RecommendationsFound):
        return _ended(dialogue, outcome, scene)
    board, found = member(dialogue, scene) is not None, outcome.recommendations
    if not (found or board):
        return Turn(dialogue.end(), (statement(scene.say("recommend.none_waits")),), ask=False)
    first = path.talk(dialogue).page * SHOWN if path.talk(dialogue).page * SHOWN < len(found) else 0
    page, here = found[first : first + SHOWN], dialogue.at("recommendations", page=first // SHOWN)
    choices = [here.choice(one.code, one.code) for one in page]
    values = [*([NEXT] if len(found) > SHOWN else []), *([WRITE] if board else [])]
    choices += [here.choice(scene.say(f"button.{value}"), value) for value in values]
    counted = scene.say("recommend.list_own" if board else "recommend.list", count=len(found))
    head = counted if found else scene.say("recommend.none_sent")
    told = "\n".join(_line(one, scene) for one in page)
    return Turn(here, (question("recommendations", head, told, choices=choices),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Read one, the next three, or write one."""
    me, value = reader(dialogue, scene), said.values[0]
    if value == WRITE and member(dialogue, scene):
        return recommend_write.begin(dialogue, scene)
    if value == NEXT or me is None:
        return recall(dialogue.at("recommendations", page=path.talk(dialogue).page + 1), scene)
    return _open(dialogue, me, value)


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What it says, how it stands, and what this person can do."""
    if isinstance(outcome, RecommendationKept):
        key = f"recommend.noted.{outcome.stage.value}"
        noted = statement(scene.say(key, code=outcome.code), kind="answered")
        return Turn(dialogue.end(), (noted,), ask=False)
    if isinstance(outcome, RecommendationsFound):
        return listed(dialogue, outcome, scene)
    if not isinstance(outcome, RecommendationShown):
        return _ended(dialogue, outcome, scene)
    one = outcome.recommendation
    here = dialogue.at("recommendation", case=one.code, words="", picked="")
    answer = [AGREE, DISAGREE] if outcome.may_answer else []
    note = [DONE, UNDONE] if outcome.may_note else []
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in (*answer, *note, BACK)]
    return Turn(here, (question("recommendation", *_told(one, scene), choices=choices),), ask=False)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Answer it, note what came of it, or back to the list."""
    me, value = reader(dialogue, scene), said.values[0]
    if value in (AGREE, DISAGREE):
        return Turn(dialogue.at("answer_recommendation", picked=value, words=""))
    if me and value in (DONE, UNDONE):
        request = NoteRecommendation(me, path.talk(dialogue).case, done=value == DONE)
        return Turn(dialogue, request=request, ask=False)
    return recall(dialogue.at("recommendations"), scene)


def _open(dialogue: Dialogue, me: Officer, code: str) -> Turn:
    return Turn(dialogue.at("recommendation", case=code), request=ReadRecommendation(me, code), ask=False)


def _ended(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    key = outcome.key if isinstance(outcome, Refused) else "recommend.not_yours"
    return Turn(dialogue.end(), (statement(scene.say(key)),), ask=False)


def _line(one: Recommendation, scene: Scene) -> str:
    unit = scene.directory.units[one.unit_id].short_name
    late = scene.say("case.late") if one.is_late(scene.now.date()) else ""
    stage = scene.say(f"recommend.stage.{one.stage.value}")
    return scene.say("recommend.line", code=one.code, unit=unit, due=day(one.due), stage=stage, late=late)


def _told(one: Recommendation, scene: Scene) -> Iterator[str]:
    units = scene.directory.units
    to, board = units[one.unit_id].short_name, units[one.board_id].short_name
    late = scene.say("case.late") if one.is_late(scene.now.date()) else ""
    yield scene.say("recommend.head", code=one.code)
    yield scene.say("recommend.about", board=board, unit=to, sent=day(one.sent_at), due=day(one.due))
    yield scene.say("recommend.text", text=one.text)
    yield scene.say("recommend.status", stage=scene.say(f"recommend.stage.{one.stage.value}"), late=late)
    if one.answered_at:
        yield scene.say("recommend.answer", day=day(one.answered_at), answer=one.answer)


# Both come as outcomes: asked again, they are recalled from the house.
STEPS = (
    Step("recommendations", menu.ask, choose, listed, recall=recall),
    Step("recommendation", menu.ask, decide, shown, recall=recall),
)
