"""Messages that nobody asked for: an old button, a picture, words in the middle of a question. Answered kindly,
and words are held so that the person need not write them twice."""

import re

from bot.conversation import errands
from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import COMMANDS, Command, Said, receipt
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import BY_NAME, alarm, letter, menu, no_invitations, result, track_case, voice
from bot.conversation.steps.describe import LONGEST, too_long
from bot.conversation.steps.photos import WHILE_WRITING
from feedback.alarms import ALARM
from feedback.canonical import comparable
from feedback.messages import Reply
from feedback.requests import Kind
from feedback.tickets import read_code

LEVEL_VALUES = ("1", "2", "3", "4", "5")
INTENTS = ("suggest", "praise", "rate", "track", "add", "assisted", "start", "cancel", "help", "language")
WORTH_SENDING = 3
"""From so many words on, a text at the menu may be feedback."""

QUESTION = 12
"""Up to so many words, a text that ends in a question mark only asks."""

SHORT = 5
"""Up to so many words, a greeting or thanks is only that."""

BEFORE_CONSENT = ("rate", "who_served", "badge", "reasons", "consent", "choose_counter")
PHOTOS = ("photo", "album")
_CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")  # a counter's, as posters show it where no link opens a talk
_KNOWN_MEDIA = ("photo", "album", "location", "sticker", "contact")


def text(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    """Words that are neither a command nor an answer to what was asked."""
    if receipt(text):
        begun = menu.BEGIN["track"](dialogue, scene)
        return track_case.answer(begun.dialogue, Said(text=text), scene)
    if told := alarm.typed(dialogue, text, scene):
        return told
    if not dialogue.is_live(scene.now) and (told := result.typed(dialogue, text, scene)):
        return told
    if said := letter.typed(dialogue, text, scene):
        return said
    counter = scene.directory.counter("-".join(comparable(text).split()))
    if counter:
        return errands.obey(dialogue, Command("start", counter.code), scene)
    if read_code(text):
        return errands.obey(dialogue, Command("start", text), scene)
    if no_invitations.is_meant(dialogue, text, scene):
        return no_invitations.begin(dialogue, scene)
    meant = errand(text, scene)
    if meant:
        return errands.obey(dialogue, Command(meant), scene)
    if _wants_to_change(dialogue, text, scene):
        return Turn(dialogue.at("rate"))
    if dialogue.is_live(scene.now):
        return _in_a_talk(dialogue, text, scene)
    return _at_the_menu(dialogue, text, scene)


def media(dialogue: Dialogue, kind: str, scene: Scene) -> Turn:
    """A picture, a voice, a place: not kept for now, and said so; then the question again."""
    return Turn(dialogue, (left_out(dialogue, kind, scene),))


def left_out(dialogue: Dialogue, kind: str, scene: Scene) -> Reply:
    """What becomes of it: nothing is kept."""
    if dialogue.talk and dialogue.talk.typed:
        return statement(scene.say("assisted.no_media"), kind="notice")
    if kind == "voice":
        return statement(voice.left_out(dialogue, scene), kind="notice")
    if kind in PHOTOS and scene.takes_photos:
        praise = dialogue.step in WHILE_WRITING and dialogue.talk and dialogue.talk.kind is Kind.PRAISE
        return statement(scene.say("media.photo_praise" if praise else "media.photo_later"), kind="notice")
    return statement(scene.say(f"media.{kind}" if kind in _KNOWN_MEDIA else "media.other"), kind="notice")


def old_button(dialogue: Dialogue, payload: str, scene: Scene) -> Turn:
    """A button of the menu or below an answer holds for ever, a level of the present talk corrects it, any other one is
    old."""
    talk_id, _, rest = payload.partition(":")
    step, _, value = rest.partition(":")
    if talk_id == "-" and value in menu.ERRANDS:
        return menu.BEGIN[value](dialogue, scene)
    if talk_id == "-" and step == ALARM:
        return alarm.tapped(dialogue, value, scene)
    if talk_id == "-" and step == "result":
        return result.tapped(dialogue, value, scene)
    if talk_id == "-" and step == "letter":
        return letter.tapped(dialogue, value, scene)
    talk = dialogue.talk
    fresh = talk is not None and talk.id == talk_id and not talk.receipt and dialogue.is_young(scene.now)
    if step == "rate" and fresh and value in LEVEL_VALUES:
        return BY_NAME["rate"].answer(dialogue, Said(values=(value,)), scene)
    return Turn(dialogue, (statement(scene.say("talk.stale"), kind="notice"),))


def _in_a_talk(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    """Words before consent are held, those held earlier with them; the question stands."""
    talk = dialogue.talk
    held = "\n".join(part for part in (talk.words if talk else "", text) if part)
    if dialogue.step in BEFORE_CONSENT and _worth_sending(text) and len(held) <= LONGEST:
        told = () if dialogue.step == "consent" else (statement(scene.say("talk.kept_for_later")),)
        return Turn(dialogue.at(dialogue.step, words=held), told)
    polite = scene.say("menu.thanked") if _says(text, "menu.thanks_words", scene) else scene.say("talk.choose")
    return Turn(dialogue, (statement(polite),))


def _at_the_menu(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    if _says(text, "menu.thanks_words", scene):
        return Turn(dialogue.end(), (statement(scene.say("menu.thanked")),))
    if _says(text, "menu.greetings", scene):
        return Turn(dialogue.end(), (statement(scene.say("menu.hello"), kind="hello"),))
    if _CODE.fullmatch(text.lower()):
        return errands.obey(dialogue, Command("start", text), scene)
    if len(text) > LONGEST:
        return Turn(dialogue.end(), (too_long(text, scene),))
    if text.endswith("?") and len(folded_words(text)) <= QUESTION:
        return Turn(dialogue.end(), (statement(scene.say("menu.question")),))
    if _worth_sending(text):
        return _offer_to_send(dialogue, text, scene)
    return Turn(dialogue.end(), (statement(scene.say("menu.not_understood")),))


def _says(text: str, key: str, scene: Scene) -> bool:
    """Whether a short text is just this politeness, in any of the ways listed under `key`."""
    folded = f" {comparable(text)} "
    return len(folded.split()) <= SHORT and any(f" {word} " in folded for word in scene.say(key).split("|"))


def _offer_to_send(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    begun = menu.begin_visit(dialogue, scene, Kind.SUGGESTION, words=text)
    return Turn(begun.dialogue, (statement(scene.say("menu.may_be_feedback")),))


def errand(text: str, scene: Scene) -> str:
    """A command without its slash, the words of a menu's button, or another way to say it."""
    folded = comparable(text)
    labelled = (name for name in menu.ERRANDS if folded == comparable(scene.say(f"menu.{name}")))
    meant = (name for name in INTENTS if folded in scene.say(f"intent.{name}").split("|"))
    return COMMANDS.get(folded.replace(" ", ""), "") or next(labelled, "") or next(meant, "")


def _wants_to_change(dialogue: Dialogue, text: str, scene: Scene) -> bool:
    rated = dialogue.talk is not None and dialogue.talk.level is not None and not dialogue.talk.receipt
    return rated and dialogue.is_live(scene.now) and comparable(text) in scene.say("typed.change").split("|")


def _worth_sending(text: str) -> bool:
    return len(folded_words(text)) >= WORTH_SENDING


def folded_words(text: str) -> list[str]:
    """The words of a text, without accents or signs."""
    return comparable(text).split()
