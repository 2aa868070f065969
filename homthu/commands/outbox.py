"""`homthu outbox`: letters that wait, failed or may or may not have arrived, without a word of them; and what to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import typer

from feedback.audit import CONSOLE, Act
from feedback.messages import Lane
from homthu.commands.house import in_house
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service
from storage.stuck import StuckLetter, count_as_sent, drop, letters_in, send_again
from storage.transaction import Store

FOR_A_PERSON = ("unknown", "failed")
LIMIT = 50
HEADS = ("id", "state", "channel", "lane", "age", "tries", "parts", "error")
WIDTHS = (8, 9, 10, 11, 9, 5, 7)


async def show(states: Sequence[str]) -> None:
    """A line a letter, oldest first; those that need a person when no state is named."""

    async def work(service: Service) -> None:
        async with service.database.reading() as tx:
            now = await tx.now()
            wanted = states or FOR_A_PERSON
            found = [one for state in wanted for one in await letters_in(tx.executor, state, limit=LIMIT)]
        if not found:
            typer.echo(say("outbox.empty"))
            return
        typer.echo(_line([say(f"outbox.head.{head}") for head in HEADS]))
        for one in found:
            typer.echo(_line(_cells(one, now)))
        typer.echo(say("outbox.what_to_do"))

    await in_house(work)


async def retry(id: int) -> None:
    """Send a held letter again, from the message on that it stopped at."""
    await _decide(id, send_again, "retried")


async def sent(id: int) -> None:
    """A person saw that it arrived."""
    await _decide(id, count_as_sent, "counted")


async def give_up(id: int) -> None:
    """Never send it; its words are erased."""
    await _decide(id, drop, "dropped")


class Decision(Protocol):
    """What a person decided about a letter."""

    async def __call__(self, tx: Store, id: int, *, now: datetime) -> bool: ...


async def _decide(id: int, decision: Decision, done: str) -> None:
    async def work(service: Service) -> None:
        async with service.database.transact() as tx:
            if not await decision(tx, id, now=await tx.now()):
                raise Refused(say("outbox.cannot", id=id))
            tx.audit.note(Act.LETTER_DECIDED, who=CONSOLE, about=str(id), why=done)
        typer.echo(say(f"outbox.{done}", id=id))

    await in_house(work)


def _cells(one: StuckLetter, now: datetime) -> list[str]:
    lane = say(f"outbox.lane.{Lane(one.lane).name.lower()}")
    age = _age(now - one.created_at)
    return [str(one.id), one.state, one.channel, lane, age, str(one.tries), str(one.parts), one.error]


def _age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return say("outbox.minutes", n=minutes)
    return say("outbox.hours", n=minutes // 60) if minutes < 2880 else say("outbox.days", n=minutes // 1440)


def _line(cells: Sequence[str]) -> str:
    padded = [f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
    return " ".join([*padded, *cells[len(WIDTHS) :]]).rstrip()
