"""How a handler reads on the open case what came before it, and its tags."""

from collections.abc import Sequence

from bot.conversation.scene import Scene
from feedback.cases import Case
from feedback.reviews import Standing


def again(case: Case, scene: Scene) -> list[str]:
    """What the citizen did not agree with."""
    refused = [scene.say("case.contested", reason=case.reason)] if case.reopened and case.reason else []
    return [*refused, scene.say("case.again", answer=case.answer)] if case.reopened and case.answer else refused


def tags(standing: Standing, scene: Scene) -> list[str]:
    """As the machine suggests them, or as people left them."""

    def named(codes: Sequence[str]) -> str:
        return "; ".join(scene.say(f"tag.{code}") for code in codes) or scene.say("case.tags.none")

    told = [scene.say(f"case.tags.{standing.stage.value}", tags=named(standing.tags))]
    return [*told, scene.say("case.tags.held", tags=named(standing.held))] if standing.held else told
