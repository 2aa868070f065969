"""One message in, one turn out: which step hears it, and what is said when none does.

Pure: the same dialogue, message and scene always give the same turn. Commands come before steps, old buttons are
harmless, and words that nobody asked for are never thrown away in silence.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation import at_desk, errands, stray
from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said, bare, clean, command, pick, value_of
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import BY_NAME, photos, voice
from bot.conversation.steps.describe import take_words
from feedback.messages import Choice, Inbound, Reply
from feedback.requests import Outcome
from feedback.tickets import read_code
from feedback.wording import LANGUAGES, words

OTHERS = LANGUAGES[1:]
WRITING = (
    *("describe", "confirm", "write_answer", "preview_answer", "listen", "preview_voice", "assisted_words"),
    *("ask_citizen", "preview_question", "letter_answer", "letter_preview", "pressure", "pressure_preview"),
    *("transfer_reason", "confirm_transfer"),
    *("write_name", "preview_name"),
    *("transfer_case", "refuse_case", "preview_refusal", "explain_who"),
    *("gate_note", "gate_sent"),
    *("explain_summary", "preview_explain_summary", "return_explanation", "preview_return_explanation"),
    *("record_explanation", "preview_record_explanation", "give_explanation", "preview_give_explanation"),
    *("write_recommendation", "preview_recommendation", "answer_recommendation", "preview_recommendation_answer"),
)
"""Steps where a single word may be what somebody wants to say, not a command."""


NAMING = ("write_name", "preview_name")
"""Steps where even `Huy` is what somebody is called; the way out is a choice."""


def hear(dialogue: Dialogue, inbound: Inbound, scene: Scene) -> Turn:
    """What follows from one message of the person."""
    if inbound.slip:
        return _finish(at_desk.hear(replace(dialogue, language=inbound.language), inbound.slip, scene), scene)
    turn = _heard(dialogue, inbound, _speaking(dialogue, scene))
    link_over = dialogue.officer_id is not None and scene.officer(dialogue.officer_id) is None
    return _parted(turn) if link_over and turn.said else turn


def _heard(dialogue: Dialogue, inbound: Inbound, scene: Scene) -> Turn:
    if inbound.edited:
        return _edited(dialogue, inbound, scene)
    if inbound.media:
        return _finish(_with_media(dialogue, inbound, scene), scene)
    dialogue = replace(dialogue, album="")
    if inbound.choice:
        return _finish(_tapped(dialogue, inbound.choice, scene), scene)
    turn = _typed(dialogue, clean(inbound.text), scene)
    return _finish(_hinting(turn, dialogue, inbound), scene)


def _with_media(dialogue: Dialogue, inbound: Inbound, scene: Scene) -> Turn:
    """Words that came along are heard first; a picture has its place beside words, else it is said to be left out.

    Of an album that was said once: its parts come as messages of their own.
    """
    said_so = bool(inbound.group) and dialogue.album.partition(":")[0] == inbound.group
    album = f"{inbound.group}:{inbound.message_id}" if inbound.group else ""
    heard, text = replace(dialogue, album=album), clean(inbound.text)
    turn = _typed(heard, text, scene) if text else Turn(heard)
    taken = photos.take(turn, inbound, scene) or voice.take(turn, inbound, scene)
    if taken or said_so:
        return taken or (turn if text else Turn(dialogue, ask=False))
    return replace(turn, said=(stray.left_out(turn.dialogue, inbound.media, scene), *turn.said))


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What follows from the outcome of the request that the last turn made."""
    scene = _speaking(dialogue, scene)
    return _finish(BY_NAME[dialogue.step].learn(dialogue, outcome, scene), scene)


def _parted(turn: Turn) -> Turn:
    """Who linked this chat has left the service: it is a citizen's again, and so is its menu of commands."""
    *said, last = turn.said
    mine = replace(turn.dialogue, officer_id=None)
    return replace(turn, dialogue=mine, said=(*said, replace(last, reader="citizen")))


def _hinting(turn: Turn, before: Dialogue, inbound: Inbound) -> Turn:
    """A phone set to another language gets a hint in it, once: many are set so by accident, so we do not switch."""
    if before.language or before.talk or inbound.language not in OTHERS:
        return turn
    return replace(turn, said=(statement(words(inbound.language).say("language.hint"), kind="hint"), *turn.said))


def _typed(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    meant = command(text) or (None if dialogue.step in NAMING else bare(text))
    if meant:
        return errands.obey(dialogue, meant, scene)
    step = BY_NAME[dialogue.step]
    values = pick(text, dialogue.offered, aliases=_aliases(scene), many=step.many)
    if values:
        return _choose(dialogue, dialogue.offered, values, scene)
    meant_otherwise = dialogue.step not in WRITING and (stray.errand(text, scene) or read_code(text))
    if step.takes_words and text and not meant_otherwise:
        return step.answer(dialogue, Said(text=text), scene)
    return stray.text(dialogue, text, scene)


def _tapped(dialogue: Dialogue, payload: str, scene: Scene) -> Turn:
    offered = {choice.payload: choice for choice in dialogue.offered}
    tapped = [offered[part] for part in payload.split(",") if part in offered]
    if tapped:
        return _choose(dialogue, tapped, tuple(value_of(choice) for choice in tapped), scene)
    return stray.old_button(dialogue, payload, scene)


def _choose(
    dialogue: Dialogue, offered: tuple[Choice, ...] | list[Choice], values: tuple[str, ...], scene: Scene
) -> Turn:
    """The step named in the chosen button hears it: the menu's buttons hold at any step."""
    chosen = next((choice for choice in offered if value_of(choice) == values[0]), offered[0])
    step = chosen.payload.split(":", 2)[1]
    return BY_NAME[step].answer(dialogue, Said(values=values), scene)


def _edited(dialogue: Dialogue, inbound: Inbound, scene: Scene) -> Turn:
    """A correction counts while its words wait to be sent; later it changes nothing."""
    text = clean(inbound.text)
    if dialogue.step == "confirm" and text:
        return _finish(take_words(dialogue, text, scene, then="confirm"), scene)
    return Turn(dialogue, ask=False)


def _finish(turn: Turn, scene: Scene) -> Turn:
    """Add the next question, and remember what is offered and shown."""
    dialogue, said = turn.dialogue, turn.said
    scene = _speaking(dialogue, scene)
    step = BY_NAME[dialogue.step]
    if turn.ask and step.recall:
        again = step.recall(dialogue, scene)
        return Turn(again.dialogue, (*said, *again.said), again.request, ask=False)
    if turn.ask:
        said = (*said, step.ask(dialogue, scene))
    if not said:
        return replace(turn, ask=False)
    *before, last = said
    said = (*before, replace(last, by_number=_by_number(last, scene, many=step.many)))
    return Turn(replace(dialogue, offered=last.choices, screen=said), said, turn.request, ask=False)


def _by_number(asked: Reply, scene: Scene, *, many: bool) -> str:
    """How to choose where a door shows no buttons; whether it does, only the door knows."""
    if not asked.choices:
        return ""
    return scene.say("talk.numbers" if many else "talk.or_number" if asked.free else "talk.number")


def _speaking(dialogue: Dialogue, scene: Scene) -> Scene:
    return scene.speaking(words(dialogue.language))


def _aliases(scene: Scene) -> Callable[[str], list[str]]:
    def aliases(value: str) -> list[str]:
        key = f"typed.{value}"
        return scene.say(key).split("|") if scene.words.has(key) else []

    return aliases
