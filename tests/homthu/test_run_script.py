"""`./run` on a machine just unpacked: which Python it takes, when it installs, what it says when it cannot.

A stand-in plays Python, venv and pip, so that each case takes a blink; the shell is the real one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELL_TOOLS = ("cat", "cksum", "tr", "mkdir", "rm", "dirname", "readlink", "tail", "sleep", "cp", "touch")
SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)]

# Answers as a Python of version $FAKE_VERSION; `-m venv` copies itself, `-m pip` notes its arguments.
STAND_IN = """#!/bin/sh
version=${FAKE_VERSION:-3.12}
case "$*" in
*"v >= (3, 11)"*) case $version in 3.9) ;; *) echo "$version" ;; esac ;;
*"import ensurepip"*) [ -z "${FAKE_NO_VENV:-}" ] ;;
*flock*) exec "$REAL_PYTHON" "$@" ;;
-V) echo "Python $version.1" ;;
"-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo made >>"$JOURNAL" ;;
*"-m pip install"*)
    echo "pip $*" >>"$JOURNAL"
    sleep "${FAKE_PIP_SECONDS:-0}"
    [ -z "${FAKE_PIP_FAILS:-}" ] || { echo "ERROR: no route to host"; exit 1; } ;;
*"-m ruff"*) echo "ruff $*"; exit "${FAKE_RUFF:-0}" ;;
*"-m mypy"*) echo "mypy $*" ;;
*"-m pytest"*) echo "pytest $*"; exit "${FAKE_PYTEST:-0}" ;;
*) for word; do echo "[$word]"; done; echo "cwd=$PWD path=$PYTHONPATH"; exit "${FAKE_HOMTHU:-0}" ;;
esac
"""


class Machine:
    """A tree with `run` in it and a PATH that holds only the shell's tools and the stand-in."""

    def __init__(self, tmp_path: Path, shell: str) -> None:
        self.tree = tmp_path / "hòm thư 1"
        self.tree.mkdir()
        for name in ("run", "requirements.txt", "requirements-test.txt"):
            shutil.copy(ROOT / name, self.tree)
        (self.tree / "homthu").mkdir()
        self.bin = tmp_path / "bin"
        self.bin.mkdir()
        for tool in SHELL_TOOLS:
            found = shutil.which(tool)
            assert found
            (self.bin / tool).symlink_to(found)
        self.journal = tmp_path / "journal"
        self.shell = str(shutil.which(shell))
        self.has_python("python3")

    def has_python(self, name: str) -> Path:
        path = self.bin / name
        path.write_text(STAND_IN.replace("#!/bin/sh", f"#!{self.shell}"))
        path.chmod(0o755)
        return path

    def start(
        self, *words: str, script: Path | None = None, cwd: Path | None = None, **env: str
    ) -> "subprocess.Popen[str]":
        given = {"PATH": str(self.bin), "JOURNAL": str(self.journal), "REAL_PYTHON": sys.executable, **env}
        return subprocess.Popen(
            [self.shell, str(script or self.tree / "run"), *words],
            env=given, cwd=cwd, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=_as_from_a_terminal,
        )  # fmt: skip

    def run(
        self, *words: str, script: Path | None = None, cwd: Path | None = None, **env: str
    ) -> tuple[int, str, str]:
        started = self.start(*words, script=script, cwd=cwd, **env)
        out, err = started.communicate(timeout=30)
        return started.returncode, out, err

    def did(self) -> list[str]:
        """What was made and installed, one word or line each."""
        return self.journal.read_text().splitlines() if self.journal.exists() else []

    def wait_for_pip(self, times: int = 1) -> None:
        deadline = time.monotonic() + 10
        while sum(line.startswith("pip") for line in self.did()) < times:
            assert time.monotonic() < deadline, "pip was never called"
            time.sleep(0.01)


