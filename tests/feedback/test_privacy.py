"""Names, numbers and addresses leave a citizen's words before a head reads them; nothing else does."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from feedback.privacy import KINDS, Redacted, redact

LABELS = {
    "phone": "[số điện thoại]",
    "id-number": "[số giấy tờ]",
    "plate": "[biển số]",
    "email": "[thư điện tử]",
    "account": "[số tài khoản]",
    "dossier": "[mã hồ sơ]",
    "url": "[đường dẫn]",
    "handle": "[tên tài khoản]",
    "address": "[địa chỉ]",
    "name": "[họ tên]",
    "staff": "[cán bộ]",
}
STAFF = ("Trần Văn Tuấn", "Lê Thị Mai")
ROWS = [json.loads(line) for line in Path(__file__).with_name("redaction.jsonl").read_text("utf-8").splitlines()]
NUMBERS_AND_MAIL = ("phone", "id-number", "account", "email")


def redacted(text: str) -> Redacted:
    return redact(text, labels=LABELS, staff=STAFF)


class Tally:
    """Recall: every letter of a marked span is gone. Precision: at least half of a cut is marked so."""

    def __init__(self, rows: list[dict[str, object]]) -> None:
        self.marked, self.gone, self.cut, self.right = (
            Counter[str](),
            Counter[str](),
            Counter[str](),
            Counter[str](),
        )
        for row in rows:
            self._add(str(row["text"]), row["spans"])  # type: ignore[arg-type]

    def _add(self, text: str, spans: list[tuple[int, int, str]]) -> None:
        found = redacted(text).found
        for start, end, kind in spans:
            self.marked[kind] += 1
            self.gone[kind] += all(
                any(cut.start <= at < cut.end for cut in found) for at in range(start, end) if text[at].isalnum()
            )
        for cut in found:
            self.cut[cut.kind] += 1
            self.right[cut.kind] += any(
                kind == cut.kind and 2 * (min(end, cut.end) - max(start, cut.start)) >= cut.end - cut.start
                for start, end, kind in spans
            )

    def recall(self, *kinds: str) -> float:
        return sum(self.gone[kind] for kind in kinds) / sum(self.marked[kind] for kind in kinds)

    def precision(self) -> float:
        return self.right.total() / self.cut.total()


@pytest.mark.parametrize("held_out", [False, True])
def test_marked_lines_are_redacted_as_well_as_we_promise(held_out: bool) -> None:
    tally = Tally([row for row in ROWS if row.get("held_out", False) is held_out])
    assert tally.recall(*NUMBERS_AND_MAIL) >= 0.99
    assert tally.recall("plate", "dossier", "url", "handle") >= 0.95
    assert tally.recall("name", "staff") >= 0.95
    assert tally.recall("address") >= 0.9
    assert tally.precision() >= 0.9


def test_the_marked_lines_are_many_and_of_every_kind() -> None:
    kinds = Counter(kind for row in ROWS for _, _, kind in row["spans"])
    assert len(ROWS) >= 300
    assert sum(not row["spans"] for row in ROWS) >= 80
    assert set(kinds) == set(KINDS)


def test_chi_lan_s_number_and_name_are_replaced_and_listed() -> None:
    result = redacted("Tôi là Nguyễn Thị Lan, gọi 0912 345 678.")
    assert result.text == "Tôi là [họ tên], gọi [số điện thoại]."
    assert [(found.kind, found.start, found.end) for found in result.found] == [
        ("name", 7, 21),
        ("phone", 27, 39),
    ]


@pytest.mark.parametrize(
    "said", ["anh Tuấn", "anh tuấn", "anh tuan", "Trần Văn Tuấn", "TRẦN VĂN TUẤN", "tran van tuan"]
)
def test_anh_tuan_is_an_officer_however_he_is_written(said: str) -> None:
    assert [found.kind for found in redacted(f"{said} ở quầy 1 tiếp tôi").found] == ["staff"]


def test_a_given_name_alone_is_nobody_s() -> None:
    assert redacted("tuấn tú, mai mốt").found == ()


def test_the_receipt_of_bac_sau_stays_readable() -> None:
    assert redacted("mã tra cứu 4821 0937 5516 2044").found == ()


def test_labels_must_stand_in_brackets_so_that_they_are_never_read_as_words() -> None:
    with pytest.raises(ValueError, match="phone"):
        redact("x", labels={**LABELS, "phone": "số"})


def test_a_redacted_line_is_left_alone_the_second_time() -> None:
    once = [redacted(row["text"]).text for row in ROWS]
    assert [redacted(text).text for text in once] == once


@pytest.mark.parametrize(
    "said",
    ["gọi 0912 345 678 không ai nghe", "gọi 0912345678 ko được", "sao gọi không 0912 345 678 mà báo bận"],
)
def test_a_not_beside_a_telephone_is_no_nought(said: str) -> None:
    left = redacted(said).text
    assert "0912" not in left
    assert "không" in left or "ko" in left
