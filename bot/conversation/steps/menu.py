"""Where a person arrives without a code, and where every talk ends: four things one can do."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps.base import Step
from feedback.messages import Choice, Reply
from feedback.requests import Kind
from feedback.visits import Proof, Visit

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
    """A talk about a visit whose counter is not known yet, except on the page of one; words from a pause of ours are
    offered with it."""
    talk = Talk(id=scene.token[:8], started_at=scene.now, kind=kind, words=words or dialogue.meanwhile)
    fresh = replace(dialogue, meanwhile="")
    visit = None if kind is Kind.WORDS else _of_the_page(dialogue, scene)
    if visit is None:
        return Turn(fresh.begin("choose_unit", talk))
    step = "who_served" if kind is Kind.PRAISE and visit.candidates else "consent"
    return Turn(fresh.begin(step, replace(talk, unit_id=visit.unit_id, visit=visit)))


def _of_the_page(dialogue: Dialogue, scene: Scene) -> Visit | None:
    """The visit that the page's own code stands for, as one of its own, since the first may have been rated."""
    visit = dialogue.talk.visit if dialogue.talk and scene.page and dialogue.is_young(scene.now) else None
    if visit is None or visit.proof not in (Proof.COUNTER, Proof.TICKET):
        return None
    return replace(visit, key=scene.token, officer_id=None)


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
