"""`homthu zalo authorize` and `homthu zalo status`: let the service speak for the Official Account, and look at it."""

import typer

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_authorising import Answer, NotAuthorised
from bot.channels.zalo_oa_tokens import NAME
from homthu.commands.house import in_house
from homthu.commands.speaking import SPEAKING, Refused, say
from homthu.wiring import Service
from homthu.zalo_check import zalo_lines
from homthu.zalo_door import BACK, authorising


async def authorize(answer: str) -> None:
    """Without an answer: print where to agree. With the address that Zalo came back to, or its code: keep the pair."""

    async def work(service: Service) -> None:
        channel = _channel(service)
        account = authorising(service.settings, channel)
        if not answer:
            if not service.settings.public_url:
                raise Refused(say("zalo.needs_public_url"))
            back = f"{service.settings.public_url}{BACK}"
            typer.echo(say("zalo.agree", url=await account.begin(back), back=back))
            return
        try:
            await account.finish(Answer.of(answer), by_hand=True)
        except NotAuthorised as trouble:
            raise Refused(say("zalo.not_authorised", reason=trouble.reason)) from None
        finally:
            await channel.close()
        typer.echo(say("zalo.authorised"))

    await in_house(work)


async def status() -> None:
    """A line for each thing; exit status 1 when one of them needs a person."""

    async def work(service: Service) -> None:
        _channel(service)
        lines = await zalo_lines(service, SPEAKING)
        for state, sentence in lines:
            typer.echo(f"{state:5}{sentence}")
        if any(state == "fail" for state, _ in lines):
            raise typer.Exit(1)

    await in_house(work)


def _channel(service: Service) -> ZaloOA:
    channel = service.channels.get(NAME)
    if not isinstance(channel, ZaloOA):
        raise Refused(say("zalo.none"))
    return channel
