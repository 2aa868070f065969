"""What a person meant: a command, one of the offered choices, a receipt, a counter's code, or words of their own.

Typed text counts as well as buttons, with or without accents, in any case.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feedback.canonical import comparable
from feedback.messages import Choice

COMMANDS = {
    "start": "start",
    "danhgia": "rate",
    "gopy": "suggest",
    "khen": "praise",
    "tracuu": "track",
    "bosung": "add",
    "diem": "score",
    "viec": "cases",
    "truc": "duty",
    "thamdinh": "gate",
    "tocao": "denounce",
    "lienket": "link",
    "nhapphieu": "assisted",
    "giaitrinh": "explain",
    "boniem": "second",
    "giamsat": "watch",
    "kiennghi": "recommend",
    "dulieu": "data",
    "xoa": "erase",
    "huy": "cancel",
    "ngonngu": "language",
    "help": "help",
}
"""Typed command (CONTRACT) → what is meant."""

ANYWHERE = ("huy", "help")
"""Commands that need no slash even in the middle of writing."""

RECEIPT_DIGITS = 16
SENTENCE = 6
_COMMAND = re.compile(r"/\s?([a-z]+)(?:@\w+)?(?:\s+(.{0,200}))?", re.DOTALL)
_LIST = re.compile(r"[0-9]{1,2}(?:\s*(?:[,;.+& ]|v\u00e0|va|and)\s*[0-9]{1,2}){0,9}")


@dataclass(frozen=True, slots=True)
class Said:
    """`values` are the choices of the waiting step that were meant, `text` the words as cleaned."""

    values: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command by what it means, with what was typed behind it."""

    name: str
    argument: str = ""


def clean(text: str) -> str:
    """NFC without invisible characters (zero-width, direction marks, controls), trimmed; line ends stay."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co", "Cn"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def command(text: str) -> Command | None:
    """`/TraCứu 4821…` → track. Anything unknown behind a slash is no command."""
    if not text.startswith("/"):
        return None
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    found = _COMMAND.fullmatch(plain)
    if not found or found[1] not in COMMANDS:
        return None
    typed = text.split(maxsplit=1)
    return Command(COMMANDS[found[1]], typed[1].strip() if len(typed) > 1 else "")


def bare(text: str) -> Command | None:
    """`Huỷ` and `help` without a slash mean the same at any step, also where words are wanted."""
    folded = comparable(text)
    return Command(COMMANDS[folded]) if folded in ANYWHERE else None


def receipt(text: str) -> str:
    """The 16 digits of a receipt typed in any spacing, or an empty string."""
    digits = unicodedata.normalize("NFKC", re.sub(r"[\s.\-–]", "", text))
    return digits if len(digits) == RECEIPT_DIGITS and digits.isascii() and digits.isdigit() else ""


def pick(
    text: str, offered: Sequence[Choice], *, aliases: Callable[[str], Sequence[str]], many: bool
) -> tuple[str, ...]:
    """The values of the offered choices that a typed text means; empty when it means none, or more than one way."""
    folded = comparable(text)
    if not folded or not offered:
        return ()
    if _LIST.fullmatch(text.strip()):
        return _numbered(text, offered, many=many)
    for means in (_is(text, folded), lambda c: folded in aliases(value_of(c)), _begins(folded), _holds(folded)):
        meant = [choice for choice in offered if means(choice)]
        if meant:
            return (value_of(meant[0]),) if len(meant) == 1 else ()
    return _inside(folded, offered)


def _inside(folded: str, offered: Sequence[Choice]) -> tuple[str, ...]:
    """A short sentence around a label: "tôi rất hài lòng" holds two labels, and the longer one is meant."""
    if len(folded.split()) > SENTENCE:
        return ()
    labels = {choice: comparable(choice.label) for choice in offered}
    held = [choice for choice, label in labels.items() if len(label) > 2 and f" {label} " in f" {folded} "]
    longest = max((len(labels[choice]) for choice in held), default=0)
    meant = [choice for choice in held if len(labels[choice]) == longest]
    return (value_of(meant[0]),) if len(meant) == 1 else ()


def value_of(choice: Choice) -> str:
    """The step's own value inside a payload `talk:step:value`."""
    return choice.payload.split(":", 2)[-1]


def _is(text: str, folded: str) -> Callable[[Choice], bool]:
    return lambda choice: (
        folded == comparable(choice.label) or text.lower() in (choice.payload.lower(), value_of(choice))
    )


def _begins(folded: str) -> Callable[[Choice], bool]:
    return lambda choice: len(folded) > 1 and f"{comparable(choice.label)} ".startswith(f"{folded} ")


def _holds(folded: str) -> Callable[[Choice], bool]:
    return lambda choice: len(folded) > 2 and f" {folded} " in f" {comparable(choice.label)} "


def _numbered(text: str, offered: Sequence[Choice], *, many: bool) -> tuple[str, ...]:
    keys = {choice.key or str(place): value_of(choice) for place, choice in enumerate(offered, 1)}
    numbers = [str(int(number)) for number in re.findall(r"[0-9]+", text)]
    if not all(number in keys for number in numbers) or (len(numbers) > 1 and not many):
        return ()
    return tuple(dict.fromkeys(keys[number] for number in numbers))
