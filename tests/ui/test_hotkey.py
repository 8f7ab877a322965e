"""The key from anywhere: how it is written, where it works, why not, and recording another one."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.hotkey import chord as chords
from ui.hotkey.carbon import HotKey
from ui.hotkey.chord import Chord, Why
from ui.hotkey.hotkey import Hotkey
from ui.hotkey_recorder import HotkeyRecorder, own_act
from ui.theme import Theme

#: What the offscreen platform cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
DEFAULT = Chord(frozenset({"Ctrl", "Alt", "Shift"}), "R")
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.mark.parametrize(
    ("written", "chord"),
    [
        ("Ctrl+Alt+Shift+R", DEFAULT),
        ("Shift+Alt+Ctrl+r", DEFAULT),
        ("Meta+Space", Chord(frozenset({"Meta"}), "Space")),
        ("F8", Chord(frozenset(), "F8")),
        ("Ctrl++", Chord(frozenset({"Ctrl"}), "+")),
        ("", None),
        ("Ctrl+", None),
        ("Ctrl+Nonsense", None),
        ("Hyper+R", None),
        ("Ctrl+R, Ctrl+S", None),
    ],
)
def test_a_key_is_read_from_the_settings(written: str, chord: Chord | None) -> None:
    assert chords.read(written) == chord


def test_it_is_written_in_one_order() -> None:
    assert DEFAULT.written == "Ctrl+Alt+Shift+R"
    assert DEFAULT.sequence.toString() == "Ctrl+Alt+Shift+R"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Ctrl+Alt+Shift+R", None),
        ("F8", None),
        ("R", Why.NO_MODIFIER),
        ("Shift+R", Why.NO_MODIFIER),
        ("Shift+F8", None),
        ("Meta+K", None),
    ],
)
def test_typing_is_left_alone(written: str, why: Why | None) -> None:
    assert chords.objection(chords.read(written)) == why


@pytest.mark.parametrize(
    ("desktop", "why"), [("wayland", Why.WAYLAND), ("wayland-egl", Why.WAYLAND), ("offscreen", Why.NO_DESKTOP)]
)
def test_where_no_program_may_listen_the_reason_is_named(qapp: object, desktop: str, why: Why) -> None:
    hotkey = Hotkey(desktop=desktop)
    assert hotkey.use("Ctrl+Alt+Shift+R") is why
    assert hotkey.heard is None
    assert hotkey.try_out(DEFAULT) is why


def test_no_key_is_no_failure(qapp: object) -> None:
    hotkey = Hotkey(desktop="wayland")
    assert hotkey.use("") is None


class Carbon:
    """Stands for the library that registers keys on a Mac."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.registered: list[tuple[int, int, Any]] = []
        library, constants = ModuleType("quickmachotkey"), ModuleType("quickmachotkey.constants")
        keys = {"kVK_ANSI_R": 15, "kVK_Space": 49, "kVK_F8": 100, "cmdKey": 256, "shiftKey": 512, "optionKey": 2048, "controlKey": 4096}  # fmt: skip  # noqa: E501
        for name, code in keys.items():
            setattr(constants, name, code)
        library.mask = lambda *masks: sum(masks)  # type: ignore[attr-defined]
        library.quickHotKey = self._quick  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "quickmachotkey", library)
        monkeypatch.setitem(sys.modules, "quickmachotkey.constants", constants)

    def _quick(self, *, virtualKey: int, modifierMask: int) -> Any:  # noqa: N803 - the library's names
        def decorated(act: Any) -> Any:
            one = (virtualKey, modifierMask, act)
            self.registered.append(one)
            act.unregister = lambda: self.registered.remove(one)
            return act

        return decorated


