"""What each typed command begins. A command is understood at any step."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Command, Said, receipt
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import (
    assisted,
    case_add,
    case_inbox,
    denounce,
    duty,
    explain_give,
    gate_list,
    link_account,
    menu,
    my_data,
    my_score,
    open_ticket,
    recommend_list,
    second_person,
    track_case,
    watch_list,
)
from feedback.numbers import day
from feedback.requests import Kind
from feedback.tickets import read_code
from feedback.units import Counter

Errand = Callable[[Dialogue, str, Scene], Turn]


def obey(dialogue: Dialogue, command: Command, scene: Scene) -> Turn:
    """Begin what the command asks for; what was kept so far stays kept. Of a slip that was being typed in for a citizen
    nothing is, and that is said."""
    turn = ERRANDS[command.name](dialogue, command.argument, scene)
    if command.name == "cancel" or not _typing(dialogue) or _typing(turn.dialogue):
        return turn
    return replace(turn, said=(statement(scene.say("assisted.dropped"), kind="notice"), *turn.said))


def _typing(dialogue: Dialogue) -> bool:
    return bool(dialogue.talk and dialogue.talk.typed)


def arrive(dialogue: Dialogue, counter: Counter, scene: Scene) -> Turn:
    """Somebody scanned a counter's code: the levels at once, or the unfinished talk about that very visit."""
    talk = dialogue.talk
    if dialogue.is_live(scene.now) and talk and talk.visit and talk.visit.counter_id == counter.id:
        return Turn(dialogue)
    visit = scene.scan(counter, dialogue.officer_id)
    fresh = Talk(id=scene.token[:8], started_at=scene.now, unit_id=counter.unit_id, visit=visit)
    return Turn(dialogue.begin("rate", fresh), (statement(scene.say("rate.hello"), kind="hello"),))


def _start(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    if code:
        return _scan(dialogue, code, scene)
    if dialogue.is_live(scene.now):
        return Turn(dialogue, (statement(scene.say("talk.resume")),))
    return Turn(dialogue.end(), (statement(scene.say("menu.hello"), kind="hello"),))


def _scan(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    counter = scene.directory.counter(code.strip().lower())
    if counter is None and (ticket := read_code(code)):
        return open_ticket.begin(dialogue, ticket, scene)
    if counter and counter.closed_at is None:
        return arrive(dialogue, counter, scene)
    if counter and counter.closed_at:
        told = scene.say("counter.closed_code", counter=counter.label, day=day(counter.closed_at))
    else:
        told = scene.say("counter.unknown_code", code=code[:40])
    return Turn(menu.begin_visit(dialogue, scene, Kind.WORDS).dialogue, (statement(told, kind="notice"),))


def _errand(name: str) -> Errand:
    return lambda dialogue, argument, scene: menu.BEGIN[name](dialogue, scene)


def _track(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    begun = menu.BEGIN["track"](dialogue, scene)
    return track_case.answer(begun.dialogue, Said(text=argument), scene) if argument else begun


def _add(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    """A receipt that is typed along is looked up first: below it stands whether more can be said."""
    return _track(dialogue, argument, scene) if receipt(argument) else case_add.begin(dialogue, scene)


def _link(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    begun = dialogue.begin("link_account", talk)
    return link_account.answer(begun, Said(text=argument), scene) if argument else Turn(begun)


def _cancel(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    if not dialogue.is_live(scene.now) or dialogue.talk is None:
        return Turn(dialogue.end(), (statement(scene.say("menu.nothing_to_cancel")),))
    rated = dialogue.talk.level is not None
    return Turn(dialogue.end(), (statement(scene.say("menu.cancelled_rated" if rated else "menu.cancelled")),))


def _language(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    if dialogue.is_live(scene.now):
        return Turn(dialogue.at("language", back=dialogue.coming_back))
    return Turn(dialogue.begin("language", Talk(id=scene.token[:8], started_at=scene.now)))


def _help(dialogue: Dialogue, argument: str, scene: Scene) -> Turn:
    return Turn(dialogue, (statement(scene.say("help.text"), kind="help"),), ask=dialogue.is_live(scene.now))


ERRANDS: dict[str, Errand] = {
    "start": _start,
    "rate": _errand("rate"),
    "suggest": _errand("suggest"),
    "praise": _errand("praise"),
    "track": _track,
    "add": _add,
    "score": lambda dialogue, argument, scene: my_score.begin(dialogue, scene),
    "cases": lambda dialogue, code, scene: watch_list.only(dialogue, scene) or case_inbox.begin(dialogue, code, scene),
    "duty": duty.begin,
    "gate": gate_list.begin,
    "denounce": lambda dialogue, argument, scene: denounce.begin(dialogue, scene),
    "link": _link,
    "explain": explain_give.begin,
    "second": second_person.begin,
    "watch": watch_list.begin,
    "recommend": recommend_list.begin,
    "assisted": lambda dialogue, argument, scene: assisted.begin(dialogue, scene),
    "data": lambda dialogue, argument, scene: my_data.begin(dialogue, scene),
    "erase": lambda dialogue, argument, scene: my_data.begin_erasing(dialogue, scene),
    "cancel": _cancel,
    "language": _language,
    "help": _help,
}
