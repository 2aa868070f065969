"""No word is asked for or kept before the person agreed, in so many words (decision 19)."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path, voice
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.requests import Kind

AGREE, DECLINE, CHANGE = "agree", "decline", "change"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Both answers are equally near; words already written are shown again."""
    talk = path.talk(dialogue)
    see = scene.say("consent.see_page" if scene.page else "consent.see")
    beside = scene.say("consent.beside_voice" if voice.may_come(dialogue, scene) else "consent.beside")
    if talk.words:
        text = scene.say("consent.ask_written", words=talk.words, see=see, beside=beside)
    else:
        text = scene.say("consent.ask" if talk.kind is Kind.WORDS else "consent.ask_first", see=see, beside=beside)
    agree = "consent.agree_written" if talk.words else "button.agree"
    choices = [dialogue.choice(scene.say(agree), AGREE), dialogue.choice(scene.say("button.decline"), DECLINE)]
    if talk.level is not None:
        choices.append(dialogue.choice(scene.say("button.change"), CHANGE))
    return question("consent", text, choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """On to the words, back to the levels, or the end."""
    if said.values[0] == CHANGE:
        return Turn(dialogue.at("rate"))
    if said.values[0] == AGREE:
        talk = path.talk(dialogue)
        return Turn(dialogue.at("confirm" if talk.words else "describe", consent=scene.say("consent.version")))
    rated = path.talk(dialogue).level is not None
    said_no = scene.say("consent.done" if rated else "consent.declined")
    return Turn(dialogue.at("done", words=""), (statement(said_no, kind="end"),), ask=False)


STEP = Step("consent", ask, answer)
