"""Where somebody is found online: mail addresses, links, sites and nicknames."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.canonical import Canonical

_LOCAL = r"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,63}"
_AT = r"(?:@|[\(\[] ?(?:at|a|a ?cong) ?[\)\]])"
_DOT = r"(?:\.|[\(\[]dot[\)\]]|\bcham\b)"
_EMAIL = re.compile(
    # "insta @lan" is a nickname after the name of a network
    r"(?<![a-z])(?!(?:insta|ig|tele|telegram|tiktok|fb|facebook|face|zalo) ?@)"
    rf"{_LOCAL}(?: (?:dot|cham) [a-z0-9_]{{1,30}}){{0,3}} ?{_AT} ?[a-z0-9\-]{{1,63}}"
    rf"(?: ?{_DOT} ?[a-z0-9\-]{{2,24}}(?![a-z0-9\-_])){{1,4}}"
)
_SPOKEN_EMAIL = re.compile(
    rf"{_LOCAL}(?: (?:dot|cham) [a-z0-9_]{{1,30}}){{0,3}}(?: [0-9]{{1,8}})?"
    r" ?(?:@| at | a ?cong | a moc | a vong ) ?(?:gmail|g mail|yahoo|hotmail|outlook|icloud)"
    r"(?: ?(?:\.|,|cham|dot) ?(?:com|vn|net)(?![a-z0-9])){0,2}"
)
_LINK = re.compile(r"(?<![a-z0-9])(?:https?|hxxps?) ?: ?// ?[^\s\ufffc]{1,2000}|(?<![a-z0-9])www\.[^\s\ufffc]{2,2000}")
_SITE = re.compile(
    r"(?<![a-z0-9.@\-])(?:[a-z0-9\-]{1,63}\.){1,5}"
    r"(?:com|net|org|vn|info|xyz|top|site|online|shop|link|ly)(?![a-z0-9\-])(?:/[^\s\ufffc]{0,2000})?"
    r"|(?<![a-z0-9.@\-])[a-z][a-z0-9\-]{1,62}\.[a-z]{2,3}/[a-z0-9][^\s\ufffc]{2,2000}"
    r"|(?<![a-z0-9.@\-])(?:t|m|fb|zalo|wa|g)\.(?:me|page|gl)/[^\s\ufffc]{1,2000}"
)
_PUBLIC_SITE = re.compile(r"(?:https?://)?(?:[a-z0-9\-]{1,63}\.){1,6}gov\.vn(?:/[a-z/\-]{0,80})?")
_HANDLE = re.compile(r"(?<![a-z0-9._@])@[a-z_][a-z0-9_.]{2,31}(?![a-z0-9@])")
_NICK = re.compile(
    r"(?<![a-z0-9])(?:facebook|face|fb|telegram|tele|tiktok|instagram|insta|ig|zalo|viber|skype|nick)"
    r"(?: (?:cua )?(?:toi|em|minh|chi|anh))?(?: (?:la|ten))? ?[:=]? ?"
    r"((?:live:)?(?=[a-z0-9._]{0,31}[0-9._])(?=[0-9._]{0,31}[a-z])[a-z0-9_][a-z0-9._]{2,30}[a-z0-9_])(?![a-z0-9])"
)


def find_online(view: Canonical) -> Iterator[tuple[str, int, int]]:
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
