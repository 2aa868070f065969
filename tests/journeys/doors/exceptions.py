"""What a door does not have, each with its reason; the tests show that every line here is still needed.

The tablet has no column at all: it carries the slip alone, five faces and four reasons, and says nothing to anybody
that a conversation could be compared with (`tests/api/test_kiosk.py`, `tests/browser/`).
"""

from collections.abc import Mapping

NO_JOURNEY: Mapping[tuple[str, str], str] = {
    ("web", "comment_without_rating"): "trang nào cũng là của một quầy, ở đó không có “Không nhớ quầy nào”.",
    ("web", "no_head_told_upwards"): "trang chỉ mở từ mã của quầy; Trạm Y tế An Bình chưa có quầy nào.",
    ("web", "odd_messages"): "trang không có chỗ để gửi nhầm: chỉ có nút và ô chữ của câu đang hỏi.",
    ("web", "stops_after_one_tap"): "trang chỉ có nút “Sửa đánh giá” ở bước hỏi lời, và dừng lại là đóng trang.",
    ("web", "without_a_code"): "trang chỉ mở từ mã của quầy hay mã trên giấy; không có mã thì không có trang.",
    ("web", "tags_looked_at"): "trang nào cũng là của một quầy, ở đó không có “Không nhớ quầy nào”.",
}
"""(door, journey) → why it is not played there."""

NO_STEP: Mapping[tuple[str, str], str] = {
    ("zalo-bot", "tap Lan 00000000:rate:5"): "there are no buttons, so there are no old ones",
    ("web", "/diem"): "the page has nothing for staff, and nothing that a citizen could mistake for it",
    ("web", "/nhapphieu"): "as above",
    ("web", "TTPVHCC phường An Bình"): "trang của quầy đã biết nơi đến",
    ("web", "an bình"): "as above",
    ("web", "Quầy 1 – Tư pháp, hộ tịch"): "as above",
    ("web", "quầy 1"): "as above",
    ("web", "quay 1"): "as above",
}
"""(door, line of a journey) → why this one line is left out there."""

_WRITTEN_TO = ("sent.due", "sent.due_pull")  # an answer comes by itself, or is fetched
_SEEN_ON_PAGE = (
    *("consent.see", "consent.see_page", "praise_name.how", "praise_name.how_page"),  # a command is a button
    *("menu.hello", "menu.ask"),  # nobody greets a page
    *("unit.ask", "unit.many", "counter.ask"),  # feedback that is begun at a counter's page belongs there
    *("rate.ask", "rate.notice"),  # looking at one's data first, one comes back to what the counter's page asks
    "ticket.page",  # only who looks at a page may want another door
    *("track.ask", "web.track_title", "web.track_help", "web.receipt", "web.safety"),  # looking up has its own page
)
_PHOTOS = ("describe.photos", "media.photo_later", "media.album")  # some doors take none, or no albums
_NOT_TOLD = ("media.location", "media.other")  # what a bot may not see

_CANCEL = ("menu.ask",)  # typed, it is the command and shows the menu; tapped, it answers the question

OWN_WORDS: Mapping[str, tuple[str, ...]] = {
    "telegram": (*_WRITTEN_TO, *_PHOTOS, *_CANCEL),
    "zalo-oa": (*_WRITTEN_TO, *_PHOTOS, *_CANCEL),
    "zalo-bot": (*_WRITTEN_TO, *_PHOTOS, *_CANCEL, *_NOT_TOLD, "talk.stale"),
    "web": ("describe.photos", "web.photos", *_CANCEL, *_SEEN_ON_PAGE, "score.unlinked", "assisted.only_staff"),
}
"""Door → sentences of vi.toml that are said there and not in the terminal, or the other way round."""
