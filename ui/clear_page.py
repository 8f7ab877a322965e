"""The page where nobody waits: that it is quiet and for how long, who owes an answer, and how today went."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.clear_desk import Awaited, ClearDesk, DuePromise, Today
from ui import times
from ui.buttons import Button
from ui.empty_page import EmptyPage
from ui.marks import Shape
from ui.panel_pieces import heading, marked_line
from ui.plain import one_line
from ui.surface import Elided, Surface, Words, keep_height
from ui.theme import Theme
from ui.thread_header import Avatar

CLEAR, NOBODY = "You’re clear", "Nobody is waiting for you."
QUIET = "{weekday}s are usually quiet until about {clock}.\nSotto keeps watch and will only knock for something urgent."
#: Width of the list of people, and of the panel with figures; narrower pages (at 100 % text) go without the panel.
LIST, PANEL, NARROW = 480, 328, 900


class ClearPage(Surface):
    """An empty page with what is worth knowing while nobody waits.

    Signals:
        nudge_wished: ask somebody again (the conversation and the name).
        open_wished: a conversation.
    """

    nudge_wished = Signal(int, str)
    open_wished = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.content")
        self.middle = EmptyPage(theme)
        self.title, self.text = self.middle.title, self.middle.text
        self.first, self.second = self.middle.first, self.middle.second
        self.awaited = QWidget()
        self.panel = Surface(theme, "bg.inspector", edges="left")
        self._has_figures = False
        self._build()

    def show_words(self, icon: str, title: str, text: str, first: str = "", second: str = "") -> None:
        """Say where the person stands (see `EmptyPage.show_words`)."""
        self.middle.show_words(icon, title, text, first, second)
        self.setAccessibleName(f"{title}. {text}")

    def show_empty(self) -> None:
        """Nothing more is known than that."""
        self._fill_awaited((), 0)
        self._has_figures = False
        self._fit()

    def show_desk(self, found: ClearDesk) -> None:
        """Add what was read."""
        self.text.setText(quiet_words(found.quiet_until))
        self.setAccessibleName(f"{self.title.text()}. {self.text.text()}")
        self._fill_awaited(found.awaited, found.n_awaited)
        self._fill_panel(found)
        self._has_figures = True
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.panel.setFixedWidth(self.theme.px(PANEL))
        self.panel.setVisible(self._has_figures and self.width() >= self.theme.px(NARROW))
        room = self.width() - 64 - (self.panel.width() if self.panel.isVisibleTo(self) else 0)
        self.awaited.setFixedWidth(max(120, min(self.theme.px(LIST), room)))

    def _fill_awaited(self, people: tuple[Awaited, ...], n_all: int) -> None:
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(6))
        if people:
            column.addWidget(heading(self.theme, waiting_words(len(people), n_all)))
            box = Surface(self.theme, "bg.raised", line="line.hair", radius="card")
            rows = QVBoxLayout(box)
            rows.setContentsMargins(14, 4, 14, 4)
            rows.setSpacing(0)
            for n, one in enumerate(people):
                rows.addWidget(self._row(one, last=n == len(people) - 1))
            column.addWidget(box)
        self._column.replaceWidget(self.awaited, fresh)
        self._column.setAlignment(fresh, Qt.AlignmentFlag.AlignHCenter)
        self.awaited.hide()
        self.awaited.deleteLater()
        self.awaited = fresh
        fresh.setVisible(bool(people))

    def _row(self, one: Awaited, *, last: bool) -> QWidget:
        theme = self.theme
        line = Surface(theme, None, edges="" if last else "bottom")
        avatar = Avatar(theme)
        avatar.name = one.name
        words = QVBoxLayout()
        words.setSpacing(0)
        name = one_line(one.name)
        words.addWidget(Elided(theme, name, style="body"))
        words.addWidget(Elided(theme, one_line(one.said), style="small", role="text.secondary"))
        nudge = Button(theme, "Nudge…", name=f"Nudge {name}")
        nudge.clicked.connect(lambda: self.nudge_wished.emit(one.conversation_id, one.name))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        row.addWidget(avatar)
        row.addLayout(words, 1)
        row.addWidget(Words(theme, times.waiting(one.seconds), style="small", role="text.secondary"))
        row.addWidget(nudge)
        line.setAccessibleName(f"{name}, waiting {times.spoken_waiting(one.seconds)}, {one_line(one.said)}")
        return line

    def _fill_panel(self, found: ClearDesk) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for word, figure in figures(found.today):
            self._figures.addWidget(self._figure(word, figure))
        if found.due:
            self._figures.addSpacing(self.theme.px(16))
            self._figures.addWidget(heading(self.theme, "Promises due tomorrow"))
            for one in found.due:
                shape = Shape.HALF_DISC if one.has_clock else Shape.RING
                role = "urgency.today.mark" if one.has_clock else "urgency.soon.mark"
                self._figures.addWidget(marked_line(self.theme, shape, role, promised(one)))
        self._figures.addStretch()

    def _figure(self, word: str, figure: str) -> QWidget:
        line = Surface(self.theme, None, edges="bottom")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 8, 0, 9)
        row.addWidget(Words(self.theme, word), 1)
        row.addWidget(Words(self.theme, figure, style="body_strong"))
        line.setAccessibleName(f"{word}: {figure}")
        return line

    def _build(self) -> None:
        theme = self.theme
        header = Surface(theme, None)
        keep_height(header, theme, "header")
        top = QHBoxLayout(header)
        top.setContentsMargins(16, 0, 16, 0)
        top.addWidget(Words(theme, "Today", style="title"))
        self._figures = QVBoxLayout()
        self._figures.setContentsMargins(16, 8, 16, 16)
        self._figures.setSpacing(theme.px(4))
        side = QVBoxLayout(self.panel)
        side.setContentsMargins(1, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(header)
        side.addLayout(self._figures, 1)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.addStretch(2)
        self._column.addWidget(self.middle)
        self._column.addSpacing(theme.px(28))
        self._column.addWidget(self.awaited)
        self._column.setAlignment(self.awaited, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(3)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(area, 1)
        row.addWidget(self.panel)
        self.panel.hide()
        self.awaited.hide()


def quiet_words(until: datetime | None) -> str:
    """How long it is usually quiet on this day; without a pattern only that nobody waits."""
    if until is None:
        return NOBODY
    return QUIET.format(weekday=times.WEEKDAYS[until.weekday()], clock=until.strftime("%H:%M"))


def waiting_words(n_shown: int, n_all: int) -> str:
    """Who owes an answer: all of them, or those who have for the longest."""
    return "Waiting on them" if n_shown >= n_all else f"Waiting on them, the longest {n_shown} of {n_all}"


def promised(one: DuePromise) -> str:
    """What was promised, and to whom where the words do not say it."""
    what, name = one_line(one.what), one_line(one.name)
    says_it = not name or name.split()[0].casefold() in what.casefold()
    return what if says_it else f"{what} · {name}"


def figures(today: Today) -> list[tuple[str, str]]:
    """The lines of the panel; what was not counted is left out."""
    told = [("Answered", str(today.answered))]
    if today.median_wait_min is not None:
        told.append(("Median wait", minutes(today.median_wait_min)))
    if today.saved_min is not None:
        told.append(("Time saved, estimate", minutes(today.saved_min)))
    return told


def minutes(count: float) -> str:
    """ "16 min", "2 h 5 min", "under 1 min"."""
    whole = round(count)
    if whole < 1:
        return "under 1 min"
    hours, rest = divmod(whole, 60)
    return f"{rest} min" if not hours else f"{hours} h {rest} min" if rest else f"{hours} h"
