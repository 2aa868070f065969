"""All that a step may know while it answers one message. Time and chance come in here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.messages import Choice, Reply
from feedback.people import Officer
from feedback.privacy import KINDS, redact
from feedback.ratings import Level
from feedback.units import Counter, Directory
from feedback.visits import Proof, Respondent, Visit, scan
from feedback.wording import Words


@dataclass(frozen=True)
class Scene:
    """`now` is local office time, `token` 32 fresh hexadecimal digits, `pull` says that the person fetches answers.

    `said_at` is when the platform says the message was written, which may be earlier than `now` after an outage:
    the roster is asked for that moment, everything that is counted goes by `now`.
    `takes_photos` and `shows_photos` tell what this door can do, `page` that it is a page: commands are buttons there.
    """

    now: datetime
    token: str
    directory: Directory
    words: Words
    pull: bool = False
    said_at: datetime | None = None
    takes_photos: bool = False
    shows_photos: bool = False
    page: bool = False

    def say(self, key: str, **values: object) -> str:
        """A sentence in the person's language."""
        return self.words.say(key, **values)

    def speaking(self, words: Words) -> "Scene":
        """The same scene in another language."""
        return self if words is self.words else replace(self, words=words)

    def officer(self, id: int | None) -> Officer | None:
        """The member of staff that the chat is linked to, while they are in service."""
        found = self.directory.officers.get(id) if id is not None else None
        return found if found and found.active else None

    def respondent(self, dialogue_officer: int | None) -> Respondent:
        """On whose behalf: staff in their linked chat are not the public."""
        return Respondent.INTERNAL if self.officer(dialogue_officer) else Respondent.CITIZEN

    def scan(self, counter: Counter, dialogue_officer: int | None, proof: Proof = Proof.COUNTER) -> Visit:
        """A visit to this counter, now; members of staff are counted apart from the public."""
        respondent = self.respondent(dialogue_officer)
        moment = self.said_at or self.now
        return scan(counter, directory=self.directory, at=moment, key=self.token, respondent=respondent, proof=proof)

    def place(self, visit: Visit) -> str:
        """Where the visit was, as a citizen would say it."""
        unit = self.directory.units[visit.unit_id].short_name
        counter = self.directory.counters.get(visit.counter_id or 0)
        return self.say("rate.place", counter=counter.label, unit=unit) if counter else unit

    def level(self, level: Level) -> str:
        """The level's words."""
        return self.say(f"level.{level.value}")

    def redacted(self, text: str, visit: Visit) -> str:
        """The text as a handler of that unit will read it."""
        return self.redacted_at(text, visit.unit_id)

    def redacted_at(self, text: str, unit_id: int) -> str:
        """The same for words about a unit."""
        labels = {kind: self.say(f"redacted.{kind}") for kind in KINDS}
        staff = [officer.name for officer in self.directory.staff_of(unit_id)]
        return redact(text, labels=labels, staff=staff).text


def question(kind: str, *lines: str, choices: Sequence[Choice] = (), many: bool = False, free: bool = False) -> Reply:
    """One message that waits for an answer; `kind` is the step's name."""
    return Reply("\n\n".join(line for line in lines if line), tuple(choices), many=many, free=free, kind=kind)


def statement(*lines: str, kind: str = "") -> Reply:
    """One message that waits for nothing."""
    return Reply("\n\n".join(line for line in lines if line), kind=kind)
