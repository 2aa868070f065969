"""Invitations by telephone: whether there is a road for them, how many wait, what became of the last ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback.invitation_ports import End, InvitationFigures
from feedback.numbers import moment_of_day
from homthu.checks.check import Check, State, found
from homthu.wiring import Service

LATE = timedelta(hours=1)


async def invitations(service: Service) -> Sequence[Check]:
    """One line. Without a road it says what is missing, and that Telegram cannot be one."""
    now = service.clock()
    async with service.database.reading() as tx:
        figures = await tx.invitations.figures(now=now)
        kept = await tx.tokens.get("zalo-oa")
    if service.invite_road is None:
        return [found("invitations", "warn" if figures.waiting else "ok", "invite_no_road", n=figures.waiting)]
    if kept is None or kept.lost_at:
        return [found("invitations", "fail", "invite_no_token", n=figures.waiting)]
    return [found("invitations", _state(figures, now), "invite", **_told(figures))]


def _state(figures: InvitationFigures, now: datetime) -> State:
    return "warn" if figures.oldest and now - figures.oldest > LATE else "ok"


def _told(figures: InvitationFigures) -> dict[str, object]:
    ended = {end.value: figures.ended.get(end, 0) for end in End}
    return {"n": figures.waiting, "oldest": moment_of_day(figures.oldest) if figures.oldest else "–", **ended}
