"""A voice instead of words: only where the unit takes voices, and only as long as nothing is typed."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import path
from bot.conversation.steps.photos import WHILE_WRITING
from feedback.media import VOICE_DAYS, Held
from feedback.messages import Inbound
from feedback.requests import HoldMedia, Kind


def is_welcome(dialogue: Dialogue, scene: Scene) -> bool:
    """Words typed are better: the machine covers names in them, and nobody knows them by their sound."""
    writing = dialogue.step in WHILE_WRITING and dialogue.talk and not dialogue.talk.words
    return bool(writing) and may_come(dialogue, scene)


def may_come(dialogue: Dialogue, scene: Scene) -> bool:
    """Whether one could be sent in this talk, through this door, to this unit; consent speaks of it only then."""
    sent = scene.takes_photos and path.talk(dialogue).kind is not Kind.PRAISE
    return sent and scene.directory.takes_voice(path.visit(dialogue).unit_id)


def take(turn: Turn, inbound: Inbound, scene: Scene) -> Turn | None:
    """A later voice takes the place of an earlier one; None when it has no place there."""
    voice = next((one for one in inbound.attached if one.seconds), None)
    if voice is None or turn.request or not is_welcome(turn.dialogue, scene):
        return None
    if voice.refused:
        why = scene.say(f"voice.trouble.{voice.refused.value}")
        return replace(turn, said=(*turn.said, statement(scene.say("voice.refused", why=why), kind="notice")))
    holding = turn.dialogue.at(turn.dialogue.step, seconds=voice.seconds)
    held = Held(scene.token, inbound.channel, voice)
    return Turn(holding, turn.said, HoldMedia((held,)), ask=False)


def preview(dialogue: Dialogue, scene: Scene) -> str:
    """Who will hear it, who will not, and for how long it is kept."""
    unit = scene.directory.units[path.visit(dialogue).unit_id]
    above = scene.directory.superior_of(unit.id)
    return scene.say(
        "confirm.voice",
        seconds=path.talk(dialogue).seconds,
        superior=above.short_name if above else "",
        unit=unit.short_name,
        days=unit.voice_days or VOICE_DAYS,
    )


def left_out(dialogue: Dialogue, scene: Scene) -> str:
    """Why a voice is not taken here and now, and how else to tell."""
    talk = dialogue.talk
    visit = talk.visit if talk else None
    if not (talk and visit and scene.takes_photos and scene.directory.takes_voice(visit.unit_id)):
        return scene.say("media.voice")
    if talk.kind is Kind.PRAISE:
        return scene.say("media.voice")
    if dialogue.step in WHILE_WRITING:
        return scene.say("media.voice_or_words" if talk.words else "media.other")
    return scene.say("media.voice_later")
