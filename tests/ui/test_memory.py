"""Memory: what is recalled, what is kept, and how it is changed and forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from photographer import DELE, GROUP, INES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_recollections

from app.events import Kept, SuggestionsReady
from app.keep_wishes import EditFact, ForgetFact, ForgetMemory, LockFact
from app.recollections import Recollections
from ui import inspector
from ui.buttons import Button
from ui.choice_menu import ChoiceMenu
from ui.fact_row import FactRow
from ui.main_window import MainWindow
from ui.moment_card import MomentCard, UsedIn
from ui.source_line import SourceLine


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    window.front.panes.show_panel(inspector.MEMORY)
    return window


def shown(window: MainWindow, kind: type[QWidget]) -> list[Any]:
    QApplication.processEvents()
    return [one for one in window.front.inspector.memory.findChildren(kind) if one.isVisible()]


def said(window: MainWindow) -> list[str]:
    return [one.text() for kind in (QLabel, SourceLine) for one in shown(window, kind)]


def button(window: MainWindow, text: str) -> Button:
    return next(one for one in shown(window, Button) if one.text() == text)


def test_moments_are_quoted_with_their_day_and_how_alike_they_are(window: MainWindow) -> None:
    words = said(window)
    assert "Recalled for this reply · 3 of 212 moments" in words
    assert "14 March" in words
    assert "You: “Two extra outfits at 60 each, so 120 on top.”" in words
    assert "Ines: “Perfect, paid just now.”" in words
    assert "91 % close" in words


def test_a_summary_of_a_model_is_marked_as_sottos(window: MainWindow) -> None:
    assert "Sotto: Prefers matte, 30 × 40. Delivered by post." in said(window)


def test_a_moment_that_drafts_rest_on_says_which(window: MainWindow, desk: ScriptedDesk) -> None:
    options = [replace(one, sources=("12",) if n in (0, 3) else ()) for n, one in enumerate(desk.made[INES].options)]
    desk.made[INES] = replace(desk.made[INES], request_id="new", options=tuple(options))
    window.front.conversation.show_drafts()
    window.tell_page(SuggestionsReady(INES, "new"))
    assert [one.words for one in shown(window, UsedIn)] == ["used in 1, 4"]


def test_drafts_for_somebody_else_change_nothing(window: MainWindow, desk: ScriptedDesk) -> None:
    before = shown(window, MomentCard)
    window.tell_page(SuggestionsReady(DELE, "other"))
    assert shown(window, MomentCard) == before


def test_open_leads_to_the_words_and_back(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(window, "Open"), Qt.MouseButton.LeftButton)
    assert window.front.conversation.messages.delegate.pointed_at == 11
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier)
    assert window.front.conversation.messages.delegate.pointed_at == 0


def test_a_moment_of_another_conversation_opens_there_and_back_returns(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    found = ines_recollections()
    there = replace(found.moments[0], conversation_id=DELE)
    desk.recollected[INES] = replace(found, moments=(there,))
    window.front.conversation.reload()
    qtbot.mouseClick(button(window, "Open"), Qt.MouseButton.LeftButton)
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == DELE
    window.acts["jump_back"]()
    assert window.front.conversation.head.conversation_id == INES


def test_a_memory_that_stands_in_no_thread_cannot_be_opened(window: MainWindow) -> None:
    assert len([one for one in shown(window, Button) if one.text() == "Open"]) == 2


def test_facts_are_quoted_as_said_and_the_persons_own_words_are_not(window: MainWindow) -> None:
    assert "Kept about Ines" in said(window)
    assert "“my twins are 15 now”" in said(window)
    assert "Best hours: after 10:00" in said(window)


def test_a_fact_leads_to_where_it_was_said(window: MainWindow, qtbot: QtBot) -> None:
    fact = next(one for one in shown(window, SourceLine) if "twins" in one.text())
    qtbot.mouseClick(fact, Qt.MouseButton.LeftButton)
    assert window.front.conversation.messages.delegate.pointed_at == 10


def test_a_fact_is_put_in_other_words(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(window, "Edit"), Qt.MouseButton.LeftButton)
    row = shown(window, FactRow)[0]
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "Twins, 15")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    row.field.clearFocus()
    assert [wish for wish in conductor.wishes if wish[0] == "keep"] == [("keep", EditFact(1, "Twins, 15"))]


def test_escape_brings_a_fact_back_as_it_was(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(window, "Edit"), Qt.MouseButton.LeftButton)
    row = shown(window, FactRow)[0]
    row.field.setFocus()
    qtbot.keyClicks(row.field, "x")
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    row.field.clearFocus()
    assert row.field.text() == "my twins are 15 now"
    assert not [wish for wish in conductor.wishes if wish[0] == "keep"]


def test_a_fact_is_forgotten_and_the_list_goes_on_without_it(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button(window, "Edit"), Qt.MouseButton.LeftButton)
    gone = next(one for one in shown(window, Button) if one.accessibleName().startswith("Forget: Best"))
    qtbot.mouseClick(gone, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("keep", ForgetFact(2))
    found = ines_recollections()
    desk.recollected[INES] = replace(found, facts=found.facts[:1])
    window.tell_page(Kept())
    assert len(shown(window, FactRow)) == 1


def test_something_is_chosen_to_be_forgotten_by_its_number(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button(window, "Forget something"), Qt.MouseButton.LeftButton)
    (menu,) = window.findChildren(ChoiceMenu)
    assert menu.choices[0].startswith("14 March: You: “Two extra")
    qtbot.keyClick(menu, Qt.Key.Key_2)
    assert conductor.wishes[-1] == ("keep", ForgetMemory("s2"))


def test_undo_after_forgetting_takes_only_that_back(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    window.front.inbox.select(DELE)
    window.front.finish()
    window.front.inbox.select(INES)
    window.front.panes.show_panel(inspector.MEMORY)
    qtbot.mouseClick(button(window, "Forget something"), Qt.MouseButton.LeftButton)
    (menu,) = window.findChildren(ChoiceMenu)
    qtbot.keyClick(menu, Qt.Key.Key_1)
    back: list[int] = []
    window.wishes.brought_back.connect(back.append)
    window.undo()
    assert (conductor.wishes[-1], back) == (("undo",), [])
    window.undo()
    assert back == [DELE]


def test_search_all_goes_to_the_search_field(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(window, "Search all"), Qt.MouseButton.LeftButton)
    assert window.front.inbox.search.edit.hasFocus()


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("nothing_fits", "Nothing further back fits"),
        ("nothing_to_answer", "Nothing to recall yet"),
        ("group", "Nothing is recalled in groups"),
        ("not_read", "You asked Sotto not to read this person"),
    ],
)
def test_without_a_moment_it_says_why(window: MainWindow, desk: ScriptedDesk, why: str, words: str) -> None:
    desk.recollected[GROUP] = Recollections(why_none=why)
    window.front.inbox.select(GROUP)
    assert words in said(window)
    assert not shown(window, MomentCard)


def test_the_focus_stays_where_it_was_when_the_panel_is_told_anew(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    button(window, "Search all").setFocus()
    found = ines_recollections()
    desk.recollected[INES] = replace(found, moments=found.moments[:1])
    window.tell_page(Kept())
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Search all"
    assert focused is button(window, "Search all")


def test_a_fact_is_locked_by_its_button_and_freed(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    first, second = shown(window, FactRow)
    assert first.lock.accessibleName().startswith("Keep this, whatever they say later: ")
    qtbot.mouseClick(first.lock, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("keep", LockFact(first.fact.fact_id, True))
    found = desk.recollected[INES]
    desk.recollected[INES] = replace(found, facts=(replace(found.facts[0], locked=True), found.facts[1]))
    window.tell_page(Kept())
    first, second = shown(window, FactRow)
    assert (first.lock.isChecked(), second.lock.isChecked()) == (True, False)
    first.lock.setFocus()
    qtbot.keyClick(first.lock, Qt.Key.Key_Space)
    assert conductor.wishes[-1] == ("keep", LockFact(first.fact.fact_id, False))
