"""Whether words ask the citizen who they are, or only about the matter."""

import pytest

from feedback.fishing import asks_who


@pytest.mark.parametrize(
    "text",
    [
        "Xin cho biết họ tên và số điện thoại để chúng tôi liên hệ.",
        "Xin cho biet ho ten va so dien thoai",
        "Đề nghị Ông/Bà cung cấp số CCCD, địa chỉ để giải quyết.",
        "Để tiện xử lý, xin Ông/Bà để lại SĐT.",
        "Trung tâm đã nhận ý kiến. Anh/chị là ai?",
        "Họ tên của Ông/Bà là gì ạ?",
        "Mời Ông/Bà đến gặp trực tiếp lãnh đạo Trung tâm để làm rõ.",
        "moi ong ba len gap truc tiep",
        "Trung tâm đề nghị người phản ánh lên làm việc với Ban giám đốc.",
        "Ông/Bà không cần nêu tên nhưng xin cho biết số điện thoại.",
        "Không cần chờ lâu, xin Ông/Bà cho biết họ tên.",
        "Xin họ tên",
    ],
)
def test_words_that_ask_who_the_citizen_is(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize(
    "text",
    [
        "Xin Ông/Bà cho biết thêm về sự việc, không cần nêu tên.",
        "Ông/Bà không cần cho biết họ tên, số điện thoại hay địa chỉ.",
        "Trung tâm đã gặp trực tiếp cán bộ để nhắc nhở và xin lỗi Ông/Bà.",
        "Ông/Bà có thể gọi số điện thoại 1022 để hỏi thêm.",
        "Xin cho biết tên cán bộ đã tiếp Ông/Bà, ngày và quầy.",
        "Trung tâm xin lỗi Ông/Bà và đã gặp trực tiếp cán bộ để nhắc nhở.",
        "Trung tâm yêu cầu cán bộ đến làm việc đúng giờ, lãnh đạo trực tiếp đến kiểm tra.",
        "Cán bộ cho biết hồ sơ ghi sai địa chỉ; nay đã bổ sung bản sao căn cước.",
        "Xin Ông/Bà đến Quầy 3 nhận kết quả từ ngày 05/08/2026.",
        "Xin cho biết việc xảy ra ngày nào, ở quầy nào.",
        "Trung tâm xin lỗi Ông/Bà. Số điện thoại của Trung tâm là 0236 388 1888.",
        "",
    ],
)
def test_words_about_the_matter_ask_nobody_who_they_are(text: str) -> None:
    assert not asks_who(text)
