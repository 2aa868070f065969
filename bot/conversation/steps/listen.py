"""A person of the superior unit hears a voice and types its words; they are read back before they count."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, CANCEL, REWRITE, SEND, handler, listed
from bot.conversation.steps.describe import take_words
from feedback.media import Picture
from feedback.messages import Reply
from feedback.numbers import day
from feedback.requests import CasesFound, ListCases, Outcome, Refused
from feedback.voice_requests import CannotHear, NextVoice, Spoken, VoiceSettled, VoiceShown, WriteVoice

AGAIN, UNCLEAR = "hear_again", "cannot_hear"


def heard(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The next voice, or that there is none."""
    me = handler(dialogue, scene)
    if isinstance(outcome, CasesFound):
        return listed(dialogue, outcome, scene)
    if isinstance(outcome, VoiceSettled) and me:
        settled = dialogue.at("listen", words="", case="")
        return Turn(settled, (statement(scene.say("voice.settled")),), NextVoice(me), ask=False)
    if isinstance(outcome, VoiceShown) and outcome.spoken:
        return _shown(dialogue, outcome.spoken, scene)
    told = scene.say(outcome.key) if isinstance(outcome, Refused) else scene.say("voice.none")
    return Turn(dialogue.end(), (statement(told),), ask=False)


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """An empty page for the words."""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (AGAIN, UNCLEAR, BACK)]
    return question("listen", scene.say("voice.write"), choices=choices, free=True)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """The words, or what else to do with the voice."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    if not said.values:
        return take_words(dialogue, said.text, scene, then="preview_voice")
    if said.values[0] == BACK:
        return Turn(dialogue.at("cases", case=""), request=ListCases(me), ask=False)
    unclear = said.values[0] == UNCLEAR
    return Turn(dialogue, request=CannotHear(me, path.talk(dialogue).case) if unclear else NextVoice(me), ask=False)


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """What was typed, read back."""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
    return question("preview_voice", scene.say("voice.preview", words=path.talk(dialogue).words), choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Keep them, type them anew, or leave the voice for later."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    if not said.values:
        return take_words(dialogue, said.text, scene, then="preview_voice")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("listen", words=""))
    if said.values[0] == CANCEL:
        return Turn(dialogue.at("cases", words="", case=""), request=ListCases(me), ask=False)
    redacted = scene.redacted_at(talk.words, talk.unit_id or 0)
    return Turn(dialogue, request=WriteVoice(me, talk.case, talk.words, redacted), ask=False)


def _shown(dialogue: Dialogue, spoken: Spoken, scene: Scene) -> Turn:
    unit = scene.directory.units[spoken.unit_id]
    opened = dialogue.at("listen", case=spoken.key, unit_id=unit.id, words="")
    about = {"unit": unit.short_name, "day": day(spoken.day), "seconds": spoken.seconds}
    voice = Picture(spoken.key, scene.say("voice.caption", **about), scene.say("voice.gone"), voice=True)
    asked = ask(opened, scene)
    more = scene.say("voice.waiting", count=spoken.waiting)
    return Turn(opened, (replace(asked, text=f"{more}\n\n{asked.text}", photos=(voice,)),), ask=False)


STEP = Step("listen", ask, answer, heard, takes_words=True)
PREVIEW = Step("preview_voice", preview, decide, heard, takes_words=True)
