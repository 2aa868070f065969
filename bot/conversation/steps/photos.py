"""Photos beside words: taken while the words are written, counted in the preview, let go of with the talk."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import path
from feedback.media import MOST_PHOTOS, Attached, Held, Trouble, keys_for
from feedback.messages import Choice, Inbound, Reply
from feedback.requests import HoldMedia, Kind, MediaHeld, Outcome

WHILE_WRITING = ("describe", "confirm")
DROP, OF_HEAD = "drop_photos", "photos_of_head"


def are_welcome(dialogue: Dialogue, scene: Scene) -> bool:
    """Beside anything but praise: praise names people, and nobody has to answer it."""
    talk = dialogue.talk
    return scene.takes_photos and dialogue.step in WHILE_WRITING and talk is not None and talk.kind is not Kind.PRAISE


def room(dialogue: Dialogue, scene: Scene) -> int:
    """How many more may come."""
    return max(0, MOST_PHOTOS - len(path.talk(dialogue).photos)) if are_welcome(dialogue, scene) else 0


def take(turn: Turn, inbound: Inbound, scene: Scene) -> Turn | None:
    """`turn`, which the words that came along made, and the photos with it; None when they have no place there."""
    photos = [one for one in inbound.attached if not one.seconds]
    if turn.request or not photos or not are_welcome(turn.dialogue, scene):
        return None
    most = room(turn.dialogue, scene)
    good = [one for one in photos if not one.refused]
    told = _refused([*(one.refused for one in photos), *[Trouble.MANY] * len(good[most:])], scene)
    turn = replace(turn, said=(*told, *turn.said))
    if held := _held(good[:most], inbound.channel, scene):
        return replace(turn, request=HoldMedia(held), ask=False)
    return turn


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """They are held, and the question of the step counts them; a voice stands for the words."""
    assert isinstance(outcome, MediaHeld)
    talk = path.talk(dialogue)
    notes = {"photos": (*talk.photos, *outcome.photos), "voice": outcome.voice or talk.voice}
    holding = dialogue.at("confirm" if outcome.voice else dialogue.step, **notes)
    return Turn(holding, _refused([Trouble.FULL], scene) if outcome.full else ())


def told(dialogue: Dialogue, value: str) -> Turn | None:
    """What was said of the photos: without them, the words stay; or that they concern the head, which nobody but the
    person can know. None when it was said of something else."""
    if value == DROP:
        return Turn(dialogue.at(dialogue.step, photos=(), of_head=False))
    return Turn(dialogue.at(dialogue.step, of_head=True)) if value == OF_HEAD else None


def choices(dialogue: Dialogue, scene: Scene) -> list[Choice]:
    """Once there are any: a way to leave them out, and to say whom they concern where somebody stands above the unit.
    Said once it stands: a slip costs a detour, the other way round the head would see them."""
    talk = path.talk(dialogue)
    offered = [DROP, OF_HEAD] if _superior(dialogue, scene) and not talk.of_head else [DROP]
    return [dialogue.choice(scene.say(f"button.{value}"), value) for value in offered] if talk.photos else []


def way(dialogue: Dialogue, scene: Scene) -> str:
    """That they go past the head, once the person said so."""
    talk = path.talk(dialogue)
    return scene.say("photo.of_head", superior=_superior(dialogue, scene)) if talk.photos and talk.of_head else ""


def _superior(dialogue: Dialogue, scene: Scene) -> str:
    above = scene.directory.superior_of(path.visit(dialogue).unit_id)
    return above.short_name if above else ""


def _held(photos: Iterable[Attached], channel: str, scene: Scene) -> tuple[Held, ...]:
    kept = list(photos)
    return tuple(Held(key, channel, one) for key, one in zip(keys_for(scene.token, len(kept)), kept, strict=True))


def _refused(troubles: Iterable[Trouble | None], scene: Scene) -> tuple[Reply, ...]:
    """How many, for each reason."""
    counted = Counter(trouble for trouble in troubles if trouble)
    lines = [
        scene.say("photo.refused", count=count, why=scene.say(f"photo.trouble.{trouble.value}"))
        for trouble, count in counted.items()
    ]
    return (statement(*lines, kind="notice"),) if lines else ()