def _as_from_a_terminal() -> None:
    """A suite in the background inherits an ignored SIGINT, and a shell cannot take that back by itself."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(params=SHELLS)
def machine(tmp_path: Path, request: pytest.FixtureRequest) -> Machine:
    return Machine(tmp_path, request.param)


def test_the_first_start_installs_and_the_second_does_not(machine: Machine) -> None:
    status, out, err = machine.run("demo", "--port", "8001", "hai chữ")
    assert (status, out.splitlines()[:6]) == (0, ["[-P]", "[-m]", "[homthu]", "[demo]", "[--port]", "[8001]"])
    assert "[hai chữ]" in out
    assert "Đang cài đặt" in err
    assert len(machine.did()) == 2
    status, _, err = machine.run("demo")
    assert (status, err) == (0, "")
    assert len(machine.did()) == 2


def test_what_is_installed_is_locked_by_hash_and_never_built(machine: Machine) -> None:
    machine.run("demo")
    _, pip = machine.did()
    for part in ("--require-hashes", "--only-binary :all:", "--disable-pip-version-check", "-r"):
        assert part in pip
    assert "requirements.txt" in pip
    assert "requirements-test.txt" not in pip


def test_the_status_and_folder_of_the_caller_are_kept(machine: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    status, out, _ = machine.run("doctor", cwd=elsewhere, FAKE_HOMTHU="2", PYTHONPATH="/x")
    assert status == 2
    assert f"cwd={elsewhere} path={machine.tree}:/x" in out


def test_a_symlink_leads_to_the_same_tree(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "first").symlink_to(machine.tree / "run")
    (tmp_path / "deep").mkdir()
    link = tmp_path / "deep" / "homthu"
    link.symlink_to("../first")
    _, out, _ = machine.run("demo", script=link)
    assert f"path={machine.tree}" in out


def test_no_word_at_all_is_a_wrong_use(machine: Machine) -> None:
    status, _, err = machine.run()
    assert status == 2
    assert "./run demo" in err
    assert machine.did() == []


def test_a_new_lock_is_installed_into_the_same_environment(machine: Machine) -> None:
    machine.run("demo")
    with (machine.tree / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    machine.run("demo")
    assert [line.split()[0] for line in machine.did()] == ["made", "pip", "pip"]


def test_the_test_libraries_come_only_with_test(machine: Machine) -> None:
    machine.run("demo")
    status, out, _ = machine.run("test", "tests/feedback", "-k", "hai chữ")
    assert status == 0
    assert "requirements-test.txt" in machine.did()[-1]
    assert [line.split()[0] for line in out.splitlines()] == ["ruff", "mypy", "pytest"]
    assert "mypy -m mypy --strict homthu" in out
    assert out.endswith("tests/feedback -k hai chữ\n")
    machine.run("test")
    machine.run("demo")
    assert len(machine.did()) == 3


@pytest.mark.parametrize(("ruff", "pytest_status", "expected"), [("1", "0", 1), ("0", "5", 5), ("1", "3", 3)])
def test_a_failed_check_fails_the_run(machine: Machine, ruff: str, pytest_status: str, expected: int) -> None:
    status, out, _ = machine.run("test", FAKE_RUFF=ruff, FAKE_PYTEST=pytest_status)
    assert status == expected
    assert "pytest -m pytest" in out, "the suite runs all the same"


def test_the_newest_python_is_taken_and_a_dead_name_passed_over(machine: Machine) -> None:
    dead = machine.bin / "python3.13"
    dead.write_text("#!/bin/sh\nexit 127\n")
    dead.chmod(0o755)
    chosen = machine.has_python("python3.11")
    chosen.write_text(chosen.read_text().replace("${FAKE_VERSION:-3.12}", "3.11"))
    machine.run("demo")
    assert (machine.tree / ".venv" / "homthu-app").read_text().startswith("3.11 ")


def test_another_python_by_name_gets_a_new_environment(machine: Machine) -> None:
    machine.run("demo")
    mine = machine.has_python("my python")
    mine.write_text(mine.read_text().replace("${FAKE_VERSION:-3.12}", "3.13"))
    machine.run("demo", PYTHON=str(mine))
    assert [line.split()[0] for line in machine.did()] == ["made", "pip", "made", "pip"]
    assert (machine.tree / ".venv" / "homthu-app").read_text().startswith("3.13 ")


def test_an_environment_whose_python_has_gone_is_made_again(machine: Machine) -> None:
    machine.run("demo")
    (machine.tree / ".venv" / "bin" / "python").unlink()
    assert machine.run("demo")[0] == 0
    assert [line.split()[0] for line in machine.did()] == ["made", "pip", "made", "pip"]


def test_a_python_that_is_too_old_is_said_in_a_line_of_each_language(machine: Machine) -> None:
    status, _, err = machine.run("demo", FAKE_VERSION="3.9")
    assert status == 1
    vietnamese, english = err.splitlines()
    assert "Cần Python 3.11 trở lên" in vietnamese
    assert "Python 3.9.1" in vietnamese
    assert "Python 3.11 or newer is needed" in english


def test_no_python_at_all_is_said_too(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    status, _, err = machine.run("demo")
    assert status == 1
    assert len(err.splitlines()) == 2
    assert "3.11" in err


def test_a_missing_venv_module_names_the_debian_package(machine: Machine) -> None:
    status, _, err = machine.run("demo", FAKE_NO_VENV="1")
    assert status == 1
    vietnamese, english = err.splitlines()
    assert "python3-venv" in vietnamese
    assert "python3-venv" in english


def test_a_failed_installation_says_why_and_is_done_again(machine: Machine) -> None:
    status, out, err = machine.run("demo", FAKE_PIP_FAILS="1")
    assert (status, out) == (1, "")
    assert "ERROR: no route to host" in err
    assert "Cài đặt không thành công" in err
    assert "The installation failed" in err
    assert machine.run("demo")[0] == 0
    assert [line.split()[0] for line in machine.did()] == ["made", "pip", "made", "pip"]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_installation_is_done_again(machine: Machine, by: signal.Signals) -> None:
    started = machine.start("demo", FAKE_PIP_SECONDS="20")
    machine.wait_for_pip()
    os.killpg(started.pid, by)
    assert started.wait(timeout=10) != 0
    started.communicate()
    assert machine.run("demo")[0] == 0
    assert [line.split()[0] for line in machine.did()] == ["made", "pip", "made", "pip"]


def test_two_first_starts_install_once(machine: Machine) -> None:
    first = machine.start("demo", FAKE_PIP_SECONDS="1.5")
    machine.wait_for_pip()
    second = machine.start("chat")
    first_out, _ = first.communicate(timeout=30)
    second_out, second_err = second.communicate(timeout=30)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "[demo]" in first_out
    assert "[chat]" in second_out
    assert "đang chờ" in second_err
    assert len(machine.did()) == 2


def test_a_running_service_holds_no_turn(machine: Machine) -> None:
    """The lock must not pass on to what `run` hands over to, or a later installation would wait for ever."""
    slow = machine.tree / "requirements.txt"
    stand_in = machine.bin / "python3"
    stand_in.write_text(stand_in.read_text().replace("*) for word;", "*serve*) sleep 20 ;;\n*) for word;"))
    service = machine.start("serve")
    machine.wait_for_pip()
    time.sleep(0.3)
    slow.write_text(slow.read_text() + "# changed\n")
    status, _, err = machine.run("demo")
    os.killpg(service.pid, signal.SIGKILL)
    service.communicate()
    assert status == 0
    assert "đang chờ" not in err


def test_no_registry_is_named_and_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "index" not in text
        blocks = [block for block in text.replace("\\\n", "").splitlines() if "==" in block]
        assert blocks
        assert [block for block in blocks if "--hash=sha256:" not in block] == []
