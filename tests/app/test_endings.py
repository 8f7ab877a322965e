"""What asks a process to end: heard as one wants it, and left alone where whoever started it wants that."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import endings

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals"),
    pytest.mark.usefixtures("hangups_heard"),
]
ROOT = Path(__file__).parents[2]

#: A command that holds a plain file, tells so, and gives it back however it ends.
HOLDER = """
import sys
from pathlib import Path
from app import endings
endings.as_interrupts()
plain = Path(sys.argv[1])
plain.write_text("plain")
try:
    print("here", flush=True)
    sys.stdin.read()
except KeyboardInterrupt:
    sys.exit(130)
finally:
    plain.unlink()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_asked_to_end_gives_back_what_it_holds(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "plain")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"here\n"
        assert (tmp_path / "plain").exists()
        holder.send_signal(number)
        assert holder.wait(60) == 130
    assert not (tmp_path / "plain").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_caught_ends_nothing_and_is_as_before_afterwards(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with endings.caught() as told:
        signal.raise_signal(number)
        signal.raise_signal(number)
    assert told == [number, number]
    assert signal.getsignal(number) is before


def test_a_terminal_that_may_close_is_none_of_our_business_under_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert signal.SIGHUP not in endings.heard()
        with endings.caught() as told:
            signal.raise_signal(signal.SIGHUP)
        assert told == []
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
