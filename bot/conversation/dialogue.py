"""Where a talk stands: the step that waits, what was offered, and the talk's own notes.

A `Dialogue` is immutable; every step returns the next one. It is written to storage as plain data after each message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from feedback.assisted import TypedSlip
from feedback.messages import Chat, Choice, Reply
from feedback.ratings import Badge, Level, Rating, Reason
from feedback.requests import Kind, Request
from feedback.visits import Proof, Respondent, Visit

RESUME_WITHIN_HOURS = 24
"""After this long a talk is over, and buttons of it are answered as old ones."""


RESTING = ("menu", "done", "praise_name", "case_add")
"""Steps whose question may be left without an answer: nothing is lost with it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One errand of the person. `id` stands in each of its buttons, so that a later talk knows them for old."""

    id: str
    started_at: datetime
    kind: Kind = Kind.WORDS
    unit_id: int | None = None
    visit: Visit | None = None
    invited: str = ""  # the mark of the invitation to that visit, where a ticket opened the talk
    level: Level | None = None
    rated_at: datetime | None = None
    badge: Badge | None = None
    reasons: tuple[Reason, ...] = ()
    words: str = ""  # not yet sent, and dropped unless the person agrees
    consent: str = ""
    receipt: str = ""  # told once; kept only while this talk is on the screen
    case: str = ""  # the case that a handler has open, or whose explanation an officer writes
    asked: int | None = None  # the officer who is to explain
    why: str = ""  # why a case is sent on, by its code
    explanation: str = ""  # accepted; may go along with the answer
    tags: tuple[str, ...] = ()  # as the handler has ticked them so far
    back: str = ""  # the step to return to, when this one only interrupts
    page: int = 0  # of a list that is longer than a screen
    picked: str = ""  # of a question before the present one: which part of a list, or yes or no
    photos: tuple[str, ...] = ()  # keys of those held beside the words
    ticked: bool = False  # the person said that it is a tố cáo
    of_head: bool = False  # the person said that these concern the head of the unit
    voice: str = ""  # the key of one held instead of words
    seconds: int = 0  # of that voice
    turn: int = 0  # of the slip that was heard last; 0 for a talk that did not begin with one
    typed: TypedSlip | None = None  # what an operator types in for a citizen: never the talk's own visit or words
    about: str = ""  # what an answer is about: the office's question; of a question, the day of the words asked about
    adds: str = ""  # the receipt of the words that these add to, or the code of their case
    named: bool = False  # some of what is kept bears a name
    fixing: bool = False  # that slip was read back, and one answer of it is corrected

    @property
    def held(self) -> frozenset[str]:
        """The keys of photos and voice that are held beside this talk."""
        return frozenset((*self.photos, self.voice)) - {""}

    @property
    def rating(self) -> Rating | None:
        """The rating as it stands, once a level was tapped."""
        if self.visit is None or self.level is None or self.rated_at is None:
            return None
        return Rating(self.visit, self.level, self.rated_at, self.badge, self.reasons)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One chat, as the conversation sees it. `step` names who hears the next message."""

    tag: str
    step: str = "menu"
    language: str = ""
    officer_id: int | None = None
    talk: Talk | None = None
    offered: tuple[Choice, ...] = ()
    screen: tuple[Reply, ...] = field(default=())
    album: str = ""  # `group:message` of the part of an album that was answered last
    meanwhile: str = ""  # written while somebody of the office answered by hand; offered again, sent only if asked

    def at(self, step: str, **notes: Any) -> "Dialogue":
        """The same dialogue at another step, with `notes` written into its talk."""
        if notes and self.talk is not None:
            return replace(self, step=step, talk=replace(self.talk, **notes))
        return replace(self, step=step)

    def begin(self, step: str, talk: Talk) -> "Dialogue":
        """A new talk; the old one is over."""
        return replace(self, step=step, talk=talk, offered=())

    def end(self) -> "Dialogue":
        """Back at the menu, with nothing in hand."""
        return replace(self, step="menu", talk=None, offered=())

    def choice(self, label: str, value: object, key: str = "") -> Choice:
        """A button of the present step and talk; the payload fits Telegram's 64 bytes."""
        return Choice(label, f"{self.talk.id if self.talk else '-'}:{self.step}:{value}", key)

    @property
    def coming_back(self) -> str:
        """The step that an interruption returns to: not the one that only interrupts itself."""
        return (self.talk.back if self.talk else "") or self.step

    def is_live(self, now: datetime) -> bool:
        """Whether a talk is under way that a returning person would want to go on with."""
        return self.step not in RESTING and self.is_young(now)

    def is_young(self, now: datetime) -> bool:
        """Whether there is a talk at all, and less than a day old: afterwards nothing of it can be changed."""
        if self.talk is None:
            return False
        return (now - self.talk.started_at).total_seconds() < RESUME_WITHIN_HOURS * 3600


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one message: the next dialogue, what to say, and what the house is asked to do.

    With `ask` the engine adds the question of the dialogue's step; a turn that waits for an outcome leaves it off.
    """

    dialogue: Dialogue
    said: tuple[Reply, ...] = ()
    request: Request | None = None
    ask: bool = True


def from_chat(chat: Chat) -> Dialogue:
    """The dialogue out of its stored form. Unknown fields of an older version are left out."""
    state = chat.state
    return Dialogue(
        tag=chat.tag,
        step=state.get("step", "menu"),
        language=chat.language,
        officer_id=chat.officer_id,
        talk=_talk(state["talk"]) if state.get("talk") else None,
        offered=tuple(Choice(*item) for item in state.get("offered", ())),
        screen=tuple(Reply.from_json(item) for item in state.get("screen", ())),
        album=state.get("album", ""),
        meanwhile=state.get("meanwhile", ""),
    )


def to_chat(dialogue: Dialogue, chat: Chat) -> Chat:
    """`chat` with what the dialogue now knows."""
    state = {
        "step": dialogue.step,
        "talk": _plain(dialogue.talk) if dialogue.talk else None,
        "offered": [choice.to_json() for choice in dialogue.offered],
        "screen": [reply.to_json() for reply in dialogue.screen],
    }
    state |= {name: value for name in ("meanwhile", "album") if (value := getattr(dialogue, name))}
    return replace(chat, language=dialogue.language, officer_id=dialogue.officer_id, state=state, unreachable=False)


def _plain(talk: Talk) -> dict[str, Any]:
    data = {name: value for name, value in _fields(talk).items() if value not in (None, "", (), 0)}
    data["started_at"] = talk.started_at.isoformat()
    if talk.rated_at:
        data["rated_at"] = talk.rated_at.isoformat()
    if talk.visit:
        data["visit"] = {**_fields(talk.visit), "scanned_at": talk.visit.scanned_at.isoformat()}
    if talk.typed:
        data["typed"] = talk.typed.to_json()
    return data


def _fields(noun: Talk | Visit) -> dict[str, Any]:
    """`asdict` would copy deeply what is immutable anyway, in every message of every person."""
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


def _talk(data: Mapping[str, Any]) -> Talk:
    known = {name: value for name, value in data.items() if name in Talk.__dataclass_fields__}
    known["started_at"] = datetime.fromisoformat(data["started_at"])
    for name, make in _MAKERS.items():
        if name in known:
            known[name] = make(known[name])
    return Talk(**known)


def _visit(data: Mapping[str, Any]) -> Visit:
    return Visit(
        **{
            **data,
            "scanned_at": datetime.fromisoformat(data["scanned_at"]),
            "candidates": tuple(data["candidates"]),
            "respondent": Respondent(data["respondent"]),
            "proof": Proof(data.get("proof", Proof.NONE)),  # a talk of an older version says nothing of it
        }
    )


_MAKERS: dict[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "rated_at": datetime.fromisoformat,
    "visit": _visit,
    "level": Level,
    "badge": Badge,
    "reasons": lambda values: tuple(Reason(value) for value in values),
    "tags": tuple,
    "photos": tuple,
    "typed": TypedSlip.from_json,
}
