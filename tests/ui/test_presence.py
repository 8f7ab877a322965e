"""Whoever presses or moves something in a window of ours is felt; the collector waits until nobody is."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.collecting import AWAY_MS, Collecting
from ui.presence import Presence


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def presence(field: QLineEdit) -> Iterator[Presence]:
    made = Presence()
    yield made
    made.deleteLater()


@pytest.fixture
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_key_is_felt_and_still_arrives(field: QLineEdit, presence: Presence, qtbot: QtBot) -> None:
    with qtbot.waitSignal(presence.felt):
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert field.text() == "a"


def test_the_pointer_is_felt(field: QLineEdit, presence: Presence, qtbot: QtBot) -> None:
    with qtbot.waitSignal(presence.felt):
        QTest.mouseClick(field.windowHandle(), Qt.MouseButton.LeftButton)


def test_what_is_painted_is_nobody(field: QLineEdit, presence: Presence) -> None:
    felt: list[int] = []
    presence.felt.connect(lambda: felt.append(1))
    field.repaint()
    at = QPointF(1, 1)
    QApplication.sendEvent(field.windowHandle(), QEnterEvent(at, at, at))
    assert not felt


def test_many_signs_at_once_are_told_once(field: QLineEdit, presence: Presence) -> None:
    felt: list[int] = []
    presence.felt.connect(lambda: felt.append(1))
    for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_C):
        QTest.keyClick(field.windowHandle(), key)
    assert len(felt) == 1


def test_a_window_that_comes_later_is_felt_too(presence: Presence, qtbot: QtBot) -> None:
    later = QLineEdit()
    qtbot.addWidget(later)
    later.show()
    later.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is later.windowHandle())
    with qtbot.waitSignal(presence.felt):
        QTest.keyClick(later.windowHandle(), Qt.Key.Key_A)


def test_everything_is_collected_once_nobody_is_there(
    field: QLineEdit, presence: Presence, qtbot: QtBot, collector: None
) -> None:
    class Round:
        """Holds itself."""

        gone = False

        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            Round.gone = True

    collecting = Collecting(presence, presence)
    assert collecting.away.interval() == AWAY_MS
    held = Round()
    gc.freeze()
    del held
    collecting.away.setInterval(1)
    presence.felt.emit()
    qtbot.waitUntil(lambda: Round.gone)
    assert gc.get_freeze_count() > 0


def test_each_sign_begins_the_wait_anew(presence: Presence, collector: None) -> None:
    collecting = Collecting(presence, presence)
    collecting.away.stop()
    presence.felt.emit()
    assert collecting.away.isActive()


def test_when_the_window_goes_the_collector_is_as_it_was(presence: Presence, collector: None) -> None:
    before = gc.get_threshold()
    collecting = Collecting(presence, presence)
    collecting.collect()
    assert gc.get_threshold() != before
    collecting.end()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
    presence.felt.emit()
    assert not collecting.away.isActive()
    collecting.end()


def test_a_window_that_goes_without_a_word_leaves_the_collector_as_it_was(presence: Presence, collector: None) -> None:
    before = gc.get_threshold()
    window = QObject()
    Collecting(presence, window).collect()
    shiboken6.delete(window)
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_a_window_that_ended_leaves_the_collector_to_the_next(presence: Presence, collector: None) -> None:
    window = QObject()
    first = Collecting(presence, window)
    first.end()
    Collecting(presence, presence).collect()
    wanted = gc.get_threshold()
    shiboken6.delete(window)
    assert gc.get_threshold() == wanted
    assert gc.get_freeze_count() > 0
