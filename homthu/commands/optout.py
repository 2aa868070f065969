"""`homthu optout`: a person who calls the office wants no more invitations to their telephone."""

import typer

from feedback.errors import FeedbackError
from feedback.phones import mobile
from homthu.commands.house import in_house
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service


async def optout(phone: str) -> None:
    """Keep it, as a keyed hash of the number; what is planned for it is dropped."""
    try:
        number = mobile(phone)
    except FeedbackError as refused:
        raise Refused(say(refused.key)) from None

    async def work(service: Service) -> None:
        async with service.database.transact() as tx:
            await tx.invitations.opt_out(number, at=service.clock())
        typer.echo(say("cli.opted_out"))

    await in_house(work)
