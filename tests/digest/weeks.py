"""Five weeks at An Bình: a busy one, six ratings, none, a bad one, one full of praise."""

from datetime import date, timedelta

from tests.digest.fakes import WEEK, Office, case, levels, ratings, thanks, voice
from tests.support.cast import MAI, TUAN


def busy() -> Office:
    before = ratings(WEEK.shift(-1), levels(very=18, good=16, fair=4, poor=2))
    return Office(
        ratings=before + ratings(WEEK, levels(very=19, good=17, fair=2, poor=2, bad=1)),
        reasons=[
            (WEEK.monday, reason)
            for reason in ("thoi-gian", "thoi-gian", "thai-do", "thoi-gian", "huong-dan")
        ],
        voices=[
            voice("Tôi đợi từ 8 giờ đến gần 10 giờ mới được gọi số, hỏi thì không ai trả lời.", "cham-tre"),
            voice("Hẹn trả kết quả ngày 28 mà đến nơi lại bảo chưa ký, phải về.", "cham-tre"),
            voice("Chờ lâu quá, ghế ngồi thì thiếu.", "cham-tre", "co-so"),
            voice("Cán bộ quầy 2 nói cộc lốc, hỏi lại thì gắt.", "thai-do"),
            voice("Giấy tờ cần nộp không ghi rõ, về lấy thêm hai lần mới xong.", "huong-dan"),
            voice("Trang nộp trực tuyến đăng nhập mãi không được.", "he-thong"),
            thanks(
                "Cô [tên cán bộ] hướng dẫn rất cặn kẽ, tôi lớn tuổi mà làm một lần là xong.",
                "khen-thai-do",
                officer=MAI,
            ),
        ],
        cases=[
            case("AB-1", filed=date(2026, 7, 16), due=date(2026, 7, 30)),
            case("AB-2", filed=date(2026, 7, 28), due=date(2026, 8, 11)),
            case("AB-3", filed=date(2026, 7, 30), due=date(2026, 8, 13)),
        ],
    )


def six_ratings() -> Office:
    earlier = [
        row for back in range(1, 6) for row in ratings(WEEK.shift(-back), levels(very=3, good=2, fair=1))
    ]
    return Office(
        ratings=earlier + ratings(WEEK, levels(very=2, good=2, fair=1, poor=1)),
        voices=[
            voice("Đến 7 giờ 45 mà quầy chưa có ai.", "di-muon", week=WEEK.shift(-2)),
            voice("Hỏi thủ tục khai sinh mỗi người chỉ một kiểu.", "huong-dan"),
        ],
        cases=[case("AB-4", filed=date(2026, 7, 29), due=date(2026, 8, 12))],
    )


def nothing() -> Office:
    return Office(cases=[case("AB-5", filed=date(2026, 7, 14), due=date(2026, 7, 28))])


def bad() -> Office:
    said = [
        voice("Cán bộ quát vợ tôi trước mặt mọi người chỉ vì thiếu một bản phô tô.", "thai-do"),
        voice("Tôi hỏi thì chị ấy bảo không biết, tự lên mạng mà đọc.", "thai-do", "dun-day"),
        voice("Thái độ coi thường dân, ném hồ sơ trả lại.", "thai-do", "cua-quyen"),
        voice("Hồ sơ đất hẹn 15 ngày, nay đã 40 ngày.", "cham-tre"),
        voice("Ba lần đến đều hẹn lại, không nói lý do.", "cham-tre"),
        voice("Một chị cắm mặt vào điện thoại, gọi mấy lần không thưa.", "viec-rieng", "thai-do"),
        voice("Nhà vệ sinh khoá, quạt hỏng.", "co-so"),
    ]
    return Office(
        ratings=ratings(WEEK.shift(-1), levels(very=20, good=18, fair=3, poor=1))
        + ratings(WEEK, levels(very=3, good=7, fair=4, poor=6, bad=4)),
        reasons=[
            (WEEK.monday + timedelta(days=i % 5), "thai-do" if i % 3 else "thoi-gian") for i in range(14)
        ],
        voices=said,
        cases=[
            case("AB-6", filed=date(2026, 7, 8), due=date(2026, 7, 22)),
            case("AB-7", filed=date(2026, 7, 9), due=date(2026, 7, 23)),
            case("AB-8", filed=date(2026, 7, 31), due=date(2026, 8, 14), urgent=True),
            case("AB-9", filed=date(2026, 7, 29), due=date(2026, 8, 12)),
        ],
    )


def praised() -> Office:
    return Office(
        ratings=ratings(WEEK.shift(-1), levels(very=8, good=8, fair=2))
        + ratings(WEEK, levels(very=17, good=4, fair=1)),
        voices=[
            thanks(
                "Anh [tên cán bộ] giúp mẹ tôi điền tờ khai, còn dìu bà ra tận cổng.",
                "khen-thai-do",
                officer=TUAN,
            ),
            thanks("Làm lại giấy khai sinh đúng hẹn, không phải đi lại lần nào.", "khen-chuyen-mon"),
            thanks(
                "Chị [tên cán bộ] giải thích dễ hiểu, tôi rất hài lòng.",
                "khen-thai-do",
                "khen-chuyen-mon",
                officer=MAI,
            ),
            thanks(
                "Tôi để quên ví ở quầy, anh cán bộ gọi điện báo và giữ lại giúp, đủ cả tiền và giấy tờ.",
                "khen-liem-chinh",
                officer=TUAN,
            ),
            thanks("Cảm ơn các cô chú ở trung tâm.", "khen-thai-do"),
        ],
    )


WEEKS = {"busy": busy, "six-ratings": six_ratings, "nothing": nothing, "bad": bad, "praised": praised}
