"""Numbers, dates and receipts as a Vietnamese office writes them: 95,5 %, 85.000, dd/mm/yyyy, fours of digits."""

from datetime import date, datetime

from feedback.periods import local


def percent(share: float, *, decimals: int = 0) -> str:
    """0.955 → `95,5 %` with one decimal; rounded half to even, as Python does."""
    return f"{share * 100:.{decimals}f}".replace(".", ",") + " %"


def whole(share: float) -> str:
    """0.955 → `96`: the bare number for the ends of an interval."""
    return f"{share * 100:.0f}"


def thousands(number: int) -> str:
    """85000 → `85.000`."""
    return f"{number:,}".replace(",", ".")


def day(moment: date | datetime) -> str:
    """dd/mm/yyyy in office time."""
    if isinstance(moment, datetime):
        moment = local(moment).date()
    return f"{moment:%d/%m/%Y}"


def moment_of_day(moment: datetime) -> str:
    """HH:MM dd/mm/yyyy in office time."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def month_name(month: str) -> str:
    """`2026-08` → `08/2026`."""
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def fours(receipt: str) -> str:
    """`4821093755162044` → `4821 0937 5516 2044`."""
    return " ".join(receipt[i : i + 4] for i in range(0, len(receipt), 4))
