"""How a digest reads: golden texts for five weeks, and what must hold for any week.

UPDATE_GOLDEN=1 rewrites tests/digest/golden; the difference is read before it is kept.
"""

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from digest.hearing import QUOTED
from digest.rendering import TEXT_LIMIT, as_html, as_json, as_text
from feedback.tags import TAGS
from tests.digest import weeks
from tests.digest.fakes import WEEK, Office, case, digest_of, levels, merged, ratings, thanks, voice
from tests.support.cast import AN_BINH, MAI, TUAN

GOLDEN = Path(__file__).parent / "golden"
TRICK = "<script>alert('x')</script> & <img src=//evil.example/a.png>"


class Page(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]


@pytest.mark.parametrize("name", weeks.WEEKS)
async def test_the_week_reads_as_it_was_approved(name: str) -> None:
    text = as_text(await digest_of(weeks.WEEKS[name]())) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("name", weeks.WEEKS)
async def test_every_week_fits_a_chat_and_a_minute(name: str) -> None:
    assert len(as_text(await digest_of(weeks.WEEKS[name]()))) <= TEXT_LIMIT


async def test_the_fullest_week_still_fits_and_ends_with_its_one_action() -> None:
    long = "Rất dài dòng và nhiều chuyện. " * 20
    everything = [voice(long, *(tag.code for tag in TAGS if tag.kind == "complaint")) for _ in range(99)]
    full = Office(
        ratings=ratings(WEEK, levels(very=200, good=200, fair=200, poor=200, bad=199)),
        reasons=[(WEEK.monday, reason) for reason in ("thai-do", "thoi-gian", "huong-dan", "khac") * 99],
        voices=everything + [thanks(long, "khen-thai-do", officer=officer) for officer in (TUAN, MAI)] * 9,
    )
    text = as_text(await digest_of(merged(weeks.busy(), weeks.bad(), full)))
    assert len(text) <= TEXT_LIMIT
    assert text.endswith("Gõ /viec để xem và trả lời.")
    assert text.count("“") == 3
    assert all(len(quote) <= QUOTED for quote in re.findall("“(.*?)”", text))


async def test_quotations_give_way_before_a_text_grows_too_long() -> None:
    digest = await digest_of(weeks.busy())
    long_name = replace(digest.facts, unit=replace(AN_BINH, name="Trung tâm " * 62))
    text = as_text(replace(digest, facts=long_name))
    assert len(text) <= TEXT_LIMIT
    assert "Tôi đợi từ 8 giờ" in text
    assert "hướng dẫn rất cặn kẽ" not in text
    assert "1 lời khen trong tuần." in text


async def test_nine_ratings_show_no_share_of_the_week_anywhere() -> None:
    digest = await digest_of(Office(ratings=ratings(WEEK, levels(very=8, bad=1))))
    data = as_json(digest)
    assert data["ratings"] == 9
    assert data["figure"] is None
    for shown in (as_text(digest), as_html(digest).split("</style>")[1], json.dumps(data)):
        assert not re.search(r"\d\s*%", shown)
    assert "<svg" not in as_html(digest)


async def test_four_texts_quote_nobody_in_any_form() -> None:
    said = [voice("Chị mặc áo đỏ quầy 2 mắng tôi.", "thai-do") for _ in range(4)]
    digest = await digest_of(Office(ratings=ratings(WEEK, levels(very=20)), voices=said))
    for shown in (as_text(digest), as_html(digest), json.dumps(as_json(digest), ensure_ascii=False)):
        assert "áo đỏ" not in shown
        assert "Thái độ thiếu lịch sự: " not in shown
    assert "• Thái độ thiếu lịch sự\n" in as_text(digest) + "\n"


async def test_a_change_is_only_called_one_when_chance_would_rarely_make_it() -> None:
    assert "chưa đủ để nói là khác" in as_text(await digest_of(weeks.busy()))
    assert "nay thấp hơn rõ rệt" in as_text(await digest_of(weeks.bad()))
    better = ratings(WEEK.shift(-1), levels(good=5, bad=35)) + ratings(WEEK, levels(good=35, bad=5))
    assert "nay cao hơn rõ rệt" in as_text(await digest_of(Office(ratings=better)))


