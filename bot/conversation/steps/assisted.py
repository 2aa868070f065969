"""An operator types in a paper slip, a call or a spoken complaint: question by question, until it can be read back.

Whoever is, or may be, the officer concerned is stopped as soon as that is known, and what was typed is dropped.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.choose_unit import SHOWN_AT_ONCE
from feedback.assisted import OLDEST_DAYS, How, TypedSlip, day_in, may_be_told, on_duty, units_for
from feedback.assisted_concern import already_concerned, concern
from feedback.canonical import comparable
from feedback.messages import Choice, Reply
from feedback.numbers import day
from feedback.ratings import LEVELS, Level
from feedback.units import Unit

HOW, COUNTER, DAY, LEVEL, WORDS, WHO, READ = (
    f"assisted_{name}" for name in ("how", "counter", "day", "level", "words", "who", "read")
)
ORDER = (HOW, COUNTER, DAY, LEVEL, WORDS, WHO, READ)
UNKNOWN, NONE, TODAY, YESTERDAY = "unknown", "none", "today", "yesterday"
EXAMPLE_DAYS = 3


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """For linked staff; anybody else is told how to give feedback themselves."""
    me = scene.officer(dialogue.officer_id)
    units = units_for(me, scene.directory) if me else ()
    if not units:
        told = scene.say("assisted.no_unit" if me else "assisted.only_staff")
        return Turn(dialogue.end(), (statement(told),), ask=me is None)
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    if len(units) > 1:
        return Turn(dialogue.begin("assisted_unit", talk))
    return Turn(dialogue.begin(HOW, replace(talk, unit_id=units[0].id)))


def slip(dialogue: Dialogue) -> TypedSlip:
    """What was typed so far."""
    found = path.talk(dialogue).typed
    assert found is not None, f"{dialogue.step} before it was said how it came"
    return found


def onward(dialogue: Dialogue, told: TypedSlip, scene: Scene) -> Turn:
    """The next question that this slip needs, or the refusal."""
    me = scene.officer(dialogue.officer_id)
    if me is None:
        return begin(dialogue, scene)
    fixing = path.talk(dialogue).fixing
    step = next(name for name in ORDER[ORDER.index(dialogue.step) + 1 :] if _asked(name, told, dialogue, scene))
    found = (concern if step == READ else already_concerned)(told, me, scene.directory)
    if found:
        return refuse(dialogue, f"assisted.refused.{found}", told, scene)
    return Turn(dialogue.at(step, typed=told, fixing=fixing and step != READ))


def refuse(dialogue: Dialogue, key: str, told: TypedSlip, scene: Scene) -> Turn:
    """Why not, what to do instead, and that nothing was kept."""
    unit, above = scene.directory.units[told.unit_id], scene.directory.superior_of(told.unit_id)
    superior = above.short_name if above else scene.say("assisted.superior")
    dropped = scene.say("assisted.dropped" if told.words else "assisted.nothing_kept")
    lines = (scene.say(key, unit=unit.short_name, superior=superior), scene.say("assisted.instead"), dropped)
    return Turn(dialogue.end(), (statement(*lines, kind="notice"),), ask=False)


def ask_unit(dialogue: Dialogue, scene: Scene) -> Reply:
    """The units below the operator's; a part of the name where they are many."""
    units = _mine(dialogue, scene)
    if len(units) > SHOWN_AT_ONCE:
        return question("assisted_unit", scene.say("assisted.unit_name"), free=True)
    return _offer(scene.say("assisted.unit"), units, dialogue)


