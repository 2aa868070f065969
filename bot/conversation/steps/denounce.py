"""Somebody says that what they are going to write is a tố cáo: the lawful road first, then the way past the unit."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import menu, path
from feedback.requests import Kind


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """A comment like any other, but sealed from the first moment and reviewed by a person."""
    begun = menu.begin_visit(dialogue, scene, Kind.SUGGESTION).dialogue
    ticked = replace(begun, talk=replace(path.talk(begun), ticked=True))
    return Turn(ticked, (statement(scene.say("denounce.road"), kind="notice"),))
