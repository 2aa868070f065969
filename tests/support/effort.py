"""How much work a text makes, as a ratio to an ordinary text of the same length in the same run: never in seconds."""

import time
from collections.abc import Callable

ORDINARY = (
    "Sáng nay tôi ra phường làm giấy khai sinh cho cháu, lấy số từ tám giờ mà gần mười giờ mới tới lượt. "
    "Anh ngồi quầy ba nói thiếu giấy, tôi về lấy rồi quay lại thì quầy đã nghỉ. Mong trung tâm xem lại giúp bà con. "
)


def effort(work: Callable[[str], object], text: str) -> float:
    """Its work as a multiple of the work for ordinary words of the same length; the least of three tries each."""
    ordinary = (ORDINARY * (len(text) // len(ORDINARY) + 1))[: len(text)]
    return _least(work, text) / _least(work, ordinary)


def _least(work: Callable[[str], object], text: str) -> float:
    return min(_seconds(work, text) for _ in range(3))


def _seconds(work: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    work(text)
    return time.process_time() - begun
