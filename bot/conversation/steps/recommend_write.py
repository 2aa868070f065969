"""A board writes a recommendation: to which of the units it watches, what, and only then is it sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path, watch_list
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, NEXT
from bot.conversation.steps.recommend_draft import Draft
from bot.conversation.steps.watch_list import SHOWN, member
from feedback.inspection_scope import watched_units
from feedback.messages import Reply
from feedback.numbers import day
from feedback.recommendation_requests import RecommendationSent, SendRecommendation
from feedback.recommendations import due_on
from feedback.requests import Outcome, Refused, Request
from feedback.units import Unit

WRITE, UNIT = "write_recommendation", "recommend_unit"


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """Straight to the page where there is one unit only."""
    units = _units(dialogue, scene)
    if len(units) == 1:
        return Turn(dialogue.at(WRITE, unit_id=units[0].id, case="", words=""))
    return Turn(dialogue.at(UNIT, case="", words="", page=0))


def ask_unit(dialogue: Dialogue, scene: Scene) -> Reply:
    """Three at a time."""
    units = _units(dialogue, scene)
    first = path.talk(dialogue).page * SHOWN % max(len(units), 1)
    choices = [dialogue.choice(unit.short_name, unit.id) for unit in units[first : first + SHOWN]]
    values = [*([NEXT] if len(units) > SHOWN else []), CANCEL]
    choices += [dialogue.choice(scene.say(f"button.{value}"), value) for value in values]
    return question(UNIT, scene.say("recommend.unit"), choices=choices)


def choose_unit(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """The next three, or the page for this one."""
    if said.values[0] == CANCEL:
        return leave(dialogue, scene)
    if said.values[0] == NEXT:
        return Turn(dialogue.at(UNIT, page=path.talk(dialogue).page + 1))
    return Turn(dialogue.at(WRITE, unit_id=int(said.values[0])))


def leave(dialogue: Dialogue, scene: Scene) -> Turn:
    """Back to the case it was about; else it is over."""
    if path.talk(dialogue).case:
        return watch_list.recall(dialogue.at("watch_case", words=""), scene)
    return Turn(dialogue.end(), (statement(scene.say("menu.cancelled")),))


def sent(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Its code, who answers, until when."""
    if not isinstance(outcome, RecommendationSent):
        key = outcome.key if isinstance(outcome, Refused) else "watch.only_board"
        return Turn(dialogue.end(), (statement(scene.say(key)),), ask=False)
    unit = scene.directory.units[outcome.unit_id].short_name
    told = scene.say("recommend.sent", code=outcome.code, unit=unit, due=day(outcome.due))
    unheard = "" if outcome.heard else scene.say("recommend.unheard")
    return Turn(dialogue.end(), (statement(told, unheard, kind="answered"),), ask=False)


def _units(dialogue: Dialogue, scene: Scene) -> tuple[Unit, ...]:
    me = member(dialogue, scene)
    return watched_units(me, scene.directory) if me else ()


def _unit(dialogue: Dialogue, scene: Scene) -> Unit:
    return scene.directory.units[path.talk(dialogue).unit_id or 0]


def _asked(dialogue: Dialogue, scene: Scene) -> str:
    talk = path.talk(dialogue)
    if talk.case:
        return scene.say("recommend.write_about", unit=_unit(dialogue, scene).short_name, code=talk.case)
    return scene.say("recommend.write", unit=_unit(dialogue, scene).short_name)


def _seen(dialogue: Dialogue, scene: Scene) -> str:
    unit = _unit(dialogue, scene)
    due = due_on(scene.now.date(), unit_id=unit.id, directory=scene.directory)
    return scene.say("recommend.preview", unit=unit.short_name, text=path.talk(dialogue).words, due=day(due))


def _framed(dialogue: Dialogue, text: str, scene: Scene) -> str:
    code = path.talk(dialogue).case
    return scene.say("recommend.about_case", code=code, text=text) if code else text


def _request(dialogue: Dialogue, scene: Scene) -> Request | None:
    me, talk = member(dialogue, scene), path.talk(dialogue)
    own = talk.words.removeprefix(_framed(dialogue, "", scene)) if talk.case else ""
    return SendRecommendation(me, talk.unit_id or 0, talk.words, own) if me else None


DRAFT = Draft(WRITE, "preview_recommendation", _asked, _seen, _request, leave, sent, _framed)
STEPS = (Step(UNIT, ask_unit, choose_unit), *DRAFT.steps())
