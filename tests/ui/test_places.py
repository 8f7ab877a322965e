"""Every press that leads somewhere leads to a real place, and to no other."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from at_once import AtOnce
from photographer import DELE, INES, THEO, suggestions
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

import ui
from app.silences import PRESSES
from app.vault import Vault
from app.wording.states import NO_MODEL, Act
from tests import stores
from ui import inspector
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.settings_general import FIRST_STEPS
from ui.settings_place import SettingsPlace
from ui.settings_window import PAGES as SETTINGS_PAGES
from ui.troubles import Troubles

#: What the offscreen platform cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


def named() -> set[str]:
    """Every place that the code of the window goes to by its name."""
    found: set[str] = set()
    for path in Path(ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _named_in(node)
    return found


def _named_in(call: ast.Call) -> set[str]:
    """`….place_wished.emit("x")`, `window.go("x")`, `self.go("x")` and `partial(….go, "x")`."""
    target, arguments = call.func, list(call.args)
    if isinstance(target, ast.Name) and target.id == "partial" and arguments:
        target, arguments = arguments[0], arguments[1:]
    words = {one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    written = ast.unparse(target)
    goes = written.endswith(("place_wished.emit", "window.go", "self.go"))
    return words if goes else set()


@pytest.fixture
def store() -> Iterator[Vault]:
    with stores.throwaway() as opened:
        yield opened


@pytest.fixture
def window(open_whole: Callable[..., MainWindow]) -> MainWindow:
    return open_whole()


@pytest.fixture
def place(window: MainWindow, settings_of: Callable[..., SettingsPlace]) -> SettingsPlace:
    return settings_of(window)


@pytest.fixture
def stored(window: MainWindow, store: Vault) -> MainWindow:
    """The window, its pages reading a store."""
    window.reads = AtOnce(SimpleNamespace(db=store.db, now=window.desk.now))
    return window


def test_the_walk_finds_the_places_that_are_known_to_be_named() -> None:
    assert {"inbox", "sprint", "settings", "model", "training", "risk"} <= named()


@pytest.mark.parametrize("name", sorted(named() | {name for name, *_rest in SETTINGS_PAGES}))
def test_every_place_that_is_named_is_real(stored: MainWindow, place: SettingsPlace, qtbot: QtBot, name: str) -> None:
    if name == "sprint":
        stored.reads = AtOnce(stored.desk)
    stored.go(name)
    if name in PAGES or name == "inbox":
        assert stored.place == name
        assert place.window is None
    else:
        assert place.window is not None
        assert place.window.isVisible()
        assert name in ("settings", place.window.place)


def test_the_settings_lead_to_the_first_steps(stored: MainWindow, place: SettingsPlace, qtbot: QtBot) -> None:
    place.open("general")
    shown = place.window
    assert shown is not None
    qtbot.waitUntil(lambda: shown.page.whole)
    with qtbot.waitSignal(stored.place_wished) as told:
        qtbot.mouseClick(shown.page.steps, LEFT)
    assert told.args == [FIRST_STEPS]


@pytest.mark.parametrize(
    ("code", "verb"),
    [(code, does) for code, presses in PRESSES.items() for _word, does in presses if does in ("privacy", "model")],
)
def test_a_silence_leads_to_the_page_that_it_names(
    window: MainWindow, place: SettingsPlace, store: Vault, desk: ScriptedDesk, qtbot: QtBot, code: str, verb: str
) -> None:
    desk.made[DELE] = suggestions(DELE, [], silent_reason=code)
    window.front.inbox.select(DELE)
    window.reads = AtOnce(SimpleNamespace(db=store.db, now=window.desk.now))
    at = [does for _word, does in PRESSES[code]].index(verb)
    qtbot.mouseClick(window.front.conversation.drafts.notice.pills[at], LEFT)
    assert place.window is not None
    assert place.window.place == verb


def test_a_look_at_the_risk_opens_its_panel_and_nothing_else(
    window: MainWindow, place: SettingsPlace, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    desk.made[INES] = suggestions(INES, [], silent_reason="risk_stop")
    window.front.inbox.select(INES)
    window.front.panes.show_panel(inspector.BRIEF)
    window.front.conversation.show_drafts()
    qtbot.mouseClick(window.front.conversation.drafts.notice.pills[0], LEFT)
    assert window.front.inspector.tabs.currentIndex() == inspector.RISK
    assert place.window is None


def test_other_rules_are_on_their_own_page(window: MainWindow, place: SettingsPlace, store: Vault) -> None:
    window.front.inbox.select(THEO)
    window.reads = AtOnce(SimpleNamespace(db=store.db, now=window.desk.now))
    window.front.inspecting.rules_wished.emit()
    assert place.window is not None
    assert place.window.place == "risk"


def test_choosing_a_model_leads_to_the_models(stored: MainWindow, place: SettingsPlace, qtbot: QtBot) -> None:
    Troubles(stored)
    stored.front.show_trouble(NO_MODEL)
    stored.front.conversation.trouble.wished.emit(Act.CHOOSE_MODEL)
    assert place.window is not None
    assert place.window.place == "model"


def test_a_sprint_leads_to_the_page_that_a_silence_names(
    window: MainWindow, place: SettingsPlace, store: Vault, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    desk.made[INES] = suggestions(INES, [], silent_reason="switched_off")
    window.go("sprint")
    window.reads = AtOnce(SimpleNamespace(db=store.db, now=window.desk.now))
    qtbot.mouseClick(window.page.card.drafts.notice.pills[0], LEFT)  # type: ignore[attr-defined]  # the sprint's
    assert place.window is not None
    assert place.window.place == "privacy"
