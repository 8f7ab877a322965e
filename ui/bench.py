"""The window's side of `sotto bench startup` and `sotto bench window`: `python -m ui.bench start|use|scroll WHAT`.

Offscreen, in a process of its own; the figures come as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import psutil
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app import clock, paths, settings, vault
from app.conductor import Conductor
from ui.main_window import MainWindow
from ui.opening import open_window, prepared

STOP_S = 10.0
#: Conversations that are opened one after the other, and how long the window rests between two acts of ordinary use;
#: and how long a person looks at a conversation, at least.
OPENED, REST_S, LOOK_S = 40, 0.05, 0.2
WATCH_MS = 1
#: What a frame has; and how far the wheel is turned at once, in eighths of a degree.
FRAME_MS, WHEEL = 16, 480
#: The segment that shows every conversation.
EVERYTHING = 3
MIB = 1 << 20


class Watch:
    """Notices how long the window's thread was away, by a timer that should ring each ms.

    Attributes:
        gaps_ms: how late each ring was.
        turns_ms: what the thread itself worked between two rings; on a busy machine it waits besides.
    """

    def __init__(self) -> None:
        self.gaps_ms: list[float] = []
        self.turns_ms: list[float] = []
        self._last_s, self._worked_s = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._ring)
        self._timer.start(WATCH_MS)

    def _ring(self) -> None:
        now_s, worked_s = time.perf_counter(), time.thread_time()
        self.gaps_ms.append(max(0.0, 1000 * (now_s - self._last_s) - WATCH_MS))
        self.turns_ms.append(1000 * (worked_s - self._worked_s))
        self._last_s, self._worked_s = now_s, worked_s


def start(home: Path) -> dict[str, float | list[float]]:
    """Start the window on a store, say when it is ready, then open conversations.

    Returns: ms of the window's own start, and of opening each further conversation.
    """
    began = time.perf_counter()
    window, end = _open(home)
    _answer_a_key(window)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    window_ms = 1000 * (time.perf_counter() - began)
    _begin_above(window)
    opens = []
    for _ in _rows(window):
        opens.append(_ms(partial(_open_next, window)))
        _live(LOOK_S)
    end()
    return {"window": window_ms, "open": opens}


def use(home: Path) -> dict[str, float]:
    """Read, choose, write, switch and search as a person does, while the loop is watched."""
    window, end = _open(home)
    _answer_a_key(window)
    _begin_above(window)
    watch = Watch()
    for _ in _rows(window):
        _open_next(window)
        _live(REST_S)
    for at in (0, 1, 2, EVERYTHING):
        window.front.inbox.segments.setCurrentIndex(at)
        _live(REST_S)
    for letter in "could we move this to Sunday":
        _key(window, window.front.conversation.composer.edit, letter)
        _live(REST_S / 5)
    for _ in range(OPENED):
        _wheel(window, window.front.conversation.messages.viewport())
        _live(REST_S / 2)
    rss = psutil.Process().memory_info().rss
    gaps, turns = watch.gaps_ms, watch.turns_ms
    end()
    return {
        "gap_longest_ms": round(max(gaps), 1),
        "gap_p99_ms": round(quantiles(gaps, n=100)[-1], 2),
        "gaps_over_16_ms": sum(gap > FRAME_MS for gap in gaps),
        "turn_median_ms": round(median(turns), 2),
        "turn_p99_ms": round(quantiles(turns, n=100)[-1], 2),
        "turn_longest_ms": round(max(turns), 1),
        "turns_over_16_ms": sum(turn > FRAME_MS for turn in turns),
        "rss_mb": round(rss / MIB, 1),
    }


def _open(home: Path) -> tuple[MainWindow, Callable[[], None]]:
    place = paths.home(home)
    kept = settings.load(place)
    theme = prepared(kept)
    opened = vault.open_vault(place, write=True)
    conductor = Conductor(opened, kept, clock=clock.now)
    window = open_window(opened, kept, conductor, theme=theme)
    window.resize(1440, 900)

    def end() -> None:
        window.close()
        if conductor.stop(STOP_S):
            opened.close()  # else the store is in use until the process ends

    return window, end


def _answer_a_key(window: MainWindow) -> None:
    """Until the list of everything has rows, is painted, and the key J has moved in it."""
    window.front.inbox.segments.setCurrentIndex(EVERYTHING)
    rows = window.front.inbox.rows
    while not rows.rowCount():
        QApplication.processEvents()
    _key(window, window.front.inbox.list, "j", Qt.Key.Key_J)
    window.repaint()
    QApplication.processEvents()


def _rows(window: MainWindow) -> range:
    return range(1, min(OPENED, window.front.inbox.rows.rowCount()))


def _begin_above(window: MainWindow) -> None:
    """At the first row, wherever the last start ended, once what a start leaves to do is done."""
    window.front.inbox.list.setCurrentIndex(window.front.inbox.rows.index(0, 0))
    _live(1.0)


def _open_next(window: MainWindow) -> None:
    """The conversation below, by its key, until its messages are painted."""
    _key(window, window.front.inbox.list, "j", Qt.Key.Key_J)
    QApplication.processEvents()
    window.front.conversation.messages.viewport().repaint()


def _key(window: MainWindow, widget: QWidget, text: str, key: Qt.Key = Qt.Key.Key_unknown) -> None:
    """A key as the system gives it: to the window, which hands it to what has the focus."""
    widget.setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(window.windowHandle(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _wheel(window: MainWindow, widget: QWidget) -> None:
    """One turn of the wheel upwards over the middle of a widget."""
    at = QPointF(widget.mapTo(window, widget.rect().center()))
    none, turned = QPoint(), QPoint(0, WHEEL)
    buttons, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(at, window.mapToGlobal(at), none, turned, buttons, keys, phase, False)
    QApplication.sendEvent(window.windowHandle(), turn)


def _live(seconds: float) -> None:
    """Let the window live for a while, as its own loop would."""
    ends_s = time.perf_counter() + seconds
    while time.perf_counter() < ends_s:
        QApplication.processEvents()


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Measure what was asked for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    what, value = sys.argv[1:]
    figures: object
    if what == "scroll":
        from ui import window_bench

        figures = window_bench.scroll(int(value))
    else:
        figures = {"start": start, "use": use}[what](Path(value))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
