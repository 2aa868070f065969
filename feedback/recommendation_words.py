"""What must not stand in a recommendation or its answer: a question for who reported.

A board has no right to that, and nobody may answer it: whoever reports is not to be retaliated against (Luật Thực hiện
dân chủ ở cơ sở 10/2022/QH15, Điều 35.2.đ). That they are to be protected may be said. Written without accents, as
`comparable` leaves a text.
"""

import re

from feedback.canonical import comparable
from feedback.fishing import asks_who
from feedback.shrugs import too_little

_SENTENCE_END = re.compile(r"[!?;\n]|\.(?![0-9])")
_TOLD = r"(?:phan anh|gop y|khieu nai|to cao|to giac|danh gia|cham diem|gui y kien|gui phan anh|viet)"
_THING = r"(?:phan anh|don|y kien|gop y|khieu nai|to cao|danh gia|tin|tin nhan|thu|noi dung|vu viec)"
_PERSON = r"(?:nguoi dan|nguoi|cong dan|ong ba|ong|ba|anh|chi|ai)"
_REPORTER = (
    rf"(?:{_PERSON}(?: (?:da|co|nop|gui|vua|dung ten|don)){{0,3}} {_TOLD}"
    rf"|{_PERSON}(?: da)? (?:gui|nop|viet|dung ten) {_THING}"
    rf"|(?:chu nhan|tac gia|chu)(?: cua)? {_THING}|{_PERSON} (?:trong|neu trong|dung sau) {_THING})"
)
_NAME = r"(?:ho va ten|ho ten|ten tuoi|danh tinh|ten|nhan than|lai lich)"
_NUMBER = r"(?:so dien thoai|dien thoai|sdt|dia chi|so can cuoc|can cuoc)"
_AND = r"(?:lien he|lien lac|va|hoac|cung|cua|so|dien|thoai|dia|chi|ho|ten|cac|nhung|tung|cu the|day du)"
_FIND = (
    r"(?:truy tim|tim hieu|tim|xac dinh|nhan dien|lam ro|cho(?: \w+){0,3} biet|cung cap|cong khai|xac minh|neu ro|neu"
    r"|chi ro|doi chat voi|doi chat|truy|moi|goi|lien he voi|lien he|gap)"
)
_OF = r"(?:thong tin|danh tinh|ro|cu the|chinh|cac|nhung|ve|truc tiep|voi|ca|duoc)"

_SEEKS = re.compile(
    rf"\b(?:(?:{_NAME}|{_NUMBER})(?: {_AND}){{0,6}} {_REPORTER}"
    rf"|{_REPORTER}(?: \w+){{0,6}} la (?:ai|nguoi nao)|{_FIND}(?: {_OF}){{0,4}} {_REPORTER}"
    rf"|{_THING}(?: \w+){{0,3}} (?:la cua|cua|do) (?:ai|nguoi nao|cong dan nao|ong ba nao|ho nao)"
    rf"(?! (?:xu ly|giai quyet|tra loi|phu trach|tiep nhan|thu ly|chiu)))\b"
)
_PROTECTS = re.compile(r"\b(?:khong|dung|cam|tranh|chua|giu kin|giu bi mat|bao mat|bao ve|che|an)(?: \w+){0,6} ?$")


def unfit_words(text: str) -> bool:
    """Too little said, or a question for who wrote."""
    return too_little(text) or asks_who(text) or asks_for_reporter(text)


def asks_for_reporter(text: str) -> bool:
    """Whether a sentence asks for the name, number or address of whoever reported, or looks for them."""
    return any(_seeks(comparable(one)) for one in _SENTENCE_END.split(text))


def _seeks(sentence: str) -> bool:
    return any(not _PROTECTS.search(sentence[: found.start()]) for found in _SEEKS.finditer(sentence))
