"""Tôi xử lý: whoever an urgent case rang takes it, by the letter's button or in words, whatever they are doing."""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from feedback.alarms import ALARM
from feedback.canonical import comparable
from feedback.duty_requests import AlarmTaken, SeveralAlarms, TakeAlarm
from feedback.messages import Choice
from feedback.people import Officer
from feedback.requests import OpenCase, Outcome, Refused


def tapped(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """The letter's button."""
    me = scene.officer(dialogue.officer_id)
    if me is None:
        return Turn(dialogue, (statement(scene.say("case.only_heads")),), ask=False)
    return _take(dialogue, me, code, scene)


def typed(dialogue: Dialogue, text: str, scene: Scene) -> Turn | None:
    """The same in words, with the case's code or without: the house knows which alarm rang this officer."""
    me, said = scene.officer(dialogue.officer_id), comparable(text)
    meant = next((one for one in scene.say("typed.alarm").split("|") if f"{said} ".startswith(f"{one} ")), "")
    rest = said.removeprefix(meant).split()
    if me is None or not meant or len(rest) > 1 or (rest and not any(map(str.isdigit, rest[0]))):
        return None
    return _take(dialogue, me, rest[0].upper() if rest else "", scene)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Who has it now; whoever took it and may read the case reads it, unless something else is under way."""
    back = path.talk(dialogue).back
    if isinstance(outcome, SeveralAlarms):
        labels = [(scene.say("alarm.take_one", code=code), f"-:{ALARM}:{code}") for code in outcome.codes]
        which = question("which_alarm", scene.say("alarm.which"), choices=[Choice(*label) for label in labels])
        return Turn(dialogue.end(), (which,), ask=False)
    me = scene.officer(dialogue.officer_id)
    told = statement(_said(outcome, me, scene), kind="notice")
    if back:
        return Turn(dialogue.at(back, back=""), (told,))
    if isinstance(outcome, AlarmTaken) and me and outcome.by_id == me.id and outcome.may_open:
        opened = dialogue.at("open_case", case=outcome.code)
        return Turn(opened, (told,), OpenCase(me, outcome.code), ask=False)
    return Turn(dialogue.end(), (told,), ask=False)


def again(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """A choice of the list of several."""
    return tapped(dialogue, said.values[0], scene)


def _said(outcome: Outcome, me: Officer | None, scene: Scene) -> str:
    if isinstance(outcome, Refused):
        return scene.say(outcome.key)
    assert isinstance(outcome, AlarmTaken)
    if me and outcome.by_id == me.id:
        return scene.say("alarm.yours" if outcome.may_open else "alarm.yours_above", code=outcome.code)
    who = scene.directory.officers[outcome.by_id].name
    return scene.say("alarm.taken", code=outcome.code, who=who)


def _take(dialogue: Dialogue, me: Officer, code: str, scene: Scene) -> Turn:
    talk = dialogue.talk
    if talk is None or dialogue.step == ALARM or not dialogue.is_live(scene.now):
        begun = dialogue.begin(ALARM, Talk(id=scene.token[:8], started_at=scene.now))
        return Turn(begun, request=TakeAlarm(me, code), ask=False)
    return Turn(dialogue.at(ALARM, back=talk.back or dialogue.step), request=TakeAlarm(me, code), ask=False)


STEP = Step(ALARM, menu.ask, again, learn)
