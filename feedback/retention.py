"""What is kept of a person's chat, and how it is erased when they ask."""

from datetime import datetime

from feedback.errors import TooManyGuesses
from feedback.ports import Transaction
from feedback.requests import Erased, FeedbackStatus, MyData

GUESSES_PER_HOUR = 5


async def find_receipt(tx: Transaction, receipt: str, *, chat: str, now: datetime) -> FeedbackStatus | None:
    """What the receipt shows, from any door. Raises TooManyGuesses after five wrong ones in an hour."""
    if not await tx.people.attempt(chat, "receipt", at=now, limit=GUESSES_PER_HOUR):
        raise TooManyGuesses
    status = await tx.feedback.status(receipt)
    if status is not None:
        await tx.people.forgive(chat, "receipt", at=now)
    return status


async def my_data(tx: Transaction, *, chat: str, officer: bool) -> MyData:
    """How many texts of this chat are kept, and since when."""
    filed = await tx.feedback.of_chat(chat)
    return MyData(len(filed), min(filed, default=None), officer)


async def erase_my_data(tx: Transaction, *, chat: str, now: datetime) -> Erased:
    """Erase the texts; ratings name nobody and stay."""
    return Erased(await tx.feedback.erase_chat(chat, at=now))
