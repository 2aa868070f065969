"""What a log line may hold: our own constant events, allow-listed fields shaped like codes, names of errors.

Nothing else passes, so that no citizen's words, phone number or token can get into a log by accident."""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO

FIELDS = frozenset(
    """
    attempt bytes case channel code command count database digest due_s error event host job kind lag_ms
    lane left method ms outcome owner port queue reason release request_id role route rows size state status
    step tag unit version wait_s week worker
    """.split()  # noqa: SIM905 - as words it stays readable
)
"""The only names that `extra={"fields": {...}}` may use."""

OURS = ("api", "bot", "digest", "feedback", "homthu", "nlp", "storage")
QUIET = ("alembic", "httpx", "httpcore", "httpx2", "telegram", "apscheduler", "sqlalchemy", "aiosmtplib", "asyncio")
"""Never below WARNING: below it they write addresses with tokens, statements with values, whole updates."""

SPOKEN = ("uvicorn.error",)
"""Libraries whose own sentences help at start and hold nothing of a citizen; other libraries stay mute."""

CODE = re.compile(r"[A-Za-z0-9._:/+\-]{1,80}")
WITHHELD = "[withheld]"
ROOT = Path(__file__).resolve().parent.parent

MASKS = (
    (re.compile(r"bot[0-9]+(?::|%3A)[\w\-]+", re.IGNORECASE), "bot[token]"),
    (re.compile(r"[0-9]{6,}(?::|%3A)[A-Za-z0-9_\-]{30,}", re.IGNORECASE), "[token]"),
    (re.compile(r"://[^\s\"']*@"), "://[secret]@"),
    (re.compile(r"((?:token|secret|password|key|code)=)[^\s&\"']+", re.IGNORECASE), r"\1[secret]"),
    (re.compile(r"(?<![A-Za-z0-9])\+?[0-9](?:[ .\-]?[0-9]){8,}(?![A-Za-z0-9])"), "[number]"),
)


def configure_logging(
    level: str,
    format: Literal["text", "json"],
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """The one handler of this process, on the root logger. `secrets` are masked wherever they turn up."""
    handler = _SilentHandler(stream or sys.stderr)
    handler.setFormatter(AllowListFormatter(format, secrets=secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).propagate = name != "uvicorn.access"
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


class AllowListFormatter(logging.Formatter):
    """Writes a record from its allowed parts only, and masks what slipped through those."""

    def __init__(self, format: Literal["text", "json"], *, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._format = format
        self._secrets = sorted((s for s in secrets if len(s) >= 6), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        parts = {name: self._masked(value) for name, value in _allowed(record)}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if self._format == "json":
            line = {"at": at, "level": record.levelname, "logger": record.name} | parts
            return json.dumps(line, ensure_ascii=False)
        event = parts.pop("event")
        fields = [f"{name}={value}" for name, value in parts.items()]
        return " ".join([at, record.levelname, record.name, str(event), *fields])

    def _masked(self, value: object) -> object:
        if isinstance(value, float):
            return round(value, 3)
        if isinstance(value, bool) or value is None or (isinstance(value, int) and abs(value) < 10**8):
            return value
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        for pattern, instead in MASKS:
            text = pattern.sub(instead, text)
        return text


class _SilentHandler(logging.StreamHandler[TextIO]):
    """When a line cannot be written, the standard handler prints the message and its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:
        """A bare notice, without anything of the record."""
        if sys.__stderr__ is not None:
            sys.__stderr__.write(f"log line lost ({record.levelname})\n")


def _allowed(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    yield "event", _event(record)
    fields = getattr(record, "fields", None)
    for name, value in fields.items() if isinstance(fields, Mapping) else ():
        if name in FIELDS:
            yield name, _code(value)
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        yield "error", _names(record.exc_info[1])
        yield "stack", _stack(record.exc_info[1])


def _event(record: logging.LogRecord) -> str:
    """Our own messages are constants (arguments are dropped); of a library's, only its name and the place."""
    if record.name.split(".")[0] in OURS:
        return _one_line(str(record.msg))
    if record.name in SPOKEN:
        return _one_line(record.getMessage())
    return f"{record.module}.{record.funcName}:{record.lineno}"


def _one_line(text: str) -> str:
    """A line break or a control character would let a text pose as a second log line."""
    first = text.strip().split("\n", 1)[0]
    return re.sub(r"[^\x20-\x7e]+", "?", first)[:200]


def _code(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, BaseException):
        return _names(value)
    text = str(value)
    return text if CODE.fullmatch(text) else WITHHELD


def _names(error: BaseException) -> str:
    """The classes from the error to its first cause; an OSError's number tells a full disk from a refusal."""
    names = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        number = f"[{cause.errno}]" if isinstance(cause, OSError) and cause.errno is not None else ""
        names.append(type(cause).__name__ + number)
        cause = cause.__cause__ or cause.__context__
    return "<".join(names)


def _stack(error: BaseException) -> str:
    """Our own frames, outermost first: file, line, function. No source line, no value, no message."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        place = _place(frame.f_code.co_filename)
        if place:
            frames.append(f"{place}:{line}:{frame.f_code.co_name}")
    return ">".join(frames[-12:]) or "-"


def _place(filename: str) -> str | None:
    try:
        inside = Path(filename).relative_to(ROOT)
    except ValueError:
        return None
    return inside.as_posix() if inside.parts[0] in OURS else None


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("homthu").critical("uncaught", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: Any) -> None:
    if args.exc_value is not None:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
