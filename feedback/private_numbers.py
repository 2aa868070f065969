"""Which numbers point at a person: telephones, identity papers, bank accounts, however they are typed.

A long number is somebody's unless it shows what else it is: money, a date, a law, a counter, a hotline, or a
receipt of ours (16 digits in fours).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from feedback.canonical import Canonical

# Digits as they are spelled aloud, without marks; "ko" is how "không" is typed.
_SPOKEN = {
    "khong": "0",
    "ko": "0",
    "mot": "1",
    "hai": "2",
    "ba": "3",
    "bon": "4",
    "tu": "4",
    "nam": "5",
    "lam": "5",
    "sau": "6",
    "bay": "7",
    "tam": "8",
    "chin": "9",
}
_TYPED_LETTERS = str.maketrans("oil", "011")
_MIXED = re.compile(r"(?<![a-z0-9])(?=[oil]{0,4}[0-9])[0-9oil]{2,40}(?![a-z0-9])|(?<![a-z0-9])o(?=[ .\-]{1,2}[1-9])")
_PIECE = re.compile(r"[0-9]+|(?<![a-z0-9])(?:" + "|".join(_SPOKEN) + r")(?![a-z0-9])")
_JOINT = re.compile(r"[ .,_\-()/|*~+]{0,3}| (?:cham|gach|phay|roi) ")
_DATE = re.compile(
    r"(?<![0-9])(?<![0-9][./\-])(?:[0-2]?[0-9]|3[01])([./\-])(?:0?[0-9]|1[0-2])\1(?:19|20)[0-9]{2}"
    r"(?![0-9]|[./\-][0-9])"
    r"|(?<![0-9])(?<![0-9]/)(?:[0-2]?[0-9]|3[01])/(?:0?[0-9]|1[0-2])/[0-9]{2}(?![0-9]|/[0-9])"
)
_PROCEDURE = re.compile(r"(?<![0-9])[0-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[a-z][0-9]{2})?(?![0-9])")
_UNIT = re.compile(r" ?(?:dong|d|vnd|k|nghin|ngan(?! hang)|trieu|tr|ty|cu|lit|usd|met|m2|km|kg)(?![a-z0-9])")
_MONEY = re.compile(r"[1-9][0-9]{0,2}(?:[., ][0-9]{3}){1,4}")
_RECEIPTS = ([4, 4, 4, 4], [16])

_CONTEXT = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?P<account>stk|so tai khoan|so tk|tai khoan|tk|so the|the (?:atm|visa|master(?:card)?)|momo|vietcombank|vcb"
    r"|vietin|viettin|bidv|mb|acb|ocb|vib|shb|scb|msb|nhnt|agri|(?:[a-z]{1,7} ?)?bank"
    r"|(?P<transfer>chuyen khoan|ck|(?:chuyen|nop|gui) vao))"
    r"|(?P<phone>sdt|so dt|dt|so dien thoai|dien thoai|zalo|goi|lien he|lh|alo|phone|tel|so may|di dong)"
    r"|(?P<id>cccd|can cuoc(?: cong dan)?|cmnd|cmt|chung minh(?: nhan dan| thu)?|dinh danh(?: ca nhan)?|ho chieu"
    r"|passport|the bao hiem|bhyt|bhxh|bao hiem (?:y te|xa hoi)|ma so thue|mst|gplx|giay phep lai xe"
    r"|bang lai(?: xe)?|the(?: [a-z]{2,5}){1,3} so)"
    r")(?![a-z])"
)
# A passport or a health card has this shape and hardly anything else has; an account may hold one letter.
_PAPER = re.compile(
    r"(?<![a-z0-9])(?:[a-z] ?[0-9]{3,4} ?[0-9]{4}(?! ?[0-9])"
    r"|[a-z]{2}(?:[0-9]{13}| ?[0-9] [0-9]{2}(?:[ .\-]?[0-9]){10}))(?![a-z0-9])"
)
_LETTERED_ACCOUNT = re.compile(
    r"(?<![a-z])(?:stk|tk|tai khoan)(?: [a-z]{1,5}){0,2} ?:? ?([0-9]{2,6}[a-z]{1,2}[0-9]{5,12})(?![a-z0-9])"
)
_HOTLINE = re.compile(r"(?<![0-9])1[89]00(?:[ .\-]?[0-9]){4,6}(?![0-9])")
# How long the number of an account is; after "chuyển khoản" a short one is a sum.
_LEAST_DIGITS = {"account": 6, "transfer": 8}
_MOBILE = re.compile(r"0[35789][0-9]{8}|01[2689][0-9]{8}|02[0-9]{8,9}")
_ABROAD = re.compile(r"(?:00)?84(?=0?[235789][0-9]{8})0?")
_COMPLETE = 9
_CITIZEN_ID = re.compile(r"0(?:0[1-9]|[1-8][0-9]|9[0-6])[0-9]{9}")


@dataclass(frozen=True)
class _Group:
    """Digits written together: "0912" or "chín"."""

    digits: str
    start: int
    end: int
    spoken: bool


def find_numbers(view: Canonical) -> Iterator[tuple[str, int, int]]:
    """Every number that points at a person, in the order of the text."""
    plain = view.plain
    for match in _PAPER.finditer(plain):
        yield "id-number", *match.span()
    for match in _LETTERED_ACCOUNT.finditer(plain):
        yield "account", *match.span(1)
    for run in _runs(_readable(plain)):
        yield from _judge(_without_nots(run), plain)


def _readable(plain: str) -> str:
    """`plain` with typed letters as the digits they stand for, and what is no such number blanked."""
    plain = _MIXED.sub(lambda match: match.group().translate(_TYPED_LETTERS), plain)
    for pattern in (_PAPER, _LETTERED_ACCOUNT, _DATE, _PROCEDURE, _HOTLINE):
        plain = pattern.sub(lambda match: "\n" * len(match.group()), plain)
    return plain


def _runs(plain: str) -> Iterator[list[_Group]]:
    """Groups of digits with nothing but spaces, dots or dashes between them."""
    run: list[_Group] = []
    for match in _PIECE.finditer(plain):
        word = match.group()
        group = _Group(_SPOKEN.get(word, word), match.start(), match.end(), word in _SPOKEN)
        if run and not _JOINT.fullmatch(plain, run[-1].end, group.start):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _without_nots(run: list[_Group]) -> list[_Group]:
    """ "gọi 0912 345 678 không được": beside a number written in figures and complete, "không" is no nought."""
    while len(run) > 1 and _is_not(run[-1], run[-2]) and sum(len(group.digits) for group in run[:-1]) >= _COMPLETE:
        run = run[:-1]
    while len(run) > 1 and _is_not(run[0], run[1]) and run[1].digits.startswith("0"):
        run = run[1:]
    return run


def _is_not(group: _Group, beside: _Group) -> bool:
    return group.spoken and group.digits == "0" and not beside.spoken


def _judge(run: list[_Group], plain: str) -> Iterator[tuple[str, int, int]]:
    total = sum(len(group.digits) for group in run)
    if total < 6 or _counts_up(run):
        return
    context, gap = _context(plain, run[0].start)
    if context in _LEAST_DIGITS and _LEAST_DIGITS[context] <= total <= 19 and not _is_money(run, plain):
        yield "account", run[0].start, run[-1].end
    elif context in ("id", "phone") and 7 <= total <= 15 and gap <= 20 and _named(context, run, total, plain):
        yield ("phone" if context == "phone" else "id-number"), _start(run[0], plain), run[-1].end
    elif [len(group.digits) for group in run] not in _RECEIPTS:
        yield from _search(run, plain)


def _counts_up(run: list[_Group]) -> bool:
    """A list of counters, days or years: "1, 2, 3", "05, 06, 07"."""
    typed = [int(group.digits) for group in run if not group.spoken]
    return len(typed) > 2 and all(after == before + 1 for before, after in pairwise(typed[:3]))


def _context(plain: str, start: int) -> tuple[str, int]:
    """The last word before `start` that says what the number is, and how far off it stands."""
    before = plain[max(0, start - 32) : start]
    last = None
    for match in _CONTEXT.finditer(before):
        last = match
    if last is None or re.search(r"[0-9\ufffc\n]", before[last.end() :]):
        return "", 0
    kind = "account" if last["account"] else "id" if last["id"] else "phone"
    return ("transfer" if last["transfer"] else kind), len(before) - last.end()


def _named(context: str, run: list[_Group], total: int, plain: str) -> bool:
    """A number announced as a telephone or a paper need not have the exact shape of one."""
    if context == "phone":
        return total <= 11 and run[0].digits[0] != "1" and not _is_money(run, plain)
    return total >= 8 and not _is_money(run, plain)


def _is_money(run: list[_Group], plain: str) -> bool:
    """A unit follows, or it is round: nobody's account ends in 000 after a comma or a dot."""
    if any(group.spoken for group in run):
        return False
    if run[0].digits[0] != "0" and _UNIT.match(plain, run[-1].end):
        return True
    whole = plain[run[0].start : run[-1].end]
    return bool(_MONEY.fullmatch(whole) and whole.endswith("000")) or bool(re.fullmatch(r"[1-9][0-9]{1,5}000", whole))


