"""The thread: pages, places, hostile text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from photographer import DELE, INES, NOW, flag, line, option, risk, suggestions
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from engine.domain import RedFlag, Severity
from ui.draft_view import DraftView
from ui.main_window import MainWindow

HOSTILE = "<img src='file:///etc/passwd'><b>bold</b> &amp; <script>x</script>"


def long_thread(desk: ScriptedDesk, n_lines: int = 300) -> None:
    desk.threads[DELE] = [
        line(n, f"message {n}", NOW - timedelta(minutes=2 * (n_lines - n)), sender="", from_me=n % 3 == 0)
        for n in range(1, n_lines + 1)
    ]


def test_a_thread_opens_at_its_newest_line(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    assert view.at_bottom()
    assert len(view.rows.lines) == desk.page
    assert view.rows.lines[-1].message_id == 300


def test_scrolling_up_loads_older_lines_and_keeps_the_place(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.verticalScrollBar().setValue(40)
    first = view.indexAt(view.viewport().rect().topLeft()).row()
    assert len(view.rows.lines) == 2 * desk.page
    assert view.rows.item(first).message_id in (241, 240)
    assert view.verticalScrollBar().value() > 40


def test_the_beginning_of_a_thread_is_asked_for_once(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view._load_older()
    asked = desk.pages_read
    view._load_older()
    assert desk.pages_read == asked


def test_new_lines_below_do_not_move_a_reader(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    top = view.rows.item(view.indexAt(view.viewport().rect().topLeft()).row()).message_id
    more = [line(n, "more", NOW + timedelta(seconds=n)) for n in (301, 302)]
    desk.threads[DELE] = [*desk.threads[DELE], *more]
    window.front.conversation.reload()
    assert view.rows.item(view.indexAt(view.viewport().rect().topLeft()).row()).message_id == top
    assert view.pill.text() == "2 below"
    assert view.pill.isVisible()
    qtbot.mouseClick(view.pill, Qt.MouseButton.LeftButton)
    assert view.at_bottom()
    assert not view.pill.isVisible()


def test_at_the_bottom_new_lines_come_into_sight(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    desk.threads[DELE] = [*desk.threads[DELE], line(301, "new", NOW)]
    window.front.conversation.reload()
    assert window.front.conversation.messages.at_bottom()
    assert not window.front.conversation.messages.pill.isVisible()


def test_an_unsend_far_up_takes_the_text_away(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.verticalScrollBar().setValue(0)
    assert view.rows.row_of(200) is not None
    desk.threads[DELE][199] = line(200, "", desk.threads[DELE][199].sent_at, unsent=True, sender="")
    window.front.conversation.reload()
    row = view.rows.row_of(200)
    assert row is not None
    assert "message 200" not in view.rows.item(row).text


def test_a_found_message_is_scrolled_to_through_older_pages(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk)
    window.front.open_conversation(DELE, 30)
    view = window.front.conversation.messages
    row = view.rows.row_of(30)
    assert row is not None
    assert view.viewport().rect().intersects(view.visualRect(view.rows.index(row)))


def test_hostile_text_is_painted_as_it_is(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.threads[DELE] = [line(1, HOSTILE, NOW, sender=HOSTILE)]
    desk.change(DELE, name=HOSTILE, preview=HOSTILE, reason=HOSTILE)
    desk.made[DELE] = suggestions(DELE, [option(1, HOSTILE)])
    window.front.reading.at_once()
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    row = view.rows.row_of(1)
    assert row is not None
    shape = view.delegate.shapes.shape(view.rows.item(row), view.width())
    assert shape.text is not None
    assert shape.text.text() == HOSTILE
    assert window.front.conversation.header.name.textFormat() == Qt.TextFormat.PlainText
    assert not window.grab().isNull()


def test_no_widget_holds_a_rich_text_document() -> None:
    from pathlib import Path

    import ui

    for path in Path(ui.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8").replace("setAcceptRichText(False)", "")
        assert "setHtml" not in text, path.name
        assert "RichText" not in text, path.name
    assert QTextDocument is not None


def test_control_characters_and_overrides_cannot_leave_their_line(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.change(INES, name="Ines\u202e evil\n\x07", preview="a\u202eb\nc" + "x" * 5000)
    window.front.reading.at_once()
    assert window.front.inbox.rows.index(0).data() == "Ines evil"
    assert len(window.front.inbox.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)) < 600


def test_a_long_word_and_a_long_draft_stay_inside(open_window: Callable[..., MainWindow], desk: ScriptedDesk) -> None:
    desk.threads[DELE] = [line(1, "w" * 3000, NOW)]
    desk.made[DELE] = suggestions(DELE, [option(1, "long words " * 200)])
    window = open_window()
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    row = view.rows.row_of(1)
    assert row is not None
    assert view.delegate.shapes.shape(view.rows.item(row), view.width()).body.right() <= view.width()
    QApplication.processEvents()  # the cards come a turn later
    (card,) = [card for card in window.front.conversation.drafts.findChildren(DraftView) if card.isVisible()]
    layout, _wide, high = card._text(card.width())
    assert layout.text().endswith("…")
    assert high < 200


def test_a_short_thread_stands_at_the_foot(window: MainWindow) -> None:
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    last = view.visualRect(view.rows.index(view.rows.rowCount() - 1))
    assert abs(last.bottom() - view.viewport().height()) <= 2


def test_bubbles_are_read_aloud_with_their_marks(window: MainWindow) -> None:
    rows = window.front.conversation.messages.rows
    row = rows.row_of(16)
    assert row is not None
    words = rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Ines, ")
    assert words.endswith("Marked 1. Marked 2.")


def test_what_arrives_before_the_persons_eyes_is_read(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor
) -> None:
    long_thread(desk)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    window.front.conversation.reload()
    assert ("looked", DELE) not in conductor.wishes
    view.scrollToBottom()
    window.front.conversation.reload()
    assert conductor.wishes[-1] == ("looked", DELE)


def red_flag(message_id: int, name: str = "act_now") -> RedFlag:
    return flag(name, f"message {message_id}", "message", message_id, Severity.LOW, "scam")


def test_a_newer_judgement_marks_other_words_and_a_reader_stays(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk, 299)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.mark([red_flag(299)])
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    top, place, asked = view.indexAt(view.viewport().rect().topLeft()).row(), view.place(), desk.pages_read
    view.mark([red_flag(298), red_flag(299, "keep_it_secret")])
    assert [view.rows.item(row).message_id for row, _mark in view.rows.marks()] == [298, 299]
    assert view.indexAt(view.viewport().rect().topLeft()).row() == top
    assert view.place() == place
    assert desk.pages_read == asked


def test_a_newer_judgement_leaves_the_newest_line_in_sight(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk, 299)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.mark([red_flag(299)])
    assert view.at_bottom()
    assert len(view.rows.marks()) == 1
    view.mark([])
    assert view.at_bottom()
    assert not view.rows.marks()


def test_nothing_is_marked_where_no_thread_is_open(window: MainWindow, desk: ScriptedDesk) -> None:
    long_thread(desk, 299)
    window.front.inbox.select(DELE)
    view = window.front.conversation.messages
    view.clear_conversation()
    view.mark([red_flag(299)])
    assert view.rows.rowCount() == 0


def test_the_open_conversation_judged_anew_shows_its_new_risk_and_keeps_what_is_written(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor
) -> None:
    long_thread(desk, 299)
    desk.made[DELE] = suggestions(DELE, [option(41, "Yes, once.")])
    window.front.inbox.select(DELE)
    pane = window.front.conversation
    pane.composer.edit.setPlainText("half a sen")
    asked, wishes, shown = desk.pages_read, list(conductor.wishes), []
    pane.shown.connect(lambda: shown.append(pane.risk_level))
    desk.risks[DELE] = risk(DELE, 0.94, [red_flag(299)])
    desk.change(DELE, name="Dele Osei")
    pane.judged()
    assert (pane.risk_level, shown) == ("high", ["high"])
    assert pane.header.name.text() == "Dele Osei"
    assert [view_mark.number for _row, view_mark in pane.messages.rows.marks()] == [1]
    assert pane.composer.edit.toPlainText() == "half a sen"
    assert [one.text for one in pane.drafts.options] == ["Yes, once."]
    assert (desk.pages_read, conductor.wishes) == (asked, wishes)


def test_a_judgement_after_the_conversation_was_closed_opens_none(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.select(DELE)
    pane = window.front.conversation
    pane.close_conversation()
    desk.risks[DELE] = risk(DELE, 0.94, [red_flag(299)])
    pane.judged()
    assert (pane.head, pane.risk, pane.risk_level) == (None, None, "clear")
