"""A Vietnamese telephone number as people write it: a mobile one can be invited, any other is refused with a reason."""

import re

from feedback.errors import FeedbackError

COUNTRY = "84"
_SIGNS = re.compile(r"[\s.\-–()]")
_WRITTEN = re.compile(r"(?:\+84|0084|84|0)(?P<rest>[1-9][0-9]{7,9})", re.ASCII)
_MOBILE = re.compile(r"[35789][0-9]{8}", re.ASCII)
_LANDLINE = re.compile(r"2[0-9]{8,9}", re.ASCII)


class NotAMobile(FeedbackError):
    """No number that a mobile telephone in Viet Nam can have."""

    key = "error.phone"


class Landline(FeedbackError):
    """A landline (02…): nobody reads an invitation there."""

    key = "error.phone_landline"


def mobile(text: str) -> str:
    """`0912.345.678`, `+84 912 345 678` or `84912345678` → `84912345678`, as Zalo wants it. Raises NotAMobile or
    Landline.

    Mobile numbers have nine digits behind the 0 and begin with 3, 5, 7, 8 or 9; landlines begin with 2 (the numbering
    plan of Thông tư 22/2014/TT-BTTTT).
    """
    written = _WRITTEN.fullmatch(_SIGNS.sub("", text))
    rest = written["rest"] if written else ""
    if _LANDLINE.fullmatch(rest):
        raise Landline
    if not _MOBILE.fullmatch(rest):
        raise NotAMobile
    return COUNTRY + rest
