"""One window for a home: the second start speaks to the first."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import paths
from app.paths import Home
from ui import __main__ as entry
from ui import single_instance
from ui.single_instance import QUICK, RAISE, SingleInstance, tell_first


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


@pytest.fixture
def first(qapp: object, home: Home) -> Iterator[SingleInstance]:
    instance = SingleInstance(home)
    assert instance.claim()
    yield instance
    instance.release()


def told(home: Home, wish: str) -> list[bool]:
    """Tell from another thread, as another process would, and wait for nothing here."""
    answers: list[bool] = []
    threading.Thread(target=lambda: answers.append(tell_first(home, wish)), daemon=True).start()
    return answers


@pytest.mark.parametrize("wish", [RAISE, QUICK])
def test_the_first_hears_what_the_second_wants(qtbot: QtBot, first: SingleInstance, home: Home, wish: str) -> None:
    with qtbot.waitSignal(first.wished) as heard:
        answers = told(home, wish)
    assert heard.args == [wish]
    qtbot.waitUntil(lambda: answers == [True])


def test_a_second_process_cannot_claim_the_same_home(first: SingleInstance, home: Home) -> None:
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from app import paths; from ui.single_instance import SingleInstance\n"
        "app = QCoreApplication([]); sys.exit(SingleInstance(paths.home(Path(sys.argv[1]))).claim())"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(home.root)], check=False)
    assert ran.returncode == 0


def test_another_home_has_a_window_of_its_own(qapp: object, first: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance(paths.home(tmp_path / "other"))
    assert other.claim()
    other.release()


def test_what_a_killed_process_left_is_cleaned_up(qtbot: QtBot, home: Home) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left:
        left.bind(str(single_instance.address(home)))  # nobody listens
    home.window_lock.touch()
    instance = SingleInstance(home)
    assert instance.claim()
    with qtbot.waitSignal(instance.wished):
        answers = told(home, RAISE)
    qtbot.waitUntil(lambda: answers == [True])
    instance.release()


def test_only_the_person_may_speak_to_it(first: SingleInstance, home: Home) -> None:
    place = single_instance.address(home)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_long_home_gets_a_short_address_in_a_private_folder(qapp: object, tmp_path: Path) -> None:
    home = paths.home(tmp_path / ("long" * 30))
    place = single_instance.address(home)
    assert len(str(place)) <= single_instance.LONGEST
    instance = SingleInstance(home)
    assert instance.claim()
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    instance.release()
    assert not place.exists()


@pytest.mark.parametrize("sent", [b"nonsense\n", b"x" * 4000, b"\xff\xfe\n", b""])
def test_nonsense_is_not_heard_and_does_no_harm(qtbot: QtBot, first: SingleInstance, home: Home, sent: bytes) -> None:
    heard: list[str] = []
    first.wished.connect(heard.append)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.connect(str(single_instance.address(home)))
        caller.sendall(sent)
    with qtbot.waitSignal(first.wished):
        told(home, RAISE)
    assert heard == [RAISE]


def test_where_nobody_listens_it_is_said_after_a_while(home: Home) -> None:
    assert tell_first(home, RAISE, patience_s=0.1) is False


def test_a_home_that_was_let_go_can_be_claimed_again(qapp: object, home: Home) -> None:
    for _ in range(2):
        instance = SingleInstance(home)
        assert instance.claim()
        instance.release()


def test_a_second_start_of_the_program_ends_and_is_heard(home: Home) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SOTTO_HOME"}
    command = [sys.executable, "-m", "ui", "--home", str(home.root)]
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    first = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]  # the same for both
    try:
        assert tell_first(home, RAISE, patience_s=30)
        assert subprocess.run(command, check=False, timeout=60, **quiet).returncode == 0
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()


@pytest.mark.parametrize(("words", "quick"), [([], False), (["quick"], True)])
def test_the_command_that_a_key_is_bound_to_opens_quick_reply(
    monkeypatch: pytest.MonkeyPatch, words: list[str], quick: bool
) -> None:
    opened: list[bool] = []
    monkeypatch.setattr(sys, "argv", ["sotto", *words])
    monkeypatch.setattr(entry, "window", lambda _home, *, quick=False: opened.append(quick) or 0)
    assert entry.main() == 0
    assert opened == [quick]
