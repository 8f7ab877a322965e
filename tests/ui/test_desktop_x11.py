"""On a real X server with a window manager: the key from anywhere, a draft copied, and the keys given back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import sockets
from ui.hotkey import chord as chords
from ui.hotkey.chord import Why
from ui.hotkey.hotkey import Hotkey

HERE = Path(__file__).parent
KEY, PRESSED = "Ctrl+Alt+Shift+R", "ctrl+alt+shift+r"
NEEDED = ("Xvfb", "openbox", "xdotool")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
PATIENCE_S = 40.0

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


class Process:
    """A child that tells its state line by line."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1])
        self._news = threading.Condition()
        self.state: dict[str, object] = {}
        self._ended = False
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def wait(self, holds: Callable[[dict[str, object]], object]) -> None:
        """Until its state is so."""
        with self._news:
            assert self._news.wait_for(lambda: self._ended or holds(self.state), PATIENCE_S), self.state
            assert holds(self.state), f"ended: {self.state}"

    def stop(self) -> None:
        """End it."""
        self._child.kill()
        self._child.wait()
        self._reading.join()
        if self._child.stdout is not None:
            self._child.stdout.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            with self._news:
                self.state = json.loads(line) if line.startswith("{") else self.state
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A screen with a number of its own, and a window manager."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(writes,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writes)
    with os.fdopen(reads) as told:
        number = told.readline().strip()
    home = tmp_path_factory.mktemp("person")
    found = {name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "SOTTO_HOME")}
    found |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    found |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "PYTHONPATH": str(HERE.parents[1])}
    manager = None
    try:
        if not number:
            pytest.skip("the X server did not start")
        works = [sys.executable, "-c", "from PySide6.QtGui import QGuiApplication as A; A([])"]
        if subprocess.run(works, env=found, check=False, capture_output=True).returncode:
            pytest.skip("Qt cannot open a window on X11 here (a library of its xcb plugin is missing)")
        manager = subprocess.Popen(["openbox"], env=found, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield found
    finally:
        for child in (manager, server):
            if child is not None:
                child.kill()
                child.wait()


def xdotool(environment: dict[str, str], *words: str) -> None:
    subprocess.run(["xdotool", *words], env=environment, check=True, capture_output=True)


@pytest.fixture
def sotto(environment: dict[str, str], tmp_path: Path) -> Iterator[Process]:
    process = Process([sys.executable, str(HERE / "desktop_process.py"), str(tmp_path / "home")], environment)
    yield process
    process.stop()


@pytest.fixture
def other(environment: dict[str, str], sotto: Process) -> Iterator[Process]:
    """Opened after Sotto, so that it has the keys."""
    sotto.wait(lambda state: state.get("heard") and state.get("first"))
    process = Process([sys.executable, str(HERE / "other_window.py")], environment)
    process.wait(lambda state: state.get("keys"))
    yield process
    process.stop()


def test_the_key_opens_quick_reply_esc_and_the_key_close_it_a_draft_is_copied_and_the_keys_go_back(
    environment: dict[str, str], sotto: Process, other: Process
) -> None:
    first = sotto.state["first"]
    for close in ("Escape", PRESSED):
        xdotool(environment, "key", PRESSED)
        sotto.wait(lambda state: state["keys"])
        other.wait(lambda state: not state["keys"])
        xdotool(environment, "key", close)
        sotto.wait(lambda state: not state["open"] and not state["keys"])
        other.wait(lambda state: state["keys"])
    xdotool(environment, "key", PRESSED)
    sotto.wait(lambda state: state["keys"])
    other.wait(lambda state: not state["keys"])
    xdotool(environment, "key", "1")
    xdotool(environment, "key", "ctrl+Return")
    sotto.wait(lambda state: not state["open"])
    other.wait(lambda state: state["keys"])
    xdotool(environment, "key", "ctrl+v")
    other.wait(lambda state: state["text"] == first)
    assert sotto.state["tray"] is False


@pytest.fixture
def hotkey(qapp: object, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Hotkey]:
    """A key heard by this process, which shows no window there."""
    monkeypatch.setenv("DISPLAY", environment["DISPLAY"])
    made = Hotkey(desktop="xcb")
    yield made
    made.let_go()


def test_the_locks_of_the_keyboard_make_no_difference(
    qtbot: QtBot, environment: dict[str, str], hotkey: Hotkey
) -> None:
    assert hotkey.use(KEY) is None
    for locks in ([], ["Num_Lock"], ["Caps_Lock"], ["Num_Lock", "Caps_Lock"]):
        for lock in locks:
            xdotool(environment, "key", lock)
        with qtbot.waitSignal(hotkey.pressed):
            xdotool(environment, "key", PRESSED)
        for lock in locks:
            xdotool(environment, "key", lock)


def test_a_key_that_is_held_down_is_heard_once(qtbot: QtBot, environment: dict[str, str], hotkey: Hotkey) -> None:
    hotkey.use("Ctrl+Alt+Shift+F7")
    for _ in range(2):
        with qtbot.waitSignal(hotkey.pressed):
            xdotool(environment, "keydown", "ctrl+alt+shift+F7")
        with qtbot.assertNotEmitted(hotkey.pressed, wait=900):  # the server repeats after 660 ms
            pass
        xdotool(environment, "keyup", "ctrl+alt+shift+F7")


def test_a_key_that_another_program_has_is_refused_with_the_reason(hotkey: Hotkey) -> None:
    taken, free = chords.read(KEY), chords.read("Ctrl+Alt+Shift+F7")
    assert taken is not None
    assert free is not None
    before = Hotkey(desktop="xcb")
    assert before.use(KEY) is None
    assert hotkey.use(KEY) is Why.TAKEN
    assert hotkey.heard is None
    assert hotkey.try_out(taken) is Why.TAKEN
    assert hotkey.try_out(free) is None
    before.let_go()
    assert hotkey.try_out(taken) is None


def test_a_key_that_was_let_go_is_heard_no_more(qtbot: QtBot, environment: dict[str, str], hotkey: Hotkey) -> None:
    hotkey.use(KEY)
    hotkey.use("Ctrl+Alt+Shift+F7")
    with qtbot.assertNotEmitted(hotkey.pressed, wait=200):
        xdotool(environment, "key", PRESSED)
    with qtbot.waitSignal(hotkey.pressed):
        xdotool(environment, "key", "ctrl+alt+shift+F7")


def test_a_key_that_no_keyboard_has_is_none(hotkey: Hotkey) -> None:
    assert hotkey.use("Ctrl+Alt+Ж") is Why.NOT_A_KEY


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library drops its socket open
@pytest.mark.parametrize("name", [":9999", "", "elsewhere.example:0", "nonsense"])
def test_without_an_x_server_on_this_machine_the_reason_is_named(
    qapp: object, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    sockets.watch()
    monkeypatch.setenv("DISPLAY", name)
    before = sockets.opened()
    assert Hotkey(desktop="xcb").use(KEY) is Why.NO_DESKTOP
    assert sockets.opened() == before
