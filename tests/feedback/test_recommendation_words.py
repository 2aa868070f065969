"""Who reported is never asked for in a recommendation; that they are protected may be said."""

import pytest

from feedback.recommendation_words import asks_for_reporter, unfit_words

ASKS = (
    "Đề nghị đơn vị cho Ban biết tên và số điện thoại người phản ánh việc này.",
    "Đề nghị cung cấp danh tính của người đã gửi phản ánh.",
    "de nghi cho biet ho ten nguoi phan anh",
    "Đề nghị xác minh người phản ánh là ai.",
    "Đề nghị mời người phản ánh đến làm việc với Ban.",
    "Xin địa chỉ và số điện thoại của công dân đã góp ý.",
    "Đề nghị làm rõ ai viết phản ánh ấy.",
    "Cần truy tìm người viết. Đề nghị trả lời sớm.",
    "Đề nghị cho Ban biết người đã phản ánh vụ việc này.",
    "Đề nghị cung cấp thông tin người gửi đơn để Ban gặp trực tiếp.",
    "Đề nghị công khai danh tính chủ nhân phản ánh PA1.",
    "Đề nghị làm rõ phản ánh này là của ai để đối chất.",
    "Đề nghị mời tác giả phản ánh đến làm việc với Ban.",
    "de nghi lam ro phan anh nay la cua ai",
    "Đề nghị cho Ban số điện thoại liên hệ của công dân trong phản ánh trên.",
)
MAY = (
    "Đề nghị giữ kín danh tính người phản ánh khi xác minh.",
    "Đề nghị cán bộ không hỏi tên người phản ánh.",
    "Đề nghị niêm yết tên và số điện thoại cán bộ trực để người dân phản ánh.",
    "Đề nghị niêm yết số điện thoại đường dây nóng ở sảnh để người dân biết gọi ai.",
    "Đề nghị trả lời người dân phản ánh đúng hạn, nêu rõ việc đã làm.",
    "Đề nghị bố trí thêm người trực quầy 4 vào buổi sáng.",
    "Đề nghị công khai kết quả xử lý cho người phản ánh biết.",
    "Đề nghị xác minh nội dung phản ánh và nêu rõ hướng xử lý.",
    "Đề nghị làm rõ phản ánh này do ai xử lý và đến ngày nào xong.",
    "Đề nghị không truy tìm tác giả phản ánh dưới mọi hình thức.",
    "Đề nghị cung cấp biểu mẫu cho công dân đến góp ý tại sảnh.",
    "Đề nghị xử lý cán bộ trả thù người phản ánh theo Điều 35.",
)


@pytest.mark.parametrize("text", ASKS)
def test_a_question_for_who_reported_is_refused(text: str) -> None:
    assert asks_for_reporter(text)
    assert unfit_words(text)


@pytest.mark.parametrize("text", MAY)
def test_what_the_office_should_do_may_be_said(text: str) -> None:
    assert not unfit_words(text)


@pytest.mark.parametrize("text", ["Nhanh lên", "", "1234567890 1234567890 12345 678", "Đề nghị làm đi"])
def test_a_shrug_is_refused(text: str) -> None:
    assert unfit_words(text)


def test_a_long_text_is_read_in_no_time() -> None:
    assert not asks_for_reporter("đề nghị số điện thoại của họ và tên " * 2500)
