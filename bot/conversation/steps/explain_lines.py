"""How a handler reads on the open case what officers said to it."""

from collections.abc import Iterator, Sequence

from bot.conversation.scene import Scene
from feedback.cases import Case
from feedback.explanations import OPEN, Explanation
from feedback.numbers import day


def told(explanations: Sequence[Explanation], case: Case, scene: Scene) -> Iterator[str]:
    """Those of the present look at the case, one after another."""
    for one in explanations:
        if one.look == case.reopened:
            yield line(one, scene)


def line(one: Explanation, scene: Scene) -> str:
    """Who, how far it is and, once it was given, what they said."""
    stage = scene.say(f"explain.stage.{one.stage.value}", due=day(one.due))
    head = scene.say("explain.of", name=name(one.officer_id, scene), stage=stage)
    return head if one.stage in OPEN else f"{head}\n{scene.say('explain.said', text=one.text)}"


def name(officer_id: int | None, scene: Scene) -> str:
    """Of whoever is asked."""
    officer = scene.directory.officers.get(officer_id or 0)
    return officer.name if officer else ""
