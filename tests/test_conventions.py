"""House rules that a machine can see: size, opening lines, clocks, print, words, keys, settings, logs."""

import ast
import re
import string
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from feedback.wording import LANGUAGES, words
from homthu.logs import FIELDS
from homthu.settings import NAMES, PREFIX, Settings, explanation

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("api", "bot", "digest", "feedback", "homthu", "nlp", "storage")
EVERYTHING = (*PRODUCT, "tests", "benchmarks")
LONGEST = 300

# Here time comes in as an argument: these are told what time it is.
TIMELESS = ("feedback", "bot/conversation", "digest")
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}

# Files whose Vietnamese letters are data of a pattern, not a sentence; each with its reason.
VIETNAMESE_DATA: Mapping[str, str] = {
    "feedback/private_names.py": "middle names that a rule compares with",
    "nlp/normalize.py": "vowels that a spelling rule compares with",
}

# Sentences that no code names in a way the check can follow; each with its reason.
USED_OTHERWISE: Mapping[str, str] = {}

KEY = re.compile(r"[a-z][a-z_0-9]*(?:\.[a-z_0-9]+)+")
SAID_IN_TEMPLATE = re.compile(r"""\bsay\(\s*["']([^"']+)["']""")
WORD = re.compile(r"[^\W\d_]{2,}")
MARKS = set("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")


