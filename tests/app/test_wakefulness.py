"""Keeping the computer awake: the system's tool runs as long as it is needed, and no longer than its process."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.wakefulness import NEEDED, ON, awake, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such tools")


def script(folder: Path, body: str) -> tuple[str, str]:
    path = folder / "asking.py"
    path.write_text(body)
    return sys.executable, str(path)


WAITS = "import signal\nsignal.pause()\n"
STUBBORN = "import signal, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.pause()\n"


def children() -> set[int]:
    return {one.pid for one in psutil.Process().children()}


@pytest.mark.parametrize("body", [WAITS, STUBBORN])
def test_the_tool_runs_within_and_is_gone_afterwards(tmp_path: Path, body: str) -> None:
    before = children()
    with awake(script(tmp_path, body)):
        (asking,) = children() - before
        assert psutil.pid_exists(asking)
    assert children() == before


def test_what_goes_wrong_within_ends_the_tool_too(tmp_path: Path) -> None:
    before = children()
    with pytest.raises(KeyError), awake(script(tmp_path, WAITS)):
        raise KeyError
    assert children() == before


@pytest.mark.parametrize("tool", [(), ("no-such-tool-anywhere",), (str(Path(__file__)),)])
def test_without_a_tool_that_can_be_run_nothing_is_asked(tool: tuple[str, ...]) -> None:
    before = children()
    with awake(tool):
        assert children() == before


def test_a_tool_that_refuses_hinders_nobody(tmp_path: Path) -> None:
    before, asked = children(), tmp_path / "asked"
    with awake(script(tmp_path, f"open({str(asked)!r}, 'w').close()\nraise SystemExit(1)\n")):
        (asking,) = children() - before
        psutil.Process(asking).wait(20)
    assert asked.exists()
    assert children() == before


def test_each_system_is_asked_in_its_own_way_and_for_this_process_only() -> None:
    assert command(7, platform="darwin") == ("caffeinate", "-i", "-w", "7")
    assert command(7, platform="linux")[0] == "systemd-inhibit"
    assert command(7, platform="win32") == ()


def test_windows_is_told_that_it_is_needed_for_as_long_as_it_is() -> None:
    told: list[int] = []
    with awake((), told.append):
        assert told == [ON | NEEDED]
    assert told[1:] == [ON]


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("tail") is None, reason="the tail of Linux waits for a process"
)
def test_what_keeps_linux_awake_ends_with_the_process_it_is_for() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        told = command(other.pid, platform="linux")
        with subprocess.Popen(told[told.index("tail") :]) as waiting:
            other.kill()
            other.wait()
            assert waiting.wait(20) == 0
