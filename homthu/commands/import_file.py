"""`homthu import`: an office declares itself from its own files, each all or nothing."""

import csv
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import typer

from feedback.audit import CONSOLE, Act
from feedback.invitations import Road
from feedback.people import Officer
from feedback.periods import DayKind, local, midnight
from feedback.recording import Recorded, record_visit
from feedback.tickets import Told, VisitRefused, printed
from feedback.units import Counter, Directory, Posting, Unit
from homthu.commands.house import in_house
from homthu.commands.speaking import Refused, say
from homthu.import_checks import check, tree_of, way_up
from homthu.import_columns import SHEETS, label
from homthu.import_rota import shifts_by_unit
from homthu.importing import Fault, NotATable, Row, read, text_of
from homthu.visit_checks import visit_faults
from homthu.wiring import Service
from storage.transaction import Store


async def import_file(sheet: str, file: Path, *, codes: Path | None = None) -> None:
    """Write what the file declares, and say how much was new. `codes` is where the codes of visits go, for printing."""
    try:
        rows, faults = read(sheet, text_of(file.name, file.read_bytes()))
    except NotATable as refused:
        raise Refused(say(refused.key, **refused.values)) from None
    except OSError as error:
        raise Refused(say("import.file.unreadable", name=file, reason=error.strerror)) from None

    async def work(service: Service) -> None:
        now, address = service.clock(), service.settings.public_url
        if codes and not address:
            raise Refused(say("import.codes.no_address"))
        async with service.database.transact() as tx:
            known = await tx.directory()
            found = [*faults, *check(sheet, rows, known, today=local(now).date())]
            if found and sheet != "visits":  # a visit is checked where it is recorded
                raise Refused(table(sheet, found))
            done = await BRING[sheet](Bringing(tx, known, now, service.invite_road, faults=found), rows)
            if done.added or done.changed or done.gone:
                tx.audit.note(Act.IMPORTED, who=CONSOLE, about=sheet, why=f"{done.added}+{done.changed}")
        typer.echo(say("import.done", file=file, added=done.added, changed=done.changed, same=done.same))
        if done.gone:
            typer.echo(say("import.rota_gone", count=done.gone))
        if codes:
            write_codes(codes, done.codes, address=str(address))

    await in_house(work)


def table(sheet: str, faults: Sequence[Fault]) -> str:
    """Line, column, what is wrong, how to mend it: by line, a row each."""
    head = tuple(say(f"import.table.{name}") for name in ("row", "column", "wrong", "mend"))
    lines = [head, *(_line(sheet, fault) for fault in sorted(faults, key=lambda fault: fault.row))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head) - 1)]
    rows = ("  ".join([*map(str.ljust, line, widths), line[-1]]) for line in lines)
    return "\n".join((say("import.refused", count=len(faults)), "", *rows))


def _line(sheet: str, fault: Fault) -> tuple[str, str, str, str]:
    ours = {column.name for column in SHEETS[sheet]}
    column = label(sheet, fault.column) if fault.column in ours else fault.column[:40]
    wrong, mend = (say(f"import.{what}.{fault.name}", **fault.values) for what in ("wrong", "mend"))
    return str(fault.row), column, wrong, mend


