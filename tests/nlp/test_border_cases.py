"""The settled border cases of the label scheme, one by one, in sentences of the cast."""

import pytest

from feedback.tags import is_complaint
from nlp.rules import RuleAnalyst

# A sentence, the codes it must carry, and the codes it must not.
CARRIES: tuple[tuple[str, set[str], set[str]], ...] = (
    # Behaviour counts without its name.
    ("Chị Lan gọi mãi mới có người ra tiếp", {"cham-tre"}, set()),
    ("Anh Tuấn vừa tiếp dân vừa lướt điện thoại", {"viec-rieng"}, set()),
    ("Bác Sáu xin xác nhận độc thân mà bị hành lên hành xuống năm lần bảy lượt", {"nhung-nhieu"}, set()),
    # Papers without intent are guidance, on purpose or off the list they are harassment.
    ("Tôi phải về bổ sung giấy tờ ba lần vì mỗi lần chị Mai chỉ nói một thứ", {"huong-dan"}, {"nhung-nhieu"}),
    ("Bị đòi thêm giấy tờ không có trong danh mục niêm yết", {"nhung-nhieu"}, {"voi-vinh"}),
    ("Không đóng quỹ thì phường không ký xác nhận cho tôi", {"nhung-nhieu"}, set()),
    ("Quầy 1 chỉ sang quầy 2, quầy 2 lại bảo về quầy 1", {"dun-day"}, {"nhung-nhieu"}),
    # Money.
    ("Cán bộ gợi ý phải có phong bì thì mới ký", {"voi-vinh"}, set()),
    ("Thu tiền mà không đưa biên lai cho bác Sáu", {"voi-vinh"}, set()),
    ("Lệ phí làm hộ chiếu 200 nghìn là hơi cao", set(), {"voi-vinh", "minh-bach"}),
    ("Anh ta dọa không đưa tiền thì sẽ ngâm hồ sơ", {"voi-vinh", "cua-quyen"}, set()),
    # Late and waiting.
    ("9 giờ cán bộ mới đến, bà con ngồi chờ từ 7 giờ", {"di-muon", "cham-tre"}, set()),
    ("Trong giờ làm việc quầy không có ai, cán bộ ra ngoài uống cà phê", {"di-muon", "viec-rieng"}, set()),
    ("Anh bảo vệ ngủ gật trong giờ trực", {"viec-rieng"}, set()),
    ("Nhanh thật, có 3 tháng là xong", {"cham-tre"}, {"khen-chuyen-mon"}),
    ("Hồ sơ đất trễ hẹn hai tháng rồi chưa có kết quả", {"cham-tre"}, set()),
    # Passing on, ignoring.
    ("Gọi đường dây nóng cả tuần không ai nghe máy", {"dun-day"}, set()),
    ("Tôi hỏi mà cán bộ lơ đi không trả lời", {"dun-day"}, set()),
    ("Chị Mai mặt lạnh tanh, hỏi thì không thèm trả lời", {"dun-day", "thai-do"}, set()),
    ("Đã gửi đơn kiến nghị bốn lần mà không được trả lời", {"dun-day"}, set()),
    # Arrogance and violence.
    ("Cán bộ xô ngã bác Sáu ngay tại quầy", {"cua-quyen"}, set()),
    ("Anh ấy ngồi vắt chân, nói chuyện như ông tướng, coi thường dân", {"cua-quyen"}, set()),
    ("Chị nhân viên quát tháo, nói trống không với người già", {"thai-do"}, set()),
    # Places and systems.
    ("Máy lấy số bị hỏng cả tuần nay", {"co-so"}, {"he-thong"}),
    ("Phòng chờ nóng nực, thiếu ghế ngồi", {"co-so"}, set()),
    ("Cổng dịch vụ công cứ báo lỗi, không nộp được hồ sơ", {"he-thong"}, {"co-so"}),
    # Fairness.
    ("Người quen thì được làm trước, không cần lấy số", {"minh-bach"}, set()),
    ("Hồ sơ bị từ chối mà không nêu lý do", {"minh-bach"}, set()),
    ("Mức phí không niêm yết ở đâu cả", {"minh-bach"}, set()),
    ("Số điện thoại của tôi bị lộ ra ngoài sau khi nộp hồ sơ", {"lo-thong-tin"}, set()),
    # Dress and drink.
    ("Cán bộ mặc áo thun quần đùi, không đeo thẻ", {"trang-phuc"}, set()),
    ("Anh cán bộ nồng nặc mùi rượu lúc tiếp dân", {"ruou-bia"}, set()),
    # Suggestions carry the lack they state; hopes do not.
    ("Cán bộ nên nhiệt tình hơn với dân", {"thai-do"}, {"khen-thai-do"}),
    ("Mong phường ngày càng phát triển, phục vụ tốt hơn", set(), {"khen-chuyen-mon", "thai-do"}),
    # Praise.
    ("Chị Mai hướng dẫn tận tình, chu đáo", {"khen-thai-do", "khen-chuyen-mon"}, {"huong-dan"}),
    ("Chưa bao giờ thấy chị Mai quát nạt ai", {"khen-thai-do"}, {"thai-do"}),
    ("Giờ không còn quát mắng dân như trước nữa", {"khen-thai-do"}, {"thai-do"}),
    ("Làm giấy khai sinh nhanh gọn, đúng hẹn", {"khen-chuyen-mon"}, {"cham-tre"}),
    ("Bác Sáu biếu quà nhưng anh Tuấn kiên quyết không nhận", {"khen-liem-chinh"}, {"voi-vinh"}),
    ("Bác bảo vệ nhặt được ví và trả lại cho tôi", {"khen-liem-chinh"}, set()),
    ("Trước đây hay bị quát mắng, nay cán bộ rất niềm nở", {"khen-thai-do"}, {"thai-do"}),
    ("Tuy phải chờ lâu nhưng chị Mai rất nhiệt tình", {"cham-tre", "khen-thai-do"}, set()),
    ("Trụ sở mới xây đẹp, rộng rãi, mát mẻ", set(), {"co-so", "khen-chuyen-mon"}),
    ("Anh Tuấn không nhiệt tình chút nào", {"thai-do"}, {"khen-thai-do"}),
)  # fmt: skip