def _search(run: list[_Group], plain: str) -> Iterator[tuple[str, int, int]]:
    """Groups that are a number by themselves, else the whole run, else the shortest stretch that fits."""
    alone = [_kind([group], plain) for group in run]
    if not any(alone):
        kind = _kind(run, plain)
        if kind:
            yield kind, _start(run[0], plain), run[-1].end
            return
    at = 0
    while at < len(run):
        if alone[at]:
            yield str(alone[at]), _start(run[at], plain), run[at].end
            at += 1
            continue
        stop = _stretch(run, alone, at, plain)
        if stop:
            kind, spoken_on = str(_kind(run[at:stop], plain)), all(group.spoken for group in run[at:])
            if spoken_on and len(run) - stop >= 3:
                stop = len(run)  # a number that was begun twice
            yield kind, _start(run[at], plain), run[stop - 1].end
        at = stop or at + 1


def _stretch(run: list[_Group], alone: list[str | None], at: int, plain: str) -> int:
    """Where a number that begins at group `at` ends; a telephone goes before an identity number. 0: none."""
    best, total = 0, 0
    for stop in range(at, len(run)):
        total += len(run[stop].digits)
        if total > 14 or alone[stop]:
            break
        kind = _kind(run[at : stop + 1], plain) if total >= 9 else None
        if kind == "phone":
            return stop + 1
        if kind:
            best = stop + 1
    return best


