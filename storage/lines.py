"""Which letter is at the head of its chat's line."""

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, Select, literal_column, or_, select

from feedback.messages import Lane
from storage.tables import gate, outbox

ahead = outbox.alias("ahead")
in_hand = outbox.alias("in_hand")


def is_(state: str, letters: FromClause = outbox) -> ColumnElement[bool]:
    """The state written into the statement: a bound one hides from the planner which partial index has it."""
    return letters.c.state == literal_column(f"'{state}'")


def heads_of_lines(
    *, channel: str, lane: Lane, now: datetime, slot: datetime, limit: int
) -> Select[tuple[int, str]]:
    """(id, chat) of due letters of one lane with nothing before them, whose chats may be written to at `slot`,
    oldest first.

    Narrow questions instead of a wide one: each is one step into an index, also when a chat has a thousand
    letters waiting.
    """
    this_lane: ColumnElement[int] = literal_column(str(int(lane)))
    in_line = or_(ahead.c.due <= now, ahead.c.tries > 0)  # one planned for next week keeps nobody waiting
    same_chat = (ahead.c.chat == outbox.c.chat, is_("waiting", ahead), in_line)
    return (
        select(outbox.c.id, outbox.c.chat)
        .where(
            *(outbox.c.channel == channel, outbox.c.lane == this_lane, is_("waiting"), outbox.c.due <= now),
            _none(gate.c.channel == channel, gate.c.chat == outbox.c.chat, gate.c.next_at > slot),
            _none(in_hand.c.channel == channel, in_hand.c.chat == outbox.c.chat, is_("leased", in_hand)),
            _none(*same_chat, ahead.c.lane == this_lane, ahead.c.id < outbox.c.id),
            _none(*same_chat, ahead.c.lane < this_lane),
        )
        .order_by(outbox.c.due, outbox.c.id)
        .limit(limit)
    )


def _none(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """No such row. A scalar, for PostgreSQL would make of NOT EXISTS a join over the whole backlog."""
    return select(literal_column("1")).where(*conditions).correlate(outbox).limit(1).scalar_subquery().is_(None)
