"""Dossier codes and number plates: letters and figures that an office or the police keeps somebody's file under.

Laws, days, hours, sums and the numbers of procedures look alike and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.canonical import Canonical

_DOSSIER = re.compile(
    r"(?<![a-z0-9])(?:[0-9o]{3}[. ][0-9o]{2}[. ][0-9o]{2}[. ])?[hg] ?[0-9o]{2}(?:[. ][0-9o]{1,4}){0,5}"
    r" ?[-. ] ?[0-9oil]{6} ?[-. ] ?[0-9oil]{3,7}(?![a-z0-9])"
)
_ANNOUNCED = (
    r"(?<![a-z])(?:ma|mhs|so hs|ho so|hs|don so|phieu|giay hen|giay tiep nhan|bien nhan|tiep nhan|tra cuu|benh an"
    r"|vao vien|khai sinh so|seri)"
    r"(?: (?!ngay|luc|thang|nam|den|tu|het|mat|thue|dinh|bhxh|the|qr|stk|goi)[a-z]{1,5}){0,4}? ?[:#]? ?(?<![a-z0-9])"
)
_NAMED_DOSSIER = re.compile(
    rf"{_ANNOUNCED}(?=[a-z0-9./\- ]{{0,40}}[0-9])"
    r"([a-z0-9]{1,12}(?: ?[./\-] ?[a-z0-9]{1,12}){1,8}|[a-z]{0,4}[0-9]{5,14})(?![a-z0-9])"
)
_SERIES = re.compile(rf"{_ANNOUNCED}([a-z]{{2,4}} [0-9]{{3,12}}(?: [0-9]{{2,12}})?)(?![a-z0-9])")
# Begins with letters and holds six figures: "VP-2025-003317". A law begins with figures.
_CODE = re.compile(r"(?<![a-z0-9@/.\-])(?=[a-z])[a-z0-9]{1,16}(?:[./\-][a-z0-9]{1,16}){0,6}(?![a-z0-9@])")
# A number with a letter for a figure, a passport, a health card, "sdt0912345678", "T10/2025".
_NO_CODE = re.compile(
    r"[oil0-9.\-]+|[a-z][0-9]{7,8}|[a-z]{2}[0-9]{13}|[a-z]{1,5}0[0-9]{8,11}"
    r"|[a-z]{1,5}[0-9]{1,2}[./\-](?:[0-9]{1,2}[./\-])?[0-9]{4}"
)
_OFFICIAL_PAPER = re.compile(r"[0-9]{1,5}/(?:[0-9]{4}/)?(?:nd|qd|tt|nq|ct|kh|cv|tb)(?![a-z])")
# A day, an hour, the number of a procedure, a sum.
_NO_DOSSIER = re.compile(
    r"[0-9]{1,2}[./\-][0-9]{1,2}(?:[./\-][0-9]{2,4})?|[0-9]{1,2}(?:h[0-9]{0,2})?-[0-9]{1,2}(?:h[0-9]{0,2})?"
    r"|[0-9]\.[0-9]{6}|[0-9]{1,3}(?:[.,][0-9]{3}){1,3}"
)
_PLATE = re.compile(
    r"(?<![a-z0-9])[1-9][0-9][ .\-]?([a-z]{1,2})([0-9]?)( ?[.\-]? ?)"
    r"((?:[0-9][., \-]?){4}[0-9]|[0-9]{4})"
    r"(?![0-9a-z]|[./,][0-9])"
)
_PLATE_WORD = re.compile(r"(?<![a-z])(?:bien|bks|bsx|xe|o ?to|taxi)(?![a-z])[^0-9\n\ufffc]{0,16}$")
_PAPER_SERIES = frozenset(("qd", "nd", "tt", "cp", "bn", "kh", "ct", "nq", "tb", "cv", "th", "gp"))


def find_codes(view: Canonical) -> Iterator[tuple[str, int, int]]:
    """Dossier codes and number plates."""
    plain = view.plain
    for match in _DOSSIER.finditer(plain):
        yield "dossier", *match.span()
    for match in _CODE.finditer(plain):
        if _figures(match.group()) >= 6 and not _NO_CODE.fullmatch(match.group()):
            yield "dossier", *match.span()
    for match in _NAMED_DOSSIER.finditer(plain):
        if _is_announced(match.group(1)):
            yield "dossier", *match.span(1)
    for match in _SERIES.finditer(plain):
        if view.accented[match.start(1)].isupper():  # not "phiếu hẹn ghi 2025"
            yield "dossier", *match.span(1)
    for match in _PLATE.finditer(plain):
        if _is_plate(view, match):
            yield "plate", *match.span()


def _is_announced(code: str) -> bool:
    return _figures(code) >= 3 and not (_OFFICIAL_PAPER.match(code) or _NO_DOSSIER.fullmatch(code))


def _figures(code: str) -> int:
    return sum(c.isdigit() for c in code)


def _is_plate(view: Canonical, match: re.Match[str]) -> bool:
    series, number, joint, tail = match.groups()
    if series in _PAPER_SERIES and not number:
        return False
    if _PLATE_WORD.search(view.plain, max(0, match.start() - 24), match.start()):
        return True
    capital = view.accented[match.start(1)].isupper()
    if len(tail) == 4:  # "12A 2026" is more often a room and a year
        return bool(number) and (capital or bool(joint.strip()))
    return bool(number) or (capital and (len(series) == 1 or bool(joint.strip())))
