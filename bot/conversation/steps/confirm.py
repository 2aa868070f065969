"""The person sees what a handler will see, then sends it, writes it anew, or drops it."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import describe, path
from bot.conversation.steps.base import Step
from feedback.canonical import comparable
from feedback.messages import Reply
from feedback.numbers import day, fours
from feedback.requests import FeedbackTaken, Outcome, SubmitFeedback

SEND, REWRITE, CANCEL = "send", "rewrite", "cancel"
MORE_WORDS = 3


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The redacted text, in full."""
    words = path.talk(dialogue).words
    redacted = scene.redacted(words, path.visit(dialogue))
    masked = scene.say("confirm.masked") if redacted != words else ""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
    return question("confirm", scene.say("confirm.ask", words=redacted), masked, choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """A few words more are added to the earlier ones; a word or two are no message, and the question stands."""
    if not said.values:
        if len(comparable(said.text).split()) < MORE_WORDS:
            return Turn(dialogue, (statement(scene.say("talk.choose")),))
        return describe.take_words(dialogue, f"{path.talk(dialogue).words}\n{said.text}", scene, then="confirm")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("describe", words=""))
    if said.values[0] == CANCEL:
        return Turn(dialogue.at("done", words=""), (statement(_dropped(dialogue, scene), kind="end"),), ask=False)
    return Turn(dialogue, request=_submission(dialogue, scene), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Thanks, with the receipt; the words leave the talk."""
    assert isinstance(outcome, FeedbackTaken)
    sent = dialogue.at("done", words="", receipt=outcome.receipt)
    lines = [
        scene.say("sent.thanks" if outcome.due else "sent.thanks_praise"),
        scene.say("sent.receipt", receipt=fours(outcome.receipt)),
        scene.say("sent.keep"),
        _due(outcome, scene),
    ]
    replies = [statement(*lines, kind="thanks")]
    if outcome.danger:
        replies.insert(0, statement(scene.say("sent.danger"), kind="notice"))
    if outcome.denunciation:
        replies.insert(0, statement(_lawful_road(dialogue, scene), kind="notice"))
    return Turn(sent, tuple(replies), ask=False)


def _submission(dialogue: Dialogue, scene: Scene) -> SubmitFeedback:
    talk, visit = path.talk(dialogue), path.visit(dialogue)
    return SubmitFeedback(
        visit=visit,
        kind=talk.kind,
        level=talk.level,
        text=talk.words,
        redacted=scene.redacted(talk.words, visit),
        filed_at=scene.now,
        language=dialogue.language,
        consent=talk.consent,
    )


def _lawful_road(dialogue: Dialogue, scene: Scene) -> str:
    place = scene.directory.denunciation_place(path.visit(dialogue).unit_id)
    return scene.say("sent.denunciation", place=place or scene.say("sent.denunciation_place"))


def _due(outcome: FeedbackTaken, scene: Scene) -> str:
    if outcome.due is None:
        return ""
    return scene.say("sent.due_pull" if scene.pull else "sent.due", day=day(outcome.due))


def _dropped(dialogue: Dialogue, scene: Scene) -> str:
    rated = path.talk(dialogue).level is not None
    return scene.say("menu.cancelled_rated" if rated else "menu.cancelled")


STEP = Step("confirm", ask, answer, learn, takes_words=True)
