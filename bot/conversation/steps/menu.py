"""Where a person arrives without a code, and where every talk ends: four things one can do."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps.base import Step
from feedback.messages import Choice, Reply
from feedback.requests import Kind

ERRANDS = ("rate", "suggest", "praise", "track")
"""In the order of CONTRACT: Đánh giá · Góp ý, phản ánh · Khen ngợi · Tra cứu."""


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The four errands."""
    return question("menu", scene.say("menu.ask"), choices=errands(dialogue, scene))


def errands(dialogue: Dialogue, scene: Scene) -> list[Choice]:
    """Buttons that hold at any time: they carry no talk."""
    at_menu = dialogue.end()
    return [at_menu.choice(scene.say(f"menu.{errand}"), errand) for errand in ERRANDS]


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Begin the errand."""
    return BEGIN[said.values[0]](dialogue, scene)


def begin_visit(dialogue: Dialogue, scene: Scene, kind: Kind, words: str = "") -> Turn:
    """A talk about a visit whose counter is not known yet; words from a pause of ours are offered with it."""
    talk = Talk(id=scene.token[:8], started_at=scene.now, kind=kind, words=words or dialogue.meanwhile)
    return Turn(replace(dialogue, meanwhile="").begin("choose_unit", talk))


def begin_errand(step: str) -> Callable[[Dialogue, Scene], Turn]:
    """A talk that is one question."""

    def begin(dialogue: Dialogue, scene: Scene) -> Turn:
        return Turn(dialogue.begin(step, Talk(id=scene.token[:8], started_at=scene.now)))

    return begin


BEGIN: dict[str, Callable[[Dialogue, Scene], Turn]] = {
    "rate": lambda dialogue, scene: begin_visit(dialogue, scene, Kind.WORDS),
    "suggest": lambda dialogue, scene: begin_visit(dialogue, scene, Kind.SUGGESTION),
    "praise": lambda dialogue, scene: begin_visit(dialogue, scene, Kind.PRAISE),
    "track": begin_errand("track_case"),
}

STEP = Step("menu", ask, answer)
