"""Pages of plain rows as a spreadsheet: a workbook, or one file of comma-separated values.

Nothing in a cell is ever a formula or a link, whoever wrote it: a name that begins with "=" stays a name.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

Cell = str | int | float | None
"""None is an empty cell."""

BOM = "\ufeff"
"""Excel reads a file of comma-separated values as Vietnamese only if it begins so."""

WIDEST, LONGEST_NAME = 60, 31
_ACTS = re.compile(r"^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet would calculate, full-width signs too (OWASP, CSV Injection)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of the workbook: its name, and its rows; a row in `bold` is set off."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    bold: frozenset[int] = frozenset()


def as_xlsx(pages: Sequence[Page]) -> bytes:
    """A workbook. Nothing of the machine it was made on stands in it."""
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, plain) as book:
        bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        for page in pages:
            sheet = book.add_worksheet(page.name[:LONGEST_NAME])
            for number, row in enumerate(page.rows):
                sheet.write_row(number, 0, row, bold if number in page.bold else wrapped)
            for column, width in enumerate(_widths(page)):
                sheet.set_column(column, column, width)
    return out.getvalue()


def as_csv(pages: Sequence[Page]) -> bytes:
    """All pages one below the other, an empty line between them, in UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, page in enumerate(pages):
        writer.writerows([()] if number else [])
        writer.writerows([_still(cell) for cell in row] for row in page.rows)
    return (BOM + out.getvalue()).encode()


def _still(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _ACTS.match(cell) else cell


def _widths(page: Page) -> Iterator[int]:
    """Rows of one cell are titles and notes, which may run over."""
    for column in range(max((len(row) for row in page.rows), default=0)):
        cells = [str(row[column]) for row in page.rows if 1 < len(row) > column and row[column] is not None]
        yield min(max(map(len, cells), default=8) + 2, WIDEST)
