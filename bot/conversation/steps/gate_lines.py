"""What `/viec` says of a case that waits for its review (thẩm định)."""

from bot.conversation.scene import Scene
from feedback.cases import Case
from feedback.numbers import day
from feedback.requests import CasesFound, CaseShown


def mark(case: Case, found: CasesFound, scene: Scene) -> str:
    """Behind its line in the list."""
    return scene.say("gate.mark") if case.id in found.under_review else ""


def held(shown: CaseShown, scene: Scene) -> str:
    """On its page, with the clock."""
    if shown.review is None or not shown.review.holds:
        return ""
    kind = scene.say(f"gate.kind.{shown.review.kind.value}")
    return scene.say("gate.in_case", kind=kind, due=day(shown.review.due))
