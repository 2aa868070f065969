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
DROP = "drop_photos"


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


def drop(dialogue: Dialogue) -> Turn:
    """Without them; the words stay."""
    return Turn(dialogue.at(dialogue.step, photos=()))


def choices(dialogue: Dialogue, scene: Scene) -> list[Choice]:
    """A way to leave them out, once there are any."""
    return [dialogue.choice(scene.say(f"button.{DROP}"), DROP)] if path.talk(dialogue).photos else []


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
