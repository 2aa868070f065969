"""Random offices, what was said about one of them, and what everybody does afterwards: all drawn from one number."""

import random
from dataclasses import dataclass, field, replace
from datetime import date

from feedback.analysis import Analysis, TagFound
from feedback.people import Officer, Role
from feedback.requests import Kind
from feedback.units import Counter, Posting, Unit
from storage.transaction import Store
from tests.support.cast import SINCE

ROADS = (
    *("cue money", "cue head", "cue leak", "cue denunciation", "tick", "named head", "head in words"),
    *("tag voi-vinh", "tag lo-thong-tin", "about head", "gate", "unread", "superior in words"),
)
"""Everything that seals."""

OPEN = "open"
"""Nothing seals it."""

CUES = {
    "cue money": "Anh ấy gợi ý bồi dưỡng năm trăm mới làm.",
    "cue head": "Giám đốc bênh nhân viên, không cho dân nói.",
    "cue leak": "Cán bộ đưa số điện thoại của tôi cho người bị phản ánh.",
    "cue denunciation": "Tôi muốn tố cáo cán bộ địa chính.",
}
PLAIN = (
    "Chờ hai tiếng mới tới lượt, không ai giải thích.",
    "Ghế chờ gãy hai cái đã một tháng nay.",
    "Phải đi lại ba lần vì hướng dẫn thiếu giấy tờ.",
    "Nhà vệ sinh bẩn và hết nước từ sáng.",
    "Máy lấy số hỏng, ai đến trước ai đến sau không rõ.",
)
GIVEN = ("Hạnh", "Dũng", "Yến", "Sơn", "Phúc", "Bình", "Lộc", "Quế", "Trâm", "Vượng", "Thuỷ", "Khang")
FAMILY = ("Đinh Mỹ", "Lưu Đình", "Lò Thị", "Hà Văn", "Cao Thế", "Vũ Khắc", "Nông Thu", "Kiều Đăng")


@dataclass(frozen=True, slots=True)
class Told:
    """Words of one citizen about the unit, and what the analyst will find in them (None: it fails)."""

    who: str
    text: str
    analysis: Analysis | None
    kind: Kind = Kind.SUGGESTION
    counter_id: int | None = None
    officer_id: int | None = None
    of_head: bool = False
    level: int | None = None


