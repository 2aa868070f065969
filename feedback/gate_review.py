"""The review (thẩm định) of a message that may be a tố cáo, a khiếu nại or a tố giác: what is found, what is decided,
and the one table of what each decision needs and where the case goes then.

A chat message is never a tố cáo (Luật Tố cáo 25/2018/QH14, Điều 22). But what is clear about a person, has evidence and
can be verified must be inspected or sent to who can (Điều 25); it is looked at within seven working days and sent on
within five (Điều 24). A khiếu nại is made by đơn or in person (Luật Khiếu nại 02/2011/QH13, Điều 8). Tố giác goes at
once to the investigating agency (Bộ luật Tố tụng hình sự 2015, Điều 146).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from feedback.case_life import State
from feedback.deadlines import Kind as Due
from feedback.errors import ReviewSettled


class Kind(StrEnum):
    """What the words may be; its words are `gate.kind.<value>`."""

    DENUNCIATION = "to-cao"
    COMPLAINT = "khieu-nai"
    CRIME = "to-giac"


SEALED = frozenset({Kind.DENUNCIATION, Kind.CRIME})
"""Kept secret (Luật Tố cáo, Điều 8): reviewed by whoever may have the sealed case. A khiếu nại is first looked at by
who decided (Luật Khiếu nại, Điều 7): by the handlers of the unit."""


class Found(StrEnum):
    """How it was found; its words are `gate.found.<value>`."""

    CUE = "loi-le"
    ANALYST = "may-doc"
    CITIZEN = "nguoi-gui"
    HANDLER = "nguoi-xem"


class Stage(StrEnum):
    """How far a review is; its words are `gate.stage.<value>`."""

    OPEN = "cho-tham-dinh"
    PROPOSED = "cho-nguoi-thu-hai"
    SENDING = "cho-chuyen"
    SETTLED = "da-xong"


class Decision(StrEnum):
    """What the reviewer says; its words are `gate.decision.<value>`, the citizen's letter `gate.letter.<value>`."""

    NOTHING = "khong-co"
    INSPECT = "kiem-tra"
    FORWARD = "chuyen"
    KEEP = "giu-thong-tin"
    COMPLAINT = "khieu-nai"
    CRIME = "to-giac"
    INSPECTED = "da-kiem-tra"


class Need(StrEnum):
    """What must come with a decision."""

    NOTHING = ""
    REASON = "reason"
    AUTHORITY = "authority"


class Authority(StrEnum):
    """Whom it can be sent to; its words are `gate.authority.<value>`. Any other may be written."""

    INSPECTORATE = "thanh-tra"
    CHAIR = "chu-tich-ubnd"
    PARTY = "uy-ban-kiem-tra"
    POLICE = "co-quan-dieu-tra"


@dataclass(frozen=True, slots=True)
class Row:
    """`to` is where the case goes once the review is settled, None where it stays; `sends` within the days of this
    deadline; `lets_go`: words that name a person and evidence are never let go by one person alone; `after` which
    other one it is said, None where it is said first."""

    kinds: frozenset[Kind]
    need: Need = Need.NOTHING
    to: State | None = None
    sends: Due | None = None
    lets_go: bool = False
    after: Decision | None = None


ANY = frozenset(Kind)
TABLE = {
    Decision.INSPECT: Row(SEALED, to=State.VERIFYING),
    Decision.FORWARD: Row(SEALED, Need.AUTHORITY, State.CLOSED, Due.FORWARD),
    Decision.KEEP: Row(SEALED, Need.REASON, State.CLOSED, lets_go=True),
    Decision.CRIME: Row(SEALED, Need.AUTHORITY, State.CLOSED, Due.HAND_OVER),
    Decision.COMPLAINT: Row(ANY, to=State.REFUSED, lets_go=True),
    Decision.NOTHING: Row(ANY, Need.REASON, lets_go=True),
    Decision.INSPECTED: Row(SEALED, Need.REASON, lets_go=True, after=Decision.INSPECT),
}
"""The whole list of decisions. Not taken up (REFUSED) leaves the citizen a word: who does not agree that it is a khiếu
nại has it answered by the unit above. What was inspected is answered by one alone only where it was not weighty."""

FOUND_NOTHING = frozenset({Decision.NOTHING, Decision.COMPLAINT})
"""After all others it is kept secret for good (Luật Tố cáo, Điều 8)."""

GRAVITY = (Kind.COMPLAINT, Kind.DENUNCIATION, Kind.CRIME)


