"""What a step is: a question, what follows from an answer, and what follows from an outcome."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene
from feedback.messages import Reply
from feedback.requests import Outcome


def nothing_to_learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """A step that asks the house for nothing hears nothing."""
    raise LookupError(f"{dialogue.step} was told {type(outcome).__name__}")


@dataclass(frozen=True, slots=True)
class Step:
    """`ask` shows the question, `answer` hears the person, `learn` hears the house's outcome of a request.

    `recall` stands instead of `ask` where the question itself must be asked of the house again.
    """

    name: str
    ask: Callable[[Dialogue, Scene], Reply]
    answer: Callable[[Dialogue, Said, Scene], Turn]
    learn: Callable[[Dialogue, Outcome, Scene], Turn] = nothing_to_learn
    takes_words: bool = False  # free text is an answer here, not a stray message
    many: bool = False
    recall: Callable[[Dialogue, Scene], Turn] | None = None
