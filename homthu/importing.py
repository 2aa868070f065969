"""What an office's own file declares: text → rows, and everything wrong that shows without knowing the office."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import PurePath
from typing import Any

from bot.conversation.intents import clean
from feedback.canonical import comparable
from homthu.import_columns import KEYS, SHEETS, Column, Unreadable, label, spellings

SPREADSHEETS = (".xlsx", ".xls", ".ods")
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How those begin, also under another name."""

REPLACED = re.compile(r"[^\W\d]\?[^\W\d]")
"""Excel writes a question mark for each letter that its own encoding lacks; what is left is plain ASCII."""


class NotATable(Exception):
    """Nothing in this file can be read; `key` is the operator's sentence, `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell. `name` says which sentences (`import.wrong.…`, `import.mend.…`)."""

    row: int
    column: str
    name: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line as a spreadsheet numbers it. A column that the file lacks has no cell: what stands, stays."""

    number: int
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells.get(column)

    def fault(self, column: str, name: str, **values: object) -> Fault:
        """This cell is wrong."""
        return Fault(self.number, column, name, values)


def text_of(name: str, data: bytes) -> str:
    """The file's text. Refuses spreadsheets and whatever is not UTF-8 or has lost its letters before."""
    if PurePath(name).suffix.lower() in SPREADSHEETS or data.startswith(ARCHIVES):
        raise NotATable("import.file.spreadsheet", name=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotATable("import.file.encoding", name=name) from None
    if "\0" in text or (text.isascii() and REPLACED.search(text)):
        raise NotATable("import.file.encoding", name=name)
    return text


def read(sheet: str, text: str) -> tuple[list[Row], list[Fault]]:
    """The rows below the header, with everything that can be seen wrong without knowing the office."""
    lines = _lines(text)
    number, header = next(lines, (0, []))
    columns, faults = _header(sheet, header, number)
    rows = [_row(columns, number, line, faults) for number, line in lines]
    if not rows:
        raise NotATable("import.file.empty")
    return rows, [*faults, *_repeated(sheet, rows)]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines in which something stands; Excel in Vietnam writes semicolons."""
    first = next((line for line in StringIO(text) if line.strip()), "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;", key=first.count), strict=True)
    try:
        for number, line in enumerate(reader, 1):
            cells = [" ".join(clean(cell).split()) for cell in line]
            if any(cells):
                yield number, cells
    except csv.Error:
        raise NotATable("import.file.quotes", line=reader.line_num) from None


def _header(sheet: str, header: Sequence[str], number: int) -> tuple[list[Column | str], list[Fault]]:
    """Each place's column, or what was written there and means nothing; and the faults of the header."""
    known = {name: column for column in SHEETS[sheet] for name in spellings(f"column.{sheet}", column.name)}
    columns: list[Column | str] = [known.get(comparable(name), name) for name in header]
    listed = ", ".join(label(sheet, column.name) for column in SHEETS[sheet])
    faults = [
        Fault(number, column, "column_unknown", {"known": listed})
        for column in columns
        if isinstance(column, str) and column and comparable(column) not in spellings("column", "remarks")
    ]
    for column in SHEETS[sheet]:
        if columns.count(column) > 1:
            faults.append(Fault(number, column.name, "column_twice"))
        if column.required and column not in columns:
            faults.append(Fault(number, column.name, "column_missing"))
    return columns, faults


def _row(columns: Sequence[Column | str], number: int, line: Sequence[str], faults: list[Fault]) -> Row:
    """A faulty cell is left out and noted in `faults`, so that the others are looked at all the same."""
    cells: dict[str, Any] = {}
    faults += [Fault(number, text, "too_many_cells") for text in line[len(columns) :] if text]
    for place, column in enumerate(columns):
        text = line[place] if place < len(line) else ""
        if isinstance(column, str):
            faults += [Fault(number, text, "too_many_cells")] if text and not column else []
        elif text:
            try:
                cells[column.name] = column.read(text)
            except Unreadable as wrong:
                faults.append(Fault(number, column.name, wrong.fault, wrong.values))
        elif column.required:
            faults.append(Fault(number, column.name, "empty"))
        else:
            cells[column.name] = column.empty
    return Row(number, cells)


def _repeated(sheet: str, rows: Sequence[Row]) -> Iterator[Fault]:
    """A column that a file may lack is empty in all its rows."""
    seen: dict[tuple[Any, ...], int] = {}
    usual = {column.name: column.empty for column in SHEETS[sheet] if not column.required}
    for row in rows:
        key = tuple(row.cells.get(name, usual.get(name)) for name in KEYS[sheet])
        if None not in key and seen.setdefault(key, row.number) != row.number:
            yield row.fault(KEYS[sheet][-1], "again", row=seen[key])
