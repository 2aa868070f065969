"""`homthu link`: a one-time code with which a member of staff makes a chat their own."""

import typer

from feedback.audit import CONSOLE, Act
from feedback.membership import CODE_LIVES, issue_link
from feedback.periods import local
from feedback.units import Directory
from homthu.commands.house import in_house
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service


async def link(officer: str) -> None:
    """Print the code; it is not shown again."""

    async def work(service: Service) -> None:
        directory = await service.directory()
        found = next((o for o in directory.officers.values() if o.code == officer and o.active), None)
        if found is None:
            raise Refused(say("cli.no_officer", code=officer, known=_known(directory)))
        async with service.database.transact() as tx:
            code = await issue_link(tx, found, now=service.clock(), chance=service.chance)
            tx.audit.note(Act.CODE_ISSUED, who=CONSOLE, about=found.code)
        until = local(service.clock() + CODE_LIVES).strftime("%H:%M")
        typer.echo(say("cli.link_code", officer=found.name, code=code, until=until))

    await in_house(work)


def _known(directory: Directory) -> str:
    return ", ".join(sorted(officer.code for officer in directory.officers.values() if officer.active))