def take_unit(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """The chosen one, or those whose name holds what was typed."""
    units, typed = _mine(dialogue, scene), comparable(said.text)
    if said.values:
        found = [unit for unit in units if str(unit.id) == said.values[0]]
    else:
        found = [unit for unit in units if typed and typed in comparable(f"{unit.name} {unit.short_name} {unit.code}")]
    if len(found) == 1:
        return Turn(dialogue.at(HOW, unit_id=found[0].id))
    if not found:
        return Turn(dialogue, (statement(scene.say("unit.none")),))
    many = scene.say("unit.many", count=len(found), typed=said.text[:60])
    return Turn(dialogue, (_offer(many, found[:SHOWN_AT_ONCE], dialogue),), ask=False)


def ask_how(dialogue: Dialogue, scene: Scene) -> Reply:
    """Paper, telephone, spoken."""
    unit = scene.directory.units[path.talk(dialogue).unit_id or 0]
    choices = [dialogue.choice(scene.say(f"assisted.how.{how}"), how) for how in How]
    told = scene.say("assisted.hello", unit=unit.short_name)
    return question(HOW, told, scene.say("assisted.ask_how"), choices=choices)


def take_how(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """The slip begins."""
    return onward(dialogue, TypedSlip(How(said.values[0]), path.talk(dialogue).unit_id or 0), scene)


def ask_counter(dialogue: Dialogue, scene: Scene) -> Reply:
    """The open counters; not known is an answer."""
    counters = scene.directory.counters_of(slip(dialogue).unit_id)
    choices = [dialogue.choice(counter.label, counter.id) for counter in counters]
    return question(COUNTER, scene.say("assisted.ask_counter"), choices=[*choices, _unknown(dialogue, scene)])


def take_counter(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Who served is asked anew."""
    counter = None if said.values[0] == UNKNOWN else int(said.values[0])
    return onward(dialogue, replace(slip(dialogue), counter_id=counter, officer_id=None), scene)


def ask_day(dialogue: Dialogue, scene: Scene) -> Reply:
    """Today, yesterday, or a day that is typed."""
    choices = [dialogue.choice(scene.say(f"assisted.{value}"), value) for value in (TODAY, YESTERDAY)]
    return question(DAY, scene.say("assisted.ask_day", **_example(scene)), choices=choices, free=True)


def take_day(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Only a day that was, and not long ago."""
    today = scene.now.date()
    if said.values:
        visited: date | None = today - timedelta(days=(TODAY, YESTERDAY).index(said.values[0]))
    else:
        visited = day_in(said.text, today=today)
    if visited is None:
        return Turn(dialogue, (statement(scene.say("assisted.no_day", **_example(scene))),))
    if not may_be_told(visited, today=today):
        first = day(today - timedelta(days=OLDEST_DAYS))
        return Turn(dialogue, (statement(scene.say("assisted.wrong_day", first=first, last=day(today))),))
    return onward(dialogue, replace(slip(dialogue), day=visited, officer_id=None), scene)


def _example(scene: Scene) -> dict[str, str]:
    """A day that may be told, since people type what they are shown."""
    earlier = scene.now.date() - timedelta(days=EXAMPLE_DAYS)
    return {"example": f"{earlier.day}/{earlier.month}", "whole": day(earlier)}


def ask_level(dialogue: Dialogue, scene: Scene) -> Reply:
    """The five levels, or none."""
    choices = [dialogue.choice(scene.level(level), level.value, str(level.value)) for level in LEVELS]
    choices.append(dialogue.choice(scene.say("assisted.no_level"), NONE))
    return question(LEVEL, scene.say("assisted.ask_level"), choices=choices)


def take_level(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """As the citizen marked or said it."""
    level = None if said.values[0] == NONE else Level(int(said.values[0]))
    return onward(dialogue, replace(slip(dialogue), level=level), scene)


def ask_who(dialogue: Dialogue, scene: Scene) -> Reply:
    """Those on duty that day; not the operator, who may not type in what is about them."""
    served = on_duty(slip(dialogue), scene.directory)
    officers = [scene.directory.officers[id] for id in served if id != dialogue.officer_id]
    choices = [dialogue.choice(officer.name, officer.id) for officer in officers]
    return question(WHO, scene.say("assisted.ask_who"), choices=[*choices, _unknown(dialogue, scene)])


def take_who(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Whom the citizen named."""
    officer = None if said.values[0] == UNKNOWN else int(said.values[0])
    return onward(dialogue, replace(slip(dialogue), officer_id=officer), scene)


def _asked(name: str, told: TypedSlip, dialogue: Dialogue, scene: Scene) -> bool:
    """While one answer is corrected, only what hangs on it is asked again."""
    fixing = path.talk(dialogue).fixing
    if name == COUNTER:
        return bool(scene.directory.counters_of(told.unit_id))
    if name == WHO:
        hangs = not fixing or dialogue.step in (COUNTER, DAY)
        return hangs and bool(on_duty(told, scene.directory))
    if name == WORDS and fixing:
        return told.level is None and not told.words
    return name == READ or not fixing


def _mine(dialogue: Dialogue, scene: Scene) -> tuple[Unit, ...]:
    me = scene.officer(dialogue.officer_id)
    return units_for(me, scene.directory) if me else ()


def _offer(text: str, units: Sequence[Unit], dialogue: Dialogue) -> Reply:
    choices = [dialogue.choice(unit.short_name, unit.id) for unit in units]
    return question("assisted_unit", text, choices=choices, free=True)


def _unknown(dialogue: Dialogue, scene: Scene) -> Choice:
    return dialogue.choice(scene.say("button.unknown"), UNKNOWN)


STEPS = (
    Step("assisted_unit", ask_unit, take_unit, takes_words=True),
    Step(HOW, ask_how, take_how),
    Step(COUNTER, ask_counter, take_counter),
    Step(DAY, ask_day, take_day, takes_words=True),
    Step(LEVEL, ask_level, take_level),
    Step(WHO, ask_who, take_who),
)
