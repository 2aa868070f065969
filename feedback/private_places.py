"""Which words say where somebody lives. A street or a ward alone is a place; a house, a lane or a hamlet is a home."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from feedback.canonical import Canonical, spelled

_CAPITAL = "[" + "".join(c for c in map(chr, range(min(sys.maxunicode, 0x1EFF) + 1)) if c.isupper() and c.isalpha()) + "]"
_LETTER = r"[^\W\d_]"
_NUMBER = r"[0-9]{1,5}[a-zA-Z]?(?:[/\-.][0-9]{1,4}[a-zA-Z]?){0,5}(?![0-9%])"
_CAPITALS = rf"{_CAPITAL}{_LETTER}{{0,9}}(?: (?:{_CAPITAL}{_LETTER}{{0,9}}|[0-9]{{1,3}}(?![0-9]))){{0,4}}"


def _kw(*words: str) -> str:
    return rf"(?<![^\W_])(?i:{spelled(*words)})(?![^\W_])"


_LANE = _kw("ngõ", "ngách", "hẻm", "kiệt", "xóm", "thôn", "ấp", "khóm", "tổ dân phố", "tdp", "khu phố", "kp", "số nhà")
_HAMLET = _kw("thôn", "xóm", "ấp", "khóm", "buôn", "tổ dân phố", "khu phố", "khu tập thể", "chung cư")
_STREET = _kw("đường", "phố", "ngõ", "hẻm", "kiệt", "đại lộ")
_WIDER = _kw("khu dân cư", "phường", "xã", "thị trấn", "quận", "huyện", "tỉnh", "thành phố", "tp", "thị xã", "làng", "bản", "khu")
_FLAT = _kw("căn hộ", "lô", "chung cư", "tổ", "đội", "nhà trọ số", "dãy trọ số", "phòng", "phòng số", "khu dân cư")
_HOME = _kw(
    *("nhà tôi", "nhà em", "nhà mình", "nhà chị", "nhà bà", "nhà ông", "nhà ở", "nhà tại", "tôi ở", "em ở", "mình ở"),
    *("trú tại", "trú ở", "thường trú", "tạm trú", "ngụ tại", "ngụ ở", "ngụ", "địa chỉ", "sống ở", "sống tại", "quê ở"),
    *("cư trú tại", "hộ khẩu ở", "gia đình tôi ở", "gia đình em ở", "ở trọ tại", "thuê trọ ở", "đ/c nhà", "chỗ ở"),
)
_NOT_A_STREET = spelled(
    *("dây", "dẫn", "truyền", "link", "đi", "nét", "lối", "ống", "bị", "rất", "quá", "này", "kia", "đang", "thì", "là"),
    *("số", "có", "không", "mà", "vào", "ra", "của", "tôi", "đến", "lên", "nhà", "cán", "và", "để", "làm", "nộp", "chưa"),
)
_LOWER_WORD = rf"(?!(?i:{_NOT_A_STREET})(?![^\W_])){_LETTER}{{1,7}}(?![^\W_])"
_LOWER_STREET = rf"{_kw('đường', 'phố', 'đại lộ')} {_LOWER_WORD}(?: {_LOWER_WORD})?"

_HOUSE = rf"{_kw('số nhà', 'nhà số', 'số', 'nhà')} ?{_NUMBER}"
_PART = (
    rf"(?:{_LANE}(?: {_kw('số')})? ?{_NUMBER}|{_HAMLET} {_CAPITALS}|{_STREET} (?:{_CAPITALS}|(?i:số|so) {_NUMBER})"
    rf"|{_FLAT} (?:{_NUMBER}|{_CAPITAL}[0-9]{{1,4}})|{_WIDER}\.? ?(?:{_CAPITALS}|[0-9]{{1,2}}(?![0-9])))"
)
_MORE = rf"(?:(?: ?[,\-] ?| ){_PART})"
_HOUSE_ON_STREET = rf"(?:{_kw('số')} ?)?(?<![0-9/.,]){_NUMBER},? (?:{_STREET} {_CAPITALS}|{_LOWER_STREET})"
_ADDRESS = re.compile(
    rf"(?:{_HOUSE_ON_STREET}"
    rf"|{_kw('số')} ?{_NUMBER}(?=,? (?:{_LANE}|{_STREET})(?: (?i:số|so))? ?(?:[0-9]|{_CAPITAL}))"
    rf"|{_kw('số nhà')} ?{_NUMBER}(?:,? (?:{_STREET} {_CAPITALS}|{_LOWER_STREET}|{_CAPITALS}))?"
    rf"|{_LANE}(?: {_kw('số')})? {_NUMBER}(?:,? (?:{_STREET} {_CAPITALS}|{_LOWER_STREET}|{_CAPITALS}))?"
    rf"|{_FLAT} {_NUMBER}(?=,? ?(?:{_LANE}|{_HAMLET}))"
    rf"|{_HAMLET} {_CAPITALS}){_MORE}{{0,6}}"
)
_LIVES_AT = re.compile(
    rf"{_HOME}(?: ?:| {spelled('nhà', 'thường trú', 'tôi', 'em', 'của tôi', 'hiện nay')})?"
    rf"(?: ?:| {spelled('là', 'ở', 'tại')})? ?"
    rf"((?:{_HOUSE}(?:,? ?{_CAPITALS})?|{_NUMBER},? {_CAPITALS}|{_PART}){_MORE}{{0,6}})"
)


def find_addresses(view: Canonical) -> Iterator[tuple[str, int, int]]:
    """Houses, lanes and hamlets, with the street, ward and province that follow them."""
    for match in _LIVES_AT.finditer(view.accented):
        yield "address", *match.span(1)
    for match in _ADDRESS.finditer(view.accented):
        yield "address", *match.span()
