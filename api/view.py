"""How a page lays out a reply: which line is the question, what is quoted, where a receipt stands, which
face a level has."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from feedback.messages import Choice, Reply
from feedback.ratings import LEVELS
from feedback.wording import LANGUAGES, Words

LONGEST_HEADING = 140
TOO_LONG = "too_long"
LONGEST_IN_PAIRS = 18
PAIRED = ("badge", "consent", "language", "menu", "my_data")
"""Steps whose short answers stand two in a row, equally near."""
_RECEIPT = re.compile(r"(?P<label>.*:)\s*(?P<digits>\d{4}(?: \d{4}){3})")
_QUESTION = re.compile(
    r"(?:(?P<before>.*[.:!”])\s+)?(?P<question>[^.?!“]*\?)(?:\s+(?P<after>\S.*))?", re.DOTALL
)
_NUMBER = re.compile(r" (?=\d{1,3}\b)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reply. `kind` is heading | text | quote | label | receipt."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice as the page shows it: `level` 1 to 5 has a face, a way past (`skip`) is never a tick box."""

    label: str
    payload: str
    level: int = 0
    skip: bool = False


class Said(NamedTuple):
    """Something that need not be answered to go on; `letter` is the mark of a letter, which may have `answers`."""

    kind: str
    parts: tuple[Part, ...]
    letter: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """What was said, then the question with its answers; `after` stands below them, small. So many
    more photos may come along (`room`)."""

    said: tuple[Said, ...]
    kind: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]
    answers: tuple[Answer, ...]
    many: bool
    free: bool
    pairs: bool
    room: int = 0

    @property
    def asks(self) -> bool:
        """Whether anything waits for an answer."""
        return bool(self.answers) or self.free

    @property
    def finished(self) -> bool:
        """Whether the talk came to its end, so that the next visit begins a new one."""
        return not self.asks or self.kind == "menu"

    @property
    def ticks(self) -> tuple[Answer, ...]:
        """Answers of which several may be ticked before they are sent."""
        return tuple(answer for answer in self.answers if self.many and not answer.skip)

    @property
    def taps(self) -> tuple[Answer, ...]:
        """Answers that are sent with one tap."""
        return tuple(answer for answer in self.answers if not self.many or answer.skip)

    @property
    def keeps_words(self) -> bool:
        """Whether what was written was too long, so that it goes back into its box to be shortened."""
        return self.free and any(said.kind == TOO_LONG for said in self.said)

    @property
    def hint(self) -> str:
        """What to do where a form came empty, by the key of the sentence."""
        if self.free:
            return "web.nothing_said"
        return "web.nothing_ticked" if self.ticks and self.taps else "talk.choose"

    @property
    def has_receipt(self) -> bool:
        """Whether a receipt is on the screen, which must not be lost to a reload."""
        return any(part.kind == "receipt" for said in self.said for part in said.parts)


def screen_of(replies: Sequence[Reply], *, words: Callable[[str], Words], letters: Sequence[Reply] = ()) -> Screen:
    """The last reply that waits for an answer is the question; without one, everything was only said. Letters that
    came meanwhile stand below what was said."""
    asks = bool(replies) and bool(replies[-1].choices or replies[-1].free)
    said, question = (replies[:-1], replies[-1]) if asks else (replies, Reply(""))
    parts = _parts(question.text, headed=True)
    cut = _cut(parts) if question.kind == "rate" else len(parts)
    return Screen(
        said=tuple(_said(one, words) for one in _in_order(said, letters)),
        kind=question.kind,
        before=parts[:cut],
        after=parts[cut:],
        answers=tuple(_answer(choice, words) for choice in question.choices),
        many=question.many,
        free=question.free,
        room=question.room,
        pairs=question.kind in PAIRED and all(len(c.label) <= LONGEST_IN_PAIRS for c in question.choices),
    )


def _said(reply: Reply, words: Callable[[str], Words]) -> Said:
    answers = tuple(_answer(choice, words) for choice in reply.choices) if reply.letter else ()
    return Said(reply.kind, _parts(reply.text, headed=False), reply.letter, answers)


def _in_order(said: Sequence[Reply], letters: Sequence[Reply]) -> Sequence[Reply]:
    """As they came: letters that were confirmed on this screen stand before it, so that its question stays last."""
    return [*(one for one in said if not one.letter), *(one for one in said if one.letter), *letters]


def _cut(parts: tuple[Part, ...]) -> int:
    kinds = [part.kind for part in parts]
    return kinds.index("heading") + 1 if "heading" in kinds else len(kinds)


def _answer(choice: Choice, words: Callable[[str], Words]) -> Answer:
    def means(key: str) -> bool:
        return any(choice.label == words(language).say(key) for language in LANGUAGES)

    level = next((level.value for level in LEVELS if means(f"level.{level}")), 0)
    return Answer(choice.label, choice.payload, level=level, skip=means("button.skip"))


def _parts(text: str, *, headed: bool) -> tuple[Part, ...]:
    parts = [part for block in _blocks(text) for part in _pieces(block)]
    return tuple(_with_heading(parts)) if headed else tuple(parts)


def _blocks(text: str) -> Iterator[Part]:
    """Paragraphs; a quotation stays one piece even over blank lines."""
    quoted: list[str] = []
    for paragraph in (piece.strip("\n") for piece in text.split("\n\n")):
        if quoted or paragraph.startswith("“"):
            quoted.append(paragraph)
            if paragraph.endswith("”"):
                yield Part("quote", "\n\n".join(quoted))
                quoted = []
        elif paragraph:
            yield Part("text", paragraph)
    if quoted:
        yield Part("text", "\n\n".join(quoted))


def _pieces(block: Part) -> Iterator[Part]:
    """A receipt at the end of a line is taken out, to be shown large."""
    if block.kind == "quote":
        yield block
        return
    for line in block.text.split("\n"):
        if found := _RECEIPT.fullmatch(line):
            yield Part("label", found["label"])
            yield Part("receipt", found["digits"])
        else:
            yield Part("text", line)


def _with_heading(parts: list[Part]) -> Iterator[Part]:
    """The last question is the heading; where nothing is asked, the first line, unless it is long."""
    texts = [place for place, part in enumerate(parts) if part.kind == "text"]
    asking = [place for place in texts if parts[place].text.endswith("?")]
    chosen = asking[-1] if asking else (texts[0] if texts else -1)
    for place, part in enumerate(parts):
        yield from _headed(part) if place == chosen else (part,)


def _headed(part: Part) -> Iterator[Part]:
    found = _QUESTION.fullmatch(part.text)
    if not found:
        yield Part("heading", part.text) if len(part.text) <= LONGEST_HEADING else part
        return
    if found["before"]:
        yield Part("text", found["before"])
    yield Part("heading", _NUMBER.sub("\N{NO-BREAK SPACE}", found["question"]))  # "Quầy 1" stays on a line
    if found["after"]:
        yield Part("text", found["after"])
