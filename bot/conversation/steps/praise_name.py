"""After praise was sent: whether a name is to stand below it. Asked once, and no name is the first answer.

The praise is kept before this is asked: whoever goes away here has praised without a name.
"""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Choice, Reply
from feedback.praise import LONGEST, Unnameable, citizen_name, declines
from feedback.praise_requests import NamePraise, NamesTakenOff, PraiseNamed, TakeNameOff
from feedback.requests import Kind, Outcome, Refused

UNNAMED, NAME_ME, USE, REWRITE, OFF = "unnamed", "name_me", "use_name", "rewrite", "name_off"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Both answers in one line each."""
    key = "ask_words" if path.talk(dialogue).kind is Kind.WORDS else "ask"
    text = scene.say(f"praise_name.{key}", officer=_officer(dialogue, scene))
    return question("praise_name", text, choices=_choices(dialogue, scene, UNNAMED, NAME_ME))


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """On to the name, or the end."""
    return Turn(dialogue.at("write_name")) if said.values[0] == NAME_ME else _without(dialogue, scene)


def ask_name(dialogue: Dialogue, scene: Scene) -> Reply:
    """Who will read it, and how it goes again: agreed to by writing it."""
    how = scene.say("praise_name.how_page" if scene.page else "praise_name.how")
    place = {"officer": _officer(dialogue, scene), "unit": _unit(dialogue, scene), "how": how, "most": LONGEST}
    choices = _choices(dialogue, scene, UNNAMED)
    return question("write_name", scene.say("praise_name.write", **place), choices=choices, free=True)


def take_name(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Only a name goes on to the preview."""
    if (said.values and said.values[0] == UNNAMED) or declines(said.text):
        return _without(dialogue, scene)
    name = citizen_name(said.text)
    if isinstance(name, Unnameable):
        told = scene.say(f"praise_name.wrong.{name.value}", most=LONGEST)
        return Turn(dialogue.at("write_name", words=""), (statement(told),))
    return Turn(dialogue.at("preview_name", words=name))


def show_name(dialogue: Dialogue, scene: Scene) -> Reply:
    """As it will stand below the praise."""
    text = scene.say("praise_name.preview", name=path.talk(dialogue).words)
    return question("preview_name", text, choices=_choices(dialogue, scene, USE, REWRITE, UNNAMED), free=True)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Another name may be typed right here."""
    if not said.values or said.values[0] == UNNAMED:
        return take_name(dialogue, said, scene)
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("write_name", words=""))
    talk = path.talk(dialogue)
    return Turn(dialogue, request=NamePraise(talk.receipt, talk.words, scene.say("praise_name.version")), ask=False)


def kept(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Thanks; the name leaves the talk."""
    assert isinstance(outcome, PraiseNamed | Refused)
    key = "praise_name.named" if isinstance(outcome, PraiseNamed) else outcome.key
    told = scene.say(key, name=path.talk(dialogue).words)
    return Turn(dialogue.at("done", words=""), (statement(told, kind="end"),), ask=False)


def button(dialogue: Dialogue, scene: Scene) -> Choice:
    """Below the receipt of praise with a name."""
    return dialogue.at("name_off").choice(scene.say("button.name_off"), OFF)


def take_off(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Of the words behind the receipt on the screen."""
    return Turn(dialogue.at("name_off"), request=TakeNameOff(path.talk(dialogue).receipt), ask=False)


def taken_off(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """It may have gone before."""
    assert isinstance(outcome, NamesTakenOff)
    key = "data.names_off" if outcome.count else "data.no_names"
    return Turn(dialogue.end(), (statement(scene.say(key, count=outcome.count)),), ask=False)


def ask_off(dialogue: Dialogue, scene: Scene) -> Reply:
    """Where the button of a receipt is asked for again."""
    return question("name_off", scene.say("praise_name.off_ask"), choices=[button(dialogue, scene)])


def _without(dialogue: Dialogue, scene: Scene) -> Turn:
    return Turn(dialogue.at("done", words=""), (statement(scene.say("praise_name.unnamed"), kind="end"),), ask=False)


def _choices(dialogue: Dialogue, scene: Scene, *values: str) -> list[Choice]:
    return [dialogue.choice(scene.say(f"button.{value}"), value) for value in values]


def _officer(dialogue: Dialogue, scene: Scene) -> str:
    officer = scene.directory.officers.get(path.visit(dialogue).officer_id or 0)
    return officer.name if officer else _unit(dialogue, scene)


def _unit(dialogue: Dialogue, scene: Scene) -> str:
    return scene.directory.units[path.visit(dialogue).unit_id].short_name


STEPS = (
    Step("praise_name", ask, answer),
    Step("write_name", ask_name, take_name, takes_words=True),
    Step("preview_name", show_name, decide, kept, takes_words=True),
    Step("name_off", ask_off, take_off, taken_off),
)
