"""The insights by keys and mouse: cards, their tables, periods, the file, and what stands there meanwhile."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pictures_insights import Told, figures, nothing
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from scripted_conductor import ScriptedConductor

from app import clock, events, vault
from app.insight_periods import Span
from app.model_in_use import ModelInUse
from app.store import delays
from engine.domain import micros
from ui.aside import Aside
from ui.insights_page import SKELETON_MS, InsightsPage
from ui.main_window import MainWindow
from ui.pages import PAGES, PLACES
from ui.preferences import Preferences
from ui.store_desk import StoreDesk
from ui.theme import Theme

Key = Qt.Key


class Never(Told):
    """Reads that never answer, and remember what was asked."""

    def __init__(self) -> None:
        super().__init__(figures())
        self.asked: list[str] = []

    def ask(self, name: str, read: object, then: object, failed: object = None) -> None:
        self.asked.append(name)


@pytest.fixture
def window(open_whole: Callable[..., MainWindow]) -> MainWindow:
    window = open_whole()
    window.reads = Told(figures())  # type: ignore[assignment]  # figures at hand
    return window


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> InsightsPage:
    qtbot.keyClick(window.front.inbox.list, Key.Key_G)
    qtbot.keyClick(window.front.inbox.list, Key.Key_N)
    found = window.page
    assert isinstance(found, InsightsPage)
    qtbot.waitUntil(lambda: found.drawn)
    return found


def card_in_focus(page: InsightsPage) -> str:
    return next((name for name, card in page.cards.items() if card.hasFocus()), "")


def test_g_and_n_go_there_and_the_first_card_has_the_focus(page: InsightsPage, window: MainWindow) -> None:
    assert window.place == "insights"
    assert window.rail.items["insights"].isChecked()
    assert card_in_focus(page) == "answers"
    shown = {name: card.figure.text() for name, card in page.cards.items()}
    assert shown["answers"] == "18 min"
    assert shown["decisions"] == "58 %"
    assert shown["calibration"] == "± 3 %"
    assert shown["silences"] == "9.5 %"


def test_arrows_move_between_cards(page: InsightsPage, qtbot: QtBot) -> None:
    path = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up, Key.Key_Up):
        qtbot.keyClick(page.cards[card_in_focus(page)], key)
        path.append(card_in_focus(page))
    assert path == ["decisions", "saved", "volume", "silences", "decisions", "decisions"]


def test_every_card_says_its_chart_in_one_sentence(page: InsightsPage) -> None:
    for card in page.cards.values():
        spoken = QAccessible.queryAccessibleInterface(card).text(QAccessible.Text.Name)
        assert spoken.startswith(card.title.text())
        assert spoken.endswith(".")
    assert "412 answers came within 18 minutes" in page.cards["answers"].accessibleName()
    assert "3 hours are above your goal of 45 minutes" in page.cards["answers"].accessibleName()


def test_t_turns_the_chart_in_focus_into_a_table_and_back(page: InsightsPage, qtbot: QtBot) -> None:
    card = page.cards["answers"]
    qtbot.keyClick(card, Key.Key_T)
    assert card.places.currentWidget() is card.table
    assert card.table.hasFocus()
    assert not page.cards["decisions"].has_table
    texts = [card.table.item(13, column).text() for column in range(3)]
    assert texts == ["20:00", "61", "20"]
    qtbot.keyClick(card.table, Key.Key_Down)
    item = card.table.currentItem()
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "08:00, Hour 08:00"
    qtbot.keyClick(card.table, Key.Key_T)
    assert card.places.currentWidget() is card.chart
    assert card.hasFocus()


def test_escape_leaves_the_table_first_and_then_the_page(page: InsightsPage, window: MainWindow, qtbot: QtBot) -> None:
    card = page.cards["answers"]
    qtbot.keyClick(card, Key.Key_T)
    qtbot.keyClick(card.table, Key.Key_Escape)
    assert (card.has_table, window.place) == (False, "insights")
    qtbot.keyClick(card, Key.Key_Escape)
    assert window.place == "inbox"


def test_the_small_button_does_what_t_does(page: InsightsPage, qtbot: QtBot) -> None:
    card = page.cards["volume"]
    qtbot.mouseClick(card.turn, Qt.MouseButton.LeftButton)
    assert card.has_table
    assert card.turn.accessibleName() == "Messages: show as a chart"
    assert min(card.turn.width(), card.turn.height()) >= 24
    qtbot.mouseClick(card.turn, Qt.MouseButton.LeftButton)
    assert not card.has_table


def test_t_rests_where_single_letters_are_off(page: InsightsPage, window: MainWindow, qtbot: QtBot) -> None:
    window.preferences.change(single_letter_keys=False)
    window.go("inbox")
    window.go("insights")
    qtbot.keyClick(page.cards["answers"], Key.Key_T)
    assert not page.cards["answers"].has_table


def test_a_period_is_chosen_by_keys(page: InsightsPage, qtbot: QtBot) -> None:
    assert page.span is Span.MONTH
    page.spans.setFocus()
    qtbot.keyClick(page.spans, Key.Key_Left)
    assert page.span is Span.WEEK
    qtbot.keyClick(page.spans, Key.Key_Right)
    qtbot.keyClick(page.spans, Key.Key_Right)
    assert page.span is Span.YEAR


def test_the_period_is_kept(page: InsightsPage, preferences: Preferences) -> None:
    page.spans.setCurrentIndex(2)
    assert preferences.recall("insights") == "year"


def test_a_table_stays_open_while_figures_are_counted_again(page: InsightsPage, qtbot: QtBot) -> None:
    card = page.cards["volume"]
    card.toggle_table()
    page._again.timeout.emit()
    qtbot.waitUntil(lambda: page.drawn)
    assert card.places.currentWidget() is card.table


def test_too_little_says_how_much_is_needed(page: InsightsPage, window: MainWindow, qtbot: QtBot) -> None:
    window.reads = Told(nothing())  # type: ignore[assignment]  # figures at hand
    page.spans.setCurrentIndex(0)
    window.go("inbox")
    window.go("insights")
    card = page.cards["answers"]
    assert card.nothing.isVisible()
    assert card.nothing.text() == "Too little to say yet"
    assert "needs 5 answers" in card.needed.text()
    assert not card.turn.isVisible()
    qtbot.keyClick(card, Key.Key_T)
    assert not card.has_table
    assert page.text.text().startswith("Still counting")


def test_grey_places_stand_only_after_a_moment(page: InsightsPage, window: MainWindow, qtbot: QtBot) -> None:
    card = page.cards["answers"]
    window.reads = Never()  # type: ignore[assignment]  # figures that never come
    page.spans.setCurrentIndex(0)
    assert card.figure.text() == "18 min"
    qtbot.waitUntil(lambda: "Counting…" in card.accessibleName(), timeout=SKELETON_MS + 2000)
    assert card.figure.text() == ""


def test_news_are_counted_sparsely(page: InsightsPage, window: MainWindow) -> None:
    reads = Never()
    window.reads = reads  # type: ignore[assignment]  # written down
    for _ in range(50):
        window.tell_page(events.MessagesArrived((1,)))
    assert reads.asked == []
    page._again.timeout.emit()
    assert reads.asked == ["insights"]


@pytest.mark.parametrize(("width", "scale", "columns"), [(1440, 1.0, 3), (1100, 1.0, 2), (800, 1.0, 1), (1440, 2.0, 1)])
def test_cards_reflow(
    page: InsightsPage, window: MainWindow, theme: Theme, width: int, scale: float, columns: int, qtbot: QtBot
) -> None:
    theme.set_scale(scale)
    window.resize(width, 900)
    qtbot.waitUntil(lambda: len({card.x() for card in page.cards.values()}) == columns)
    assert page.area.horizontalScrollBar().maximum() == 0
    assert all(card.width() <= page.width() for card in page.cards.values())


def test_charts_take_other_colours_with_the_theme(page: InsightsPage, theme: Theme, qtbot: QtBot) -> None:
    chart = page.cards["answers"].chart
    assert chart is not None
    light = chart.grab().toImage()
    theme.set_mode("dark")
    qtbot.waitUntil(lambda: page.drawn)
    dark = chart.grab().toImage()
    assert light.pixelColor(2, 2) != dark.pixelColor(2, 2)
    assert theme.colour("chart.1").name() in colours(dark)
    assert theme.colour("chart.2").name() in colours(dark)


def colours(image: object) -> set[str]:
    return {
        image.pixelColor(x, y).name()  # type: ignore[attr-defined]  # a QImage
        for x in range(0, image.width(), 3)  # type: ignore[attr-defined]
        for y in range(0, image.height(), 3)  # type: ignore[attr-defined]
    }


def test_charts_have_no_handles(page: InsightsPage) -> None:
    chart = page.cards["answers"].chart
    assert chart is not None
    assert chart.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert chart.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert chart.box.state["mouseEnabled"] == [False, False]  # type: ignore[attr-defined]  # pyqtgraph's
    assert not chart.box.menuEnabled()  # type: ignore[attr-defined]


def test_the_figures_are_written_as_a_file_of_numbers(page: InsightsPage, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    page.export_to(path)
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["chart", "place", "measure", "value"]
    assert ["answers", "20:00", "median_minutes", "61"] in lines
    assert page.notice.isVisible()
    assert page.notice.text.text() == "figures.csv"


def test_a_file_that_cannot_be_written_is_said(page: InsightsPage, tmp_path: Path) -> None:
    page.export_to(tmp_path / "nowhere" / "figures.csv")
    assert page.notice.title.text() == "The file could not be written"
    assert page.step_back()
    assert not page.notice.isVisible()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_button_asks_where_to(page: InsightsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("sotto-insights-month-2026-10-08.csv")
    dialog.reject()


def test_a_real_store_is_counted_aside(
    qtbot: QtBot, theme: Theme, conductor: ScriptedConductor, preferences: Preferences
) -> None:
    with vault.throwaway() as opened:
        answered(opened.db, n=6, after_min=12)
        desk = StoreDesk(opened.reader(), clock.now, ModelInUse(opened.home))
        aside = Aside(StoreDesk(opened.reader(), clock.now, ModelInUse(opened.home)))
        window = MainWindow(theme, desk, conductor, preferences, aside, places=PLACES, pages=PAGES)
        qtbot.addWidget(window)
        window.show()
        window.begin()
        window.go("insights")
        page = window.page
        assert isinstance(page, InsightsPage)
        qtbot.waitUntil(lambda: page.found is not None and page.drawn)
        assert page.cards["answers"].figure.text() == "12 min"
        assert page.cards["volume"].figure.text() == "6 in, 6 out"
        assert page.cards["saved"].nothing.text() == "Too little to say yet"
        aside.close()


def answered(db: Callable[..., object] | object, *, n: int, after_min: float) -> None:
    """Questions of the last days, each answered."""
    conn = db.conn  # type: ignore[union-attr, attr-defined]  # a Database
    conn.execute("INSERT INTO conversation (id, merge_key) VALUES (1, 'one')")
    first = clock.now() - timedelta(days=n)
    for at in range(2 * n):
        when = micros(first + timedelta(days=at // 2, minutes=after_min * (at % 2)))
        conn.execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
            "VALUES (?, ?, 1, ?, 1, ?, 'text', 'so?', ?)",
            (at + 1, f"guid-{at}", at, at % 2, when),
        )
        conn.execute("UPDATE conversation SET last_sent_us = ?, n_messages = n_messages + 1", (when,))
    while delays.count_some(db, now=clock.now()):  # type: ignore[arg-type]
        pass
