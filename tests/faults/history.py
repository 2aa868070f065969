"""What people were told was kept, against what is there: a pure judgement over a history and the last evidence.

An update was *invoked* whenever it was sent, *ok* at a 200, *fail* when it surely was not kept, else *unknown*.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

What = Literal["invoke", "ok", "fail", "unknown"]
T = TypeVar("T")
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Said:
    """What one update asks for. `visit` is the key its scan gave; a level or words only where it tells any."""

    update_id: int
    chat: str
    visit: str
    level: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one update."""

    at: float
    update_id: int
    what: What


@dataclass
class History:
    """Everything that was said and what the platform was answered, in the order it happened."""

    said: dict[int, Said] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def note(self, at: float, update_id: int, what: What) -> None:
        """One more event."""
        self.events.append(Event(at, update_id, what))

    def first(self, what: What) -> dict[int, float]:
        """When each update first met this."""
        return {event.update_id: event.at for event in reversed(self.events) if event.what == what}

    def count(self, what: What) -> int:
        """How many such events there were."""
        return sum(event.what == what for event in self.events)


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A row of the outbox. `digest` names unit and week where it carries one."""

    chat: str
    state: str
    once: bool = False
    digest: str = ""
    platform_id: str = ""


@dataclass(frozen=True)
class Evidence:
    """The database after everything, and what reached the platform.

    `seen` is (message id, why it was set aside), `ratings` (visit, level), `words` (visit, text), `cases` how many
    there are and how many texts led to one, `digests` (unit and week, state), `arrived` the chat of each reply,
    `arrived_digests` (chat, unit and week).
    """

    seen: Sequence[tuple[str, str]] = ()
    ratings: Sequence[tuple[str, int]] = ()
    words: Sequence[tuple[str, str]] = ()
    unread: int = 0
    cases: tuple[int, int] = (0, 0)
    letters: Sequence[KeptLetter] = ()
    digests: Sequence[tuple[str, str]] = ()
    owed: frozenset[str] = frozenset()
    arrived: Sequence[str] = ()
    arrived_digests: Sequence[tuple[str, str]] = ()
    integrity: str = "ok"


def violations(history: History, evidence: Evidence) -> list[str]:
    """Each broken promise in one line that begins with its name; nothing when all were held."""
    judge = _Judge(history, evidence)
    rules = (
        *(judge.inbox, judge.levels, judge.words, judge.answers),
        *(judge.digests, judge.drained, judge.set_aside),
    )
    return [line for rule in rules for line in rule()]


class _Judge:
    def __init__(self, history: History, evidence: Evidence) -> None:
        self._said = history.said
        self._evidence = evidence
        self._invoked = history.first("invoke")
        self._ok = history.first("ok")

    def inbox(self) -> Iterator[str]:
        """I1, I2: an acknowledged update is there, no update twice, none that nobody sent."""
        seen = Counter(message_id for message_id, _ in self._evidence.seen)
        for update_id in self._ok:
            if not seen[str(update_id)]:
                yield f"I1 update {update_id} was acknowledged and is not in the inbox"
        yield from (f"I2 update {message_id} is in the inbox {n} times" for message_id, n in seen.items() if n > 1)
        invoked = set(map(str, self._invoked))
        yield from (f"I2 update {message_id} was never sent" for message_id in seen if message_id not in invoked)

    def levels(self) -> Iterator[str]:
        """I1, I2: the last acknowledged level of each visit, once; of two at once, either may be the last."""
        kept = _listed(self._evidence.ratings)
        taps = _by_visit(said for said in self._said.values() if said.level is not None)
        for visit in kept.keys() - taps.keys():
            yield f"I2 visit {visit} was rated by nobody"
        for visit, tapped in taps.items():
            levels, allowed = kept.get(visit, []), self._last(tapped)
            if len(levels) > 1:
                yield f"I2 visit {visit} has {len(levels)} ratings"
            elif not levels and any(said.update_id in self._ok for said in tapped):
                yield f"I1 visit {visit} was rated and has no rating"
            elif not set(levels) <= allowed:
                yield f"I1 visit {visit} stands at {levels}, last acknowledged were {sorted(allowed)}"

    def words(self) -> Iterator[str]:
        """I1, I2: words whose sending was acknowledged are filed once, and as they were written."""
        kept = _listed(self._evidence.words)
        sent = _by_visit(said for said in self._said.values() if said.words)
        for visit in kept.keys() - sent.keys():
            yield f"I2 visit {visit} has words that nobody sent"
        for visit, sendings in sent.items():
            texts, wanted = kept.get(visit, []), sendings[0].words
            if len(texts) > 1:
                yield f"I2 visit {visit} has its words {len(texts)} times"
            elif not texts and any(said.update_id in self._ok for said in sendings):
                yield f"I1 visit {visit} lost the words that were sent"
            elif texts and texts != [wanted]:
                yield f"I1 visit {visit} has other words than were sent"

    def answers(self) -> Iterator[str]:
        """I2: one letter for each update that was kept; each such letter arrived, perhaps more than once."""
        seen = {message_id for message_id, _ in self._evidence.seen}
        due = Counter(said.chat for said in self._said.values() if str(said.update_id) in seen)
        written = Counter(letter.chat for letter in self._evidence.letters if not letter.digest)
        arrived = Counter(self._evidence.arrived)
        for chat in due.keys() | written.keys():
            if written[chat] != due[chat]:
                yield f"I2 chat {chat} was written {written[chat]} answers to {due[chat]} messages"
            if arrived[chat] < written[chat]:
                yield f"I4 chat {chat} got {arrived[chat]} of {written[chat]} answers"

    def digests(self) -> Iterator[str]:
        """I3: each owed digest is kept once, and no reader gets it twice; *unknown* may have arrived or not."""
        kept = _listed(self._evidence.digests)
        for digest in self._evidence.owed | kept.keys():
            if kept.get(digest) != ["stored"]:
                yield f"I3 digest {digest} stands as {kept.get(digest, 'missing')}"
        arrived = Counter(self._evidence.arrived_digests)
        yield from (f"I3 digest {one} arrived {n} times" for one, n in arrived.items() if n > 1)
        letters = Counter((letter.chat, letter.digest) for letter in self._evidence.letters if letter.digest)
        yield from (f"I3 digest {one} has {n} letters" for one, n in letters.items() if n > 1)
        yield from (f"I3 digest {one} arrived without a letter" for one in arrived.keys() - letters.keys())
        for letter in self._evidence.letters:
            there = letter.platform_id and arrived[letter.chat, letter.digest]
            if letter.digest and letter.state == "sent" and not there:
                yield f"I3 digest {letter.digest} counts as sent and never arrived"

    def drained(self) -> Iterator[str]:
        """I2, I4: nothing waits or failed, only a digest may be unknown; one case for one text; the file is whole."""
        opened, led = self._evidence.cases
        if opened != led:
            yield f"I2 {led} texts led to {opened} cases"
        if self._evidence.unread:
            yield f"I4 {self._evidence.unread} texts were never read"
        for letter in self._evidence.letters:
            if letter.state != "sent" and not (letter.state == "unknown" and letter.once):
                yield f"I4 a letter to {letter.chat} is left as {letter.state}"
        if self._evidence.integrity != "ok":
            yield f"I4 the database says {self._evidence.integrity}"

    def set_aside(self) -> Iterator[str]:
        """I5: no message was too much for the code."""
        for message_id, why in self._evidence.seen:
            if why:
                yield f"I5 {message_id} stands aside because of {why}"

    def _last(self, tapped: Sequence[Said]) -> set[int]:
        """The levels that may stand: those not surely followed by another acknowledged tap."""
        begun = [self._invoked[said.update_id] for said in tapped if said.update_id in self._ok]
        latest = max(begun, default=-NEVER)
        return {
            said.level
            for said in tapped
            if said.level is not None and self._ok.get(said.update_id, NEVER) >= latest
        }


def _by_visit(all_said: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for said in all_said:
        found[said.visit].append(said)
    return found


def _listed(pairs: Iterable[tuple[str, T]]) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
