"""What a talk asks of the house about a ticket, and what it is told: it opens one visit, which is rated once."""

from dataclasses import dataclass

from feedback.ratings import Rating
from feedback.visits import Visit


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Somebody has this code from their paper; 12 characters as `read_code` gives them."""

    code: str


@dataclass(frozen=True, slots=True)
class RateByTicket:
    """Keep the level of a ticket's visit, if nobody else was faster."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class TicketOpened:
    """The visit behind the code; it may be rated from this chat, or was, and may be corrected (`rated`). `invited` is
    the mark of the invitation to it, "" when no number was given."""

    visit: Visit
    rated: bool = False
    invited: str = ""


@dataclass(frozen=True, slots=True)
class TicketRated:
    """It is kept; `changed` when this chat had rated the visit before."""

    changed: bool


TicketRequest = OpenTicket | RateByTicket
TicketOutcome = TicketOpened | TicketRated
