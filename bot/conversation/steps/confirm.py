"""The person sees what a handler will see, then sends it, writes it anew, or drops it."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import describe, path, photos, voice
from bot.conversation.steps.base import Step
from feedback.canonical import comparable
from feedback.messages import Reply
from feedback.numbers import day, fours
from feedback.requests import FeedbackTaken, Outcome, Refused, SubmitFeedback

SEND, REWRITE, CANCEL = "send", "rewrite", "cancel"
MORE_WORDS = 3


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The redacted text, in full."""
    talk = path.talk(dialogue)
    redacted = scene.redacted(talk.words, path.visit(dialogue))
    masked = scene.say("confirm.masked") if redacted != talk.words else ""
    beside = scene.say("confirm.photos", count=len(talk.photos)) if talk.photos else ""
    send, *others = (dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL))
    choices = [send, *photos.choices(dialogue, scene), *others]
    told = voice.preview(dialogue, scene) if talk.voice else scene.say("confirm.ask", words=redacted)
    asked = question("confirm", told, beside, photos.way(dialogue, scene), masked, choices=choices)
    return replace(asked, room=photos.room(dialogue, scene))


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """A few words more are added to the earlier ones; a word or two are no message, and the question stands."""
    if not said.values:
        if len(comparable(said.text).split()) < MORE_WORDS:
            return Turn(dialogue, (statement(scene.say("talk.choose")),))
        earlier = path.talk(dialogue).words
        text = f"{earlier}\n{said.text}" if earlier else said.text  # typed words take the place of a voice
        return describe.take_words(dialogue.at("confirm", voice=""), text, scene, then="confirm")
    if turn := photos.told(dialogue, said.values[0]):
        return turn
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("describe", words="", voice=""))
    if said.values[0] == CANCEL:
        told = statement(_dropped(dialogue, scene), kind="end")
        return Turn(dialogue.at("done", words="", photos=(), of_head=False, voice=""), (told,), ask=False)
    return Turn(dialogue, request=_submission(dialogue, scene), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Thanks, with the receipt; the words leave the talk. Or photos came to be sent along."""
    if isinstance(outcome, Refused) and path.talk(dialogue).adds:  # the words stay, and may go as new ones
        return Turn(dialogue.at("confirm", adds=""), (statement(scene.say(outcome.key)),))
    if isinstance(outcome, Refused):  # the voice waited too long to be sent
        return Turn(dialogue.at("describe", voice=""), (statement(scene.say(outcome.key)),))
    if not isinstance(outcome, FeedbackTaken):
        return photos.learn(dialogue, outcome, scene)
    talk = path.talk(dialogue)
    sent = dialogue.at("done", words="", photos=(), of_head=False, voice="", receipt=outcome.receipt)
    lines = _added(outcome, scene) or [
        scene.say("sent.thanks" if outcome.due else "sent.thanks_praise"),
        scene.say("sent.receipt", receipt=fours(outcome.receipt)),
        scene.say("sent.keep"),
        _due(outcome, scene),
        scene.say("sent.photos", count=outcome.photos) if talk.photos else "",
        scene.say("sent.voice") if talk.voice else "",
    ]
    replies = [statement(*lines, kind="thanks")]
    if outcome.danger:
        replies.insert(0, statement(scene.say("sent.danger"), kind="notice"))
    if outcome.denunciation:
        replies.insert(0, statement(_lawful_road(dialogue, scene), kind="notice"))
    return Turn(sent.at("praise_name") if outcome.may_name else sent, tuple(replies), ask=outcome.may_name)


def _added(outcome: FeedbackTaken, scene: Scene) -> list[str]:
    """What was added to keeps its days and its receipt; empty for words of their own."""
    if not outcome.added:
        return []
    receipt = scene.say("add.receipt", receipt=fours(outcome.receipt))
    photos = scene.say("sent.photos", count=outcome.photos) if outcome.photos else ""
    return [scene.say("add.sent"), receipt, scene.say("add.keep"), photos]


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
        photos=talk.photos,
        of_head=talk.of_head and bool(talk.photos),
        voice=talk.voice,
        adds=talk.adds,
        ticked=talk.ticked,
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
