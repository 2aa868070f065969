"""One person talking to the pure engine, without storage: what the house would do is written into `asked`."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.conversation import engine
from bot.conversation.dialogue import Dialogue, Talk, Turn, from_chat, to_chat
from bot.conversation.scene import Scene
from feedback.case_requests import TellResult
from feedback.letter_requests import AnswerLetter, FindLetter, FindLine, FindPressure
from feedback.media import Attached
from feedback.messages import Chat, Inbound, Reply
from feedback.ratings import Rating
from feedback.requests import (
    Erased,
    EraseMyData,
    FeedbackTaken,
    FindReceipt,
    HoldMedia,
    KeepRating,
    MediaHeld,
    MyData,
    Outcome,
    ReceiptFound,
    RedeemLink,
    Refused,
    Request,
    ShowMyData,
    SubmitFeedback,
)
from feedback.second_person_requests import ReadUnsealing
from feedback.ticket_requests import OpenTicket
from feedback.units import Directory
from feedback.wording import words
from tests.support.cast import DIRECTORY, NOW

RECEIPT = "4821093755162044"
ORDINARY: dict[type[Request], Outcome] = {
    SubmitFeedback: FeedbackTaken(RECEIPT, date(2026, 8, 17)),
    FindReceipt: ReceiptFound(None),
    OpenTicket: Refused("ticket.unknown"),
    RedeemLink: Refused("error.link_code"),
    ShowMyData: MyData(0),
    TellResult: Refused("error.too_late"),
    ReadUnsealing: Refused("error.case_not_found"),
    EraseMyData: Erased(0),
    **dict.fromkeys((FindLetter, AnswerLetter, FindPressure, FindLine), Refused("error.letter_gone")),
}
"""What the house answers a citizen unless a test says otherwise."""


@dataclass
class Person:
    """Says things; `heard` is the last answer, `asked` all that the house was asked."""

    dialogue: Dialogue = field(default_factory=lambda: Dialogue("0" * 32))
    directory: Directory = DIRECTORY
    clock: datetime = NOW
    outcomes: dict[type[Request], Outcome] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    heard: tuple[Reply, ...] = ()
    count: int = 0
    pull: bool = True
    photos: bool = False  # this door takes and shows them
    page: bool = False  # this door is a page

    def says(self, *texts: str) -> "Person":
        for text in texts:
            self._goes(text=text)
        return self

    def taps(self, label: str) -> "Person":
        """Tap the offered button with this label."""
        choice = next(choice for choice in self.dialogue.offered if choice.label == label)
        return self._goes(choice=choice.payload)

    def taps_payload(self, payload: str) -> "Person":
        return self._goes(choice=payload)

    def sends(self, media: str) -> "Person":
        return self._goes(media=media)

    def attaches(self, *photos: Attached, text: str = "", group: str = "") -> "Person":
        """Photos in one message."""
        return self._goes(text=text, media="album" if group else "photo", attached=photos, group=group)

    def edits(self, text: str) -> "Person":
        return self._goes(text=text, edited=True)

    @property
    def text(self) -> str:
        """All that was said last, as one text."""
        return "\n".join(reply.text for reply in self.heard)

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.dialogue.offered]

    @property
    def talk(self) -> Talk:
        assert self.dialogue.talk
        return self.dialogue.talk

    @property
    def ratings(self) -> list[Rating]:
        """Each rating as it was kept, in order."""
        return [request.rating for request in self.asked if isinstance(request, KeepRating)]

    @property
    def submitted(self) -> list[SubmitFeedback]:
        return [request for request in self.asked if isinstance(request, SubmitFeedback)]

    def _goes(self, **what: object) -> "Person":
        self.count += 1
        inbound = Inbound("console", "lan", str(self.count), self.clock, **what)  # type: ignore[arg-type]
        token = hashlib.sha256(str(self.count).encode()).hexdigest()[:32]
        scene = Scene(
            *(self.clock, token, self.directory, words(self.dialogue.language)),
            pull=self.pull,
            takes_photos=self.photos,
            shows_photos=self.photos,
            page=self.page,
        )
        turn = engine.hear(self.dialogue, inbound, scene)
        said = self._note(turn)
        while turn.request and not isinstance(turn.request, KeepRating):
            turn = engine.learn(turn.dialogue, self._outcome(turn.request), scene)
            said += self._note(turn)
        self.heard, self.dialogue = tuple(said), _kept(turn.dialogue)
        return self

    def _note(self, turn: Turn) -> list[Reply]:
        if turn.request:
            self.asked.append(turn.request)
        return list(turn.said)

    def _outcome(self, request: Request) -> Outcome:
        if type(request) in self.outcomes:
            return self.outcomes[type(request)]
        if isinstance(request, HoldMedia):
            voice = next((one.key for one in request.held if one.attached.seconds), "")
            return MediaHeld(tuple(one.key for one in request.held if one.key != voice), voice)
        return ORDINARY[type(request)]


def _kept(dialogue: Dialogue) -> Dialogue:
    """The dialogue after a way through storage: what is not written down does not survive."""
    return from_chat(to_chat(dialogue, Chat(dialogue.tag, "console", b"box")))