@dataclass
class Bringing:
    """One file on its way into the database. Only what differs is written, so a second time nothing is."""

    tx: Store
    known: Directory
    now: datetime
    road: Road | None = None
    added: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0  # rows of a rota that the file no longer has
    codes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    async def units(self, rows: Sequence[Row]) -> "Bringing":
        """Those above first, for the ones below point at them."""
        tree = tree_of(rows, self.known)
        ids: dict[str, int | None] = {unit.code: unit.id for unit in self.known.units.values()}
        for row in sorted(rows, key=lambda row: len(way_up(row["code"], tree))):
            cells = _renamed(row, "parent", "parent_id", {"": None} | ids)
            standing = self.known.unit(row["code"])
            unit = replace(standing or NEW_UNIT, **cells)
            if self._news(standing, unit):
                ids[unit.code] = await self.tx.places.put_unit(unit, since=self.now)
        return self

    async def counters(self, rows: Sequence[Row]) -> "Bringing":
        """Closed from the beginning of the day that the file names."""
        for row in rows:
            cells = _renamed(row, "unit", "unit_id", _ids(self.known.units))
            if cells.get("closed_at"):
                cells["closed_at"] = midnight(cells["closed_at"])
            standing = self.known.counter(row["code"])
            counter = replace(standing or NEW_COUNTER, **cells)
            if self._news(standing, counter):
                await self.tx.places.put_counter(counter)
        return self

    async def officers(self, rows: Sequence[Row]) -> "Bringing":
        """Whoever was disabled stays so: a list of staff is no reason to let them in again."""
        by_code = {officer.code: officer for officer in self.known.officers.values()}
        for row in rows:
            standing = by_code.get(row["code"])
            officer = replace(standing or NEW_OFFICER, **_renamed(row, "unit", "unit_id", _ids(self.known.units)))
            if self._news(standing, officer):
                await self.tx.places.put_officer(officer)
                if standing and (standing.role, standing.unit_id) != (officer.role, officer.unit_id):
                    await self.tx.accounts.end_all(officer.id)  # signed in anew under the new duty
        return self

    async def roster(self, rows: Sequence[Row]) -> "Bringing":
        """The file names the last day, a posting the day after it."""
        by_key = {(p.officer_id, p.counter_id, p.since): p for p in self.known.postings}
        officers, counters = _ids(self.known.officers), _ids(self.known.counters)
        for row in rows:
            fresh = Posting(officers[row["officer"]], counters[row["counter"]], row["since"])
            standing = by_key.get((fresh.officer_id, fresh.counter_id, fresh.since))
            until = _after(row["until"]) if "until" in row.cells else (standing or fresh).until
            posting = replace(fresh, until=until)
            if self._news(standing, posting):
                await self.tx.places.put_posting(posting)
        return self

    async def holidays(self, rows: Sequence[Row]) -> "Bringing":
        """The directory knows the days only; names and kinds are compared with the tables themselves."""
        standing = {(row.unit_id, row.day): (row.name, row.kind) for row in await self.tx.places.calendar_rows()}
        for row in rows:
            unit = self.known.unit(row["unit"] or "")
            unit_id = unit.id if unit else None
            before = standing.get((unit_id, row["day"]))
            kind = row["kind"] or (before[1] if before else DayKind.OFF)
            if self._news(before, (row["name"], kind)):
                await self.tx.places.add_holiday(row["day"], name=row["name"], kind=kind, unit_id=unit_id)
        return self

    async def rota(self, rows: Sequence[Row]) -> "Bringing":
        """The whole rota of each unit that the file names: whoever was taken off it must not be rung."""
        coming = shifts_by_unit(rows, self.known)
        standing = await self.tx.rota.of_units(coming, since=date.min)
        for unit_id, lines in coming.items():
            before = set(standing[unit_id].shifts) if unit_id in standing else set()
            for shifts in lines:
                self._news(shifts if before.issuperset(shifts) else None, shifts)
            _, _, gone = await self.tx.rota.replace(unit_id, [shift for shifts in lines for shift in shifts])
            self.gone += gone
        return self

    async def visits(self, rows: Sequence[Row]) -> "Bringing":
        """Each row as the office's software would tell it; what was told before stays. Of a row that is refused, or
        that could not be read, everything else is told too; then nothing is kept."""
        for row in rows:
            recorded = await self._recorded(row)
            if recorded is None:
                continue
            self.added, self.same = self.added + recorded.new, self.same + (not recorded.new)
            self.codes.append((row["reference"], printed(recorded.code)))
        if self.faults:
            raise Refused(table("visits", self.faults))
        return self

    async def _recorded(self, row: Row) -> Recorded | None:
        first: list[Fault] = []
        if all(name in row.cells for name in ("counter", "at", "reference")):
            try:
                return await record_visit(self.tx, Told(**row.cells), now=self.now, road=self.road)
            except VisitRefused as refused:
                first = [row.fault(refused.field, refused.fault, **refused.values)]
        for fault in (*first, *visit_faults(row, self.known, now=self.now)):
            if (fault.row, fault.column) not in {(one.row, one.column) for one in self.faults}:
                self.faults.append(fault)
        return None

    def _news(self, standing: object, coming: object) -> bool:
        if standing is None:
            self.added += 1
        elif standing == coming:
            self.same += 1
        else:
            self.changed += 1
        return standing != coming


def write_codes(file: Path, codes: Sequence[tuple[str, str]], *, address: str) -> None:
    """A table of reference, code and address, readable for nobody else: who holds a code may rate."""
    head = [label("visits", "reference"), say("import.codes.code"), say("import.codes.address")]
    lines = [head, *([reference, code, f"{address.rstrip('/')}/q/{code}"] for reference, code in codes)]
    try:
        file.touch(mode=0o600)
        file.chmod(0o600)  # also one that was there
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(lines)
    except OSError as error:
        raise Refused(say("cli.not_written", file=file, reason=error.strerror)) from None
    typer.echo(say("import.codes.written", file=file, count=len(codes)))


def _renamed(row: Row, column: str, name: str, ids: Mapping[str, int | None]) -> dict[str, Any]:
    """The cells as the noun's fields: the code in `column` becomes the identity in `name`."""
    cells = dict(row.cells)
    if column in cells:
        cells[name] = ids[cells.pop(column)]
    return cells


def _ids(nouns: Mapping[int, Any]) -> dict[str, int]:
    return {noun.code: id for id, noun in nouns.items()}


def _after(last: date | None) -> date | None:
    return last + timedelta(days=1) if last else None


NEW_UNIT = Unit(id=0, code="", name="", short_name="", kind="")
NEW_COUNTER = Counter(id=0, code="", unit_id=0, label="")
NEW_OFFICER = Officer(id=0, code="", name="", title="", unit_id=0)

BRING: Mapping[str, Callable[[Bringing, Sequence[Row]], Awaitable[Bringing]]] = {
    "units": Bringing.units,
    "counters": Bringing.counters,
    "officers": Bringing.officers,
    "roster": Bringing.roster,
    "rota": Bringing.rota,
    "visits": Bringing.visits,
    "holidays": Bringing.holidays,
}
