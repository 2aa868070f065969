"""What citizens leave beside their words: a name on praise, words that add to earlier ones, what each says of an
answer; and which praise was told to whom."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field

from feedback.verdicts import Verdict
from storage.tables.base import ID, Base, core, link, one_of, plain, small


def _of(target: str) -> Column[int]:
    """The row that this one belongs to and is named by."""
    return Column(ID, ForeignKey(f"{target}.id"), primary_key=True, autoincrement=False)


class PraiseNameRow(Base, table=True):
    """`name` is encrypted, of one length whatever the name, and bound to the receipt of its words. It goes with them,
    and without them when it is taken off. `consent` is the version that was agreed to."""

    __tablename__ = "praise_names"
    feedback_id: int = Field(default=None, sa_column=_of("feedback"))
    name: bytes
    consent: str


class PraiseLetterRow(Base, table=True):
    """Praise that was told to its officer in the batch of that week: unique, so that it is told once. `letters` lists
    the rows of the outbox that hold it, so that an erasure finds what has not been sent."""

    __tablename__ = "praise_letters"
    __table_args__ = (Index(None, "officer_id", "week"),)
    feedback_id: int = Field(default=None, sa_column=_of("feedback"))
    officer_id: int = link("officers")
    week: str
    letters: list[int] = plain()


class AdditionRow(Base, table=True):
    """Words that add to earlier ones of the same citizen. What became a case of its own has no row any more."""

    __tablename__ = "additions"
    __table_args__ = (Index(None, "original_id"),)
    feedback_id: int = Field(default=None, sa_column=_of("feedback"))
    original_id: int = link("feedback")


class VerdictRow(Base, table=True):
    """What one voice behind a case said of its answer; `look` is how often the case had been brought back then. `voice`
    is the keyed hash that stands beside their words. No day and no order: those would tell when somebody wrote."""

    __tablename__ = "verdicts"
    __table_args__ = (CheckConstraint(one_of("said", Verdict), name="said"),)
    case_id: int = Field(default=None, sa_column=_of("cases"))
    voice: bytes = Field(primary_key=True)
    look: int = small()
    said: str


praise_names = core(PraiseNameRow)
praise_letters = core(PraiseLetterRow)
additions = core(AdditionRow)
verdicts = core(VerdictRow)
