"""`homthu digest`: one digest, to look at or to send through the ledger."""

import json
from pathlib import Path

import typer

from digest.compose import Digest
from digest.rendering import as_html, as_json, as_text
from digest.weekly import preview, send
from feedback.periods import Week
from feedback.units import Unit
from feedback.wording import words
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service


async def digest(unit: str, *, week: str, format: str, out: Path | None, send_it: bool) -> None:
    """Preview, or send once."""

    async def work(service: Service) -> None:
        found = unit_named(await service.directory(), unit)
        if not found.serves:
            raise Refused(say("cli.digest_superior", unit=found.short_name))
        when = _week(week, service)
        if send_it:
            typer.echo(await _send(service, found, when))
        else:
            await _show(service, found, when, format=format, out=out)

    await in_house(work)


async def _show(service: Service, unit: Unit, week: Week, *, format: str, out: Path | None) -> None:
    composed = await preview(service.database, unit, week, now=service.clock(), words=words("vi"))
    text = RENDER[format](composed)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, "utf-8")
        typer.echo(say("cli.digest_written", file=out))


async def _send(service: Service, unit: Unit, week: Week) -> str:
    sent = await send(
        service.database,
        unit,
        week,
        now=service.clock(),
        owner=service.owner,
        box=service.box,
        words=words("vi"),
        roads=service.roads,
    )
    if sent is None:
        return say("cli.digest_sent_before", week=week)
    if sent.undelivered:
        return say("cli.digest_no_road", week=week)
    return say("cli.digest_sent", letters=sent.letters, week=week)


def _week(text: str, service: Service) -> Week:
    if not text:
        return Week.before(service.clock())
    try:
        week = Week.parse(text)
    except ValueError:
        raise Refused(say("cli.bad_week", week=text)) from None
    if week.end > service.clock():
        raise Refused(say("cli.week_running", week=week))
    return week


def _as_json_text(digest: Digest) -> str:
    return json.dumps(as_json(digest), ensure_ascii=False, indent=2)


RENDER = {"text": as_text, "html": as_html, "json": _as_json_text}