async def test_an_old_figure_is_not_compared_again() -> None:
    old = ratings(WEEK.shift(-2), [5] * 12) + ratings(WEEK.shift(-1), [1] * 12) + ratings(WEEK, [3] * 4)
    text = as_text(await digest_of(Office(ratings=old)))
    assert "Lần tính gần nhất: 12 lượt, từ 20/07/2026 đến 26/07/2026." in text
    assert "rõ rệt" not in text


async def test_a_digest_made_up_for_later_does_not_tell_of_today() -> None:
    late = as_text(await digest_of(weeks.bad(), week=WEEK.shift(-1)))
    assert "Bản tin này được gửi bù." in late
    assert "Chờ trả lời" not in late
    assert "Cần xem ngay" not in late
    assert "/viec" not in late


async def test_a_week_without_ratings_says_so_and_what_to_do_about_it() -> None:
    text = as_text(await digest_of(Office()))
    assert "Tuần này chưa có lượt đánh giá nào." in text
    assert "áp phích mã QR" in text
    assert "Không có phản ánh nào đang chờ." in text


async def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    page = Page(as_html(await digest_of(weeks.busy())))
    assert page.fetched == []
    assert not {"script", "iframe", "link", "img", "form", "object"} & set(page.tags)
    assert page.tags.count("svg") == 1
    assert "@import" not in as_html(await digest_of(weeks.busy()))
    assert "url(" not in as_html(await digest_of(weeks.busy()))


async def test_what_a_citizen_wrote_stays_text_on_the_page() -> None:
    office = Office(voices=[voice(TRICK, "cham-tre") for _ in range(5)] + [thanks(TRICK, officer=TUAN)])
    html = as_html(await digest_of(office))
    assert "&lt;script&gt;" in html
    assert {"script", "img"}.isdisjoint(Page(html).tags)


async def test_braces_in_words_are_words() -> None:
    office = Office(voices=[voice("Ghi {0} và {unit} là sao?", "huong-dan") for _ in range(5)])
    assert "“Ghi {0} và {unit} là sao?”" in as_text(await digest_of(office))


async def test_what_is_kept_holds_no_citizen_s_words() -> None:
    """An erasure must reach them; numbers and codes may stay."""
    office = weeks.busy()
    kept = json.dumps(as_json(await digest_of(office)), ensure_ascii=False)
    assert not any(one.words[:25] in kept for one in office.voices)


async def test_the_data_have_stable_keys() -> None:
    data = as_json(await digest_of(weeks.busy()))
    assert list(data) == [
        "unit", "week", "as_of", "language", "ratings", "texts", "figure", "previous", "change",
        "window_weeks", "themes", "place", "reasons", "praised", "merits", "waiting", "title",
        "passages", "action",
    ]  # fmt: skip
    assert data["week"] == "2026-W31"
    assert data["figure"]["levels"] == {"1": 1, "2": 2, "3": 2, "4": 17, "5": 19}
    assert data["figure"]["satisfied"] == {"hits": 36, "n": 41, "share": 0.878, "low": 0.7446, "high": 0.9468}
    assert data["waiting"] == {"count": 3, "late": 1, "urgent": 0, "next_due": "2026-08-11"}


async def test_what_was_not_taken_up_is_counted_beside_the_answers() -> None:
    text = as_text(await digest_of(Office(judged=(3, 1), refused=2)))
    assert "đã trả lời 3, người dân xác nhận đã giải quyết 1.\n" in text
    assert "Trong 4 tuần qua không thụ lý 2." in text


async def test_all_that_waits_being_late_is_said_once() -> None:
    office = Office(cases=[case("AB-1", filed=WEEK.shift(-4).monday, due=WEEK.shift(-2).monday)])
    assert "1 phản ánh đã quá hạn." in as_text(await digest_of(office))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_both_languages_know_every_sentence(language: str) -> None:
    for make in (*weeks.WEEKS.values(), lambda: merged(weeks.busy(), weeks.bad(), weeks.praised())):
        digest = await digest_of(make(), language=language)
        assert as_text(digest)
        assert as_html(digest).startswith("<!DOCTYPE html>")
