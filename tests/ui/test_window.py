"""The window as a whole: states, news, names, memory of where it was, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from at_once import AtOnce
from photographer import DELE, INES, NOW, THEO, inbox_row
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListView, QPlainTextEdit, QTabBar
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events
from app.desk_rows import Status
from engine.domain import State, micros
from engine.problems import SourceBusy
from ui.bridge import Bridge
from ui.growing_draft import GrowingDraft
from ui.main_window import MainWindow
from ui.news import News, reading_words
from ui.preferences import Preferences
from ui.theme import Theme


def test_every_control_has_a_name(window: MainWindow) -> None:
    window.front.inbox.select(THEO)
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QListView, QTabBar)
    nameless = [
        type(widget).__name__
        for kind in kinds
        for widget in window.findChildren(kind)
        if widget.isVisible() and not widget.accessibleName() and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_pointer_targets_are_large_enough(window: MainWindow) -> None:
    small = [
        (button.accessibleName(), button.width(), button.height())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and min(button.width(), button.height()) < 24
    ]
    assert small == []


def test_nothing_is_cut_at_1100_by_700(open_window: Callable[..., MainWindow]) -> None:
    window = open_window(1100, 700)
    assert (window.width(), window.height()) == (1100, 700)
    pane = window.front.conversation
    for widget in (pane.composer, pane.steer, pane.drafts, pane.header.done, window.status.sockets):
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert widget.isVisible()
        assert window.rect().contains(corner), widget
    assert pane.messages.height() >= 200


def test_nobody_waiting_is_said_in_the_words_of_the_house(
    open_window: Callable[..., MainWindow], desk: ScriptedDesk, qtbot: QtBot
) -> None:
    desk.rows = [row for row in desk.rows if row.state is not State.NEEDS_REPLY]
    window = open_window()
    page = window.front.clear_page
    assert page.isVisible()
    assert (page.title.text(), page.text.text()) == ("You’re clear", "Nobody is waiting for you.")
    assert page.first.text() == "Look at Waiting, 1"
    qtbot.mouseClick(page.first, Qt.MouseButton.LeftButton)
    assert window.front.inbox.segments.currentIndex() == 1


def test_the_rail_counts_who_needs_a_reply(window: MainWindow) -> None:
    assert window.rail.items["inbox"].accessibleName() == "Inbox, 8 need a reply"


def test_the_status_bar_never_hides_the_sockets(window: MainWindow) -> None:
    assert window.status.sockets.text() == "Sockets opened: 0"
    assert window.status.model.text() == "No model · past replies"
    window.status.show_sockets(1, "model download")
    assert window.status.sockets.text() == "Sockets opened: 1 · model download"
    assert window.status.sockets.isVisible()


def test_a_model_is_named(window: MainWindow) -> None:
    window.status.show_status(Status(1, 1, NOW, "qwen3-4b@0a1b2c3d", 0, 0))
    assert window.status.model.text() == "qwen3-4b"


def test_a_box_in_use_is_named_where_nobody_can_miss_it(window: MainWindow) -> None:
    window.status.show_status(Status(1, 1, NOW, "remote:studio", 0, 0, remote="studio"))
    assert window.status.model.text() == "Drafts are written on your box studio"
    window.status.show_sockets(2)
    assert window.status.sockets.text() == "Sockets opened: 2 · studio"


def test_drafts_grow_on_screen_and_further_ones_join_without_moving_the_first(
    window: MainWindow, desk: ScriptedDesk
) -> None:
    news = News(window, desk)
    whole = desk.made.pop(INES)
    window.front.conversation.show_drafts()
    news.hear(events.SuggestionGrew(INES, 0, "Sunday"))
    news.hear(events.SuggestionGrew(DELE, 1, "somebody else's"))
    places = window.front.conversation.drafts.findChildren(GrowingDraft)
    assert [place.text for place in places if place.isVisible()] == ["Sunday", "", ""]
    desk.made[INES] = replace(whole, options=whole.options[:3], has_more=True)
    news.hear(events.SuggestionsReady(INES, whole.request_id))
    window.front.conversation.drafts.choose(2)
    desk.made[INES] = whole
    news.hear(events.SuggestionsExtended(INES, whole.request_id))
    assert window.front.conversation.drafts.options == whole.options
    assert window.front.conversation.drafts.selected == 1


def test_news_of_the_open_conversation_reads_it_again(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    news = News(window, desk)
    desk.made.pop(INES)
    news.hear(events.SuggestionsReady(INES, "q"))
    assert not window.front.conversation.drafts.options
    window.front.inbox.touched()
    desk.rows = [inbox_row(30, "Later", "x"), *desk.rows]
    news.hear(events.MessagesArrived((30,)))
    qtbot.waitUntil(lambda: window.front.inbox.rows.n_new == 1)


def test_a_busy_database_is_a_quiet_line(window: MainWindow, desk: ScriptedDesk) -> None:
    News(window, desk).hear(events.SyncFailed(SourceBusy()))
    assert window.status.sync.text().endswith("trying again quietly.")
    assert not window.front.conversation.notice.isVisible()


def test_progress_says_how_far_back_it_is(window: MainWindow, desk: ScriptedDesk) -> None:
    event = events.SyncProgressed(30, 110, 240.0, micros(NOW.replace(month=3, day=14)))
    assert reading_words(event, NOW) == "Reading your history, newest first: back to 14 March. About 4 min."
    News(window, desk).hear(event)
    assert window.status.progress.isVisible()
    News(window, desk).hear(events.SyncFinished(events.SyncReport("x")))
    assert not window.status.progress.isVisible()


def test_news_crosses_threads_and_stops_with_the_bridge(qtbot: QtBot, conductor: ScriptedConductor) -> None:
    bridge = Bridge(conductor)
    heard: list[tuple[object, int]] = []
    bridge.told.connect(lambda event: heard.append((event, threading.get_ident())))
    teller = threading.Thread(target=conductor.tell, args=(events.InboxChanged(),))
    teller.start()
    teller.join()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0][1] == threading.get_ident()
    bridge.close()
    conductor.tell(events.InboxChanged())
    qtbot.wait(1)
    assert len(heard) == 1


def test_closing_tells_and_remembers(window: MainWindow, preferences: Preferences, qtbot: QtBot) -> None:
    window.front.inbox.select(THEO)
    with qtbot.waitSignal(window.closing):
        window.close()
    assert preferences.recall("conversation") == str(THEO)
    assert preferences.recall("window")
    assert preferences.recall("splitter")


def test_the_next_start_is_where_the_person_left(
    open_window: Callable[..., MainWindow], preferences: Preferences
) -> None:
    first = open_window(1300, 820)
    first.front.inbox.select(THEO)
    first.close()
    again = open_window(1300, 820)
    assert again.front.conversation.head is not None
    assert again.front.conversation.head.conversation_id == THEO


def test_the_other_mode_is_worn_at_once(window: MainWindow, theme: Theme) -> None:
    light = window.grab().toImage().pixelColor(700, 300)
    theme.set_mode("dark")
    dark = window.grab().toImage().pixelColor(700, 300)
    assert light != dark
    assert dark == theme.colour("bg.content")


def test_large_text_still_fits(window: MainWindow, theme: Theme) -> None:
    theme.set_scale(2.0)
    window._fit()
    assert window.front.panes.arrangement is not None
    assert window.front.panes.arrangement.one_pane
    assert not window.grab().isNull()


def test_a_finished_row_collapses_and_goes(
    qtbot: QtBot, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences
) -> None:
    moving = Theme(mode="light", reduced_motion=False)
    window = MainWindow(moving, desk, conductor, preferences, AtOnce(desk))
    qtbot.addWidget(window)
    window.show()
    window.begin()
    window.front.finish()
    assert window.front.inbox.rows.row_of(INES) is not None
    qtbot.waitUntil(lambda: window.front.inbox.rows.row_of(INES) is None)


def test_the_size_of_text_is_kept_and_rearranges_at_once(
    window: MainWindow, theme: Theme, preferences: Preferences, qtbot: QtBot
) -> None:
    rail = window.rail.width()
    for _ in range(3):
        qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preferences.settings.text_scale == 1.3
    assert window.rail.width() > rail
    assert window.front.panes.arrangement is not None
    assert window.front.panes.arrangement.inspector == "drawer"
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert theme.scale == 1.0
    assert window.front.panes.arrangement.inspector == "pane"


def test_a_judgement_that_says_the_same_leaves_the_panel_alone(window: MainWindow) -> None:
    window.front.inbox.select(INES)
    panel = window.front.inspector.brief
    before = [panel.column.itemAt(n).widget() for n in range(panel.column.count())]
    window.front.conversation.reload()
    assert [panel.column.itemAt(n).widget() for n in range(panel.column.count())] == before


def test_red_does_not_take_the_brief_away_again(window: MainWindow) -> None:
    window.front.inbox.select(THEO)
    window.front.panes.show_panel(0)
    window.front.conversation.reload()
    assert window.front.inspector.tabs.currentIndex() == 0
