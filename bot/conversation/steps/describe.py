"""The person's own words."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path, photos, voice
from bot.conversation.steps.base import Step
from feedback.media import MOST_PHOTOS
from feedback.messages import Reply
from feedback.numbers import thousands
from feedback.requests import Kind

LONGEST = 10_000
SKIP = "skip"
_ASK = {Kind.WORDS: "describe.ask", Kind.SUGGESTION: "describe.ask_suggest", Kind.PRAISE: "describe.ask_praise"}


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """An invitation, and what had better not be written."""
    talk, choices = path.talk(dialogue), photos.choices(dialogue, scene)
    skip = dialogue.choice(scene.say("button.skip"), SKIP)
    welcome = scene.say("describe.photos", most=MOST_PHOTOS) if photos.are_welcome(dialogue, scene) else ""
    beside = scene.say("describe.with_photos", count=len(talk.photos)) if talk.photos else welcome
    spoken = scene.say("describe.voice") if voice.is_welcome(dialogue, scene) else ""
    asks = "add.describe" if talk.adds else _ASK[talk.kind]
    lines = (scene.say(asks), beside, photos.way(dialogue, scene), spoken, scene.say("describe.safety"))
    asked = question("describe", *lines, choices=[*choices, skip], free=True)
    return replace(asked, room=photos.room(dialogue, scene))


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the words in the talk until they are confirmed; too many or none are said to be so."""
    if SKIP in said.values:
        told = statement(_without_words(dialogue, scene), kind="end")
        return Turn(dialogue.at("done", photos=(), of_head=False), (told,), ask=False)
    if said.values and (turn := photos.told(dialogue, said.values[0])):
        return turn
    return take_words(dialogue, said.text, scene, then="confirm")


def take_words(dialogue: Dialogue, text: str, scene: Scene, *, then: str) -> Turn:
    """Hold the words and go on to `then`; nothing written, or too much, is said to be so and changes nothing."""
    if not any(character.isalnum() for character in text):
        return Turn(dialogue, (statement(scene.say("describe.empty")),))
    if len(text) > LONGEST:
        return Turn(dialogue, (too_long(text, scene),))
    return Turn(dialogue.at(then, words=text))


def too_long(text: str, scene: Scene) -> Reply:
    """How long it is and how long it may be; its kind tells a page to leave the words in their box."""
    told = scene.say("describe.too_long", count=thousands(len(text)), most=thousands(LONGEST))
    return statement(told, kind="too_long")


def _without_words(dialogue: Dialogue, scene: Scene) -> str:
    rated = path.talk(dialogue).level is not None
    return scene.say("consent.done" if rated else "menu.cancelled")


STEP = Step("describe", ask, answer, photos.learn, takes_words=True)
