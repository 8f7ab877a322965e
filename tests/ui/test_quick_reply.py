"""Quick reply by keys and mouse, over a window whose core is scripted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from photographer import DELE, INES, INES_OPTIONS, THEO, inbox_row, option, suggestions
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.events import SendCounting, SendEnded, SuggestionsReady, SuggestionsStarted
from app.send import Reach
from app.store.outbox import Stage
from engine.domain import Move, State
from ui import handing_over
from ui.desktop import Desktop
from ui.main_window import MainWindow
from ui.quick_entries import Entry, in_place
from ui.quick_reply import QuickReply

#: What the offscreen platform cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desktop(qtbot: QtBot, window: MainWindow, desk: ScriptedDesk) -> Desktop:
    desk.made[DELE] = suggestions(DELE, [option(41, "Yes, once."), option(42, "It is.")])
    made = Desktop(window, window.preferences.home)
    qtbot.addWidget(made.quick)
    window.front.reading.at_once()
    return made


@pytest.fixture
def quick(qtbot: QtBot, desktop: Desktop) -> QuickReply:
    return opened(qtbot, desktop)


def opened(qtbot: QtBot, desktop: Desktop) -> QuickReply:
    desktop.quick.open()
    qtbot.waitUntil(desktop.quick.isActiveWindow)
    return desktop.quick


def press(qtbot: QtBot, quick: QuickReply, key: Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    target = quick.row.box.edit if quick.editing and quick.row else quick.focusWidget() or quick
    qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_the_five_most_pressing_are_there_with_their_first_draft(quick: QuickReply) -> None:
    assert [entry.row.name for entry in quick.entries][:3] == ["Ines Calloway", "Dele Osei-Hart", "+44 7700 900142"]
    assert quick.head.count.text() == "5 of 8"
    assert quick.row is quick.rows[0]
    assert quick.rows[0].box.text() == INES_OPTIONS[0].text
    assert not quick.rows[1].box.isVisible()


def test_rows_speak_for_themselves(quick: QuickReply) -> None:
    spoken = [row.head.accessibleName() for row in quick.rows]
    assert spoken[0].startswith("1, Ines Calloway, waiting 1 hour, by 15:00, reschedule, worth checking")
    assert "draft by Sotto: Sunday 14:00 works" in spoken[0]
    assert "high risk" in spoken[2]
    assert spoken[2].endswith("No draft shown. Open the window to see why.")
    assert QAccessible.queryAccessibleInterface(quick.rows[0].head).role() == QAccessible.Role.Button


def test_digits_and_arrows_expand(qtbot: QtBot, quick: QuickReply) -> None:
    press(qtbot, quick, Key.Key_2)
    assert quick.entry is not None
    assert quick.entry.number == DELE
    assert quick.rows[1].box.isVisible()
    assert not quick.rows[0].box.isVisible()
    press(qtbot, quick, Key.Key_Down)
    press(qtbot, quick, Key.Key_Down)
    assert quick.entry.number == 4
    press(qtbot, quick, Key.Key_Up)
    assert quick.entry.number == THEO
    for _ in range(9):
        press(qtbot, quick, Key.Key_Up)
    assert quick.entry.number == INES


def test_left_and_right_show_other_drafts_as_many_as_are_wanted(qtbot: QtBot, quick: QuickReply) -> None:
    box = quick.rows[0].box
    assert box.place.text() == "1 of 3"
    press(qtbot, quick, Key.Key_Right)
    assert (box.text(), box.place.text()) == (INES_OPTIONS[1].text, "2 of 3")
    press(qtbot, quick, Key.Key_Left)
    press(qtbot, quick, Key.Key_Left)
    assert (box.text(), box.place.text()) == (INES_OPTIONS[2].text, "3 of 3")
    qtbot.mouseClick(box.after, Qt.MouseButton.LeftButton)
    assert box.place.text() == "1 of 3"


def test_high_risk_shows_no_draft_and_leaves_nothing(
    qtbot: QtBot, desktop: Desktop, quick: QuickReply, window: MainWindow
) -> None:
    press(qtbot, quick, Key.Key_3)
    assert quick.rows[2].reason.text() == "No draft shown. Open the window to see why."
    assert not quick.rows[2].box.isVisible()
    QGuiApplication.clipboard().setText("before")
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert clipboard() == "before"
    assert quick.isVisible()
    press(qtbot, quick, Key.Key_Return)
    assert not quick.isVisible()
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == THEO


def test_the_key_copies_the_draft_remembers_it_and_closes(
    qtbot: QtBot, quick: QuickReply, conductor: ScriptedConductor
) -> None:
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert clipboard() == "Yes, once."
    assert ("accept", "r41", "Yes, once.") in conductor.wishes
    assert quick.said.isVisible()
    assert quick.said.text().startswith("Copied")
    qtbot.waitUntil(lambda: not quick.isVisible())
    assert not [wish for wish in conductor.wishes if wish[0] == "send"]


def test_enter_edits_in_place_and_what_is_typed_is_what_goes(
    qtbot: QtBot, quick: QuickReply, conductor: ScriptedConductor
) -> None:
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_Return)
    assert quick.editing
    qtbot.keyClicks(quick.rows[1].box.edit, " 5po")
    assert quick.isVisible()
    assert quick.entry is not None
    assert quick.entry.number == DELE
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert clipboard() == "Yes, once. 5po"
    assert ("accept", "r41", "Yes, once. 5po") in conductor.wishes


def test_esc_leaves_the_text_first_and_keeps_it(qtbot: QtBot, quick: QuickReply) -> None:
    press(qtbot, quick, Key.Key_Return)
    qtbot.keyClicks(quick.rows[0].box.edit, " Best, N")
    press(qtbot, quick, Key.Key_Escape)
    assert quick.isVisible()
    assert not quick.editing
    press(qtbot, quick, Key.Key_Right)
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_1)
    assert quick.rows[0].box.text() == INES_OPTIONS[1].text
    press(qtbot, quick, Key.Key_Left)
    assert quick.rows[0].box.text() == INES_OPTIONS[0].text + " Best, N"
    press(qtbot, quick, Key.Key_Escape)
    assert not quick.isVisible()


def test_what_is_typed_outlives_newer_drafts(
    qtbot: QtBot, desktop: Desktop, quick: QuickReply, desk: ScriptedDesk
) -> None:
    press(qtbot, quick, Key.Key_Return)
    qtbot.keyClicks(quick.rows[0].box.edit, " Best, N")
    desk.made[INES] = suggestions(INES, [option(71, "Another one"), *INES_OPTIONS])
    desktop.hear(SuggestionsReady(INES, "q"))
    assert quick.editing
    assert quick.rows[0].box.text() == INES_OPTIONS[0].text + " Best, N"
    assert quick.rows[0].box.place.text() == "2 of 3"


def test_where_there_is_no_draft_one_is_asked_for_and_the_person_may_write(
    qtbot: QtBot, desktop: Desktop, quick: QuickReply, conductor: ScriptedConductor, desk: ScriptedDesk
) -> None:
    press(qtbot, quick, Key.Key_4)
    assert quick.rows[3].reason.text() == "No draft yet. You can write your own."
    qtbot.waitUntil(lambda: ("opened", 4) in conductor.wishes)
    desktop.hear(SuggestionsStarted(4))
    assert quick.rows[3].reason.text() == "Writing…"
    desk.made[4] = suggestions(4, [option(44, "Last page.")])
    desktop.hear(SuggestionsReady(4, "q"))
    assert quick.rows[3].box.text() == "Last page."
    assert not quick.rows[3].reason.isVisible()


def test_a_silence_says_its_reason(qtbot: QtBot, desktop: Desktop, quick: QuickReply, desk: ScriptedDesk) -> None:
    desk.made[4] = suggestions(4, [], silent_reason="sticker_only")
    desktop.hear(SuggestionsReady(4, "q"))
    press(qtbot, quick, Key.Key_4)
    assert quick.rows[3].reason.text() == "No draft for a sticker"


def test_own_words_are_copied_without_taking_a_draft(
    qtbot: QtBot, quick: QuickReply, conductor: ScriptedConductor
) -> None:
    press(qtbot, quick, Key.Key_4)
    press(qtbot, quick, Key.Key_Return)
    qtbot.keyClicks(quick.rows[3].box.edit, "On the last page")
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert clipboard() == "On the last page"
    assert not [wish for wish in conductor.wishes if wish[0] == "accept"]


def test_what_is_worth_checking_is_asked_once(qtbot: QtBot, quick: QuickReply, desk: ScriptedDesk) -> None:
    desk.worries["Yes, once."] = ("card_number",)
    QGuiApplication.clipboard().setText("before")
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert quick.before.isVisible()
    assert quick.before.text.text() == "This holds a card number."
    assert clipboard() == "before"
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert clipboard() == "Yes, once."
    qtbot.waitUntil(lambda: not quick.isVisible())


def test_change_goes_back_to_the_text(qtbot: QtBot, quick: QuickReply, desk: ScriptedDesk) -> None:
    desk.worries["Yes, once."] = ("card_number",)
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_Return, CTRL)
    qtbot.mouseClick(quick.before.second, Qt.MouseButton.LeftButton)
    assert quick.editing
    assert not quick.before.isVisible()


def test_where_sending_is_allowed_it_is_sent_and_can_be_taken_back(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, conductor: ScriptedConductor, desk: ScriptedDesk
) -> None:
    desk.reached[DELE] = Reach.CHAT
    window.preferences.change(send_by_script=True)
    quick = opened(qtbot, desktop)
    press(qtbot, quick, Key.Key_2)
    assert quick.foot.send.text() == "send"
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert ("send", DELE, "Yes, once.", "r41") in conductor.wishes
    desktop.hear(SendCounting(DELE, 6))
    assert quick.strip.isVisible()
    assert (quick.strip.plain.text(), quick.strip.left.text()) == ("Sending to Dele in", "6 s")
    quick.rows[1].head.setFocus()
    press(qtbot, quick, Key.Key_Z)
    assert conductor.wishes[-1] == ("take_back_send", DELE)
    desktop.hear(SendEnded(DELE, Stage.TAKEN_BACK))
    assert not quick.strip.isVisible()
    assert quick.said.text() == "Not sent. Your text is back."
    assert quick.rows[1].box.text() == "Yes, once."


def test_a_reply_that_did_not_go_says_so(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, desk: ScriptedDesk
) -> None:
    desk.reached[DELE] = Reach.CHAT
    window.preferences.change(send_by_script=True)
    opened(qtbot, desktop)
    press(qtbot, desktop.quick, Key.Key_2)
    press(qtbot, desktop.quick, Key.Key_Return, CTRL)
    desktop.hear(SendCounting(DELE, 0))
    desktop.hear(SendEnded(DELE, Stage.FAILED))
    assert desktop.quick.said.text() == "Messages could not send this"


def test_on_a_mac_a_copy_opens_messages(
    qtbot: QtBot, quick: QuickReply, desk: ScriptedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(handing_over, "open_messages", lambda head: opened.append(head.name))
    desk.reached[DELE] = Reach.MESSAGES
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_Return, CTRL)
    assert opened == ["Dele Osei-Hart"]
    assert clipboard() == "Yes, once."


def test_o_opens_the_window_there_and_slash_button_searches(
    qtbot: QtBot, desktop: Desktop, quick: QuickReply, window: MainWindow
) -> None:
    press(qtbot, quick, Key.Key_2)
    press(qtbot, quick, Key.Key_O)
    assert not quick.isVisible()
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == DELE
    quick.open()
    qtbot.mouseClick(quick.head.search, Qt.MouseButton.LeftButton)
    assert not quick.isVisible()
    assert window.focusWidget() is window.front.inbox.search.edit


def test_single_letters_rest_where_they_are_switched_off(
    qtbot: QtBot, quick: QuickReply, window: MainWindow, conductor: ScriptedConductor
) -> None:
    window.preferences.change(single_letter_keys=False)
    for key in (Key.Key_2, Key.Key_O, Key.Key_P):
        press(qtbot, quick, key)
    assert quick.isVisible()
    assert quick.row is quick.rows[0]
    assert not [wish for wish in conductor.wishes if wish[0] == "pause"]
    press(qtbot, quick, Key.Key_Down)
    assert quick.row is quick.rows[1]
    assert quick.foot.pause.keys == ()


def test_the_foot_does_by_mouse_what_its_keys_do(qtbot: QtBot, quick: QuickReply, conductor: ScriptedConductor) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(quick.rows[1].head, left)
    assert quick.row is quick.rows[1]
    qtbot.mouseClick(quick.foot.next, left)
    assert quick.row is quick.rows[2]
    assert not quick.foot.send.isVisible()
    qtbot.mouseClick(quick.rows[1].head, left)
    qtbot.mouseClick(quick.foot.edit, left)
    assert quick.editing
    qtbot.mouseClick(quick.foot.send, left)
    assert clipboard() == "Yes, once."


def test_nobody_waits(qtbot: QtBot, desktop: Desktop, window: MainWindow, desk: ScriptedDesk) -> None:
    desk.rows = [row for row in desk.rows if row.state is not State.NEEDS_REPLY]
    window.front.reading.at_once()
    desktop.quick.open()
    assert desktop.quick.clear_page.isVisible()
    assert desktop.quick.clear_page.title.text() == "You’re clear"
    assert desktop.quick.head.count.text() == ""
    press(qtbot, desktop.quick, Key.Key_Return, CTRL)
    press(qtbot, desktop.quick, Key.Key_1)
    press(qtbot, desktop.quick, Key.Key_Escape)
    assert not desktop.quick.isVisible()


def test_nothing_moves_while_it_is_open(quick: QuickReply, window: MainWindow, desk: ScriptedDesk) -> None:
    before = [entry.number for entry in quick.entries]
    desk.rows.insert(0, inbox_row(77, "Newest Person", "right now", level="now", chip="Now · problem"))
    window.front.reading.at_once()
    assert [entry.number for entry in quick.entries] == before
    assert quick.head.count.text() == "5 of 9"
    quick.dismiss()
    window.front.reading.at_once()
    quick.open()
    assert quick.entries[0].number == 77


def test_an_answered_row_goes_and_the_next_one_joins_at_the_end(
    quick: QuickReply, window: MainWindow, desk: ScriptedDesk
) -> None:
    desk.rows[1] = replace(desk.rows[1], state=State.WAITING)
    window.front.reading.at_once()
    assert [entry.number for entry in quick.entries] == [INES, THEO, 4, 5, 6]


def test_places_are_kept_and_newcomers_come_last() -> None:
    rows = [inbox_row(number, str(number), "") for number in range(6)]
    assert [row.conversation_id for row in in_place([4, 2, 9], rows)] == [4, 2, 0, 1, 3, 5]


def test_opening_reads_nothing_first(desktop: Desktop, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(window.reads, "ask", lambda name, *_more: asked.append(name))
    desktop.toggle_quick()
    assert desktop.quick.rows[0].box.text() == INES_OPTIONS[0].text
    assert asked == []


def test_the_key_closes_what_it_opened(desktop: Desktop) -> None:
    desktop.hotkey.pressed.emit(0)
    assert desktop.quick.isVisible()
    desktop.hotkey.pressed.emit(0)
    assert not desktop.quick.isVisible()


def test_it_stands_on_the_screen_wherever_the_tray_is(desktop: Desktop) -> None:
    for beside in (None, QRect(700, 0, 22, 22), QRect(5, 790, 22, 22), QRect(790, 795, 22, 22)):
        desktop.quick.open(beside=beside)
        assert QGuiApplication.primaryScreen().availableGeometry().contains(desktop.quick.geometry())
        desktop.quick.close()
        assert not desktop.quick.isVisible()


def test_large_text_leaves_the_expanded_draft_in_sight(qtbot: QtBot, desktop: Desktop, window: MainWindow) -> None:
    window.set_text_size(2.0)
    quick = opened(qtbot, desktop)
    press(qtbot, quick, Key.Key_5)
    head = quick.rows[4].head

    def in_sight() -> bool:
        top = head.mapTo(quick, QPoint(0, 0)).y()
        return quick.row is quick.rows[4] and top > 0 and top + head.height() < quick.foot.y()

    qtbot.waitUntil(in_sight)


def test_in_large_text_saying_no_is_one_key_away(qtbot: QtBot, desktop: Desktop, window: MainWindow) -> None:
    assert [option.move for option in desktop.quick.entries[0].options][2] is Move.DECLINE
    window.set_text_size(2.0)
    quick = opened(qtbot, desktop)
    press(qtbot, quick, Key.Key_Right)
    box = quick.rows[0].box
    assert box.option is not None
    assert box.option.move is Move.DECLINE
    assert box.place.text() == "2 of 3"
    assert box.edit.accessibleName().startswith("Draft 2 of 3, decline")
    area = quick._list.viewport()
    qtbot.waitUntil(lambda: box.mapTo(area, QPoint(0, 0)).y() + box.height() <= area.height())
    window.set_text_size(1.0)
    assert [option.move for option in quick.entries[0].options][2] is Move.DECLINE


@pytest.mark.parametrize("wanted", [1, 2])
def test_however_few_drafts_are_wanted_one_says_no(desktop: Desktop, window: MainWindow, wanted: int) -> None:
    window.preferences.change(drafts_shown=wanted)
    moves = [option.move for option in desktop.quick.entries[0].options]
    assert len(moves) == wanted + 1
    assert moves[-1] is Move.DECLINE


def test_targets_are_large_enough(quick: QuickReply) -> None:
    box = quick.rows[0].box
    for button in (quick.head.search, quick.head.open_window, box.before, box.after, quick.foot.pause, quick.foot.edit):
        assert min(button.width(), button.height()) >= 24, button.accessibleName()
        assert button.accessibleName()


@pytest.mark.parametrize(("made", "said"), [
    ({"mode": "model"}, "Draft by Sotto, not sent"),
    ({"mode": "model", "model_version": "remote:studio.local@1"}, "Draft written on your box studio.local, not sent"),
])  # fmt: skip
def test_who_wrote_it_is_said_truthfully(made: dict[str, str], said: str) -> None:
    entry = Entry(inbox_row(1, "Ines", ""), suggestions(1, [option(1, "Yes")], **made))
    assert entry.whence() == said


def test_the_window_and_the_palette_open_it_too(desktop: Desktop, window: MainWindow) -> None:
    window.acts["quick_reply"]()
    assert desktop.quick.isVisible()
