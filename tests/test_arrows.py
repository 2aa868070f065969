"""Who may import whom, and which library lives where: the arrows of the house as tables, and their check."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Between the top folders. homthu joins everything, so only there storage and nlp meet the others.
ARROWS: Mapping[str, tuple[str, ...]] = {
    "homthu": ("api", "bot", "digest", "storage", "nlp", "feedback"),
    "api": ("bot", "digest", "feedback"),
    "bot": ("feedback",),
    "digest": ("feedback",),
    "storage": ("feedback",),
    "nlp": ("feedback",),
    "feedback": (),
}

# Inside bot; a module falls under the longest name that fits. What is not named here has no arrow yet.
INSIDE_BOT: Mapping[str, tuple[str, ...]] = {
    "bot.reception": ("bot.batch", "bot.carrying_out", "bot.hand_over", "bot.conversation", "bot.channels.base"),
    "bot.hand_over": ("bot.conversation",),
    "bot.fetching": ("bot.conversation",),
    "bot.collecting": ("bot.channels.base",),
    "bot.batch": ("bot.carrying_out", "bot.conversation", "bot.channels.base"),
    "bot.carrying_out": ("bot.conversation",),
    "bot.delivery": ("bot.outcomes", "bot.pace", "bot.windows", "bot.channels.base", "bot.channels.rendering"),
    "bot.outcomes": ("bot.pace", "bot.channels.base"),
    "bot.pace": (),
    "bot.windows": ("bot.pace", "bot.channels.base"),
    "bot.conversation": ("bot.conversation",),
    "bot.channels": ("bot.channels.base", "bot.channels.rendering", "bot.channels.downloads"),
}

# A platform is one file of bot.channels or several that begin with its name; platforms never meet.
PLATFORMS = ("telegram", "zalo_oa", "zalo_bot", "webchat", "console", "mail", "webhook")

# Third parties by where they live; each row opens its libraries to that folder or file and all below it.
THIRD_PARTY: Mapping[str, tuple[str, ...]] = {
    "storage": (
        "sqlmodel", "sqlalchemy", "alembic", "pysqlite3", "asyncpg", "cryptography", "PIL", "openpyxl",
    ),
    "api": ("fastapi", "starlette", "pydantic", "jinja2", "argon2", "pyotp"),
    "api.kiosk_qr": ("segno",),
    "bot.channels": ("telegram", "httpx", "aiosmtplib", "pydantic"),
    "digest": ("jinja2",),
    "digest.paper": ("typst", "segno", "docx", "xlsxwriter"),
    "nlp": ("underthesea", "numpy"),
    "nlp.train": ("joblib", "scipy", "sklearn", "threadpoolctl"),
    "nlp.train_network": ("scipy",),
    "nlp.gate_train": ("scipy", "sklearn", "threadpoolctl"),
    "homthu": ("apscheduler", "fastapi", "typer", "uvicorn", "uvloop", "pydantic", "pydantic_settings"),
    "homthu.commands.chat": ("httpx",),
}  # fmt: skip

# Files of feedback that act, and may therefore wait; all others are nouns: pure and synchronous.
VERBS = (
    "letter_ports", "letters_asking", "letters_answering", "letters_sending", "pressure",
    "account_ports", "signing_in", "sessions", "enrolling",
    "intake", "recording", "redeeming", "handling", "scorecards", "membership", "retention",
    "evidence", "listening", "assisted_entry", "case_moves", "unsealing", "joining", "results", "ringing", "chasing",
    "explaining", "explanation_ports", "inspection", "recommending", "recommendation_ports",
    "invitations", "invitation_ports", "likeness_ports", "ticket_ports",
    "ports", "assisted_ports", "audit_ports", "case_ports", "post_ports", "media_ports", "platform_ports",
    "record_ports", "second_person_ports", "unsealing_together",
    "alarming", "alarm_lost", "alarm_ports", "duty",
    "adding", "addition_ports", "praising", "praise_ports", "verdict_ports",
    "gate_hold", "gate_reviewing", "gate_outcome", "gate_splitting", "gate_chasing", "gate_ports",
)  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One module names another, at a line."""

    importer: str
    imported: str
    line: int


def violations(root: Path) -> list[str]:
    """Every broken rule of the tree under `root`, as sentences."""
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in _modules(root).items()}
    imports = [found for name in trees for found in _imports(name, trees, packages=_packages(root))]
    found = [problem for one in imports if (problem := _judge(one))]
    return [*found, *_waiting_nouns(trees), *_cycle(trees, imports)]


def _modules(root: Path) -> dict[str, Path]:
    """Dotted names of all source files; a folder missing so far is fine."""
    files = (file for package in ARROWS for file in (root / package).rglob("*.py"))
    return {_dotted(file.relative_to(root)): file for file in sorted(files)}


def _packages(root: Path) -> frozenset[str]:
    return frozenset(_dotted(f.relative_to(root)) for f in _modules(root).values() if f.name == "__init__.py")


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(name: str, trees: Mapping[str, ast.Module], *, packages: frozenset[str]) -> Iterator[Import]:
    """All imports of a module: in functions, under TYPE_CHECKING, and import_module("…") with a literal."""
    for node in ast.walk(trees[name]):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(name, node, packages)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield Import(name, inner if inner in trees else base, node.lineno)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield Import(name, argument.value, node.lineno)