def test_a_mac_registers_the_hot_key(qapp: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    carbon = Carbon(monkeypatch)
    hotkey = Hotkey(desktop="cocoa")
    assert hotkey.use("Ctrl+Alt+Shift+R") is None
    ((key, mask, act),) = carbon.registered
    assert (key, mask) == (15, 4096 + 2048 + 512)
    with qtbot.waitSignal(hotkey.pressed):
        act()
    hotkey.use("Meta+Space")
    assert [one[:2] for one in carbon.registered] == [(49, 256)]
    hotkey.let_go()
    assert carbon.registered == []


def test_trying_a_key_leaves_the_present_one(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    carbon = Carbon(monkeypatch)
    hotkey = Hotkey(desktop="cocoa")
    hotkey.use("Ctrl+Alt+Shift+R")
    assert hotkey.try_out(Chord(frozenset(), "F8")) is None
    assert hotkey.try_out(Chord(frozenset({"Meta"}), "Ä")) is Why.NOT_A_KEY
    assert [one[0] for one in carbon.registered] == [15]
    assert hotkey.heard == DEFAULT


def test_without_the_library_a_mac_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "quickmachotkey", None)
    assert HotKey(lambda _at: None).take(DEFAULT) is Why.NO_DESKTOP


@pytest.fixture
def recorder(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> HotkeyRecorder:
    Carbon(monkeypatch)
    hotkey = Hotkey(desktop="cocoa")
    hotkey.use("Ctrl+Alt+Shift+R")
    made = HotkeyRecorder(theme, hotkey, dict)
    made.chosen.connect(hotkey.use)
    made.show_key("Ctrl+Alt+Shift+R")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_pressed_key_is_recorded(qtbot: QtBot, recorder: HotkeyRecorder) -> None:
    recorder.well.setFocus()
    qtbot.keyClick(recorder.well, Qt.Key.Key_Return)
    assert recorder.well.recording
    qtbot.keyClick(recorder.well, Qt.Key.Key_Control, CTRL)
    assert recorder.well.recording
    with qtbot.waitSignal(recorder.chosen) as chosen:
        qtbot.keyClick(recorder.well, Qt.Key.Key_Space, CTRL | ALT)
    assert chosen.args == ["Ctrl+Alt+Space"]
    assert recorder.well.words == Chord(frozenset({"Ctrl", "Alt"}), "Space").shown
    assert recorder.reason.isHidden()
    assert recorder._hotkey.heard == Chord(frozenset({"Ctrl", "Alt"}), "Space")


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Qt.Key.Key_R, SHIFT, "so that typing stays as it is"),
        (Qt.Key.Key_K, CTRL, "In this window the key already does “Command palette”."),
        (Qt.Key.Key_Adiaeresis, CTRL | ALT, "This key cannot be used here."),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_with_its_reason(
    qtbot: QtBot, recorder: HotkeyRecorder, key: Qt.Key, modifiers: Qt.KeyboardModifier, said: str
) -> None:
    chosen: list[str] = []
    recorder.chosen.connect(chosen.append)
    qtbot.mouseClick(recorder.well, Qt.MouseButton.LeftButton)
    qtbot.keyClick(recorder.well, key, modifiers)
    assert said in recorder.reason.text()
    assert chosen == []
    assert recorder._hotkey.heard == DEFAULT


def test_while_recording_the_present_key_can_be_pressed_too(qtbot: QtBot, recorder: HotkeyRecorder) -> None:
    qtbot.mouseClick(recorder.well, Qt.MouseButton.LeftButton)
    assert recorder._hotkey.heard is None
    qtbot.keyClick(recorder.well, Qt.Key.Key_Escape)
    assert not recorder.well.recording
    assert recorder._hotkey.heard == DEFAULT


def test_no_key_is_a_choice_too(qtbot: QtBot, recorder: HotkeyRecorder) -> None:
    with qtbot.waitSignal(recorder.chosen) as chosen:
        qtbot.mouseClick(recorder.clear, Qt.MouseButton.LeftButton)
    assert chosen.args == [""]
    assert recorder.well.accessibleName() == "Key for quick reply: No key"
    assert recorder._hotkey.heard is None


def test_the_own_key_of_quick_reply_is_no_conflict() -> None:
    assert own_act(DEFAULT, {}) == ""
    assert own_act(Chord(frozenset({"Ctrl"}), "K"), {}) == "Command palette"


def test_a_key_that_the_person_gave_away_is_free_and_the_one_they_took_is_not() -> None:
    changed = {"palette": "Ctrl+Shift+P"}
    assert own_act(Chord(frozenset({"Ctrl"}), "K"), changed) == ""
    assert own_act(Chord(frozenset({"Ctrl", "Shift"}), "P"), changed) == "Command palette"


def test_keys_that_every_field_needs_are_not_taken_from_it() -> None:
    assert own_act(chords.read("Ctrl+C") or DEFAULT, {}) == "copying"


def test_a_key_that_is_not_heard_says_so_where_it_is_set(qtbot: QtBot, theme: Theme) -> None:
    hotkey = Hotkey(desktop="wayland")
    hotkey.use("Ctrl+Alt+Shift+R")
    recorder = HotkeyRecorder(theme, hotkey, dict)
    qtbot.addWidget(recorder)
    recorder.show_key("Ctrl+Alt+Shift+R")
    assert "sotto quick" in recorder.reason.text()
