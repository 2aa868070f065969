"""What a message can be tagged with: the eighteen codes, in the order people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["complaint", "praise"]


@dataclass(frozen=True)
class Tag:
    code: str
    kind: Kind
    personal: bool = True  # False: about the place or the system, never counted against a person

    @property
    def label_key(self) -> str:
        return f"tag.{self.code}"


TAGS: tuple[Tag, ...] = (
    Tag("nhung-nhieu", "complaint"),
    Tag("voi-vinh", "complaint"),
    Tag("thai-do", "complaint"),
    Tag("cua-quyen", "complaint"),
    Tag("di-muon", "complaint"),
    Tag("viec-rieng", "complaint"),
    Tag("ruou-bia", "complaint"),
    Tag("dun-day", "complaint"),
    Tag("cham-tre", "complaint"),
    Tag("huong-dan", "complaint"),
    Tag("trang-phuc", "complaint"),
    Tag("minh-bach", "complaint"),
    Tag("lo-thong-tin", "complaint"),
    Tag("co-so", "complaint", personal=False),
    Tag("he-thong", "complaint", personal=False),
    Tag("khen-thai-do", "praise"),
    Tag("khen-chuyen-mon", "praise"),
    Tag("khen-liem-chinh", "praise"),
)

_BY_CODE = {tag.code: tag for tag in TAGS}


def tag(code: str) -> Tag:
    """The tag with this code; KeyError for a code the scheme does not know."""
    return _BY_CODE[code]


def is_complaint(code: str) -> bool:
    return tag(code).kind == "complaint"
