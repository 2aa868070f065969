"""What each code of Zalo means for a letter or a notice: one table, and what follows from each meaning.

The codes are those of OpenAPI v3, OAuth v4 and ZBS (collected from Zalo's documents, its SDKs and open clients). The
same table for people, with the test of each line, stands in docs/zalo-oa.md. Messages of Zalo stay here: they can
repeat what was sent, so only codes go up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.channels.base import NotAccepted, OutsideWindow, Rejected, SendError, Throttled, Unreachable


class Act(StrEnum):
    """What is done about a code."""

    WAIT = "wait"  # the letter, after some seconds
    WAIT_ALL = "wait-all"  # every letter of this account
    REFRESH = "refresh"  # a new access token, then once more
    CLOSED = "closed"  # until the person writes again
    NOBODY = "nobody"  # write to this person no more
    REFUSE = "refuse"  # give this letter up; an operator sees it
    PERSON = "person"  # letters wait; somebody must mend it at Zalo or in the settings


@dataclass(frozen=True, slots=True)
class Meaning:
    """`seconds` is how long to wait where Zalo does not say."""

    act: Act
    seconds: float = 0.0


class Refused(Exception):
    """Zalo answered, and its answer is an error. `text` is for telling two uses of one code apart, never to log."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.text = text


MINUTE_IS_FULL = 20.0
A_WHILE = 300.0

MEANINGS: Mapping[int, Meaning] = {
    -32: Meaning(Act.WAIT_ALL, MINUTE_IS_FULL),  # 4,000 calls a minute
    -100: Meaning(Act.REFUSE),  # the attachment expired
    -201: Meaning(Act.REFUSE),  # "<field> is invalid!"; of the user id: nobody there, see `meaning`
    -204: Meaning(Act.PERSON),  # the account was deleted or is unknown
    -205: Meaning(Act.PERSON),
    -209: Meaning(Act.PERSON),  # the app is not active
    -210: Meaning(Act.REFUSE),  # too long
    -211: Meaning(Act.PERSON),  # the quota of the package is used up
    -213: Meaning(Act.NOBODY),  # does not follow the account
    -216: Meaning(Act.REFRESH),
    -217: Meaning(Act.NOBODY),  # the person refuses
    -218: Meaning(Act.WAIT, A_WHILE),  # limits of one person
    -219: Meaning(Act.WAIT, A_WHILE),
    -220: Meaning(Act.REFRESH),
    -221: Meaning(Act.PERSON),  # the account is not verified
    -223: Meaning(Act.PERSON),  # the app may not do this
    -224: Meaning(Act.PERSON),  # needs a package
    -227: Meaning(Act.NOBODY),  # banned, or away for 45 days
    -230: Meaning(Act.CLOSED),  # seven days without an act of the person
    -232: Meaning(Act.CLOSED),
    -233: Meaning(Act.REFUSE),  # this kind of message is not supported
    -234: Meaning(Act.WAIT, A_WHILE),  # not at night
    -240: Meaning(Act.PERSON),  # the interface was switched off: the program is too old
    -242: Meaning(Act.PERSON),  # wants appsecret_proof
    -244: Meaning(Act.NOBODY),  # the person has shut this kind of message off
    -248: Meaning(Act.REFUSE),  # against Zalo's policy
    -249: Meaning(Act.REFUSE),
    -320: Meaning(Act.CLOSED),  # past 48 hours, and no Zalo Cloud Account would pay for it
    -321: Meaning(Act.CLOSED),
    -124: Meaning(Act.REFRESH),
}

TEMPLATE_MEANINGS: Mapping[int, Meaning] = {
    **MEANINGS,
    -108: Meaning(Act.REFUSE),  # the telephone number
    -109: Meaning(Act.PERSON),  # no such template
    -112: Meaning(Act.PERSON),  # its parameters are not those we send
    -114: Meaning(Act.REFUSE),  # this person cannot receive it
    -115: Meaning(Act.PERSON),  # no money left
    -118: Meaning(Act.REFUSE),  # no Zalo account
    -119: Meaning(Act.REFUSE),
    -127: Meaning(Act.PERSON),  # a template under test goes to administrators only
    -131: Meaning(Act.PERSON),  # not approved
    -133: Meaning(Act.WAIT, A_WHILE),  # not between 22:00 and 06:00
    -135: Meaning(Act.PERSON),  # the account is not verified
    -139: Meaning(Act.REFUSE),  # the person refused such notices
    -141: Meaning(Act.REFUSE),
    -144: Meaning(Act.WAIT_ALL, A_WHILE),  # the daily quota; for letters see `send_error`
    -213: Meaning(Act.REFUSE),  # a notice that cannot go closes nobody's chat: the letter itself still waits there
    -217: Meaning(Act.REFUSE),
    -227: Meaning(Act.REFUSE),
    -244: Meaning(Act.REFUSE),
    -320: Meaning(Act.PERSON),  # nobody would pay for it
    -321: Meaning(Act.PERSON),
    -1121: Meaning(Act.PERSON),  # a parameter is longer than its template allows
    -1122: Meaning(Act.PERSON),  # a parameter is missing
}

LOST = (-14014,)
"""Of the authorisation: the refresh token was used or is too old, and a person must authorise again."""

_UNKNOWN = Meaning(Act.REFUSE)


def meaning(refused: Refused, *, template: bool = False) -> Meaning:
    """What to do about an answer."""
    if refused.code == -201 and "user_id" in refused.text:
        return Meaning(Act.REFUSE if template else Act.NOBODY)
    return (TEMPLATE_MEANINGS if template else MEANINGS).get(refused.code, _UNKNOWN)


def send_error(refused: Refused, *, template: bool = False) -> SendError:
    """The error that delivery understands."""
    found, name = meaning(refused, template=template), f"code {refused.code}"
    match found.act:
        case Act.WAIT:
            return Throttled(found.seconds)
        case Act.WAIT_ALL:  # a full quota of notices must not hold up the letters that are free
            return Throttled(found.seconds, everybody=not template or refused.code == -32)
        case Act.CLOSED:
            return OutsideWindow(name)
        case Act.NOBODY:
            return Unreachable(name)
        case Act.REFUSE:
            return Rejected(name)
        case Act.REFRESH:
            return NotAccepted(f"{name}: a fresh token was refused too")
        case Act.PERSON:
            return NotAccepted(f"{name}: a person must look at it")
