"""What waits and for how long, which platforms are left alone, what needs a person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.base import Channel
from feedback.numbers import moment_of_day
from feedback.ports import Standing
from homthu.checks.check import Check, found
from homthu.wiring import Service
from storage.stuck import Line, lines_due

SLOW = timedelta(minutes=2)
STUCK = timedelta(minutes=15)


async def queue(service: Service) -> Sequence[Check]:
    """How long the oldest letter of each channel waits. Who fetches letters on their own may take their time."""
    async with service.database.reading() as tx:
        now = await tx.now()
        lines = [line for line in await lines_due(tx.executor, now=now) if not _is_fetched(service.channels, line)]
    return [_waiting(line, service.channels, now) for line in lines] or [found("queue", "ok", "queue_empty")]


async def platforms(service: Service) -> Sequence[Check]:
    """The breakers, as all replicas see them. One that is at rest says nothing: whether the platform lets us in is told
    where it is asked (`doors.py`)."""
    async with service.database.reading() as tx:
        now, standings = await tx.now(), await tx.outbox.standings()
    return [line for name, standing in standings.items() for line in _platform(name, standing, now)]


async def for_a_person(service: Service) -> Sequence[Check]:
    """Letters and messages that no machine will decide about."""
    async with service.database.reading() as tx:
        letters, aside = await tx.outbox.backlog(now=await tx.now()), await tx.inbox.set_aside_count()
    counted = {"unknown": letters["unknown"], "failed": letters["failed"], "set_aside": aside}
    lines = [found(name.replace("_", "-"), "warn", name, n=n) for name, n in counted.items() if n]
    return lines or [found("for-a-person", "ok", "nothing_aside")]


def _is_fetched(channels: Mapping[str, Channel], line: Line) -> bool:
    channel = channels.get(line.channel)
    return channel is not None and not channel.capabilities.push


def _waiting(line: Line, channels: Mapping[str, Channel], now: datetime) -> Check:
    values = {"channel": line.channel, "n": line.letters, "minutes": int((now - line.oldest) / timedelta(minutes=1))}
    if line.channel not in channels:
        return found("queue", "fail", "queue_no_road", **values)
    if now - line.oldest > STUCK:
        return found("queue", "fail", "queue_stuck", **values)
    return found("queue", "warn" if now - line.oldest > SLOW else "ok", "queue", **values)


def _platform(name: str, standing: Standing, now: datetime) -> Iterator[Check]:
    if standing.open:
        trial = moment_of_day(standing.probe_at or now)
        yield found("platform", "fail", "platform_rests", channel=name, why=standing.why, trial=trial)
    elif standing.failures:
        yield found("platform", "warn", "platform_fails", channel=name, why=standing.why, n=standing.failures)
    if standing.closed_until and standing.closed_until > now:
        yield found("platform", "warn", "platform_quiet", channel=name, until=moment_of_day(standing.closed_until))
