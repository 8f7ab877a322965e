"""A child is started, heard, stopped and outlived, in our interpreter and in another; each is a real process."""

from __future__ import annotations

import os
import queue
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

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

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


@pytest.fixture(params=["ours", "another"])
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    interpreter: Path | None = None if request.param == "ours" else request.getfixturevalue("other")
    children: list[Child] = []

    def started(target: Callable[[Connection], None]) -> Child:
        children.append(Child(target, name="test", interpreter=interpreter))
        return children[-1]

    yield started
    for child in children:
        child.stop(0.2)


def test_bytes_come_back_whole_and_in_order(start: Start) -> None:
    child = start(child_targets.echo)
    sent = [b"", b"a", bytes(range(256)) * 8000]
    for data in sent:
        child.send(data)
    assert [child.receive(20) for _ in sent] == sent
    assert child.receive(0.01) is None
    assert child.stop() == "asked"
    assert child.exitcode == 0


def test_a_child_that_segfaults_is_news_and_not_an_end_of_the_parent(start: Start) -> None:
    child = start(child_targets.segfault)
    assert child.receive(20) == b"last message"
    child.send(b"now")
    with pytest.raises(ChildGone) as gone:
        child.receive(20)
    assert gone.value.exitcode == -signal.SIGSEGV
    with pytest.raises(ChildGone):
        child.send(b"too late")
    assert child.stop() == "asked"


def test_a_hanging_child_is_killed(start: Start) -> None:
    child = start(child_targets.hang)
    assert child.receive(20) == b"hanging"
    assert child.stop(0.2) == "killed"
    assert child.exitcode == -signal.SIGKILL
    assert child.stop(0.2) == "asked"


def test_sending_to_a_child_that_does_not_read_never_blocks(start: Start) -> None:
    child = start(child_targets.hang)
    assert child.receive(20) == b"hanging"
    for _ in range(20):
        child.send(bytes(1_000_000))
    assert child.stop(0.2) == "killed"


def test_the_listener_hears_messages_and_then_the_death(start: Start) -> None:
    heard: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    child = start(child_targets.segfault)
    child.listen(heard.put)
    assert heard.get(timeout=20) == b"last message"
    child.send(b"now")
    assert heard.get(timeout=20) is None


def test_the_listener_says_nothing_of_a_wanted_end(start: Start) -> None:
    heard: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    child = start(child_targets.echo)
    child.listen(heard.put)
    child.send(b"hello")
    assert heard.get(timeout=20) == b"hello"
    child.stop()
    with pytest.raises(queue.Empty):
        heard.get(timeout=0.1)


def test_secrets_are_not_in_the_environment_of_a_child(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTTO_PASSPHRASE", "canary")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    child = start(child_targets.environment)
    assert os.environ["SOTTO_PASSPHRASE"] == "canary"
    names = (child.receive(20) or b"").decode().split("\n")
    assert "PATH" in names
    assert not {"SOTTO_PASSPHRASE", "AWS_SECRET_ACCESS_KEY"} & set(names)
    process = psutil.Process(child.pid)
    assert "canary" not in str(process.environ()) + str(process.cmdline())


def test_a_child_does_not_import_our_main_module(start: Start) -> None:
    child = start(child_targets.modules)
    names = (child.receive(20) or b"").decode().split("\n")
    assert "child_targets" in names
    assert not {"pytest", "PySide6", "llama_cpp", "sqlcipher3"} & set(names)


def test_what_a_child_prints_cannot_block_it_and_its_end_is_kept(start: Start) -> None:
    child = start(child_targets.chatter)
    assert child.receive(60) == b"wrote it all"
    child.stop()
    assert child.last_words.endswith("the end")
    assert len(child.last_words) <= 4096


def test_a_bug_in_a_child_leaves_its_class_and_place_but_not_its_text(
    start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    child = start(child_targets.fail)
    child.send(b"go")
    with pytest.raises(ChildGone) as gone:
        child.receive(20)
    child.stop()
    assert gone.value.exitcode == 1
    assert child.last_words.startswith("ValueError at tests/app/child_targets.py:")
    assert "secret" not in child.last_words
    assert capfd.readouterr().err == ""


def test_what_a_terminal_or_a_session_asks_everybody_is_left_to_the_parent(start: Start) -> None:
    child = start(child_targets.interrupted)
    assert child.receive(20) == b"still here"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit is none at all")
def test_a_child_that_crashes_leaves_no_core(start: Start) -> None:
    assert start(child_targets.cores).receive(20) == b"(1, 1)"


def test_no_interpreter_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        Child(child_targets.echo, name="test", interpreter=tmp_path / "nowhere")


PARENT = """
import sys
from pathlib import Path
sys.path.append(sys.argv[1])
import child_targets
from app.child import Child
if __name__ == "__main__":
    interpreter = Path(sys.argv[3]) if sys.argv[3:] else None
    child = Child(getattr(child_targets, sys.argv[2]), name="orphan", interpreter=interpreter)
    child.send(b"ready")
    child.receive(20)
    print(child.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["ours", "another"])
def parent(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], list[str]]:
    """The command of a process that starts a child, tells its number, and waits."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    interpreter = [] if request.param == "ours" else [str(request.getfixturevalue("other"))]
    return lambda target: [sys.executable, str(script), str(HERE), target, *interpreter]


@pytest.mark.parametrize("target", ["echo", "hang"])
def test_a_child_ends_when_its_parent_is_killed(parent: Callable[[str], list[str]], target: str) -> None:
    with subprocess.Popen(parent(target), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        assert one.stdout is not None
        child = psutil.Process(int(one.stdout.readline()))
        one.kill()
    psutil.wait_procs([child], timeout=20)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_parent_that_ends_takes_its_stubborn_children_along(parent: Callable[[str], list[str]]) -> None:
    command = parent("hang")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=True)
    assert b"Traceback" not in done.stderr
    assert not psutil.pid_exists(int(done.stdout))
