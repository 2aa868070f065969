"""The people and places of the tests, and the moment they live in: Monday 3 August 2026, 07:31.

The identities are those that an empty database gives out when `settle` writes everybody down in this order.
"""

from datetime import date, datetime

from feedback.deadlines import LAW
from feedback.people import Officer, Role
from feedback.periods import OFFICE_TIME
from feedback.units import Counter, Directory, Posting, Unit
from storage.transaction import Store

NOW = datetime(2026, 8, 3, 7, 31, tzinfo=OFFICE_TIME)
SINCE = datetime(2026, 6, 1, tzinfo=OFFICE_TIME)
SECRET = "a secret of the tests, long enough to be one"

TINH_LAM_SON = Unit(
    id=1,
    code="tinh-lam-son",
    name="Văn phòng UBND tỉnh Lâm Sơn",
    short_name="VP UBND tỉnh Lâm Sơn",
    kind="superior",
    hotline="0900 000 001",
    address="Số 1 đường Hoa Ban, phường Trung Tâm, tỉnh Lâm Sơn",
    denunciation_place="Ban Tiếp công dân tỉnh Lâm Sơn, số 3 đường Hoa Ban",
)
AN_BINH = Unit(
    id=2,
    code="an-binh",
    name="Trung tâm Phục vụ hành chính công phường An Bình",
    short_name="TTPVHCC phường An Bình",
    kind="one-stop",
    parent_id=1,
    hotline="0900 000 010",
    address="Số 20 đường Cây Sấu, phường An Bình, tỉnh Lâm Sơn",
    denunciation_place="Ban Tiếp công dân tỉnh Lâm Sơn, số 3 đường Hoa Ban",
)
HOA_LAC = Unit(
    id=3,
    code="hoa-lac",
    name="Trung tâm Phục vụ hành chính công phường Hòa Lạc",
    short_name="TTPVHCC phường Hòa Lạc",
    kind="one-stop",
    parent_id=1,
    hotline="0900 000 020",
)
TRAM_Y_TE = Unit(
    id=4,
    code="tram-y-te-an-binh",
    name="Trạm Y tế phường An Bình",
    short_name="Trạm Y tế An Bình",
    kind="health",
    parent_id=1,
    hotline="0900 000 030",
)
UNITS = (TINH_LAM_SON, AN_BINH, HOA_LAC, TRAM_Y_TE)

QUAY_1 = Counter(
    id=1, code="an-binh-1", unit_id=2, label="Quầy 1 – Tư pháp, hộ tịch", field="Hộ tịch, chứng thực"
)
QUAY_2 = Counter(id=2, code="an-binh-2", unit_id=2, label="Quầy 2 – Cư trú, căn cước", field="Đăng ký cư trú")
QUAY_3 = Counter(id=3, code="an-binh-3", unit_id=2, label="Quầy 3 – Đất đai, xây dựng", field="Đất đai")
QUAY_4 = Counter(
    id=4, code="an-binh-4", unit_id=2, label="Quầy 4 – Kinh doanh, xã hội", field="Hộ kinh doanh"
)
COUNTERS = (QUAY_1, QUAY_2, QUAY_3, QUAY_4)

TUAN = Officer(1, "tuan", "Đỗ Thanh Tuấn", "Công chức Văn hóa – Xã hội", 2, email="tuan@example.vn")
MAI = Officer(2, "mai", "Lương Thị Ngọc Mai", "Công chức Tư pháp – Hộ tịch", 2, email="mai@example.vn")
HANH = Officer(3, "hanh", "Đinh Thị Mỹ Hạnh", "Giám đốc Trung tâm", 2, Role.HEAD, "hanh@example.vn")
DUNG = Officer(4, "dung", "Lưu Đình Dũng", "Phó Chánh Văn phòng", 1, Role.SUPERIOR, "dung@example.vn")
THAO = Officer(5, "thao", "Nông Thu Thảo", "Thanh tra viên", 1, Role.INSPECTOR, "thao@example.vn")
KHOA = Officer(6, "khoa", "Kiều Đăng Khoa", "Chuyên viên CNTT", 1, Role.ADMIN, "khoa@example.vn")
OFFICERS = (TUAN, MAI, HANH, DUNG, THAO, KHOA)

POSTINGS = (  # Quầy 2 has two officers, Quầy 3 nobody
    Posting(officer_id=MAI.id, counter_id=QUAY_1.id, since=date(2026, 6, 1)),
    Posting(officer_id=MAI.id, counter_id=QUAY_2.id, since=date(2026, 6, 1)),
    Posting(officer_id=TUAN.id, counter_id=QUAY_2.id, since=date(2026, 6, 1)),
    Posting(officer_id=TUAN.id, counter_id=QUAY_4.id, since=date(2026, 6, 1)),
)
HOLIDAYS = {date(2026, 9, 1): "Quốc khánh (nghỉ liền kề)", date(2026, 9, 2): "Quốc khánh"}

DIRECTORY = Directory.of(
    units=UNITS, counters=COUNTERS, officers=OFFICERS, postings=POSTINGS, holidays=HOLIDAYS, deadlines=LAW
)


async def settle(tx: Store) -> None:
    """Write the whole cast into an empty database."""
    units = [await tx.places.add_unit(unit, since=SINCE) for unit in UNITS]
    counters = [await tx.places.add_counter(counter) for counter in COUNTERS]
    officers = [await tx.places.add_officer(officer) for officer in OFFICERS]
    for posting in POSTINGS:
        await tx.places.add_posting(posting)
    for day, name in HOLIDAYS.items():
        await tx.places.add_holiday(day, name=name)
    given = (units, counters, officers)
    assert given == tuple([noun.id for noun in nouns] for nouns in (UNITS, COUNTERS, OFFICERS))
