"""What an officer may write, and what is kindly refused: a telephone, a threat, a question who it was."""

import pytest

from feedback.explanation_words import Unfit, unfit

SEEKING = [
    "Tôi muốn biết ai đã phản ánh tôi.",
    "Đề nghị cho biết người phản ánh là ai.",
    "tim cho ra nguoi viet",
    "Tôi sẽ tìm hiểu xem ai viết những lời này.",
    "Xin trích xuất camera xem là ai.",
    "Nhờ tra sổ tiếp nhận xem ai đứng đó hôm ấy.",
    "Tôi biết thừa đó là ai rồi.",
    "Coi chừng đấy, lần sau đừng trách.",
    "Kẻ nào dám vu khống thì ra mặt.",
    "Cho tôi gặp người phản ánh để nói chuyện.",
    "Đề nghị xử lý kẻ đã đặt điều.",
    "Please find out who wrote this.",
    "They will regret this.",
]
PHONE = ["Xin gọi tôi số 0912 345 678 để nói rõ.", "Liên hệ 0912345678."]
FIT = [
    "Hôm đó tôi làm một mình, có lời nói chưa phải; tôi xin lỗi và xin rút kinh nghiệm.",
    "Lúc ấy hệ thống lỗi, tôi đã mời người dân chờ nhưng không nói rõ lý do.",
    "Không ai báo trước cho tôi về lịch đổi quầy.",
    "Nhiều lần người dân hỏi ai phụ trách, tôi trả lời chưa rõ.",
    "Xem lại camera sẽ thấy tôi mời từng người theo số thứ tự.",
    "Hồ sơ thiếu bản vẽ, tôi đã ghi phiếu yêu cầu bổ sung một lần.",
    "Tôi đã gọi điện mời chị gửi giấy bổ sung.",
    "Người gửi hồ sơ hôm ấy đến sau 15:00 nên tôi hẹn hôm sau.",
    "Tôi xin lỗi người phản ánh.",
    "Có người nộp thiếu giấy, tôi tìm mãi trong hồ sơ không thấy.",
    "I was alone at the counter and spoke too sharply; I am sorry.",
]


@pytest.mark.parametrize("text", SEEKING)
def test_words_that_look_for_the_writer_do_not_go_out(text: str) -> None:
    assert unfit(text) is Unfit.SEEKING


@pytest.mark.parametrize("text", PHONE)
def test_a_telephone_number_does_not_go_out(text: str) -> None:
    assert unfit(text) is Unfit.PHONE


@pytest.mark.parametrize("text", FIT)
def test_an_honest_explanation_goes_out(text: str) -> None:
    assert unfit(text) is None
