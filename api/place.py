"""What the code in an address stands for: a counter, or the visit of a ticket."""

from dataclasses import dataclass

from api.deps import House
from feedback.invitations import Planned
from feedback.tickets import printed, read_code
from feedback.units import Counter, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """Where the talk is about; `ticket` is the ticket's code as it is printed, for a page that one opened, `invited`
    says that a telephone number was given with it."""

    unit: Unit
    counter: Counter | None
    ticket: str = ""
    invited: bool = False


async def place_of(house: House, code: str) -> Place | None:
    """None for a code that stands for nothing."""
    directory = await house.directory()
    counter = directory.counter(code.strip().lower())
    if counter:
        return Place(directory.units[counter.unit_id], counter)
    ticket = await house.ticket(read) if (read := read_code(code)) else None
    if ticket is None:
        return None
    counter, invited = directory.counters.get(ticket.counter_id or 0), ticket.invitation == Planned.PLANNED
    return Place(directory.units[ticket.unit_id], counter, printed(read), invited)
