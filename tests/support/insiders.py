"""What people of an office look for, and what those above do with a sealed case, as they write it in a chat."""

from feedback.unsealing import may_unseal_alone
from tests.support.builders import a_case
from tests.support.worlds import Told

LOOKS = (
    ("/viec", "1", "quay lại"),
    ("/viec", "tiếp"),
    ("/viec", "1", "Việc khác", "Chuyển", "Huỷ"),
    ("/viec", "1", "Việc khác", "Chuyển", "1", "1", "Chuyển"),
    ("/boniem",),
    ("/viec", "1", "Việc khác", "Không thụ lý", "1", "Gửi"),
    ("/viec", "1", "Nhãn đúng", "Sửa nhãn", "1", "Xong"),
    ("/viec", "1", "Tiếp nhận", "Xác minh"),
    ("/viec", "2", "Trả lời công dân", "Đã xử lý xong, trung tâm xin cảm ơn.", "Gửi"),
    ("/viec", "1", "Trả lời công dân", "Trung tâm xin lỗi, đã sửa ngay.", "Gửi"),
    ("/diem",),
    ("/dulieu",),
    ("/truc", "Tôi xử lý"),
    ("/thamdinh", "1", "Quyết định"),
)
"""How they look for it."""

ABOVE = (
    ("Tiếp nhận",),
    ("Trả lời công dân", "Trung tâm đã nhắc nhở cán bộ.", "Gửi"),
    *(("Việc khác", "Chuyển", place, "1", "Chuyển") for place in "123"),
    ("Việc khác", "Chuyển", "1", "Việc này do đơn vị trên trực tiếp giải quyết.", "Chuyển"),
    ("Việc khác", "Không thụ lý", "1", "Gửi"),
    ("Nhãn đúng",),
    ("Thẩm định", "Quyết định", "Đưa vào kiểm tra", "Quyết định như vậy"),
    ("Thẩm định", "Quyết định", "Chuyển cơ quan có thẩm quyền", "1", "Quyết định như vậy", "/thamdinh", "1", "1", "1"),
    ("Thẩm định", "Quyết định", "4", "3", "Đã đọc kỹ, đây chỉ là góp ý thường.", "Quyết định như vậy"),
    ("Việc khác", "Có nội dung tố cáo", "1"),
)
"""What somebody of the superior units does with the sealed case once it is open."""

BY_TWO = ("Việc khác", "Bỏ niêm", "1", "Bỏ niêm", "Đề nghị người thứ hai")
"""Likewise where no single person may unseal it: nothing of it may be heard below before two have."""


def by_law(told: Told) -> bool:
    """Whether only two may unseal it."""
    found = [told.analysis] if told.analysis else []
    return not may_unseal_alone(a_case(words=told.text), found)
