"""`homthu audit`: whether the record of audited acts is as it was written, and what it says."""

import typer

from feedback.audit import Anchor, ChainBroken, Entry
from feedback.periods import local
from homthu.commands.house import in_house
from homthu.commands.speaking import SPEAKING, Refused, say
from homthu.wiring import Service

PAGE = 500


async def verify(noted: str) -> None:
    """Say where the chain ends, to be written down; or the first entry that is not as it was written, and exit 1."""
    anchor = _anchor(noted) if noted else None

    async def work(service: Service) -> None:
        try:
            async with service.database.reading() as tx:
                end = await tx.audit.verify(noted=anchor)
        except ChainBroken as broken:
            raise Refused(say(f"audit.harm.{broken.harm.value}", number=broken.number)) from None
        typer.echo(say("audit.whole", count=end.number))
        typer.echo(say("audit.write_down" if end.number else "audit.empty", anchor=end))

    await in_house(work)


async def show(*, about: str, officer: str) -> None:
    """A line an entry, oldest first."""

    async def work(service: Service) -> None:
        last = 0
        async with service.database.reading() as tx:
            while page := await tx.audit.read(after=last, about=about, who=officer, limit=PAGE):
                for one in page:
                    typer.echo(_line(one.entry))
                last = page[-1].entry.number
        if not last:
            typer.echo(say("audit.none"))

    await in_house(work)


def _anchor(noted: str) -> Anchor:
    try:
        return Anchor.read(noted)
    except ValueError:
        raise Refused(say("audit.no_anchor", noted=noted)) from None


def _line(entry: Entry) -> str:
    """Someone may have written anything into the database: an act that we do not know is shown as it stands."""
    act = f"audit.act.{entry.what}"
    done = SPEAKING.say(act) if SPEAKING.has(act) else repr(entry.what)
    at = local(entry.at).strftime("%d/%m/%Y %H:%M:%S")
    return f"{entry.number:>7}  {at}  {entry.who:<16}{done:<24}{entry.about}  {entry.why}".rstrip()
