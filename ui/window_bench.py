"""What scrolling through one very long thread costs in the window, on a throw-away store and offscreen."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QScrollBar

from app import clock, vault
from app.benches import long_thread
from app.model_in_use import ModelInUse
from app.settings import Settings
from engine.domain import micros
from ui.opening import prepared
from ui.reading import Desk
from ui.store_desk import StoreDesk
from ui.theme import Theme
from ui.thread_view import ThreadView

SIZE = (760, 640)
#: Pixels of one step, as a wheel makes them, and steps in each direction.
STEP_PX, STEPS = 90, 1200
#: Jumps to messages all over the thread.
JUMPS = 40


class _Timed(ThreadView):
    """A thread whose paint events are timed; `paints_ms`."""

    def __init__(self, theme: Theme, desk: Desk) -> None:
        super().__init__(theme, desk)
        self.paints_ms: list[float] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        began = time.perf_counter()
        super().paintEvent(event)
        self.paints_ms.append(1000 * (time.perf_counter() - began))


def scroll(n_messages: int = 100_000) -> dict[str, float]:
    """Open a thread of so many messages, scroll up and down again, then jump about in it; times in ms.

    `paint_*`: one paint event. `step_*`: a step with whatever it loads, its paint not counted. `lines`: most lines that
    were held at once.
    """
    theme = prepared(Settings())
    with vault.throwaway() as opened:
        long_thread.fill(opened.db, n_messages, until_us=micros(clock.now()))
        reader = opened.reader()
        desk = StoreDesk(reader, clock.now, ModelInUse(opened.home), own=None)
        view = _Timed(theme, desk)
        view.resize(*SIZE)
        view.show()
        open_ms = _ms(partial(_open, view, desk))
        steps, most = _scrolled(view)
        jumps = [_ms(partial(_open, view, desk, at)) for at in range(1, n_messages, max(1, n_messages // JUMPS))]
        paints = view.paints_ms
        view.close()
        reader.close()
    return {
        "messages": n_messages,
        "open_ms": round(open_ms, 2),
        "paint_median_ms": round(median(paints), 2),
        "paint_p95_ms": round(quantiles(paints, n=20)[-1], 2),
        "paint_longest_ms": round(max(paints), 2),
        "step_median_ms": round(median(steps), 2),
        "step_longest_ms": round(max(steps), 2),
        "jump_median_ms": round(median(jumps), 2),
        "jump_longest_ms": round(max(jumps), 2),
        "lines": most,
    }


def _scrolled(view: _Timed) -> tuple[list[float], int]:
    """Up, then down: the time of each step, and the most lines that were loaded."""
    bar, steps, most = view.verticalScrollBar(), [], 0
    for way in (-1, 1):
        for _ in range(STEPS):
            steps.append(_ms(partial(_step, bar, way * STEP_PX)))
            view.viewport().repaint()
            QApplication.processEvents()
            most = max(most, len(view.rows.lines))
    return steps, most


def _step(bar: QScrollBar, by: int) -> None:
    bar.setValue(bar.value() + by)


def _open(view: ThreadView, desk: Desk, message_id: int = 0) -> None:
    view.show_conversation(desk.head(long_thread.CONVERSATION), (), message_id)
    view.viewport().repaint()


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
