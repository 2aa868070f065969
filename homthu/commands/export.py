"""`homthu export giam-sat`: a quarter of an office as a sheet for its people's inspectors."""

from pathlib import Path

import typer

from digest.paper.inspection import pages
from digest.paper.sheet import as_csv, as_xlsx
from feedback.audit import CONSOLE, Act
from feedback.inspection import quarter_report
from feedback.numbers import day
from feedback.periods import Quarter, local
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service

FORMS = {".xlsx": as_xlsx, ".csv": as_csv}


async def watch_sheet(unit: str, *, quarter: Quarter, out: Path) -> None:
    """Written only once it is in the record who took it; a quarter that is not over is refused."""

    async def work(service: Service) -> None:
        now = service.clock()
        today = local(now).date()
        if today <= quarter.last:
            span = {"quarter": quarter, "last": day(quarter.last), "newest": Quarter.of(today).before()}
            raise Refused(say("cli.export.open_quarter", **span))
        async with service.database.transact() as tx:
            directory = await tx.directory()
            office = unit_named(directory, unit)
            found = await quarter_report(tx, office, quarter, now=now)
            tx.audit.note(Act.WATCH_EXPORTED, who=CONSOLE, about=office.code, why=str(quarter))
        _write(FORMS[out.suffix.lower()](pages(found, directory.units, say)), out)
        key = "cli.export.empty" if found.count == 0 else "cli.export.written"
        typer.echo(say(key, file=out, unit=office.name, quarter=quarter), err=True)

    await in_house(work)


def _write(content: bytes, out: Path) -> None:
    try:
        out.touch(mode=0o600)  # what citizens complained of is for whoever asked for it
        out.write_bytes(content)
    except OSError as error:
        raise Refused(say("cli.not_written", file=out, reason=error.strerror)) from None
