"""The panels over a real store and the real conductor, without a model: shown, changed by the person, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import briefing, judging, remembering, voices
from app.conductor import Conductor
from app.indexing import cut_some
from app.model_in_use import ModelInUse
from app.send import Mac
from app.store import conversations, styles, threads
from app.vault import Vault
from engine.domain import moment
from tests import stores
from tests.app.store.conftest import MINUTE, Rows
from ui import inspector
from ui.aside import Aside
from ui.bridge import Bridge
from ui.buttons import Button
from ui.choice_menu import ChoiceMenu
from ui.main_window import MainWindow
from ui.moment_card import MomentCard
from ui.news import News
from ui.preferences import Preferences
from ui.step_box import StepBox
from ui.store_desk import StoreDesk
from ui.theme import Theme


def filled(opened: Vault) -> int:
    """A talk about an orchard, judged, briefed and remembered; returns its conversation."""
    rows = Rows(opened.db)
    rows.clock_us = int((datetime.now(UTC) - timedelta(days=40)).timestamp() * 1e6)
    contact_id = rows.contact("Ines Calloway")
    opened.db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES ('a', 'a', ?)", (contact_id,))
    one = rows.conversation(contact_id)
    rows.message(one, "The orchard at Westmere has the best light. I live in Harrow Quay")
    rows.message(one, "Then the orchard it is, see you there", from_me=True)
    for n in range(24):
        rows.message(one, f"Plain word number {n} for today", after_min=60 * 24, from_me=bool(n % 2))
    rows.message(one, "Could we go to the orchard again on Saturday? What does it cost?", after_min=60 * 24)
    now = moment(rows.clock_us + MINUTE)
    while cut_some(opened.db, limit=10):
        pass
    while remembering.step(opened.db, now=now):
        pass
    while voices.step(opened.db, now=now):
        pass
    row = conversations.get(opened.db, one)
    verdict = judging.judge_and_keep(opened.db, one, now=now)
    read = threads.recent(opened.db, one, limit=400, until=now)
    briefing.refresh(opened.db, row, read, now=now, risk=verdict.risk, standing=verdict.standing)
    return one


def flagged(opened: Vault) -> int:
    """A talk in which several phrases stand out; returns its conversation."""
    rows = Rows(opened.db)
    rows.clock_us = int((datetime.now(UTC) - timedelta(hours=5)).timestamp() * 1e6)
    two = rows.conversation(rows.contact("Jonah Fairweather"))
    rows.message(two, "And since we’re regulars, could you add the two extra outfits for free like last time?")
    rows.message(two, "Why do you charge for everything, other photographers do it for free")
    judging.judge_and_keep(opened.db, two, now=moment(rows.clock_us + MINUTE))
    return two


@pytest.fixture
def opened() -> Iterator[Vault]:
    with stores.throwaway() as made:
        yield made


@pytest.fixture
def window(opened: Vault, qtbot: QtBot, theme: Theme, preferences: Preferences) -> Iterator[MainWindow]:
    one = filled(opened)
    flagged(opened)
    conductor = Conductor(opened, preferences.settings, mac=Mac(own=None))
    desks = [StoreDesk(opened.reader(), lambda: datetime.now(UTC), ModelInUse(opened.home)) for _ in "ab"]
    aside = Aside(desks[1])
    window = MainWindow(theme, desks[0], conductor, preferences, aside)
    qtbot.addWidget(window)
    bridge = Bridge(conductor)
    bridge.told.connect(News(window, desks[0]).hear)
    window.resize(1440, 900)
    window.show()
    window.begin()
    window.activateWindow()
    conductor.start()
    window.open_conversation(one)
    QApplication.processEvents()
    yield window
    bridge.close()
    aside.close()
    assert conductor.stop(30.0)


def shown(window: MainWindow, at: int, kind: type[QWidget]) -> list[Any]:
    QApplication.processEvents()
    return [one for one in window.front.inspector.panels[at].findChildren(kind) if one.isVisible()]


def wait(qtbot: QtBot, reached: Callable[[], bool]) -> None:
    qtbot.waitUntil(reached, timeout=20_000)


def test_a_step_stays_ticked_when_another_conversation_was_looked_at(
    window: MainWindow, opened: Vault, qtbot: QtBot
) -> None:
    wait(qtbot, lambda: bool(shown(window, inspector.BRIEF, StepBox)))
    box = shown(window, inspector.BRIEF, StepBox)[0]
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    one = window.front.conversation.head.conversation_id
    reader = opened.reader()

    def ticked() -> tuple[int, ...]:
        found = briefing.for_conversation(reader, one, now=datetime.now(UTC))
        assert found is not None
        return found.ticked

    wait(qtbot, lambda: ticked() == (0,))
    window.front.inspecting.show_anew()
    wait(qtbot, lambda: [one.isChecked() for one in shown(window, inspector.BRIEF, StepBox)][:1] == [True])
    window.undo()
    wait(qtbot, lambda: ticked() == ())
    wait(qtbot, lambda: [one.isChecked() for one in shown(window, inspector.BRIEF, StepBox)][:1] == [False])
    reader.close()


def test_a_moment_is_recalled_forgotten_and_brought_back(window: MainWindow, qtbot: QtBot) -> None:
    window.front.panes.show_panel(inspector.MEMORY)
    wait(qtbot, lambda: bool(shown(window, inspector.MEMORY, MomentCard)))
    card = shown(window, inspector.MEMORY, MomentCard)[0]
    assert any("The orchard at Westmere has the best light" in line for line in card.lines)
    forget = next(b for b in shown(window, inspector.MEMORY, Button) if b.text() == "Forget something")
    qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    (menu,) = window.findChildren(ChoiceMenu)
    qtbot.keyClick(menu, Qt.Key.Key_1)
    wait(qtbot, lambda: not shown(window, inspector.MEMORY, MomentCard))
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Z)
    wait(qtbot, lambda: bool(shown(window, inspector.MEMORY, MomentCard)))


def test_open_shows_the_message_a_moment_comes_from(window: MainWindow, qtbot: QtBot) -> None:
    window.front.panes.show_panel(inspector.MEMORY)
    wait(qtbot, lambda: bool(shown(window, inspector.MEMORY, MomentCard)))
    open_ = next(b for b in shown(window, inspector.MEMORY, Button) if b.text() == "Open")
    qtbot.mouseClick(open_, Qt.MouseButton.LeftButton)
    assert window.front.conversation.messages.delegate.pointed_at in (1, 2)


def test_a_slider_sets_the_voice_and_undo_gives_it_back(window: MainWindow, opened: Vault, qtbot: QtBot) -> None:
    window.front.panes.show_panel(inspector.VOICE)
    wait(qtbot, lambda: bool(window.front.inspector.voice.sliders))
    track = window.front.inspector.voice.sliders["formality"].track
    before = track.value()
    reader = opened.reader()
    contact_id = conversations.get(reader, window.front.conversation.head.conversation_id).contact_id
    track.setFocus()
    qtbot.keyClick(track, Qt.Key.Key_End)
    wait(qtbot, lambda: styles.card(reader, contact_id).formality == 1.0)
    window.front.inbox.list.setFocus()
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Z)
    wait(qtbot, lambda: styles.card(reader, contact_id).formality is None)
    wait(qtbot, lambda: track.value() == before)
    reader.close()


def test_the_whole_voice_is_locked_in_the_store(window: MainWindow, opened: Vault, qtbot: QtBot) -> None:
    window.front.panes.show_panel(inspector.VOICE)
    wait(qtbot, lambda: bool(window.front.inspector.voice.sliders))
    reader = opened.reader()
    contact_id = conversations.get(reader, window.front.conversation.head.conversation_id).contact_id
    assert not styles.is_locked(reader, contact_id)
    qtbot.mouseClick(window.front.inspector.voice.lock, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: styles.is_locked(reader, contact_id))
    reader.close()


def test_not_a_risk_is_taken_back_as_one_act(window: MainWindow, qtbot: QtBot) -> None:
    found = next(row for row in window.desk.inbox() if row.name == "Jonah Fairweather")
    window.open_conversation(found.conversation_id)
    pane = window.front.conversation

    def names() -> set[str]:
        assert pane.risk is not None
        return {flag.pattern_name for flag in pane.risk.red_flags}

    before = names()
    assert len(before) > 1
    window.front.inbox.list.setFocus()
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_N)
    wait(qtbot, lambda: not names())
    qtbot.keyClick(window.front.inbox.list, Qt.Key.Key_Z)
    wait(qtbot, lambda: names() == before)
