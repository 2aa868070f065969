"""Words between a board and an office: asked for, shown as they will be read, only then sent.

Held to what answers to citizens are held to: enough of them, none that ask who wrote, a warning where they tell of a
person. The house asks the same once more.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, REWRITE, SEND
from bot.conversation.steps.case_words import take_reply, warning
from feedback.messages import Reply
from feedback.recommendation_words import asks_for_reporter
from feedback.requests import Outcome, Request


@dataclass(frozen=True, slots=True)
class Draft:
    """`write` and `preview` name its two steps; `asked` and `seen` say what stands above them, `framed` makes of what
    was written what will be read. `request` is None where the person may no longer send it; `leave` goes back."""

    write: str
    preview: str
    asked: Callable[[Dialogue, Scene], str]
    seen: Callable[[Dialogue, Scene], str]
    request: Callable[[Dialogue, Scene], Request | None]
    leave: Callable[[Dialogue, Scene], Turn]
    sent: Callable[[Dialogue, Outcome, Scene], Turn]
    framed: Callable[[Dialogue, str, Scene], str] = lambda dialogue, text, scene: text

    def steps(self) -> tuple[Step, Step]:
        """The page and its preview."""
        return (
            Step(self.write, self._ask, self._hear, takes_words=True),
            Step(self.preview, self._show, self._decide, self.sent, takes_words=True),
        )

    def _ask(self, dialogue: Dialogue, scene: Scene) -> Reply:
        cancel = dialogue.choice(scene.say("button.cancel"), CANCEL)
        return question(self.write, self.asked(dialogue, scene), choices=[cancel], free=True)

    def _hear(self, dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
        return self.leave(dialogue, scene) if CANCEL in said.values else self._take(dialogue, said.text, scene)

    def _show(self, dialogue: Dialogue, scene: Scene) -> Reply:
        choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
        return question(self.preview, warning(dialogue, scene), self.seen(dialogue, scene), choices=choices)

    def _decide(self, dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
        if not said.values:
            return self._take(dialogue, said.text, scene)
        if said.values[0] == REWRITE:
            return Turn(dialogue.at(self.write, words=""))
        request = self.request(dialogue, scene) if said.values[0] == SEND else None
        return Turn(dialogue, request=request, ask=False) if request else self.leave(dialogue, scene)

    def _take(self, dialogue: Dialogue, text: str, scene: Scene) -> Turn:
        if asks_for_reporter(text):
            return Turn(dialogue, (statement(scene.say("case.asks_for_reporter")),))
        taken = take_reply(dialogue, text, scene, then=self.preview, short="recommend.short")
        held = taken.dialogue.step == self.preview and not taken.said
        framed = self.framed(dialogue, text, scene)
        return Turn(taken.dialogue.at(self.preview, words=framed)) if held else taken