@dataclass
class World:
    """`units` from the top down to the one that is spoken of, then the others; ids are the database's."""

    seed: int
    road: str
    chain: list[Unit] = field(default_factory=list)
    beside: list[Unit] = field(default_factory=list)
    staff: list[Officer] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    board: list[Officer] = field(default_factory=list)  # people's inspectors: one in each unit, from this one upwards
    units: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def unit(self) -> Unit:
        """The unit that is spoken of."""
        return self.chain[-1]

    def of(self, unit: Unit, *roles: Role) -> list[Officer]:
        """Who had one of these roles there when the words came in."""
        return [one for one in self.staff if one.unit_id == unit.id and one.role in roles]

    async def settle(self, tx: Store) -> None:
        """A tree one to four levels deep, with sisters on each level; some seats are vacant."""
        parent: int | None = None
        depth = self.chance.randint(1, 4)
        for level in range(depth):
            last = level == depth - 1
            sisters = [await self._unit(tx, parent) for _ in range(self.chance.randint(0, 2))]
            self.beside += sisters
            self.chain.append(await self._unit(tx, parent, serves=last or self.chance.random() < 0.2))
            parent = self.unit.id
        if self.chance.random() < 0.3:
            self.beside.append(await self._unit(tx, parent))
        for _ in range(self.chance.randint(0, 3)):
            await self._counter(tx)
        await self._elect(tx)

    async def _elect(self, tx: Store) -> None:
        """Drawn by nobody, so that all else stays as it was; one of the unit's own serves at a counter too."""
        for number, unit in enumerate([*reversed(self.chain), *self.beside]):
            member = Officer(0, f"b{number}", f"Bàn Phù Quẩy {number}", "Uỷ viên", unit.id, Role.PEOPLES_INSPECTOR)
            self.board.append(replace(member, id=await tx.places.add_officer(member)))
        if len(self.counters) > 1:
            own = next(one for one in self.board if one.unit_id == self.unit.id)
            await tx.places.add_posting(Posting(own.id, self.counters[-1].id, date(2026, 6, 1)))

    async def move(self, tx: Store) -> None:
        """An office is merged or moved after the words came in: its head leaves, or another unit stands above."""
        heads, others = self.of(self.unit, Role.HEAD), [*self.chain[:-1], *self.beside]
        draw = random.Random(f"{self.seed}|move")  # the same in both houses
        elsewhere = draw.choice(others) if others else self.unit
        if heads and draw.random() < 0.5:
            await tx.places.put_officer(replace(heads[0], unit_id=elsewhere.id))
        elif self.unit.id not in (elsewhere.id, elsewhere.parent_id):
            await tx.places.put_unit(replace(self.unit, parent_id=elsewhere.id), since=SINCE)

    def open_ones(self) -> list[Told]:
        """Up to six people, some with the same words."""
        return [self._open(number) for number in range(self.chance.randint(0, 5))]

    def sealed_one(self) -> Told:
        """One of them, by the road of this world; where its head's seat is vacant, by another."""
        heads = self.of(self.unit, Role.HEAD)
        above = [one for unit in self.chain[:-1] for one in self.of(unit, Role.HEAD, Role.SUPERIOR)]
        if self.road in ("named head", "head in words") and not heads:
            self.road = "tick"
        if self.road == "superior in words" and not above:
            self.road = "cue head"
        told = self._open(99)
        told = replace(told, who="sealed", level=None, officer_id=None)
        match self.road:
            case "tick":
                return replace(told, of_head=True)
            case "named head":
                return replace(told, officer_id=heads[0].id)
            case "head in words":
                return replace(told, text=f"Ông {heads[0].name} quát mắng tôi giữa sảnh.")
            case "superior in words":
                return replace(told, text=f"Giám đốc có bà {self.chance.choice(above).name} bênh.")
            case "tag voi-vinh" | "tag lo-thong-tin" as tag:
                return replace(told, analysis=Analysis((TagFound(tag.split()[1], 0.9),), sentiment="tieu-cuc"))
            case "about head":
                return replace(told, analysis=Analysis(sentiment="tieu-cuc", about_head=True))
            case "gate":
                return replace(told, analysis=Analysis(sentiment="tieu-cuc", gate="to-giac"))
            case "unread":
                return replace(told, analysis=None)
            case "open":
                return told
        return replace(told, text=CUES[self.road])

    def _open(self, number: int) -> Told:
        tag = self.chance.choice(("cham-tre", "co-so", "huong-dan"))
        found = Analysis((TagFound(tag, 0.9),), sentiment="tieu-cuc", urgent=self.chance.random() < 0.1)
        counter = self.chance.choice(self.counters).id if self.counters else None
        kind = self.chance.choice((Kind.SUGGESTION, Kind.SUGGESTION, Kind.WORDS, Kind.PRAISE))
        level = self.chance.choice((None, 1, 3, 5))
        return Told(f"citizen {number}", self.chance.choice(PLAIN), found, kind, counter, level=level)

    async def _unit(self, tx: Store, parent: int | None, *, serves: bool | None = None) -> Unit:
        self.units += 1
        number = self.units
        serving = self.chance.random() < 0.6 if serves is None else serves
        kind, name = ("one-stop" if serving else "superior"), f"Cơ quan {number}"
        unit = Unit(0, f"w{number}", name, name, kind, parent)
        unit = replace(unit, id=await tx.places.add_unit(unit, since=SINCE))
        for role in self._seats(serving):
            await self._officer(tx, unit, role)
        return unit

    def _seats(self, serving: bool) -> list[Role]:
        head = Role.HEAD if serving or self.chance.random() < 0.5 else Role.SUPERIOR
        heads = [head] * self.chance.choice((0, 1, 1, 1, 2))
        inspectors = [Role.INSPECTOR] * self.chance.choice((0, 1))
        return [*heads, *inspectors, *[Role.OFFICER] * self.chance.randint(0, 2)]

    async def _officer(self, tx: Store, unit: Unit, role: Role) -> None:
        number = len(self.staff)
        name = f"{FAMILY[number % len(FAMILY)]} {GIVEN[number % len(GIVEN)]}"
        officer = Officer(0, f"o{number}", name, "Công chức", unit.id, role)
        self.staff.append(replace(officer, id=await tx.places.add_officer(officer)))

    async def _counter(self, tx: Store) -> None:
        number = len(self.counters) + 1
        counter = Counter(0, f"q{number}", self.unit.id, f"Quầy {number}")
        counter = replace(counter, id=await tx.places.add_counter(counter))
        self.counters.append(counter)
        for officer in self.of(self.unit, Role.OFFICER)[:1]:
            await tx.places.add_posting(Posting(officer.id, counter.id, date(2026, 6, 1)))
