"""The inspector as a whole, and Risk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from photographer import DELE, INES, THEO, risk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_risk, theo_risk

from app.judging import ALL_IS_WELL
from engine.domain import Reciprocity
from ui import inspector
from ui.buttons import Button
from ui.flag_row import FlagRow
from ui.gauges import Gauges
from ui.give_and_take import GiveAndTake
from ui.main_window import MainWindow
from ui.risk_panel import readings


def words(widget: object) -> list[str]:
    assert hasattr(widget, "findChildren")
    QApplication.processEvents()  # children of a shown panel appear with its layout
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_red_opens_the_risk_panel_by_itself_and_amber_does_not(window: MainWindow) -> None:
    assert window.front.inspector.tabs.currentIndex() == 0
    window.front.inbox.select(THEO)
    assert window.front.inspector.tabs.currentIndex() == 1
    shown = words(window.front.inspector.risk)
    assert "Likely a payment scam" in shown
    assert "Combined 94" in shown
    assert "1. Pays more than the price" in shown
    assert "“a cheque for 2,400, keep your 1,500”" in shown


def test_amber_only_says_worth_checking(window: MainWindow) -> None:
    window.front.panes.show_panel(1)
    shown = words(window.front.inspector.risk)
    assert "Worth checking" in shown
    assert not [word for word in shown if "scam" in word.lower() and word != "Scam"]


def test_what_speaks_against_it_is_always_said(window: MainWindow) -> None:
    window.front.inbox.select(THEO)
    assert "Nothing found that speaks against it" in words(window.front.inspector.risk)


def test_gauges_use_the_words_people_read_and_speak() -> None:
    spoken = [reading.spoken for reading in readings(ines_risk(), (0.6, 0.85))]
    assert spoken[0] == "Unpaid work 63 of 100, check, threshold 60"
    assert spoken[1] == "Scam 4 of 100, clear, threshold 85"


def test_only_the_calibrated_threshold_makes_a_gauge_red() -> None:
    levels = [reading.level for reading in readings(theo_risk(), (0.6, 0.85))]
    assert levels == ["clear", "high", "clear"]
    assert readings(risk(1, freeloader_score=0.99), (0.6, 0.85))[0].level == "check"


def test_a_clear_conversation_offers_no_verdict_to_dismiss(window: MainWindow) -> None:
    window.front.inbox.select(DELE)
    window.front.panes.show_panel(1)
    names = [button.text() for button in window.front.inspector.risk.findChildren(Button) if button.isVisible()]
    assert "Not a risk" not in names
    assert window.front.inspector.risk.findChildren(Gauges)


def test_a_flag_leads_to_its_words(window: MainWindow, qtbot: QtBot) -> None:
    window.front.inbox.select(THEO)
    QApplication.processEvents()
    rows = [row for row in window.front.inspector.risk.findChildren(FlagRow) if row.isVisible()]
    qtbot.mouseClick(rows[2], Qt.MouseButton.LeftButton)
    assert window.front.conversation.messages.delegate.current_mark == 3


def test_never_for_this_contact_dismisses_everything(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    window.front.inbox.select(THEO)
    button = next(b for b in window.front.inspector.risk.findChildren(Button) if b.text() == "Never for this contact")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("dismiss", THEO, None)


def test_a_flag_is_reached_and_shown_by_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.front.inbox.select(THEO)
    QApplication.processEvents()
    row = [row for row in window.front.inspector.risk.findChildren(FlagRow) if row.isVisible()][1]
    assert row.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert window.front.conversation.messages.delegate.current_mark == 2


def test_a_flag_says_what_helps_once(window: MainWindow) -> None:
    window.front.inbox.select(THEO)
    shown = words(window.front.inspector.risk)
    assert shown.count("The first payment often bounces after the rest was sent on.") == 1


def test_keys_open_each_panel_and_it_is_open_again_at_the_next_start(
    window: MainWindow, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    for at, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)):
        qtbot.keyClick(window.front.inbox.list, key, Qt.KeyboardModifier.AltModifier)
        assert window.front.inspector.at == at
    window.close()
    assert open_window().front.inspector.at == inspector.VOICE


def test_a_panel_that_opened_by_itself_is_not_remembered(open_window: Callable[..., MainWindow]) -> None:
    window = open_window()
    window.front.inspector.open_panel(inspector.MEMORY)
    window.front.inbox.select(THEO)
    assert window.front.inspector.at == inspector.RISK
    assert window.preferences.recall("panel") == "Memory"


def test_the_four_tabs_fit_in_the_narrowest_inspector(window: MainWindow) -> None:
    panel = window.front.inspector
    panel.setMaximumWidth(288)
    panel.resize(288, 800)
    QApplication.processEvents()
    tabs = panel.tabs
    assert tabs.width() <= 288
    for at in range(tabs.count()):
        natural = tabs.fontMetrics().horizontalAdvance(tabs.tabText(at))
        assert tabs.tabRect(at).width() >= natural


def test_adjusting_the_rules_goes_to_the_settings(window: MainWindow, qtbot: QtBot) -> None:
    window.front.panes.show_panel(inspector.RISK)
    rules = next(b for b in window.front.inspector.risk.findChildren(Button) if b.text() == "Adjust rules…")
    with qtbot.waitSignal(window.front.rules_wished):
        qtbot.mouseClick(rules, Qt.MouseButton.LeftButton)


def test_not_a_risk_is_one_act_however_many_phrases_stand_out(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    window.front.panes.show_panel(inspector.RISK)
    wrong = next(b for b in window.front.inspector.risk.findChildren(Button) if b.text() == "Not a risk")
    qtbot.mouseClick(wrong, Qt.MouseButton.LeftButton)
    window.undo()
    assert conductor.wishes[-2:] == [("dismiss", INES, "scope_creep", "act_now"), ("undo",)]


def test_what_was_given_and_what_came_back_is_told(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    desk.risks[INES] = replace(ines_risk(), reciprocity=Reciprocity(14.2, 420, 31, 18, 1, 0, 13.5, "unpaid"))
    window.front.conversation.reload()
    window.front.panes.show_panel(inspector.RISK)
    panel = window.front.inspector.risk
    assert "About 14 min of yours · 1 booking, no payment" in words(panel)
    assert [one.accessibleName() for one in panel.findChildren(GiveAndTake)][-1] == "You 420 words, Ines 31 words"
    well = next(b for b in panel.findChildren(Button) if b.text() == "All is well here")
    qtbot.mouseClick(well, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("dismiss", INES, ALL_IS_WELL)


def test_care_comes_first_and_is_not_an_accusation(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.risks[INES] = replace(ines_risk(), care_notice=True)
    window.front.conversation.reload()
    window.front.panes.show_panel(inspector.RISK)
    shown = words(window.front.inspector.risk)
    assert shown[0] == "Somebody may not be well"


def test_in_a_small_window_the_inspector_is_a_drawer(open_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = open_window(1100, 700)
    assert not window.front.inspector.isVisible()
    assert window.front.conversation.header.risk.isVisible()
    window.front.panes.toggle_inspector()
    assert window.front.inspector.isVisible()
    assert window.front.inspector.geometry().right() == window.front.width() - 1
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Escape)
    assert not window.front.inspector.isVisible()


def test_growing_the_window_puts_the_drawer_back_in_its_pane(open_window: Callable[..., MainWindow]) -> None:
    window = open_window(1100, 700)
    window.resize(1440, 900)
    assert window.front.panes.splitter.indexOf(window.front.inspector) == 2
    assert window.front.inspector.isVisible()
    assert not window.front.conversation.header.risk.isVisible()


def test_in_a_clear_conversation_no_word_is_marked(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.risks[INES] = replace(ines_risk(), combined_risk=0.1)
    window.front.conversation.reload()
    assert window.front.conversation.messages.rows.marks() == []
