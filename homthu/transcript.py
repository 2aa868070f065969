"""A conversation as people read it: the `.chat` format, in and out.

    # a remark
    Lan: /start an-binh-1
    Bot: Kính chào Ông/Bà. …
         1. Rất hài lòng
    > read

`Name:` says something; what `Bot:` answered is written by the run and skipped when the script is read again.
`>` moves the house: `read` lets the analyst read what waits, `clock 2026-08-10 07:31` sets the clock in a test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.pull import CONSOLE
from bot.channels.rendering import render
from feedback.messages import Reply

BOT = "Bot"
INDENT = "     "


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happens: somebody says something (`name`), the house moves (`>`), or a remark (`#`)."""

    name: str
    text: str


class NotATranscript(ValueError):
    """A line that nobody says; `number` counts from one."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number, self.text = number, text


def parse(script: str) -> Iterator[Line]:
    """The lines that make something happen, and remarks and blanks as they stand."""
    for number, line in enumerate(script.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            yield Line("#", line)
        elif line.startswith(">"):
            yield Line(">", line[1:].strip())
        elif not line.startswith((INDENT, f"{BOT}:")):
            name, colon, text = line.partition(": ")
            if not colon:
                raise NotATranscript(number, line)
            yield Line(name, text.replace("\\n", "\n"))


def spoken(line: Line) -> str:
    """The line as it stands in a transcript."""
    if line.name == "#":
        return line.text
    return f"> {line.text}" if line.name == ">" else f"{line.name}: " + line.text.replace("\n", "\\n")


def answered(replies: Sequence[Reply]) -> str:
    """What the bot said, without its blank lines; choices numbered as they may be typed."""
    texts = (text for reply in replies for text in render(reply, CONSOLE.capabilities).texts)
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return "\n".join((f"{BOT}: " if place == 0 else INDENT) + line for place, line in enumerate(lines)).rstrip()