def sources(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


# Size and opening lines


def test_every_file_keeps_to_one_subject() -> None:
    sizes = {name(file): len(file.read_text("utf-8").splitlines()) for file in sources(*EVERYTHING)}
    assert {file: size for file, size in sizes.items() if size >= LONGEST} == {}


def test_every_file_opens_by_saying_what_it_decides() -> None:
    silent = [
        name(f)
        for f in sources(*EVERYTHING)
        if f.read_text("utf-8").strip() and not ast.get_docstring(parsed(f))
    ]
    assert silent == []


# Clocks and print


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each call, as far as two names: `datetime.now` also for `dt.datetime.now`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ".".join(ast.unparse(node.func).split(".")[-2:])


def uses(tree: ast.AST, forbidden: set[str]) -> list[int]:
    return [line for line, called in calls(tree) if called in forbidden]


def test_time_comes_in_as_an_argument() -> None:
    found = [f"{name(file)}:{line}" for file in sources(*TIMELESS) for line in uses(parsed(file), CLOCKS)]
    assert found == []


def test_only_the_commands_print() -> None:
    files = [file for file in sources(*PRODUCT) if not name(file).startswith("homthu/")]
    assert [f"{name(file)}:{line}" for file in files for line in uses(parsed(file), {"print"})] == []


def test_the_clock_check_sees_each_way_of_asking() -> None:
    code = (
        "import datetime as dt\ndt.datetime.now()\ndatetime.now(UTC)\ntime.time()\n"
        "now()\nclock.now()\nprint(1)\n"
    )
    assert uses(ast.parse(code), CLOCKS) == [2, 3, 4]
    assert uses(ast.parse(code), {"print"}) == [7]


# Vietnamese stays in data files


def is_vietnamese(text: str) -> bool:
    """Whether a word with Vietnamese marks stands in it; a lone letter is none, and the name is the name."""
    found = WORD.findall(text.replace("Hòm Thư", ""))
    return any(MARKS & set(unicodedata.normalize("NFD", word)) or set("đĐ") & set(word) for word in found)


def literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """String literals that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # A string that stands alone below a constant is its docstring.
    docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def test_no_vietnamese_sentence_stands_in_code() -> None:
    found = [
        f"{name(file)}:{literal.lineno}"
        for file in sources(*PRODUCT)
        if name(file) not in VIETNAMESE_DATA
        for literal in literals(parsed(file))
        if is_vietnamese(str(literal.value))
    ]
    assert found == []


def test_each_exception_for_vietnamese_data_is_still_needed() -> None:
    for file in VIETNAMESE_DATA:
        assert any(is_vietnamese(str(literal.value)) for literal in literals(parsed(ROOT / file))), file


def test_the_vietnamese_check_reads_strings_and_not_comments() -> None:
    code = (
        '"""Phản ánh."""\nx = "case"  # góp ý\ndef f():\n    """Đơn vị."""\n    return f"Thưa {x}, Ông/Bà"\n'
    )
    assert [literal.value for literal in literals(ast.parse(code)) if is_vietnamese(str(literal.value))] == [
        "Thưa ",
        ", Ông/Bà",
    ]
    assert not is_vietnamese("naïve Übung 5 × đ Hòm Thư")


# Words: the two languages agree, every sentence is said, every sentence said exists


def placeholders(sentence: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}


def said(tree: ast.Module) -> Iterator[str]:
    """Keys given to say(…) or as key=…, an f-string as a pattern: `tag.{code}` -> `tag.[^.]+`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [
            *(node.args[:1] if called == "say" else []),
            *(k.value for k in node.keywords if k.arg == "key"),
        ]
        yield from (pattern for value in given for pattern in patterns(value))


def patterns(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from patterns(value.body)
        yield from patterns(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        if KEY.fullmatch(value.value):
            yield re.escape(value.value)
    elif isinstance(value, ast.JoinedStr):
        parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^ ]+" for p in value.values]
        if re.match(r"[a-z_]+\\\.", parts[0]):
            yield "".join(parts)


def mentioned(tree: ast.Module) -> Iterator[str]:
    """Anything that may be a key: each literal that looks like one, each f-string that begins like one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield from patterns(node)


def template_texts() -> list[str]:
    files = [file for folder in PRODUCT for file in (ROOT / folder).rglob("templates/**/*") if file.is_file()]
    return [file.read_text("utf-8") for file in files]


def test_both_languages_have_every_sentence_with_the_same_placeholders() -> None:
    first, *others = (words(language).table for language in LANGUAGES)
    for other in others:
        assert sorted(set(first) ^ set(other)) == []
        assert [key for key in first if placeholders(first[key]) != placeholders(other[key])] == []


def test_every_sentence_that_is_said_exists() -> None:
    known = words(LANGUAGES[0]).table
    in_code = {pattern: name(file) for file in sources(*PRODUCT) for pattern in said(parsed(file))}
    in_pages = {
        re.escape(key): "a template" for text in template_texts() for key in SAID_IN_TEMPLATE.findall(text)
    }
    missing = {
        p: f for p, f in (in_code | in_pages).items() if not any(re.fullmatch(p, key) for key in known)
    }
    assert missing == {}


def test_every_sentence_is_said_somewhere() -> None:
    asked = re.compile("|".join({p for file in sources(*PRODUCT) for p in mentioned(parsed(file))}) or "(?!)")
    pages = "\n".join(template_texts())
    unsaid = [
        key
        for key in words(LANGUAGES[0]).table
        if not asked.fullmatch(key)
        and key not in USED_OTHERWISE
        and f'"{key}"' not in pages
        and f"'{key}'" not in pages
    ]
    assert unsaid == []


def test_the_key_check_follows_literals_choices_and_patterns() -> None:
    code = (
        'say("a.b")\nw.say(f"tag.{c}_x")\nf(key="c.d" if x else "c.e")\n'
        'say(other)\nsay("no key")\nmin(y, key=len)\n'
    )
    assert list(said(ast.parse(code))) == [r"a\.b", r"tag\.[^ ]+_x", r"c\.d", r"c\.e"]


# Settings and log fields


def example() -> dict[str, tuple[str, str]]:
    """Name -> (the comment line above it, its value) in .env.example."""
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    pairs = [(above, line.partition("=")) for above, line in pairwise(lines) if re.match(r"\w+=", line)]
    return {setting: (above.removeprefix("# "), value) for above, (setting, _, value) in pairs}


def test_env_example_lists_every_setting_with_its_line_and_its_default() -> None:
    listed = example()
    assert list(listed) == list(NAMES)
    for setting, (line, value) in listed.items():
        assert line == explanation(setting)
        default = Settings.model_fields[setting.removeprefix(PREFIX).lower()].default
        usual = "" if default is None or setting in DERIVED or not str(default) else str(default)
        assert value == usual, setting


# Left empty in the example, because something better than the written default follows from the others.
DERIVED = (
    "HOMTHU_DATABASE_URL",
    "HOMTHU_SECRET_KEY",
    "HOMTHU_TELEGRAM_WEBHOOK_SECRET",
    "HOMTHU_ZALO_BOT_WEBHOOK_SECRET",
)


def log_fields(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literal names in extra={"fields": {...}}."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and [ast.unparse(key) for key in node.keys if key] == ["'fields'"]:
            inner = node.values[0]
            for key in inner.keys if isinstance(inner, ast.Dict) else ():
                if isinstance(key, ast.Constant):
                    yield key.lineno, str(key.value)


def test_every_log_field_is_on_the_allow_list() -> None:
    found = {
        (name(file), line, field) for file in sources(*PRODUCT) for line, field in log_fields(parsed(file))
    }
    assert sorted(one for one in found if one[2] not in FIELDS) == []


@pytest.mark.parametrize("field", ["phone", "count"])
def test_the_log_field_check_reads_names(field: str) -> None:
    tree = ast.parse(f'log.info("sent", extra={{"fields": {{"{field}": 1}}}})')
    assert list(log_fields(tree)) == [(1, field)]
