"""The list: order that does not move under the cursor, segments, chips, names for reading aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from photographer import DELE, GROUP, INES, NOW, THEO, inbox_row, inbox_rows
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app.desk_rows import InboxRow, SearchHit
from engine.domain import State
from ui.inbox_list import InboxList, Role, spoken
from ui.main_window import MainWindow


def shown(rows: InboxList) -> list[int]:
    return [rows.row_at(at).conversation_id for at in range(rows.rowCount())]


def test_newcomers_wait_behind_the_pill_and_nothing_moves() -> None:
    rows = InboxList()
    rows.offer(inbox_rows(), NOW, may_move=True)
    before = shown(rows)
    rows.offer([inbox_row(20, "New", "Hi"), *reversed(inbox_rows())], NOW, may_move=False)
    assert shown(rows) == before
    assert rows.n_new == 1
    rows.refresh()
    assert shown(rows)[0] == 20
    assert rows.n_new == 0


def test_a_row_that_changed_is_updated_where_it_stands() -> None:
    rows = InboxList()
    rows.offer(inbox_rows(), NOW, may_move=True)
    changed = [inbox_row(row.conversation_id, row.name, "another text") for row in inbox_rows()]
    rows.offer(changed, NOW, may_move=False)
    assert rows.index(1).data(Role.PREVIEW) == "another text"


def test_a_conversation_that_is_gone_leaves_at_once() -> None:
    rows = InboxList()
    rows.offer(inbox_rows(), NOW, may_move=True)
    rows.offer([row for row in inbox_rows() if row.conversation_id != DELE], NOW, may_move=False)
    assert DELE not in shown(rows)


def test_with_the_focus_in_the_list_the_pill_appears_and_the_key_shows(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    window.front.inbox.touched()
    desk.rows = [inbox_row(20, "New", "Hi"), *desk.rows]
    window.front.reading.at_once()
    assert window.front.inbox.pill.isVisible()
    assert window.front.inbox.pill.text() == "1 new · show"
    assert window.front.inbox.current() == INES
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Period)
    assert not window.front.inbox.pill.isVisible()
    assert shown(window.front.inbox.rows)[0] == 20
    assert window.front.inbox.current() == INES


def test_the_first_rows_stay_where_they_are_while_others_are_still_being_judged(
    open_window: Callable[..., MainWindow], desk: ScriptedDesk
) -> None:
    rows = list(desk.rows)
    desk.rows = rows[1:4]
    inbox = open_window().front.inbox
    assert inbox.list.hasFocus()
    before = shown(inbox.rows)
    desk.rows = [*reversed(rows[1:4]), *rows[4:], rows[0]]
    window_rows = inbox.rows
    inbox.offer(desk.rows, NOW)
    assert shown(window_rows) == before
    assert inbox.pill.isVisible()


def test_z_after_a_snooze_empties_later_again(window: MainWindow, desk: ScriptedDesk) -> None:
    inbox = window.front.inbox
    inbox.touched()
    inbox.segments.setCurrentIndex(2)
    desk.change(INES, state=State.LATER)
    window.front.reading.at_once()
    inbox.show_new()
    assert INES in shown(inbox.rows)
    inbox.bring_back(INES)
    desk.change(INES, state=State.NEEDS_REPLY)
    inbox.touched()
    window.front.reading.at_once()
    assert INES not in shown(inbox.rows)
    assert inbox.rows.rowCount() == inbox.rows.count(State.LATER)


def test_segments_count_and_show(window: MainWindow, qtbot: QtBot) -> None:
    segments = window.front.inbox.segments
    assert [segments.segment(at).count for at in range(3)] == [8, 1, 1]
    assert segments.accessibleTabName(0) == "Needs reply, 8"
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert shown(window.front.inbox.rows) == [GROUP]


def test_an_empty_segment_says_what_it_means(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.rows = [row for row in desk.rows if row.state is not State.LATER]
    window.front.inbox.segments.setCurrentIndex(2)
    window.front.reading.at_once()
    assert window.front.inbox.nothing.words.isVisible()
    assert (
        window.front.inbox.nothing.words.text()
        == "Nothing set aside. Press H on a conversation to bring it back later."
    )


def test_a_row_is_read_aloud_in_full() -> None:
    words = spoken(inbox_rows()[0])
    assert words.startswith("Ines Calloway, waiting 1 hour, by 15:00, reschedule, worth checking, since we’re regulars")


def test_a_quiet_minute_brings_the_order_up_to_date(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.touched()
    desk.rows = [inbox_row(20, "New", "Hi"), *desk.rows]
    window.front.reading.at_once()
    assert window.front.inbox.rows.n_new == 1
    window.front.inbox._quiet.timeout.emit()
    assert window.front.inbox.rows.n_new == 0


@pytest.fixture
def first_run(open_window: Callable[..., MainWindow], desk: ScriptedDesk) -> tuple[MainWindow, list[InboxRow]]:
    """The list has the keys while its first row is judged and two more wait for that."""
    desk.rows = [inbox_row(20, "First", "Hi"), *(_unjudged(number) for number in (21, 22))]
    window = open_window()
    assert window.front.inbox.list.hasFocus()
    return window, [inbox_row(21, "Second", "Soon?"), inbox_row(22, "Third", "Now?")]


def _unjudged(number: int) -> InboxRow:
    return replace(inbox_row(number, "Later", "Hi"), state=State.DONE, weighed=False)


def test_rows_that_are_judged_for_the_first_time_come_in_by_themselves(
    first_run: tuple[MainWindow, list[InboxRow]], desk: ScriptedDesk
) -> None:
    window, judged = first_run
    inbox = window.front.inbox
    desk.rows = [judged[0], inbox_row(20, "First", "Hi"), _unjudged(22)]
    window.front.reading.at_once()
    assert shown(inbox.rows) == [21, 20]
    desk.rows = [*judged, inbox_row(20, "First", "Hi")]
    window.front.reading.at_once()
    assert (shown(inbox.rows), inbox.rows.n_new) == ([21, 22, 20], 0)
    assert inbox.current() == 20


def test_rows_that_are_judged_for_the_first_time_wait_once_the_person_moved(
    first_run: tuple[MainWindow, list[InboxRow]], desk: ScriptedDesk, qtbot: QtBot
) -> None:
    window, judged = first_run
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Down)
    desk.rows = [judged[0], inbox_row(20, "First", "Hi"), _unjudged(22)]
    window.front.reading.at_once()
    assert (shown(window.front.inbox.rows), window.front.inbox.rows.n_new) == ([20], 1)


def test_after_the_first_judging_newcomers_wait_for_the_person(
    first_run: tuple[MainWindow, list[InboxRow]], desk: ScriptedDesk
) -> None:
    window, judged = first_run
    desk.rows = [*judged, inbox_row(20, "First", "Hi")]
    window.front.reading.at_once()
    desk.rows = [inbox_row(23, "New", "Hello"), *desk.rows]
    window.front.reading.at_once()
    assert window.front.inbox.rows.n_new == 1


def test_no_segment_is_lit_while_a_search_shows_what_is_found_everywhere(
    window: MainWindow, desk: ScriptedDesk
) -> None:
    desk.hits = [SearchHit(THEO, 32, "guid-32", "+44 7700 900142", "budget is no issue", NOW, 1.0)]
    inbox = window.front.inbox
    before = inbox.segments.grab().toImage()
    inbox.searching.look_for("budget")
    assert inbox.segments.grab().toImage() != before
    inbox.leave_search()
    assert inbox.segments.lit


def test_search_shows_hits_and_opens_them(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    desk.hits = [SearchHit(THEO, 32, "guid-32", "+44 7700 900142", "budget is no issue", NOW, 1.0)]
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Slash)
    assert window.front.inbox.search.edit.hasFocus()
    qtbot.keyClicks(window.front.inbox.search.edit, "budget")
    qtbot.keyClick(window.front.inbox.search.edit, Qt.Key.Key_Return)
    assert window.front.inbox.searching.found.isVisible()
    window.front.inbox.searching.found.activated.emit(window.front.inbox.searching.hits.index(0))
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == THEO
    assert window.front.inbox.current() == THEO


def test_a_search_without_hits_says_so_and_esc_leaves(window: MainWindow, qtbot: QtBot) -> None:
    window.front.inbox.searching.look_for("zebra")
    assert window.front.inbox.nothing.words.text() == "Nothing found for “zebra”. Try fewer words, or ask your history."
    window.front.inbox.search.edit.setFocus()
    qtbot.keyClick(window.front.inbox.search.edit, Qt.Key.Key_Escape)
    assert window.front.inbox.list.isVisible()
    assert window.front.inbox.list.hasFocus()


def test_chips_drop_their_reason_in_narrow_windows(open_window: Callable[..., MainWindow]) -> None:
    narrow = open_window(1100, 700)
    assert narrow.front.inbox.delegate.short
    assert narrow.front.inbox.segments.segment(0).word == "Reply"
    assert not open_window(1440, 900).front.inbox.delegate.short


def test_the_tooltip_says_why_and_cannot_be_markup(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.change(INES, reason="<b>asks</b> a question")
    window.front.reading.at_once()
    tip = window.front.inbox.rows.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Here because: ‹b>asks‹/b> a question"


def test_every_visible_row_can_be_painted(window: MainWindow) -> None:
    picture = window.front.inbox.list.grab().toImage()
    corner = window.front.inbox.list.visualRect(window.front.inbox.rows.index(0)).topLeft()
    accent = window.theme.colour("accent.base").rgb()
    assert picture.pixel(corner + QPoint(1, 40)) == accent


def test_the_key_cap_of_the_search_goes_with_the_first_letter(window: MainWindow, qtbot: QtBot) -> None:
    field = window.front.inbox.search
    field.edit.setFocus()
    right = QPoint(field.width() - 12, field.height() // 2)
    QApplication.processEvents()
    asked: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent) and event.region().contains(right):
                asked.append(event.type())
            return False

    watch = Watch()
    field.installEventFilter(watch)
    qtbot.keyClicks(field.edit, "b")
    qtbot.waitUntil(lambda: bool(asked))
