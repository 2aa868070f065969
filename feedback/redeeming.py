"""A ticket's code opens its visit from any door, and the visit is rated once; the chat that did may correct it a day.

Guesses are counted by chat, as receipts are. Nobody guesses among 58 bits; the count keeps a broken script quiet.
"""

from datetime import datetime, timedelta

from feedback.errors import (
    TicketExpired,
    TicketOfCitizen,
    TicketsEnough,
    TicketUnknown,
    TicketUsed,
    TooManyGuesses,
)
from feedback.intake import Asker, voter_in, voter_of
from feedback.invitations import Planned
from feedback.periods import Week, local, quarter
from feedback.ports import ReplyBox, Transaction
from feedback.ratings import Rating
from feedback.ticket_requests import TicketOpened, TicketRated
from feedback.tickets import LIVES
from feedback.visits import Respondent

GUESSES_PER_HOUR = 5
CORRECTED_FOR = timedelta(hours=24)
A_WEEK = 3
"""So many visits to one unit a person rates by tickets in a week: who holds more papers holds other people's."""


async def open_ticket(tx: Transaction, code: str, *, asker: Asker, box: ReplyBox, now: datetime) -> TicketOpened:
    """The visit behind the code. Raises TooManyGuesses after five wrong ones in an hour, else as `look_at_ticket`."""
    if not await tx.people.attempt(asker.tag, "ticket", at=now, limit=GUESSES_PER_HOUR):
        raise TooManyGuesses
    if await tx.tickets.find(code):
        await tx.people.forgive(asker.tag, "ticket", at=now)
    return await look_at_ticket(tx, code, asker=asker, box=box, now=now)


async def look_at_ticket(tx: Transaction, code: str, *, asker: Asker, box: ReplyBox, now: datetime) -> TicketOpened:
    """The same for a page that is only looked at: nothing is written.

    Whether another chat rated the visit is told at the tap alone. The office printed the code: if looking told it, the
    office could watch who of its visitors rates, and when. Raises TicketUnknown, TicketExpired or TicketUsed.
    """
    ticket = await tx.tickets.find(code)
    if ticket is None:
        raise TicketUnknown
    visit = ticket.visit(tx.tickets.visit_key(code))
    voter, rated_at = await tx.ratings.of_visit(visit.key) or ("", now)
    mine = voter == voter_of(visit, asker, box)
    if mine and now - rated_at >= CORRECTED_FOR:
        raise TicketUsed
    if not mine and local(now).date() > ticket.last_day:
        raise TicketExpired
    invited = tx.invitations.mark(code) if ticket.invitation == Planned.PLANNED else ""
    return TicketOpened(visit, rated=mine, invited=invited)


async def rate_by_ticket(tx: Transaction, rating: Rating, *, asker: Asker, box: ReplyBox) -> TicketRated:
    """Keep the level, and count the answer the first time.

    Raises TicketUsed when another chat was faster; TicketOfCitizen and TicketsEnough leave the ticket unused, and come
    before anybody could learn from them whether it was.
    """
    visit, voter = rating.visit, voter_of(rating.visit, asker, box)
    if visit.respondent is Respondent.INTERNAL:
        raise TicketOfCitizen
    theirs, _ = await tx.ratings.of_visit(visit.key) or ("", None)
    if theirs != voter and await _has_enough(tx, rating, asker, box):
        raise TicketsEnough
    kept = await tx.ratings.keep_once(rating, voter, asker.channel)
    if kept == "taken":
        raise TicketUsed
    if kept == "new":
        await tx.tickets.count(visit.unit_id, local(visit.scanned_at).date(), "answered")
    return TicketRated(changed=kept == "changed")


async def _has_enough(tx: Transaction, rating: Rating, asker: Asker, box: ReplyBox) -> bool:
    """Under every pseudonym of theirs: a ticket of last quarter's visit is rated under that quarter's."""
    unit_id, week = rating.visit.unit_id, Week.of(local(rating.rated_at).date())
    quarters = {quarter(day) for day in (week.monday - LIVES, week.sunday)}
    voters = [voter_in(when, unit_id, asker, box) for when in quarters]
    return await tx.ratings.by_ticket(voters, unit_id=unit_id, start=week.start, end=week.end) >= A_WEEK
