"""No log line holds what chị Lan wrote, her telephone, her receipt or a token, whoever writes it."""

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from homthu import logs

TOKEN = "7654321987:AAE-canary_canary_canary_canary_cana"
WORDS = "anh Tuấn quầy ba đòi lót tay, vòi vĩnh; chu Tuan doi qua cap"
PHONE = "0912 345 678"
RECEIPT = "4821 0937 5516 2044"
DATABASE = "postgresql://homthu:mat/khau@db.noi-bo/homthu"
SHORT_TOKEN = "42:abcdef"
CANARIES = (
    TOKEN,
    "canary",
    "lót tay",
    "Tuấn",
    "Tuan",
    "qua cap",
    "345 678",
    "0912",
    "5516",
    "mat/khau",
    SHORT_TOKEN,
    "abcdef",
)
EVERYTHING = f"{WORDS} {PHONE} {RECEIPT} {TOKEN} {SHORT_TOKEN} {DATABASE}"


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Logging belongs to the process; each test gives it back as it was."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level, hooks = root.level, (sys.excepthook, threading.excepthook)
    names = [*logs.QUIET, "uvicorn", "uvicorn.error", "uvicorn.access", "bot.delivery"]
    levels = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in names}
    yield
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    for name, (old, propagate) in levels.items():
        logging.getLogger(name).setLevel(old)
        logging.getLogger(name).propagate = propagate


@pytest.fixture(params=["text", "json"])
def log(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    logs.configure_logging("DEBUG", request.param, secrets=[SHORT_TOKEN], stream=stream)
    return stream


def clean(stream: io.StringIO) -> str:
    """What was written; it must hold something, and none of the canaries."""
    written = stream.getvalue()
    assert written, "nothing was logged, so nothing was shown"
    assert [canary for canary in CANARIES if canary in written] == []
    return written


def go_wrong() -> None:
    words = EVERYTHING
    try:
        raise OSError(28, words)
    except OSError as cause:
        raise ValueError(words) from cause


def test_an_event_is_written_with_its_fields(log: io.StringIO) -> None:
    fields = {"channel": "telegram", "lane": "reply", "count": 3, "ms": 12.3456, "week": "2026-W46"}
    logging.getLogger("bot.delivery").info("sent", extra={"fields": fields})
    line = log.getvalue()
    for part in ("bot.delivery", "sent", "telegram", "reply", "12.346", "2026-W46"):
        assert part in line


def test_json_lines_can_be_read_by_a_machine() -> None:
    stream = io.StringIO()
    logs.configure_logging("INFO", "json", stream=stream)
    logging.getLogger("bot.delivery").info("sent", extra={"fields": {"count": 3, "sealed": True}})
    line = json.loads(stream.getvalue())
    assert (line["level"], line["logger"], line["event"], line["count"]) == (
        "INFO",
        "bot.delivery",
        "sent",
        3,
    )
    assert "sealed" not in line


def test_words_of_a_citizen_pass_through_no_field(log: io.StringIO) -> None:
    fields = {
        "state": WORDS,
        "text": WORDS,
        "phone": PHONE,
        "case": RECEIPT,
        "unit": 912345678,
        "reason": TOKEN,
    }
    logging.getLogger("feedback.intake").warning("kept", extra={"fields": fields})
    written = clean(log)
    assert "912345678" not in written
    assert logs.WITHHELD in written


def test_arguments_of_our_own_messages_are_dropped(log: io.StringIO) -> None:
    logging.getLogger("feedback.intake").warning("kept %s", EVERYTHING)
    assert "kept %s" in clean(log)


def test_numbers_and_tokens_are_masked_even_inside_an_event(log: io.StringIO) -> None:
    ascii_only = f"sent {PHONE} {RECEIPT} {TOKEN} {SHORT_TOKEN} {DATABASE} https://x/bot{SHORT_TOKEN}/getMe?access_token=canary"
    logging.getLogger("bot.delivery").error(ascii_only)
    assert "sent" in clean(log)


def test_a_second_line_cannot_be_forged(log: io.StringIO) -> None:
    logging.getLogger("bot.delivery").error("sent\nERROR homthu forged")
    logging.getLogger("uvicorn.error").error("%s", "bad\nERROR homthu forged")
    assert len(log.getvalue().splitlines()) == 2
    assert "forged" not in log.getvalue()


def test_an_error_is_named_with_its_causes_and_our_frames_only(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "OURS", (*logs.OURS, "tests"))
    try:
        go_wrong()
    except ValueError:
        logging.getLogger("bot.delivery").exception("not sent")
    written = clean(log)
    assert "ValueError<OSError[28]" in written
    assert "tests/homthu/test_logs.py" in written
    assert "go_wrong" in written
    assert "words = " not in written


@pytest.mark.parametrize("name", [*logs.QUIET, "somebody.else", "uvicorn.error"])
def test_a_library_at_debug_says_nothing_of_what_it_handles(log: io.StringIO, name: str) -> None:
    library = logging.getLogger(name)
    library.setLevel(logging.DEBUG)
    ascii_only = f"{PHONE} {RECEIPT} {TOKEN} {SHORT_TOKEN} {DATABASE}"
    library.debug("HTTP Request: POST https://api.telegram.org/bot%s/sendMessage", TOKEN)
    if name != "uvicorn.error":
        library.error(EVERYTHING)
    library.error("parameters %r", ascii_only)
    try:
        go_wrong()
    except ValueError:
        library.exception("failed", stack_info=True)
    clean(log)


@pytest.mark.parametrize("name", logs.QUIET)
def test_libraries_stay_quiet_whatever_the_level(log: io.StringIO, name: str) -> None:
    logging.getLogger(f"{name}.inner").info("HTTP Request")
    logging.getLogger(name).info("HTTP Request")
    assert log.getvalue() == ""


async def test_a_real_request_of_httpx_leaves_no_token(log: io.StringIO) -> None:
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"ok": True}))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.post(f"https://api.telegram.org/bot{TOKEN}/sendMessage", json={"text": WORDS})
    clean(log)


