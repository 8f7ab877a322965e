"""What a day in the window brings: sizes, undo, keys on buttons and in the search, and a source that went away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from at_once import AtOnce
from photographer import INES, NOW, THEO, flag, risk
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.desk_rows import SearchHit, Status
from app.wording.states import at_start
from engine.domain import Severity
from engine.problems import Problem, StoreKeyMissing, StoreKeyWrong
from ui.buttons import Button
from ui.choice_menu import ChoiceMenu
from ui.draft_view import DraftView
from ui.main_window import MainWindow
from ui.page import Page
from ui.panel_pieces import Banner
from ui.preferences import Preferences
from ui.risk_panel import RiskPanel
from ui.surface import keep_size
from ui.theme import Theme

Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_a_widget_that_is_gone_hears_no_more_of_the_text_size(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    stays, goes = QWidget(window), QWidget(window)
    keep_size(stays, theme, width=10)
    keep_size(goes, theme, width=10, height=20)
    goes.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.captureExceptions() as exceptions:
        theme.set_scale(2.0)
    assert exceptions == []
    assert stays.width() == 20


def test_the_first_window_fits_the_screen_with_its_title(
    qtbot: QtBot, theme: Theme, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences
) -> None:
    window = MainWindow(theme, desk, conductor, preferences, AtOnce(desk))
    qtbot.addWidget(window)
    room = QGuiApplication.primaryScreen().availableSize()
    assert window.width() <= room.width()
    assert window.height() < room.height()


def test_undo_brings_back_the_words_that_a_draft_replaced(window: MainWindow, qtbot: QtBot) -> None:
    composer = window.front.conversation.composer
    composer.edit.setFocus()
    qtbot.keyClicks(composer.edit, "my own words")
    qtbot.keyClick(composer.edit, Key.Key_1, Mod.ControlModifier | Mod.AltModifier)
    assert composer.text() == "my own words"
    qtbot.keyClick(composer.edit, Key.Key_Return)
    assert composer.text() != "my own words"
    qtbot.keyClick(composer.edit, Key.Key_Z, Mod.ControlModifier)
    assert composer.text() == "my own words"
    assert composer.unfinished()


def test_return_presses_a_button_as_space_does(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "Use my messages", look="primary")
    qtbot.addWidget(button)
    button.show()
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(button, Key.Key_Return, Mod.ControlModifier)


def test_that_reading_stopped_is_said_until_it_was_read_again(window: MainWindow) -> None:
    bar, known = window.status, Status(1, 1, NOW, "", 0, 0)
    bar.show_status(known)
    bar.show_sync_problem("Reading stopped at 11:07")
    bar.show_status(known)
    assert bar.sync.text() == "Reading stopped at 11:07"
    bar.show_status(Status(1, 1, NOW + timedelta(seconds=1), "", 0, 0))
    assert bar.sync.text().startswith("Messages in sync")


def test_down_in_the_search_goes_to_what_was_found(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    desk.hits = [SearchHit(THEO, 32, "guid-32", "+44 7700 900142", "budget is no issue", NOW, 1.0)]
    inbox = window.front.inbox
    inbox.search.edit.setFocus()
    qtbot.keyClicks(inbox.search.edit, "budget")
    qtbot.keyClick(inbox.search.edit, Key.Key_Down)
    assert inbox.searching.found.hasFocus()
    assert inbox.searching.found.currentIndex().row() == 0


def test_where_list_and_thread_take_turns_a_draft_is_dismissed_in_sight(
    open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = open_window(900, 800)
    front = window.front
    assert not front.centre.isVisible()
    qtbot.keyClick(front.inbox.list, Key.Key_X)
    assert any(menu.isVisible() for menu in window.findChildren(ChoiceMenu))
    assert front.conversation.drafts.isVisible()
    assert not front.inbox.isVisible()


def test_larger_text_keeps_the_newest_message_in_sight(open_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = open_window(1100, 700)
    messages = window.front.conversation.messages
    assert messages.at_bottom()
    for scale in (1.1, 1.2, 1.5, 1.0):
        window.set_text_size(scale)
        qtbot.waitUntil(messages.at_bottom)
        assert messages.verticalScrollBar().maximum() > 0


def test_the_hint_of_the_composer_grows_with_its_text(window: MainWindow) -> None:
    edit = window.front.conversation.composer.edit
    window.set_text_size(2.0)
    assert edit.viewport().font() == edit.font()


def test_after_large_text_the_panels_have_their_width_again(window: MainWindow, qtbot: QtBot) -> None:
    front = window.front
    for n in range(11, 21):
        window.set_text_size(n / 10)
    window.set_text_size(1.0)
    inspector = front.inspector
    qtbot.waitUntil(lambda: inspector.mapTo(front, inspector.rect().topRight()).x() >= front.width() - 2)
    assert inspector.width() == 328


def test_an_arc_past_its_mark_is_not_spoken_away(qtbot: QtBot, theme: Theme) -> None:
    panel = RiskPanel(theme)
    qtbot.addWidget(panel)
    text = "Could you add it for free?"
    asked = flag("free_work", text, "for free", 1, Severity.MEDIUM, "freeloader")
    panel.show_risk(risk(INES, 0.2, [asked], freeloader_score=0.85), "clear", (0.35, 0.65), "Ines")
    said = [banner.accessibleName() for banner in panel.findChildren(Banner)]
    assert said == [
        "Little to worry about. Unpaid work stands out by itself. Together with all that was said it means little."
    ]
    assert all(button.text() != "show in thread" for button in panel.findChildren(Button))


@pytest.mark.parametrize("problem", [StoreKeyMissing(keeper="vault.json"), StoreKeyWrong(keeper="vault.json")])
def test_a_store_without_its_key_names_the_recovery_key(problem: Problem) -> None:
    assert "recovery key" in at_start(problem).text


def test_ctrl_f_searches_from_every_page(open_whole: Callable[..., MainWindow], theme: Theme, qtbot: QtBot) -> None:
    window = open_whole(pages={"training": lambda _window: Page(theme)})
    window.go("training")
    qtbot.keyClick(window.page, Key.Key_F, Mod.ControlModifier)
    assert window.place == "inbox"
    assert window.front.inbox.search.edit.hasFocus()


def test_f6_shows_where_the_keys_are(window: MainWindow, qtbot: QtBot) -> None:
    front = window.front
    messages, drafts = front.conversation.messages, front.conversation.drafts
    qtbot.keyClick(front.inbox.list, Key.Key_F6)
    assert messages.hasFocus()
    assert messages.visualRect(messages.currentIndex()).intersects(messages.viewport().rect())
    qtbot.keyClick(messages, Key.Key_F6)
    assert drafts.hasFocus()
    assert all(view.held for view in drafts.findChildren(DraftView))
    qtbot.keyClick(drafts, Key.Key_F6)
    assert not any(view.held for view in drafts.findChildren(DraftView))


def test_scroll_bars_wear_the_dark_colours_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(mode="light", reduced_motion=True)
    theme.wear(qapp)
    area, inside = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    inside.setFixedSize(100, 2000)
    area.setWidget(inside)
    area.resize(200, 200)
    area.show()
    bar = area.verticalScrollBar()

    def handle() -> QColor:
        return bar.grab().toImage().pixelColor(bar.width() // 2, 16)

    assert handle() == theme.palette().mid().color()
    theme.set_mode("dark")
    assert handle() == theme.palette().mid().color()
    theme.set_mode("light")