def _absolute(name: str, node: ast.ImportFrom, packages: frozenset[str]) -> str:
    if not node.level:
        return node.module or ""
    parts = name.split(".") if name in packages else name.split(".")[:-1]
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _judge(one: Import) -> str | None:
    here, there = one.importer.split(".")[0], one.imported.split(".")[0]
    place = f"{one.importer}:{one.line} imports {one.imported}"
    if there in ARROWS:
        if there != here:
            return None if there in ARROWS[here] else f"{place}: no arrow from {here} to {there}"
        return _judge_inside_bot(one, place) if here == "bot" else None
    if there in sys.stdlib_module_names:
        return None
    at_home = {library for folder, row in THIRD_PARTY.items() if _below(one.importer, folder) for library in row}
    return None if there in at_home else f"{place}: {there} does not live in {here}"


def _judge_inside_bot(one: Import, place: str) -> str | None:
    if one.importer == "bot" or one.imported == "bot":
        return None
    homes = [home for home in INSIDE_BOT if _below(one.importer, home)]
    if not homes:
        return f"{place}: {one.importer} has no arrows yet"
    platform = _platform(one.importer)
    if platform and platform == _platform(one.imported):
        return None
    allowed = INSIDE_BOT[max(homes, key=len)]
    fits = one.imported == "bot.channels" or any(_below(one.imported, target) for target in allowed)
    return None if fits else f"{place}: inside bot only {', '.join(allowed)}"


def _platform(module: str) -> str | None:
    stem = module.removeprefix("bot.channels.")
    if stem == module:
        return None
    return next((name for name in PLATFORMS if stem.split(".")[0] == name or stem.startswith(name + "_")), None)


def _below(module: str, folder: str) -> bool:
    return module == folder or module.startswith(folder + ".")


def _waiting_nouns(trees: Mapping[str, ast.Module]) -> Iterator[str]:
    for name, tree in trees.items():
        if not _below(name, "feedback") or name.split(".")[1:2] in ([verb] for verb in VERBS):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef):
                yield f"{name}:{node.lineno} {node.name} waits, but a noun is synchronous"


def _cycle(trees: Mapping[str, ast.Module], imports: list[Import]) -> Iterator[str]:
    graph: dict[str, set[str]] = {name: set() for name in trees}
    for one in imports:
        if one.imported in graph and one.imported != one.importer:
            graph[one.importer].add(one.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield "cycle: " + " -> ".join(reversed(circle.args[1]))


def test_the_house_follows_its_arrows() -> None:
    assert violations(ROOT) == []


def test_there_is_something_to_check() -> None:
    names = _modules(ROOT)
    assert {"feedback.cases", "homthu.settings"} <= set(names)
    trees = {"homthu.settings": ast.parse(names["homthu.settings"].read_text("utf-8"))}
    found = {one.imported for one in _imports("homthu.settings", trees, packages=frozenset())}
    assert {"hashlib", "pydantic", "homthu"} <= found


SOUND = {
    "feedback/__init__.py": "",
    "feedback/cases.py": "from datetime import date\n",
    "feedback/intake.py": "from feedback.cases import date\nasync def take(): ...\n",
    "bot/__init__.py": "",
    "bot/reception.py": "from bot.channels import base\nfrom bot.conversation.engine import think\n",
    "bot/channels/__init__.py": "",
    "bot/channels/base.py": "from feedback import cases\n",
    "bot/channels/telegram.py": "import telegram\nfrom . import base\nfrom .base import cases\n",
    "bot/channels/telegram_polling.py": "from bot.channels import telegram\n",
    "bot/conversation/engine.py": "from feedback.cases import date as think\n",
    "storage/database.py": "import sqlalchemy.ext.asyncio\nfrom feedback import cases\n",
    "homthu/wiring.py": "from storage import database\nfrom bot.channels import telegram\n",
    "nlp/train.py": "import sklearn.svm, numpy\n",
}


def build(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_a_sound_house_passes(tmp_path: Path) -> None:
    assert violations(build(tmp_path, SOUND)) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("feedback/units.py", "import storage.database\n", "no arrow from feedback to storage"),
        ("api/app.py", "from storage import database\n", "no arrow from api to storage"),
        ("digest/facts.py", "def f():\n    from nlp import train\n", "no arrow from digest to nlp"),
        (
            "bot/delivery.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from storage.database import cases\n",
            "no arrow from bot to storage",
        ),
        ("digest/facts.py", 'import importlib\nimportlib.import_module("storage.database")\n', "to storage"),
        ("bot/conversation/steps.py", "from ..channels import base\n", "inside bot only bot.conversation"),
        ("bot/delivery.py", "from bot.conversation import engine\n", "inside bot only bot.outcomes"),
        (
            "bot/channels/zalo_oa.py",
            "from bot.channels import telegram\n",
            "inside bot only bot.channels.base",
        ),
        ("bot/channels/zalo_oa.py", "from .telegram import base\n", "inside bot only bot.channels.base"),
        ("bot/scratch.py", "from bot.channels import base\n", "bot.scratch has no arrows yet"),
        ("feedback/units.py", "import pydantic\n", "pydantic does not live in feedback"),
        ("bot/reception.py", "import httpx\n", "httpx does not live in bot"),
        ("digest/rendering.py", "import typst\n", "typst does not live in digest"),
        ("nlp/tagger.py", "import sklearn\n", "sklearn does not live in nlp"),
        ("nlp/model.py", "from scipy.sparse import csr_matrix\n", "scipy does not live in nlp"),
        ("nlp/tagger.py", "import tests.support\n", "tests does not live in nlp"),
        ("feedback/units.py", "async def load(): ...\n", "load waits, but a noun is synchronous"),
        ("feedback/cases.py", "def f():\n    from feedback.intake import take\n", "cycle: feedback."),
    ],
)
def test_each_broken_rule_is_told(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    problems = violations(build(tmp_path, {**SOUND, file: text}))
    assert len(problems) == 1
    assert complaint in problems[0]
