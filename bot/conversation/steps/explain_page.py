"""A page that somebody writes about an explanation: asked for, shown as it will be read (redacted), only then sent."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, REWRITE, SEND
from bot.conversation.steps.describe import take_words
from bot.conversation.steps.explain_lines import name
from feedback.explanation_words import unfit
from feedback.messages import Reply
from feedback.people import Officer
from feedback.requests import Outcome, Request

USE = "use_summary"


@dataclass(frozen=True, slots=True)
class Page:
    """`step` names it and its sentences, `explain.<step>.ask` and `.preview`. `leave` goes back; `sent` hears the
    house.

    `proposes`: what the talk already holds can be taken as it stands. `guarded`: words that must not be in an
    explanation are refused at once, as the house would refuse them.
    """

    step: str
    who: Callable[[Dialogue, Scene], Officer | None]
    send: Callable[[Officer, Talk], Request]
    leave: Callable[[Dialogue, Scene], Turn]
    sent: Callable[[Dialogue, Outcome, Scene], Turn]
    proposes: bool = False
    guarded: bool = False

    def steps(self) -> tuple[Step, Step]:
        """The page and its preview."""
        shows = f"preview_{self.step}"
        return (
            Step(self.step, self._ask, self._write, takes_words=True),
            Step(shows, self._preview, self._decide, self.sent, takes_words=True),
        )

    def _ask(self, dialogue: Dialogue, scene: Scene) -> Reply:
        talk = path.talk(dialogue)
        values = (USE, CANCEL) if self.proposes and talk.words else (CANCEL,)
        choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in values]
        asked = self._say("ask", talk, scene)
        return question(self.step, asked, choices=choices, free=True)

    def _write(self, dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
        if CANCEL in said.values:
            return self.leave(dialogue, scene)
        if USE in said.values:
            return Turn(dialogue.at(f"preview_{self.step}"))
        return self._take(dialogue, said.text, scene)

    def _preview(self, dialogue: Dialogue, scene: Scene) -> Reply:
        choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
        return question(f"preview_{self.step}", self._say("preview", path.talk(dialogue), scene), choices=choices)

    def _decide(self, dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
        if not said.values:
            return self._take(dialogue, said.text, scene)
        me = self.who(dialogue, scene)
        if said.values[0] == CANCEL or me is None:
            return self.leave(dialogue, scene)
        if said.values[0] == REWRITE:
            return Turn(dialogue.at(self.step))
        return Turn(dialogue, request=self.send(me, path.talk(dialogue)), ask=False)

    def _take(self, dialogue: Dialogue, text: str, scene: Scene) -> Turn:
        why = unfit(text) if self.guarded else None
        if why:
            return Turn(dialogue, (statement(scene.say(f"explain.unfit.{why.value}")),))
        asked = scene.directory.officers[path.talk(dialogue).asked or 0]
        return take_words(dialogue, scene.redacted_at(text, asked.unit_id), scene, then=f"preview_{self.step}")

    def _say(self, what: str, talk: Talk, scene: Scene) -> str:
        return scene.say(f"explain.{self.step}.{what}", code=talk.case, name=name(talk.asked, scene), text=talk.words)