def _kind(groups: list[_Group], plain: str) -> str | None:
    digits = "".join(group.digits for group in groups)
    if not 8 <= len(digits) <= 19:
        return None
    if digits[0] != "0" and _UNIT.match(plain, groups[-1].end) and not digits.startswith("84"):
        return None
    if _MOBILE.fullmatch(_ABROAD.sub("0", digits, count=1) if digits[:2] in ("84", "00") else digits):
        return "phone"
    around = plain[groups[0].start - 1 : groups[0].start] + plain[groups[-1].end : groups[-1].end + 1]
    if any(c.isalpha() for c in around):
        return None  # letters on either side: a code of something else
    if _CITIZEN_ID.fullmatch(digits):
        return "id-number"
    if len(digits) == 9 and (len(groups) == 1 or _in_threes(groups, plain)):
        return "id-number"
    return "account" if _is_long(groups, plain) else None


def _is_long(groups: list[_Group], plain: str) -> bool:
    """Too many digits for anything that is counted, written as one number."""
    if _is_money(groups, plain):
        return False
    if len(groups) == 1 or (groups[0].digits[0] == "0" and not any(group.spoken for group in groups)):
        return True
    lengths = [len(group.digits) for group in groups]
    years = all(re.fullmatch("(?:19|20)[0-9]{2}", group.digits) for group in groups)
    return sum(lengths) >= 10 and min(lengths[:-1]) >= 3 and max(lengths) >= 4 and not years


def _in_threes(groups: list[_Group], plain: str) -> bool:
    """An old identity number in threes; with dots or commas it would be a sum of money."""
    written = plain[groups[0].start : groups[-1].end]
    return re.fullmatch(r"[0-9]{3}[ \-][0-9]{3}[ \-][0-9]{3}", written) is not None and not written.endswith("000")


def _start(group: _Group, plain: str) -> int:
    """The plus sign or bracket before a telephone belongs to it."""
    before = plain[max(0, group.start - 2) : group.start]
    return group.start - len(before) + len(before.rstrip("+("))
