"""What is kept of this chat, and how to have one's words erased (Luật 91/2025/QH15)."""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.numbers import day
from feedback.praise_requests import NamesTakenOff, TakeNameOff
from feedback.requests import Erased, EraseMyData, MyData, Outcome, ShowMyData

ERASE, KEEP, NAME_OFF = "erase", "keep", "name_off"


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """Ask the house what it keeps."""
    return Turn(_interrupting(dialogue, scene), request=ShowMyData(), ask=False)


def begin_erasing(dialogue: Dialogue, scene: Scene) -> Turn:
    """Straight to the question whether to erase; what was under way is dropped too."""
    return Turn(dialogue.begin("my_data", _talk(scene)))


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Erasing cannot be undone, so it is asked."""
    named = [NAME_OFF] if dialogue.talk and dialogue.talk.named else []
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (ERASE, *named, KEEP)]
    return question("my_data", scene.say("data.erase_ask"), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Erase, take names off praise, or leave everything."""
    if said.values[0] == ERASE:
        return Turn(dialogue, request=EraseMyData(), ask=False)
    if said.values[0] == NAME_OFF:
        return Turn(dialogue, request=TakeNameOff(), ask=False)
    return _onward(dialogue, statement(scene.say("data.kept")))


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Say what is kept, or that it is gone."""
    if isinstance(outcome, Erased):
        return _onward(dialogue, statement(scene.say("data.erased", count=outcome.texts)))
    if isinstance(outcome, NamesTakenOff):
        key = "data.names_off" if outcome.count else "data.no_names"
        return _onward(dialogue.at("my_data", named=False), statement(scene.say(key, count=outcome.count)))
    assert isinstance(outcome, MyData)
    lines = [_texts(outcome, scene), scene.say("data.what")]
    if outcome.photos:
        lines.insert(1, scene.say("data.photos", count=outcome.photos))
    if outcome.voices:
        lines.insert(1, scene.say("data.voices", count=outcome.voices))
    if outcome.named:
        lines.insert(1, scene.say("data.named", count=outcome.named))
    if outcome.officer:
        lines.append(scene.say("data.officer"))
    told = statement(*lines, kind="data")
    asking = dialogue.at("my_data", named=outcome.named > 0)
    return Turn(asking, (told,)) if outcome.texts else _onward(dialogue, told)


def _texts(data: MyData, scene: Scene) -> str:
    if not data.texts or data.first is None:
        return scene.say("data.none")
    return scene.say("data.texts", count=data.texts, day=day(data.first))


def _interrupting(dialogue: Dialogue, scene: Scene) -> Dialogue:
    """A talk under way waits for its answer."""
    if not dialogue.is_live(scene.now):
        return dialogue.begin("my_data", _talk(scene))
    return dialogue if dialogue.step == "my_data" else dialogue.at("my_data", back=dialogue.coming_back)


def _talk(scene: Scene) -> Talk:
    return Talk(id=scene.token[:8], started_at=scene.now)


def _onward(dialogue: Dialogue, told: Reply) -> Turn:
    """Back to the question that was interrupted; the end where there was none."""
    back = dialogue.talk.back if dialogue.talk else ""
    return Turn(dialogue.at(back, back=""), (told,)) if back else Turn(dialogue.end(), (told,), ask=False)


STEP = Step("my_data", ask, answer, learn)
