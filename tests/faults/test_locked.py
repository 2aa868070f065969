"""While another program holds the database nothing is acknowledged; the same message counts once afterwards."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from tests.support.cast import SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running, serving


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """An Bình, served."""
    settings = {"HOMTHU_SECRET_KEY": SECRET}
    with sqlite_template.copy(tmp_path) as url, serving(tmp_path, settings | {"HOMTHU_DATABASE_URL": url}) as running:
        yield running


def say(office: Running, text: str, id: str) -> tuple[int, list[dict[str, Any]]]:
    """Lan types this in the terminal; status and replies."""
    note = json.loads((office.data / "service.json").read_text("utf-8"))
    body = json.dumps({"address": "lan", "message_id": id, "text": text}).encode()
    request = urllib.request.Request(  # noqa: S310 - our own process
        f"{office.url}/hooks/console", body, {"x-homthu-console": note["console_token"]}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, json.load(answer)["replies"]
    except urllib.error.HTTPError as error:
        return error.code, []


def test_a_message_while_the_database_is_locked_is_refused_and_counts_once_when_it_comes_again(
    office: Running,
) -> None:
    assert say(office, "/start an-binh-1", "1")[0] == 200
    intruder = pysqlite3.connect(str(next(office.data.glob("*.db"))), isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    assert say(office, "5", "2") == (503, [])
    intruder.execute("ROLLBACK")
    status, replies = say(office, "5", "2")
    assert status == 200
    assert "Đã ghi nhận: Rất hài lòng" in replies[0]["text"]
    assert say(office, "5", "2") == (200, [])
    assert intruder.execute("SELECT count(*) FROM ratings").fetchone() == (1,)
    intruder.close()
