"""Each platform's page has a table of its errors for operators: no code is left out, every test it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PLATFORMS = ("telegram", "zalo-bot", "zalo-oa")
PHRASES = ("_NOBODY_THERE", "_KNOWN_REFUSALS")
"""Tuples of descriptions that tell two meanings of one status apart."""

_TEST = re.compile(r"`(test_\w+)(?:\[([^\]]+)\])?`")


def rows(platform: str) -> list[list[str]]:
    """The cells of the table, line by line."""
    part = (ROOT / f"docs/{platform}.md").read_text("utf-8").partition("## Bảng lỗi")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def source(platform: str) -> ast.Module:
    file = ROOT / f"bot/channels/{platform.replace('-', '_')}_errors.py"
    return ast.parse(file.read_text("utf-8"))


def codes(platform: str) -> set[str]:
    """Statuses and codes in the module that gives them their meaning."""
    found = [node.value for node in ast.walk(source(platform)) if isinstance(node, ast.Constant)]
    written = {str(value) for value in found if isinstance(value, int | str)}
    statuses = {code for text in written for code in re.findall(r"(?:^|HTTP )([45]\d\d)$", text)}
    negative = {
        ast.unparse(node)
        for node in ast.walk(source(platform))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    }
    return negative if platform == "zalo-oa" else statuses


def phrases(platform: str) -> set[str]:
    assigned = [node for node in source(platform).body if isinstance(node, ast.Assign)]
    named = [node for node in assigned if any(ast.unparse(target) in PHRASES for target in node.targets)]
    return {text for node in named for text in ast.literal_eval(node.value)}


@cache
def known_tests() -> dict[str, str]:
    """Name of each test → the files that hold it."""
    found: dict[str, str] = {}
    for file in (ROOT / "tests").rglob("*.py"):
        text = file.read_text("utf-8")
        for name in re.findall(r"def (test_\w+)", text):
            found[name] = found.get(name, "") + text
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_table_names_every_code_and_every_phrase(platform: str) -> None:
    table = " ".join(row[0] for row in rows(platform))
    assert codes(platform), "no code was found in the module"
    assert {code for code in codes(platform) if not re.search(rf"(?<![-\d]){re.escape(code)}(?!\d)", table)} == set()
    assert {phrase for phrase in phrases(platform) if f"`{phrase}`" not in table} == set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_row_says_what_is_done_and_names_tests_that_exist(platform: str) -> None:
    assert len(rows(platform)) >= 7
    for meant, *_, done, proof in rows(platform):
        named = _TEST.findall(proof)
        assert done and named, meant
        assert [name for name, _ in named if name not in known_tests()] == [], meant


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_trouble_that_a_row_names_is_caused_for_that_platform(platform: str) -> None:
    sending = (ROOT / f"tests/bot/channels/test_{platform.replace('-', '_')}_sending.py").read_text("utf-8")
    troubles = {case for *_, proof in rows(platform) for _, case in _TEST.findall(proof) if case}
    assert {trouble for trouble in troubles if f'"{trouble}": ' not in sending} == set()


def test_the_tests_named_below_the_tables_exist() -> None:
    pages = [(ROOT / f"docs/{platform}.md").read_text("utf-8") for platform in PLATFORMS]
    assert [name for page in pages for name, _ in _TEST.findall(page) if name not in known_tests()] == []
