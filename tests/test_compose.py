"""The container files name only folders, settings and services that exist, and give away no more than needed.

No engine runs here: these read the files, they do not build the image."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from homthu.settings import NAMES

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
OF_POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"}


def instructions(word: str) -> list[list[str]]:
    """The words after each such instruction of the Dockerfile."""
    return [line.split()[1:] for line in DOCKERFILE if line.startswith(word + " ")]


def test_the_default_is_one_process_without_a_database_server() -> None:
    always = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert always == {"migrate", "app"}
    assert SERVICES["database"]["profiles"] == ["postgres"]
    assert "HOMTHU_DATABASE_URL" not in SERVICES["app"]["environment"]


@pytest.mark.parametrize("name", list(SERVICES))
def test_every_service_is_held_short(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.keys() & {"privileged", "network_mode", "pid", "cap_add"}
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", list(SERVICES))
def test_every_service_names_only_what_exists(name: str) -> None:
    service = SERVICES[name]
    for volume in service["volumes"]:
        assert volume.split(":")[0] in COMPOSE["volumes"]
    for other, how in service.get("depends_on", {}).items():
        target = SERVICES[other]
        assert how["condition"] != "service_healthy" or "test" in target["healthcheck"]
        assert "profiles" not in target or how["required"] is False
    assert set(service["environment"]) <= set(NAMES) | OF_POSTGRES


def test_every_volume_is_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == set(COMPOSE["volumes"])


def test_whoever_keeps_running_is_asked_whether_it_is_well() -> None:
    for name, service in SERVICES.items():
        if service["restart"] != "no":
            assert service["healthcheck"]["test"], name
    assert "/ready" in SERVICES["app"]["healthcheck"]["test"][-1]
    assert any("/ready" in line for line in DOCKERFILE if "urlopen" in line)


def test_the_password_of_the_database_stands_nowhere() -> None:
    assert SERVICES["database"]["environment"]["POSTGRES_PASSWORD"] == "${POSTGRES_PASSWORD:-}"


def test_images_are_named_by_version() -> None:
    images = [service["image"] for service in SERVICES.values()] + [
        words[0] for words in instructions("FROM")
    ]
    for image in images:
        assert re.search(r":\d", image), image
        assert "latest" not in image


def test_the_image_installs_by_hash_and_builds_nothing() -> None:
    (install,) = (line for line in DOCKERFILE if "pip install" in line)
    assert "--require-hashes" in install
    assert "--only-binary :all:" in install
    for tool in ("apt-get", "gcc", "build-essential", "curl"):
        assert not any(tool in line for line in DOCKERFILE)


def test_the_image_does_not_run_as_root() -> None:
    assert instructions("USER") == [["homthu"]]
    start = next(i for i, line in enumerate(DOCKERFILE) if line.startswith("USER "))
    assert not any(line.startswith(("RUN ", "COPY ")) for line in DOCKERFILE[start:])


def test_the_image_copies_every_part_of_the_product_and_only_what_exists() -> None:
    own = [words for words in instructions("COPY") if not words[0].startswith("--from")]
    copied = {source for words in own for source in words[:-1]}
    assert {source for source in copied if not (ROOT / source).exists()} == set()
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages <= copied
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied <= let_in


def test_settings_in_the_image_are_known() -> None:
    assert set(re.findall(r"\bHOMTHU_[A-Z_]+", "\n".join(DOCKERFILE))) <= set(NAMES)
    mentioned = re.findall(r"\bHOMTHU_[A-Z_]+", (ROOT / "docker-compose.yml").read_text("utf-8"))
    assert set(mentioned) <= set(NAMES)
