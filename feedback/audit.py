"""Which acts are written down for good, and how each entry is chained to the one before it.

An entry says who did what to which case or voice; it names no citizen and holds no words. Its seal is keyed and covers
the seal before it: whoever can write into the database, but lacks the key, cannot change, drop or move an entry unseen.
"""

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

CLOCK = "homthu"
"""Who did it when no person did: the house itself, by the clock."""

CONSOLE = "dong-lenh"
"""Who did it at the command line: which person that was, the machine's own records know."""

SHOWN = 16
"""Hexadecimal digits of a seal that are written down on paper: 64 bits, which nobody meets by chance."""

MARK = re.compile(rf"([1-9][0-9]{{0,17}})-([0-9a-f]{{{SHOWN}}})")


class Act(StrEnum):
    """What was done; its words are `audit.act.<value>` in vi.toml."""

    OPENED = "mo-phan-anh"
    MOVED = "chuyen-trang-thai"  # `why` is the state it came to; of a transfer, after a colon, the unit that has it now
    UNSEALED = "bo-niem"  # `why` is the reason's code, `khac` for own words; `who` the second person where two did it
    UNSEAL_PROPOSED = "de-nghi-bo-niem"
    UNSEAL_SECONDED = "dong-y-bo-niem"  # `why` is the code of whoever proposed it, as in the next two
    UNSEAL_DECLINED = "khong-dong-y-bo-niem"
    UNSEAL_LAPSED = "het-han-bo-niem"
    PROPOSAL_READ = "xem-de-nghi-bo-niem"
    UNSEALING_READ = "xem-ly-do-bo-niem"
    DEADLINE_SET = "dat-han"  # `about` is the kind, `why` days, first day and unit
    TAGS_REVIEWED = "xem-nhan"
    PHOTOS_SHOWN = "xem-anh"
    VOICE_HEARD = "nghe-tin-thoai"
    VOICE_WRITTEN = "chep-tin-thoai"
    VOICE_LOST = "bo-tin-thoai"
    EXPLANATION_ASKED = "yeu-cau-giai-trinh"  # `why` is the code of whoever is asked, as in the next three
    EXPLANATION_READ = "xem-giai-trinh"
    EXPLANATION_GIVEN = "giai-trinh"
    EXPLANATION_JUDGED = "xet-giai-trinh"
    WATCHED = "giam-sat-phan-anh"  # a people's inspector opened a case to read it
    WATCH_EXPORTED = "xuat-giam-sat"  # `about` is the unit, `why` the quarter
    RECOMMENDED = "gui-kien-nghi"  # `about` is its code, as in the next three; `why` the unit that answers
    RECOMMENDATION_READ = "xem-kien-nghi"
    RECOMMENDATION_ANSWERED = "tra-loi-kien-nghi"  # `why` is the stage it came to, as in the next
    RECOMMENDATION_NOTED = "ghi-thuc-hien"
    REVIEW_RAISED = "mo-tham-dinh"  # `why` is the kind
    REVIEW_DECIDED = "tham-dinh"  # `why` is the decision
    REVIEW_SECONDED = "tham-dinh-lan-hai"
    REVIEW_SENT = "chuyen-co-quan"
    CASE_SPLIT = "tach-noi-dung"
    CITIZEN_ASKED = "hoi-nguoi-gui"
    LETTER_DECIDED = "quyet-thu"  # `about` is the number of the letter, `why` what became of it
    TAGS_TAKEN = "xuat-nhan"  # `why` is how many redacted texts were given out
    KEY_MADE = "cap-khoa"  # `about` is the key's name, `why` the unit
    KEY_REVOKED = "thu-khoa"
    CODE_ISSUED = "cap-ma-lien-ket"  # `about` is the officer, as in the next two
    LINKED = "lien-ket"
    UNLINKED = "bo-lien-ket"
    ACCOUNT_INVITED = "moi-tai-khoan"  # `about` is the officer, as in the next five
    ACCOUNT_OPENED = "mo-tai-khoan"
    ACCOUNT_DISABLED = "khoa-tai-khoan"
    SECOND_RESET = "dat-lai-xac-thuc"
    PROVED_AGAIN = "xac-thuc-lai"  # step-up; `why` as below
    SIGNED_IN = "dang-nhap"  # `why` says it when a recovery code was used
    SESSIONS_ENDED = "ket-thuc-phien"  # `why` says it when all were ended
    AUTHORISATION_ASKED = "xin-uy-quyen"  # `about` is the platform, as in the next
    AUTHORISED = "uy-quyen"
    IMPORTED = "nhap-tep"  # `about` is the kind of file, `why` how many rows were new and how many changed
    ALARM_TAKEN = "nhan-bao-khan"
    DUTY_HANDED_OVER = "giao-ca-truc"  # `about` is who has it now, `why` the day
    SLIP_TYPED = "nhap-phieu"  # `about` is the unit, `why` how it came, of the moment the day: which slip, nothing says


class Harm(StrEnum):
    """What is wrong with the chain; its words are `audit.harm.<value>`."""

    CHANGED = "changed"  # or put elsewhere: the seal covers the number and everything before
    MISSING = "missing"
    HEAD = "head"  # what says where the chain ends was changed or put back
    ANCHOR = "anchor"  # the chain is sound in itself, but another one than was written down


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` counts from 1 without a gap. `who` is the code that the officer had then: a code that is changed later
    does not change who did it. `about` is the code of a case, the key of a voice, or what the act says; `why` a short
    code, never a text.
    """

    number: int
    at: datetime
    who: str
    what: str
    about: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it was kept, with its seal of 32 bytes."""

    entry: Entry
    seal: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far the chain goes, and the seal it has there; of a written-down one only the first digits are known."""

    number: int = 0
    seal: bytes = b""

    def __str__(self) -> str:
        return f"{self.number}-{self.seal.hex()[:SHOWN]}"

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """The inverse of `str`. ValueError for anything else."""
        mark = MARK.fullmatch(text.strip())
        if mark is None:
            raise ValueError("not a mark of the chain")
        return cls(int(mark[1]), bytes.fromhex(mark[2]))


class ChainBroken(Exception):
    """`number` is the first entry that is not as it was written."""

    def __init__(self, number: int, harm: Harm) -> None:
        super().__init__(f"{harm} at {number}")
        self.number = number
        self.harm = harm


def seal(key: bytes, before: bytes, entry: Entry) -> bytes:
    """HMAC-SHA256 over the seal before (empty for the first entry) and all that the entry says."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _mac(key, [before.hex(), entry.number, at, entry.who, entry.what, entry.about, entry.why])


def proof_of_end(key: bytes, anchor: Anchor) -> bytes:
    """What only the holder of the key can say: that the chain ends here."""
    return _mac(key, ["head", anchor.number, anchor.seal.hex()])


def follow(key: bytes, anchor: Anchor, entries: Sequence[Sealed]) -> Anchor:
    """On from `anchor` along `entries`, to where they end. Raises ChainBroken at the first that does not fit."""
    for one in entries:
        if one.entry.number != anchor.number + 1:
            raise ChainBroken(anchor.number + 1, Harm.MISSING)
        if not hmac.compare_digest(seal(key, anchor.seal, one.entry), one.seal):
            raise ChainBroken(one.entry.number, Harm.CHANGED)
        anchor = Anchor(one.entry.number, one.seal)
    return anchor


def _mac(key: bytes, said: Sequence[object]) -> bytes:
    """JSON keeps the parts apart: nothing can slip from one into the next."""
    return hmac.digest(key, json.dumps(said).encode(), "sha256")