NO_COMPLAINT = (
    "Nghiêm cấm cán bộ nhũng nhiễu, gây phiền hà cho người dân",
    "Anh Tuấn không hề quát mắng tôi",
    "Nếu cán bộ đi muộn thì báo cho ai?",
    "Tôi đi muộn nên phải chờ lượt sau, lỗi tại tôi",
    "Cho hỏi cán bộ nhận phong bì thì bị phạt thế nào?",
    "Phường cam kết không để xảy ra tình trạng chậm trễ",
    "Cán bộ công chức không được uống rượu bia trong giờ làm việc",
    "Chào buổi sáng, chúc cả nhà vui vẻ",
    "Bán sim số đẹp giá rẻ, liên hệ ngay",
    "Đồ ngu, bọn ăn hại",
    "Xử lý nghiêm các trường hợp vòi vĩnh người dân",
)

TONES = (
    ("Cảm ơn phường", "tich-cuc"),
    ("Trụ sở mới xây đẹp, rộng rãi, mát mẻ", "tich-cuc"),
    ("Nghiêm cấm cán bộ nhũng nhiễu với người dân", "trung-tinh"),
    ("Xin cho hỏi giờ làm việc của phường", "trung-tinh"),
    ("Phải chờ lâu nhưng chị Mai rất nhiệt tình", "tich-cuc"),
    ("Chị Mai nhiệt tình nhưng hồ sơ trễ hẹn cả tháng", "tieu-cuc"),
    ("Nhanh thật, có 3 tháng là xong", "tieu-cuc"),
)

URGENT = (
    ("Anh ta đòi 2 triệu mới trả hồ sơ cho tôi", True),
    ("Cán bộ tát vào mặt bác Sáu", True),
    ("Cán bộ say xỉn ngay trong giờ tiếp dân", True),
    ("Tôi phản ánh xong thì bị lộ tên cho người bị phản ánh", True),
    ("Tôi khổ quá chỉ muốn chết cho xong", True),
    ("Phải chờ lâu quá", False),
    ("Hồi nào tới giờ ở đây vẫn hay có chuyện phong bì", False),
    ("Cán bộ nhận hối lộ đã bị kỷ luật tuần trước", False),
    ("Cảm ơn chị Mai", False),
)


@pytest.mark.parametrize(("text", "must", "must_not"), CARRIES)
def test_a_sentence_carries_its_tags(rules: RuleAnalyst, text: str, must: set[str], must_not: set[str]) -> None:
    codes = set(rules.analyse(text).codes)
    assert must <= codes
    assert not must_not & codes


@pytest.mark.parametrize("text", NO_COMPLAINT)
def test_bans_promises_questions_and_denials_complain_of_nothing(rules: RuleAnalyst, text: str) -> None:
    assert [code for code in rules.analyse(text).codes if is_complaint(code)] == []


@pytest.mark.parametrize(("text", "tone"), TONES)
def test_the_tone_is_that_of_the_point_made(rules: RuleAnalyst, text: str, tone: str) -> None:
    assert rules.analyse(text).sentiment == tone


@pytest.mark.parametrize(("text", "urgent"), URGENT)
def test_only_danger_and_demands_cannot_wait_for_the_digest(rules: RuleAnalyst, text: str, urgent: bool) -> None:
    assert rules.analyse(text).urgent is urgent


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("Tôi muốn tố cáo ông trưởng phòng nhận tiền", "to-cao"),
        ("Tôi khiếu nại quyết định thu hồi đất", "khieu-nai"),
        ("Tôi xin tố giác một vụ lừa đảo", "to-giac"),
        ("Chị Lan góp ý quầy số 1 nên kê thêm ghế", None),
    ],
)
def test_words_of_law_set_the_gate(rules: RuleAnalyst, text: str, gate: str | None) -> None:
    assert rules.analyse(text).gate == gate
