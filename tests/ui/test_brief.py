"""The brief: what it says, where each line leads, and what the person ticks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from photographer import DELE, INES, INES_LINES, NOW, at, line
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_brief

from app.events import Kept
from app.keep_wishes import Tick
from engine.brief import Stage
from engine.domain import ContactClass
from ui import inspector
from ui.buttons import Button
from ui.chips import Chips
from ui.inspecting import Inspecting
from ui.main_window import MainWindow
from ui.panel_pieces import Skeleton
from ui.source_line import SourceLine
from ui.stage_bar import StageBar
from ui.step_box import StepBox


def shown(window: MainWindow, kind: type[QWidget]) -> list[Any]:
    window.front.inspector.brief.finish()  # the turns that the window would take between its sections
    QApplication.processEvents()
    return [one for one in window.front.inspector.brief.findChildren(kind) if one.isVisible()]


def said(window: MainWindow) -> list[str]:
    """Every word in sight, those that can be pressed too."""
    return [one.text() for kind in (QLabel, SourceLine) for one in shown(window, kind)]


def pressed(window: MainWindow, text: str) -> SourceLine:
    return next(one for one in shown(window, SourceLine) if text in one.text())


def test_the_brief_tells_whose_words_it_was_written_from_and_when(window: MainWindow) -> None:
    assert "Brief · written by Sotto from 41 messages" in said(window)
    assert "You said you would check the light for Sunday." in said(window)
    assert any(word.endswith("11:06") or word[:2].isdigit() for word in said(window))


def test_their_questions_are_quoted_with_the_marks_they_wrote(window: MainWindow) -> None:
    assert "Ines asks" in said(window)
    assert "“Could we move Saturday 14:00 to Sunday instead?”" in said(window)


def test_two_sentences_at_most(window: MainWindow, desk: ScriptedDesk) -> None:
    made = ines_brief()
    three = replace(made.primer, summary=(*made.primer.summary, replace(made.primer.summary[0], text="A third.")))
    desk.briefs[INES] = replace(made, primer=three)
    window.front.conversation.reload()
    assert "A third." not in said(window)


def test_stage_mood_signals_and_promises_are_there(window: MainWindow) -> None:
    (bar,) = shown(window, StageBar)
    assert bar.accessibleName() == "Stage: Agreeing on terms, 4 of 5"
    (chips,) = shown(window, Chips)
    assert chips.words == ["Happy", "A little rushed"]
    names = [one.accessibleName() for one in shown(window, SourceLine)]
    assert "For: Payments noted: 3" in names
    assert "Against: Asks for a lower price or more for the same" in names
    assert "You: check the light for Sunday, today" in names
    assert "Ines: send the outfit photos, 1 day late" in names


def test_a_talk_that_rests_has_no_place_on_the_bar(window: MainWindow, desk: ScriptedDesk) -> None:
    made = ines_brief()
    desk.briefs[INES] = replace(made, primer=replace(made.primer, stage=Stage.STALLED))
    window.front.conversation.reload()
    (bar,) = shown(window, StageBar)
    assert (bar.reached, bar.accessibleName()) == (0, "Stage: Waiting for them")


def test_with_family_there_is_no_stage_of_business(
    window: MainWindow, desk: ScriptedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = desk.head(INES)
    monkeypatch.setattr(desk, "head", lambda _id: replace(head, contact_class=ContactClass.FAMILY))
    window.front.conversation.reload()
    assert not shown(window, StageBar)
    assert "Mood" in said(window)


def test_worth_checking_stands_in_an_amber_strip_that_leads_to_risk(window: MainWindow, qtbot: QtBot) -> None:
    assert "Worth checking: more work, no fee" in said(window)
    risk = next(button for button in shown(window, Button) if button.text() == "Risk")
    qtbot.mouseClick(risk, Qt.MouseButton.LeftButton)
    assert window.front.inspector.at == inspector.RISK


def test_a_sentence_leads_to_its_message_and_back(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    old = [line(n, f"An older word {n}", at("08:00", 400 - n)) for n in range(100, 250)]
    desk.threads[INES] = [replace(old[0], message_id=5), *old, *INES_LINES]
    made = ines_brief()
    first = replace(made.primer.questions[0], message_id="130")
    desk.briefs[INES] = replace(made, primer=replace(made.primer, questions=(first,)))
    window.front.conversation.open(INES)
    QApplication.processEvents()
    thread = window.front.conversation.messages
    assert thread.at_bottom()
    qtbot.mouseClick(pressed(window, "Could we move"), Qt.MouseButton.LeftButton)
    assert thread.delegate.pointed_at == 130
    assert not thread.at_bottom()
    assert thread.viewport().rect().contains(thread.visualRect(thread.rows.index(thread.rows.row_of(130))).center())
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier)
    assert thread.at_bottom()
    assert thread.delegate.pointed_at == 0


def test_a_line_is_pressed_by_the_keyboard_too(window: MainWindow, qtbot: QtBot) -> None:
    promise = pressed(window, "check the light")
    promise.setFocus()
    qtbot.keyClick(promise, Qt.Key.Key_Space)
    assert window.front.conversation.messages.delegate.pointed_at == 14


def test_ticking_a_step_is_kept_and_the_box_is_not_built_anew(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    first, _second = shown(window, StepBox)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("keep", Tick(INES, 0, True))
    desk.briefs[INES] = replace(desk.briefs[INES], ticked=(0,))
    window.tell_page(Kept())
    again, other = shown(window, StepBox)
    assert again is first
    assert (again.isChecked(), other.isChecked()) == (True, False)
    desk.briefs[INES] = replace(desk.briefs[INES], ticked=())
    window.tell_page(Kept())
    assert not first.isChecked()


def test_a_step_is_ticked_with_space(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    box = shown(window, StepBox)[1]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert conductor.wishes[-1] == ("keep", Tick(INES, 1, True))


def test_newer_messages_are_counted_and_read_on_wish(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    desk.briefs[INES] = ines_brief()
    desk.briefs[INES] = replace(desk.briefs[INES], newer=3)
    window.front.conversation.reload()
    assert "3 newer messages" in said(window)
    update = next(button for button in shown(window, Button) if button.text() == "update")
    qtbot.mouseClick(update, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("opened", INES)


def test_before_a_brief_was_written_it_says_so_and_why_they_are_here(window: MainWindow) -> None:
    window.front.inbox.select(DELE)
    assert "Brief · not written yet" in said(window)
    assert "Here because: asks a question; gives a deadline: by 15:00; returning client." in said(window)


def test_what_would_say_the_same_is_left_alone(window: MainWindow) -> None:
    before = shown(window, SourceLine)
    window.front.conversation.reload()
    assert shown(window, SourceLine) == before


class Slow:
    """Reads that answer when the test says so."""

    def __init__(self, desk: ScriptedDesk) -> None:
        self.desk, self.asked = desk, []

    def ask(self, name: str, read: Callable[..., Any], then: Callable[..., None], failed: object = None) -> None:
        self.asked.append((read, then))

    ask_later = ask

    def answer(self) -> None:
        read, then = self.asked.pop()
        then(read(self.desk))


def test_grey_lines_stand_in_for_what_takes_long_and_only_then(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    slow = Slow(desk)
    page = window.front
    inspecting = Inspecting(page.inspector, page.conversation, desk, slow, page._wishes, window.preferences)
    page.inspecting = inspecting
    inspecting.show_panel()
    assert not shown(window, Skeleton)
    qtbot.waitUntil(lambda: bool(shown(window, Skeleton)))
    slow.answer()
    assert not shown(window, Skeleton)
    assert "Ines asks" in said(window)


def test_an_answer_about_somebody_else_is_not_shown(window: MainWindow, desk: ScriptedDesk) -> None:
    slow = Slow(desk)
    page = window.front
    inspecting = Inspecting(page.inspector, page.conversation, desk, slow, page._wishes, window.preferences)
    inspecting.show_panel()
    page.inbox.select(DELE)
    slow.asked[:] = slow.asked[:1]
    slow.answer()
    assert "Ines asks" not in said(window)


def test_the_time_of_the_brief_is_told(window: MainWindow) -> None:
    assert NOW.strftime("%H:%M") != "11:06"
    assert "11:06" in said(window)
