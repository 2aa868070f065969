"""`/truc`: who is on duty for urgent cases now and in the next seven days; one's own duty of a day handed over."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, NEXT, handler
from feedback.duty_requests import DutyHandedOver, DutyShown, HandOverDuty, ShowDuty
from feedback.messages import Choice, Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.requests import Outcome, Refused
from feedback.rota import Duty

GIVE, DONE, GIVE_IT = "give_duty", "done", "give_it"
NAMES = 3
"""Colleagues shown at once: with the next page and the way back five choices."""


def begin(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    """Ask the house for the rota of whoever this chat is linked to."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("duty.only_handlers")),), ask=False)
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    return Turn(dialogue.begin("duty", talk), request=ShowDuty(me), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """As it stands now."""
    return begin(dialogue, "", scene)


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Now, then day by day; whoever has duty may hand it over."""
    assert isinstance(outcome, DutyShown)
    me = handler(dialogue, scene)
    lines = (_now(outcome, scene), _week(outcome, scene), scene.say("duty.rule", minutes=outcome.minutes))
    if me is None or not outcome.mine or not outcome.others:
        return Turn(dialogue.end(), (statement(*lines, kind="duty"),), ask=False)
    give = [dialogue.choice(scene.say("duty.give", day=day(one)), f"{GIVE}.{one:%Y%m%d}") for one in outcome.mine]
    choices = [*give, dialogue.choice(scene.say("duty.done"), DONE)]
    return Turn(dialogue.at("duty"), (question("duty", *lines, choices=choices),), ask=False)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """To whom, or back to the menu."""
    given, _, on = said.values[0].partition(".")
    if given != GIVE:
        return Turn(dialogue.end())
    return Turn(dialogue.at("give_duty", words=on, page=0))


def ask_whom(dialogue: Dialogue, scene: Scene) -> Reply:
    """The other handlers of the unit."""
    others, page = _others(dialogue, scene), path.talk(dialogue).page
    here = others[page * NAMES : (page + 1) * NAMES] or others[:NAMES]
    choices: list[Choice] = [dialogue.choice(one.name, one.id) for one in here]
    if len(others) > NAMES:
        choices.append(dialogue.choice(scene.say("button.next"), NEXT))
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    return question("give_duty", scene.say("duty.whom", day=day(_day(dialogue))), choices=choices)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """One of them."""
    value, others = said.values[0], _others(dialogue, scene)
    if value == NEXT:
        pages = -(-len(others) // NAMES)
        return Turn(dialogue.at("give_duty", page=(path.talk(dialogue).page + 1) % max(pages, 1)))
    if value not in {str(one.id) for one in others}:
        return begin(dialogue, "", scene)
    return Turn(dialogue.at("give_duty_sure", asked=int(value)))


def ask_sure(dialogue: Dialogue, scene: Scene) -> Reply:
    """It holds at once, so it is said before."""
    who = scene.officer(path.talk(dialogue).asked)
    told = scene.say("duty.sure", who=who.name if who else "", day=day(_day(dialogue)))
    choices = [dialogue.choice(scene.say(key), value) for key, value in SURE]
    return question("give_duty_sure", told, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hand it over, or leave it."""
    me, taker = handler(dialogue, scene), path.talk(dialogue).asked
    if said.values[0] != GIVE_IT or me is None or taker is None:
        return begin(dialogue, "", scene)
    return Turn(dialogue, request=HandOverDuty(me, taker, _day(dialogue)), ask=False)


def given(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Said with whether the colleague heard of it."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, DutyHandedOver)
    key = "duty.given" if outcome.told else "duty.given_untold"
    told = scene.say(key, who=scene.directory.officers[outcome.taker_id].name, day=day(outcome.day))
    return Turn(dialogue.end(), (statement(told, kind="kept"),), ask=False)


def _now(told: DutyShown, scene: Scene) -> str:
    if not told.week and not told.now:
        return scene.say("duty.none")
    if not told.now:
        return scene.say("duty.nobody_now")
    return "\n".join([scene.say("duty.now"), *(_line(duty, scene) for duty in told.now)])


def _week(told: DutyShown, scene: Scene) -> str:
    days = [told.today + timedelta(days=n) for n in range(7)]
    parts = [(one, [duty for duty in told.week if duty.day == one]) for one in days]
    lines = [_of_day(one, duties, scene) for one, duties in parts if duties]
    return "\n".join([scene.say("duty.week"), *lines]) if lines else ""


def _of_day(on: date, duties: Sequence[Duty], scene: Scene) -> str:
    named = "; ".join(_line(duty, scene) for duty in duties)
    return scene.say("duty.day", weekday=scene.say(f"duty.weekday.{on.isoweekday()}"), day=day(on), who=named)


def _line(duty: Duty, scene: Scene) -> str:
    officers, whole = scene.directory.officers, duty.begins == duty.ends == 0
    hours = scene.say("duty.all_day") if whole else f"{_clock(duty.begins)}–{_clock(duty.ends)}"
    name = officers[duty.officer_id].name if duty.officer_id in officers else ""
    stands_in = officers[duty.of_id].name if duty.of_id != duty.officer_id and duty.of_id in officers else ""
    text = scene.say("duty.first" if duty.turn == 1 else "duty.second", hours=hours, who=name)
    return scene.say("duty.instead", line=text, who=stands_in) if stands_in else text


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _others(dialogue: Dialogue, scene: Scene) -> list[Officer]:
    me = handler(dialogue, scene)
    there = scene.directory.handlers_of(me.unit_id) if me else ()
    return sorted((one for one in there if me and one.id != me.id), key=lambda one: one.name)


def _day(dialogue: Dialogue) -> date:
    return date.fromisoformat(path.talk(dialogue).words)


SURE = (("duty.give_it", GIVE_IT), ("button.cancel", CANCEL))
STEPS = (
    Step("duty", menu.ask, answer, shown, recall=recall),
    Step("give_duty", ask_whom, choose),
    Step("give_duty_sure", ask_sure, decide, given),
)
