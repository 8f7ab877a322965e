"""The insights: six cards about answering, counted from the person's own messages."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout

from app import events, insight_tables, insights
from app.events import Event
from app.insight_periods import Span
from app.insight_values import Amount, Insights
from app.wording import insights as words
from engine.problems import Problem
from ui.buttons import Button
from ui.insight_card import InsightCard
from ui.notice import Notice, announce
from ui.page import Page
from ui.segments import Segments
from ui.surface import Surface, Words, keep_size

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Grey places appear after this; what happens meanwhile is counted again after so long, and while counting goes on.
SKELETON_MS, AGAIN_MS, COUNTING_MS = 150, 10_000, 2_000
SPANS = (Span.WEEK, Span.MONTH, Span.YEAR)
#: Effective widths from which there are three and two cards side by side.
THREE, TWO = 1200, 860
LEGENDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "decisions": (("chart.1", "as is"), ("chart.4", "edited"), ("chart.3", "rejected")),
    "calibration": (("", "on the line is right"),),
    "volume": (("chart.3", "in"), ("chart.1", "out")),
}


class InsightsPage(Page):
    """Reads aside; the charts' library is loaded there too, when the page is first gone to.

    Attributes:
        cards: by their names in `app.wording.insights.TITLES`, in the order of the page.
        found: what is shown, None before the first reading.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme)
        self._window = window
        self.found: Insights | None = None
        self.cards = {name: InsightCard(self.theme, name) for name in words.TITLES}
        self.title = Words(self.theme, self.tr("Insights"), style="display")
        self._usual = self.tr("Counted on this computer from your own messages. Estimates say so.")
        self.text = Words(self.theme, self._usual, role="text.secondary", wrap=True)
        self.spans = Segments(self.theme, [self.tr("Week"), self.tr("Month"), self.tr("Year")], name=self.tr("Period"))
        self.export = Button(self.theme, self.tr("Export CSV"))
        self.notice = Notice(self.theme)
        self.area = QScrollArea()
        self._grid = QGridLayout()
        self._n_columns = 3
        self._slow = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._undrawn: list[str] = []
        self._drawing = QTimer(self, interval=0)
        self._build()
        self._connect()

    def enter(self) -> None:
        self._read()
        self.cards["answers"].setFocus()

    def leave(self) -> None:
        self._again.stop()

    def hear(self, event: Event) -> None:
        match event:
            case (
                events.MessagesArrived() | events.MessagesChanged() | events.SuggestionsReady() | events.InboxChanged()
            ):
                if not self._again.isActive():
                    self._again.start(AGAIN_MS)
            case _:
                pass

    def fit(self, width: int, height: int) -> None:
        wide = width / self.theme.scale
        n_columns = 3 if wide >= THREE else 2 if wide >= TWO else 1
        if n_columns != self._n_columns:
            self._n_columns = n_columns
            self._arrange()

    def step_back(self) -> bool:
        if self.notice.isVisible():
            self.notice.hide()
            return True
        return False

    def export_to(self, path: Path) -> None:
        """Write the figures shown as a file of numbers."""
        if self.found is None:
            return
        try:
            path.write_text(insight_tables.csv_text(self.found), encoding="utf-8", newline="")
        except OSError as error:
            told = self.tr("The file could not be written"), error.strerror or ""
        else:
            told = self.tr("Saved"), path.name
        self.notice.show_words(*told, icon="info", for_ms=8000)
        announce(self, ". ".join(told))

    @property
    def span(self) -> Span:
        """The period that is chosen."""
        return SPANS[self.spans.currentIndex()]

    @property
    def drawn(self) -> bool:
        """Whether every chart shows what was counted last."""
        return not self._undrawn

    def _choose_span(self) -> None:
        self._window.preferences.keep("insights", self.span)
        self._read()

    def _read(self) -> None:
        self._again.stop()
        if self.found is None or self.found.span is not self.span:
            self._slow.start()
        span, goal_min = self.span, self._window.preferences.settings.goal_min

        def read(desk: Any) -> Insights:
            importlib.import_module("ui.insight_charts")  # pyqtgraph takes a while
            return insights.insights(desk.db, span, now=desk.now(), goal_min=goal_min)

        self._window.reads.ask("insights", read, self._show, self._fail)

    def _show(self, found: Insights) -> None:
        self._slow.stop()
        self.found = found
        self.export.setEnabled(True)
        self.text.setText(words.COUNTING if found.counting else self._usual)
        told, tables = words.told(found), insight_tables.tables(found)
        for name, card in self.cards.items():
            card.letters = card.table.letters = self._window.preferences.settings.single_letter_keys
            amount: Amount = getattr(found, name).amount
            if amount.enough:
                card.show_told(told[name], tables[name], self._legend(name))
            else:
                card.show_nothing(*words.too_little(name, amount, found.span))
        self._draw_soon()
        if found.counting and self.isVisible():
            self._again.start(COUNTING_MS)

    def _fail(self, problem: Problem) -> None:
        self._slow.stop()
        self._again.start(AGAIN_MS)

    def _draw_soon(self) -> None:
        """Other figures, colours or sizes hold: draw one chart after the other, and live in between."""
        if self.found is not None:
            self._undrawn = [name for name in self.cards if getattr(self.found, name).amount.enough]
            self._drawing.start()

    def _draw_next(self) -> None:
        from ui import insight_charts  # loaded aside, before there is anything to draw

        if not self._undrawn or self.found is None:
            self._drawing.stop()
            return
        card = self.cards[self._undrawn.pop(0)]
        chart = card.chart or insight_charts.made(self.theme, card.name)
        insight_charts.draw(chart, card.name, self.found)
        card.show_chart(chart)

    def _legend(self, name: str) -> tuple[tuple[str, str], ...]:
        if name == "answers" and self.found is not None:
            one = self.found.answers
            return (("chart.2", "slow hours"),) if any(one.is_slow(hour) for hour in one.hours) else ()
        return LEGENDS.get(name, ())

    def _show_waiting(self) -> None:
        for card in self.cards.values():
            card.show_waiting()

    def _step(self, card: InsightCard, across: int, down: int) -> None:
        cards = list(self.cards.values())
        at = cards.index(card) + across + down * self._n_columns
        if 0 <= at < len(cards):
            cards[at].setFocus()
            self.area.ensureWidgetVisible(cards[at])

    def _ask_where(self) -> None:
        day = self.found.steps.firsts[-1] if self.found is not None else None
        dialog = QFileDialog(self, self.tr("Export CSV"), str(Path.home()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Tables (*.csv)")])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"sotto-insights-{self.span}{f'-{day}' if day else ''}.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def _connect(self) -> None:
        self.spans.currentChanged.connect(self._choose_span)
        self.export.clicked.connect(self._ask_where)
        self._slow.timeout.connect(self._show_waiting)
        self._again.timeout.connect(self._read)
        self._drawing.timeout.connect(self._draw_next)
        self.theme.changed.connect(self._dress)
        for card in self.cards.values():
            card.stepped.connect(partial(self._step, card))

    def _build(self) -> None:
        self.export.setEnabled(False)
        kept = self._window.preferences.recall("insights")
        self.spans.setCurrentIndex(SPANS.index(Span(kept) if kept in SPANS else Span.MONTH))
        keep_size(self.spans, self.theme, width=184)
        named = QHBoxLayout()
        named.setSpacing(self.theme.px(12))
        named.addWidget(self.title, 1)
        named.addWidget(self.spans)
        named.addWidget(self.export)
        self._head = QVBoxLayout()
        self._head.addLayout(named)
        self._head.addWidget(self.text)
        inside = Surface(self.theme, "bg.page")
        inside.setLayout(self._grid)
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.notice)
        self._column.addWidget(self.area, 1)
        self._arrange()
        self._dress()

    def _dress(self) -> None:
        px = self.theme.px
        self._column.setContentsMargins(px(28), px(16), px(24), 0)
        self._column.setSpacing(px(12))
        self._head.setContentsMargins(px(4), 0, px(4), 0)
        self._head.setSpacing(px(2))
        self._grid.setContentsMargins(px(4), px(4), px(4), px(20))
        self._grid.setSpacing(px(16))
        for card in self.cards.values():
            card.setMinimumHeight(px(320))
        self._draw_soon()

    def _arrange(self) -> None:
        """Put the cards side by side, as many as there is room for."""
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // self._n_columns, at % self._n_columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < self._n_columns else 0)