@dataclass(frozen=True, slots=True)
class GateReview:
    """The review of one case. `weighty`: the words name a person and evidence. `note` is the reason or the name of the
    authority; `proposed_by` waits for a second person. `due` is the last day of the step that is to come."""

    case_id: int
    code: str
    kind: Kind
    found: Found
    due: date
    weighty: bool = False
    stage: Stage = Stage.OPEN
    decision: Decision | None = None
    note: str = ""
    proposed_by: int | None = None
    decided_by: int | None = None
    sent_on: date | None = None
    split_on: date | None = None
    chased: str = ""
    id: int = 0

    @property
    def holds(self) -> bool:
        """Whether the case cannot end as an ordinary one."""
        return self.stage is not Stage.SETTLED

    @property
    def inspects(self) -> bool:
        """Weighty, and being inspected: it is not answered before two persons said what was found."""
        return self.weighty and self.stage is Stage.SETTLED and self.decision is Decision.INSPECT

    @property
    def finds_law(self) -> bool:
        """Settled, and not as something else: whom it is about never reads it."""
        return self.stage is Stage.SETTLED and self.decision not in FOUND_NOTHING

    @property
    def able(self) -> tuple[Decision, ...]:
        """What can be decided."""
        after = self.decision if self.inspects else None
        said = after is not None or self.stage is Stage.OPEN
        return tuple(one for one, row in TABLE.items() if said and self.kind in row.kinds and row.after is after)

    def needs_second(self, decision: Decision, *, fresh: bool = True) -> bool:
        """Whether another person must agree. Of a khiếu nại nothing is let go that was kept secret; but a unit does not
        end alone, as a khiếu nại, what it took for one itself or what is no more `fresh` (Case.may_be_refused)."""
        row = TABLE[decision]
        ends = row.to is State.REFUSED and (self.found is Found.HANDLER or not fresh)
        return ends or (self.weighty and self.kind in SEALED and row.lets_go)

    def decide(self, decision: Decision, by: int, note: str, *, send_by: date, fresh: bool = True) -> "GateReview":
        """Said by one person: settled, to be sent, or waiting for the second. Raises ReviewSettled."""
        if decision not in self.able or bool(note) != bool(TABLE[decision].need):
            raise ReviewSettled
        said = replace(self, decision=decision, note=note, chased="")
        if self.needs_second(decision, fresh=fresh):
            due = send_by if TABLE[decision].after else self.due
            return replace(said, stage=Stage.PROPOSED, proposed_by=by, due=due)
        return said._settle(by, send_by=send_by)

    def agree(self, by: int, *, send_by: date) -> "GateReview":
        """The second person agrees: never the first again."""
        if self.stage is not Stage.PROPOSED or by == self.proposed_by:
            raise ReviewSettled
        return self._settle(by, send_by=send_by)

    def disagree(self, by: int) -> "GateReview":
        """Back to the start; whoever proposed may take it back too."""
        if self.stage is not Stage.PROPOSED:
            raise ReviewSettled
        before = TABLE[self.decision].after if self.decision else None
        stage = Stage.SETTLED if before else Stage.OPEN
        return replace(self, stage=stage, decision=before, note="", proposed_by=None, decided_by=by, chased="")

    def sent(self, on: date) -> "GateReview":
        """It has gone to the authority."""
        if self.stage is not Stage.SENDING:
            raise ReviewSettled
        return replace(self, stage=Stage.SETTLED, sent_on=on)

    def raised(self, kind: Kind, *, due: date, weighty: bool) -> "GateReview":
        """Somebody who reads it sees more in it: a settled one begins again, and a khiếu nại may become a tố cáo. What
        was weighty stays so."""
        if self.holds and (self.stage is not Stage.OPEN or self.kind in SEALED or kind not in SEALED):
            raise ReviewSettled
        return self._again(kind, Found.HANDLER, due, weighty or self.weighty)

    def joined(self, kind: Kind, found: Found, *, due: date, weighty: bool) -> "GateReview":
        """More words behind the same case call for a review: the gravest kind stands, and what was let go, or is more
        than was decided on, begins again. The same one where they bring nothing new."""
        kind = max(self.kind, kind, key=GRAVITY.index)
        more = replace(self, kind=kind, weighty=weighty or self.weighty)
        let_go = self.stage is Stage.SETTLED and not self.finds_law
        if self.stage in (Stage.OPEN, Stage.SENDING) or not (let_go or more != self):
            return more if self.kind is kind or self.stage is Stage.SENDING else replace(more, found=found)
        return self._again(kind, found, due, more.weighty)

    def _again(self, kind: Kind, found: Found, due: date, weighty: bool) -> "GateReview":
        return GateReview(self.case_id, self.code, kind, found, due, weighty, split_on=self.split_on, id=self.id)

    def _settle(self, by: int, *, send_by: date) -> "GateReview":
        assert self.decision is not None
        if TABLE[self.decision].sends:
            return replace(self, stage=Stage.SENDING, decided_by=by, due=send_by)
        return replace(self, stage=Stage.SETTLED, decided_by=by)