async def test_a_lost_task_of_asyncio_tells_its_class_only(log: io.StringIO) -> None:
    async def lost() -> None:
        raise ValueError(EVERYTHING)

    loop = asyncio.get_running_loop()
    task = loop.create_task(lost())
    await asyncio.wait([task])
    loop.call_exception_handler({"message": WORDS, "exception": task.exception(), "task": task})
    assert "ValueError" in clean(log)


def test_an_uncaught_error_in_a_thread_is_named_but_not_quoted(log: io.StringIO) -> None:
    thread = threading.Thread(target=go_wrong)
    thread.start()
    thread.join()
    assert "ValueError" in clean(log)


def test_an_uncaught_error_of_the_process_is_named_but_not_quoted(log: io.StringIO) -> None:
    try:
        go_wrong()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "uncaught" in clean(log)


def test_a_line_that_cannot_be_written_is_not_quoted_either(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.StringIO):
        def write(self, text: str, /) -> int:
            raise OSError(28, EVERYTHING)

    notice = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", notice)
    logs.configure_logging("INFO", "text", stream=Broken())
    logging.getLogger("bot.delivery").info("sent %s", WORDS)
    assert "log line lost" in clean(notice)
    assert capsys.readouterr().err == ""


def test_the_access_log_of_uvicorn_is_off(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('%s - "GET /q/%s"', "10.0.0.7", RECEIPT)
    assert log.getvalue() == ""


def test_uvicorn_may_say_where_it_listens(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s", "http://127.0.0.1:8000")
    assert "Uvicorn running on http://127.0.0.1:8000" in log.getvalue()


def test_configuring_twice_writes_each_line_once() -> None:
    stream = io.StringIO()
    logs.configure_logging("INFO", "text", stream=stream)
    logs.configure_logging("INFO", "text", stream=stream)
    logging.getLogger("bot.delivery").info("sent")
    assert stream.getvalue().count("sent") == 1


def test_the_allow_list_holds_no_name_that_asks_for_a_person() -> None:
    assert logs.FIELDS.isdisjoint(
        {"name", "phone", "text", "user", "chat", "chat_id", "token", "receipt", "address"}
    )
    assert (Path(logs.ROOT) / "homthu" / "logs.py").is_file()
