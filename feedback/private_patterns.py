"""Personal data that has a shape of its own: mail, links, nicknames, dossier codes, number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.canonical import Canonical

Span = tuple[str, int, int]

_LOCAL = r"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,63}"
_AT = r"(?:@|[\(\[] ?(?:at|a ?cong) ?[\)\]])"
_DOT = r"(?:\.|[\(\[]dot[\)\]]|\bcham\b)"
_EMAIL = re.compile(
    # "insta @lan" is a nickname after the name of a network
    r"(?<![a-z])(?!(?:insta|ig|tele|telegram|tiktok|fb|facebook|face|zalo) ?@)"
    rf"{_LOCAL}(?: (?:dot|cham) [a-z0-9_]{{1,30}}){{0,3}} ?{_AT} ?[a-z0-9\-]{{1,63}}"
    rf"(?: ?{_DOT} ?[a-z0-9\-]{{2,24}}(?![a-z0-9\-_])){{1,4}}"
)
_SPOKEN_EMAIL = re.compile(
    rf"{_LOCAL} ?(?:@| at | a ?cong | a moc | a vong ) ?(?:gmail|g mail|yahoo|hotmail|outlook|icloud)"
    r"(?: ?(?:\.|,|cham|dot) ?(?:com|vn|net)(?![a-z0-9])){0,2}"
)
_LINK = re.compile(r"(?<![a-z0-9])(?:https?|hxxps?) ?: ?// ?[^\s\ufffc]{1,2000}|(?<![a-z0-9])www\.[^\s\ufffc]{2,2000}")
_SITE = re.compile(
    r"(?<![a-z0-9.@\-])(?:[a-z0-9\-]{1,63}\.){1,5}"
    r"(?:com|net|org|vn|info|xyz|top|site|online|shop|link|ly)(?![a-z0-9\-])(?:/[^\s\ufffc]{0,2000})?"
    r"|(?<![a-z0-9.@\-])[a-z][a-z0-9\-]{1,62}\.[a-z]{2,3}/[a-z0-9][^\s\ufffc]{2,2000}"
    r"|(?<![a-z0-9.@\-])(?:t|m|fb|zalo|wa|g)\.(?:me|page|gl)/[^\s\ufffc]{1,2000}"
)
_PUBLIC_SITE = re.compile(r"(?:[a-z0-9\-]{1,63}\.){1,6}gov\.vn")
_HANDLE = re.compile(r"(?<![a-z0-9._@])@[a-z][a-z0-9_.]{2,31}(?![a-z0-9@])")
_NICK = re.compile(
    r"(?<![a-z0-9])(?:facebook|face|fb|telegram|tele|tiktok|instagram|insta|ig|zalo|viber|skype|nick)"
    r"(?: (?:cua )?(?:toi|em|minh|chi|anh))?(?: (?:la|ten))? ?[:=]? ?"
    r"(?=[a-z0-9._]{0,31}[0-9._])(?=[0-9._]{0,31}[a-z])([a-z0-9][a-z0-9._]{2,30}[a-z0-9_])(?![a-z0-9])"
)
_DOSSIER = re.compile(
    r"(?<![a-z0-9])(?:[0-9o]{3}[. ][0-9o]{2}[. ][0-9o]{2}[. ])?[hg] ?[0-9o]{2}(?:[. ][0-9o]{1,4}){0,5}"
    r" ?[-. ] ?[0-9oil]{6} ?[-. ] ?[0-9oil]{3,7}(?![a-z0-9])"
)
_DOSSIER_WORDS = (
    r"(?:(?:ma|so|ma so) (?:ho so|bien nhan|phieu hen|phieu|hs)"
    r"|(?:ho so|bien nhan|phieu hen)(?: co)? (?:ma|so|ma so)|mhs)"
)
_NAMED_DOSSIER = re.compile(
    rf"(?<![a-z]){_DOSSIER_WORDS}(?: (?:cua )?(?:toi|em|minh|chau))?(?: la| so)? ?[:#]? ?"
    r"(?=[a-z0-9./\-]{0,40}[0-9])"
    r"([a-z0-9]{1,12}(?:[./\-] ?[a-z0-9]{1,12}){1,8}|[a-z]{0,4}[0-9]{5,14})(?![a-z0-9])"
)
_OFFICIAL_PAPER = re.compile(r"[0-9]{1,5}/(?:[0-9]{4}/)?(?:nd|qd|tt|nq|ct|kh|cv|tb)(?![a-z])")
_PLATE = re.compile(
    r"(?<![a-z0-9])[1-9][0-9][ .\-]?([a-z]{1,2})([0-9]?)( ?[.\-] ?| ?)(?:[0-9]{3}[. \-]?[0-9]{2}|[0-9]{4})"
    r"(?![0-9a-z]|[./,][0-9])"
)
_PLATE_WORD = re.compile(r"(?<![a-z])(?:bien so|bien kiem soat|bks|bsx|bien|xe)(?: xe)?(?: la)? ?:? ?$")
_PAPER_SERIES = frozenset(("qd", "nd", "tt", "cp", "bn", "kh", "ct", "nq", "tb", "cv", "th", "gp"))


def find_online(view: Canonical) -> Iterator[Span]:
    """Mail addresses, links, sites and nicknames. The bare name of a government site is nobody's secret."""
    plain = view.plain
    taken: list[tuple[int, int]] = []
    for kind, pattern in (
        ("email", _EMAIL),
        ("email", _SPOKEN_EMAIL),
        ("url", _LINK),
        ("url", _SITE),
        ("handle", _HANDLE),
        ("handle", _NICK),
    ):
        for match in pattern.finditer(plain):
            start, end = match.span(match.lastindex or 0)
            end = start + len(plain[start:end].rstrip(".,;:!?)]}\"'"))
            if kind == "url" and _PUBLIC_SITE.fullmatch(plain[start:end]):
                continue
            if end > start and not any(a < end and start < b for a, b in taken[-8:]):
                taken.append((start, end))
                yield kind, start, end


def find_codes(view: Canonical) -> Iterator[Span]:
    """Dossier codes and number plates."""
    plain = view.plain
    for match in _DOSSIER.finditer(plain):
        yield "dossier", *match.span()
    for match in _NAMED_DOSSIER.finditer(plain):
        code = match.group(1)
        if sum(c.isdigit() for c in code) >= 4 and not _OFFICIAL_PAPER.match(code) and not _is_date(code):
            yield "dossier", *match.span(1)
    for match in _PLATE.finditer(plain):
        if _is_plate(view, match):
            yield "plate", *match.span()


def _is_date(code: str) -> bool:
    return re.fullmatch(r"[0-9]{1,2}[./\-][0-9]{1,2}(?:[./\-][0-9]{2,4})?", code) is not None


def _is_plate(view: Canonical, match: re.Match[str]) -> bool:
    series, number, joint = match.groups()
    if series in _PAPER_SERIES and not number:
        return False
    if _PLATE_WORD.search(view.plain, max(0, match.start() - 24), match.start()):
        return True
    tail = match.end() - match.end(3)
    if tail == 4 and not (number and joint.strip()):
        return False  # "12A 2026" is more often a room and a year
    capital = view.accented[match.start(1)].isupper()
    return capital if len(series) == 1 or number or joint.strip() else False
