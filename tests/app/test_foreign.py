"""A child in another interpreter is started, heard, stopped and outlived like any other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import child_targets
import psutil
import pytest

from app.child import Child, ChildGone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

ROOT, HERE = Path(__file__).parents[2], Path(child_targets.__file__).parent
Start = Callable[[Callable[[Connection], None]], Child]


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An interpreter under another name, that finds our code."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(HERE))))
    script = tmp_path / "other"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    script.chmod(0o755)
    return script


@pytest.fixture
def start(other: Path) -> Iterator[Start]:
    children: list[Child] = []

    def started(target: Callable[[Connection], None]) -> Child:
        children.append(Child(target, name="test", interpreter=other))
        return children[-1]

    yield started
    for child in children:
        child.stop(0.2)


def test_bytes_come_back_whole_and_in_order(start: Start) -> None:
    child = start(child_targets.echo)
    sent = [b"", b"a", bytes(range(256)) * 8000]
    for data in sent:
        child.send(data)
    assert [child.receive(30) for _ in sent] == sent
    assert child.stop() == "asked"
    assert child.exitcode == 0


def test_it_gets_no_secret_of_our_environment(start: Start) -> None:
    os.environ["A_SECRET"] = "x"
    try:
        child = start(child_targets.environment)
    finally:
        del os.environ["A_SECRET"]
    names = (child.receive(30) or b"").decode().splitlines()
    assert "PATH" in names
    assert "A_SECRET" not in names
    assert "SOTTO_PASSPHRASE" not in names


def test_a_death_is_news(start: Start) -> None:
    child = start(child_targets.segfault)
    assert child.receive(30) == b"last message"
    child.send(b"")
    with pytest.raises(ChildGone) as gone:
        child.receive(30)
    assert gone.value.exitcode == -signal.SIGSEGV


def test_a_mistake_is_told_without_its_words(start: Start) -> None:
    child = start(child_targets.fail)
    child.send(b"")
    with pytest.raises(ChildGone):
        child.receive(30)
    child.stop()
    assert child.last_words.startswith("ValueError at ")
    assert "secret" not in child.last_words


def test_one_that_hangs_and_ignores_terminate_is_killed(start: Start) -> None:
    child = start(child_targets.hang_and_ignore_terminate)
    assert child.receive(30) == b"hanging"
    assert child.stop(0.2) == "killed"
    assert not child.alive


def test_an_interrupt_of_the_terminal_is_not_for_it(start: Start) -> None:
    assert start(child_targets.interrupted).receive(30) == b"still here"


def test_no_interpreter_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        Child(child_targets.echo, name="test", interpreter=tmp_path / "nowhere")


PARENT = """
import sys
from pathlib import Path
import child_targets
from app.child import Child
child = Child(child_targets.hang_silently, name="orphan", interpreter=Path(sys.argv[1]))
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_it_ends_when_its_parent_is_killed(tmp_path: Path, other: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    command = [sys.executable, str(script), str(other)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert psutil.wait_procs([child], timeout=20)[1] == []
