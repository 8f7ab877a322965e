"""What the eye would object to: grounds, directions, and lines that run on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextLayout
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QTableWidgetItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app.store.samples import Sample
from app.wording import states
from engine.problems import SourceDenied
from ui import draft_text
from ui.buttons import Button
from ui.draft_text import Underlined
from ui.figure_table import QuietTable
from ui.main_window import MainWindow
from ui.painting import CENTRE, LEFT, draw_text, text_width
from ui.sample_table import SampleTable
from ui.segments import Segments
from ui.surface import set_base
from ui.theme import Theme
from ui.thread_layout import flowed

RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


def drawn(theme: Theme, text: str, direction: Qt.LayoutDirection, align: Qt.AlignmentFlag) -> QImage:
    image = QImage(300, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    draw_text(painter, QRectF(image.rect()), text, theme.font("body"), QColor(0, 0, 0), align)
    assert painter.layoutDirection() == direction
    painter.end()
    return image


@pytest.mark.parametrize("text", ["+44 7700 900142", "1 h", "Where do I sign?", "Ctrl+↩"])
def test_words_and_numbers_read_the_same_in_a_window_that_runs_from_right_to_left(theme: Theme, text: str) -> None:
    assert drawn(theme, text, RTL, CENTRE) == drawn(theme, text, LTR, CENTRE)


def test_a_line_stands_on_the_side_where_its_window_begins(theme: Theme) -> None:
    image = drawn(theme, "Ines", RTL, LEFT)
    white = QColor(Qt.GlobalColor.white)
    wide = round(text_width(theme.font("body"), "Ines"))
    empty = [image.pixelColor(x, y) == white for x in range(300 - wide - 4) for y in range(30)]
    assert all(empty)
    assert image != drawn(theme, "", RTL, LEFT)


def test_a_field_without_a_frame_stands_on_the_ground_of_what_it_lies_on(qtbot: QtBot) -> None:
    theme = Theme(mode="dark", reduced_motion=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app)
    ground, field = QWidget(), QLineEdit()
    qtbot.addWidget(ground)
    ground.setPalette(QColor("#336699"))
    ground.setAutoFillBackground(True)
    field.setFrame(False)
    set_base(field, theme, "bg.raised")
    layout = QVBoxLayout(ground)
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    layout.addWidget(field)
    ground.resize(240, 60)
    ground.show()
    image = ground.grab().toImage()
    inside = field.mapTo(ground, QPoint(field.width() - 10, field.height() // 2))
    light = Theme(mode="light", reduced_motion=True)
    light.wear(app)
    assert image.pixelColor(inside) == image.pixelColor(2, 2)


def test_a_line_under_words_ends_with_them_where_they_wrap(theme: Theme) -> None:
    text = "The extra outfits are 60 each, as in March. Shall I add both?"
    layout, _wide, _high = flowed(text, theme.font("body"), 120, theme.line("body"))
    assert isinstance(layout, QTextLayout)
    assert layout.lineCount() > 2
    boxes = list(draft_text.boxes(layout, Underlined(0, len(text), None)))
    assert len(boxes) == layout.lineCount()
    for n, box in enumerate(boxes):
        words = text[layout.lineAt(n).textStart() :][: layout.lineAt(n).textLength()].rstrip()
        assert box.right() == pytest.approx(text_width(theme.font("body"), words), abs=1.5)


def test_a_table_marks_a_cell_only_while_the_keyboard_is_in_it(qtbot: QtBot) -> None:
    holder, other, table = QWidget(), QLineEdit(), QuietTable(2, 1)
    qtbot.addWidget(holder)
    for row in range(2):
        table.setItem(row, 0, QTableWidgetItem(str(row)))
    layout = QVBoxLayout(holder)
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    layout.addWidget(other)
    layout.addWidget(table)
    holder.show()
    qtbot.waitExposed(holder)
    holder.activateWindow()
    other.setFocus()
    table.begin_at_top()
    assert (table.currentRow(), table.selectedItems()) == (0, [])
    table.setFocus()
    qtbot.waitUntil(lambda: len(table.selectedItems()) == 1)
    other.setFocus()
    qtbot.waitUntil(lambda: not table.selectedItems())
    assert table.currentRow() == 0


def test_examples_take_no_more_room_than_they_have_rows(qtbot: QtBot, theme: Theme) -> None:
    table = SampleTable(theme)
    qtbot.addWidget(table)
    samples = [Sample(n, "accepted", "Them: later?\nMe:", "Later works", 0.9, n) for n in range(5)]
    table.show_samples(samples)
    five = table.height()
    table.show_samples(samples[:2])
    assert five - table.height() == 3 * table.verticalHeader().defaultSectionSize()


def test_segments_ask_for_the_room_of_their_words_whatever_they_were_given(qtbot: QtBot, theme: Theme) -> None:
    tabs = Segments(theme, ["Tonight", "Samples", "Adapters", "Morning report"], name="Parts")
    qtbot.addWidget(tabs)
    tabs.resize(900, 28)
    words = sum(text_width(theme.font("small", strong=True), word) for word in ("Tonight", "Samples", "Adapters"))
    assert words < tabs.sizeHint().width() < 400


def test_an_empty_list_does_not_say_that_nobody_waits_while_messages_cannot_be_read(
    open_window: Callable[..., MainWindow], desk: ScriptedDesk
) -> None:
    desk.rows.clear()
    window = open_window()
    assert window.front.inbox.nothing.words.text() == "Nobody is waiting"
    window.front.show_trouble(states.of_source(SourceDenied(path="~/Library/Messages/chat.db"), "11:07 today"))
    assert (window.front.inbox.nothing.words.text(), window.front.inbox.nothing.checked.text()) == (
        "Nothing to show.",
        "",
    )
    window.front.show_trouble(None)
    assert window.front.inbox.nothing.words.text() == "Nobody is waiting"
    assert window.front.inbox.nothing.checked.text().startswith("Checked at")


def test_the_ring_of_a_strong_button_stands_off_its_ground(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Send", look="primary")
    qtbot.addWidget(button)
    button.show()
    button.setFocus()
    button.activateWindow()
    qtbot.waitUntil(button.hasFocus)
    image, middle = button.grab().toImage(), button.height() // 2
    ring, air, ground = (QColor(image.pixel(at, middle)) for at in (1, 3, 6))
    assert ring == theme.colour("focus.ring")
    assert ground in (theme.colour("accent.solid"), theme.colour("accent.solidHover"))
    assert air not in (ring, ground)
