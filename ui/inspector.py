"""The right pane: four tabs over panels; it switches by itself only on red."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import marks
from ui.brief_panel import BriefPanel
from ui.marks import Shape
from ui.memory_panel import MemoryPanel
from ui.risk_panel import RiskPanel
from ui.segments import Segment, Segments
from ui.surface import Surface, keep_height, shelf
from ui.theme import Theme
from ui.voice_panel import VoicePanel

BRIEF, RISK, MEMORY, VOICE = range(4)
NAMES = ("Brief", "Risk", "Memory", "Voice")


class Inspector(Surface):
    """Brief, Risk, Memory and Voice of the open conversation.

    Signals:
        chosen: the person chose a panel (its place among `NAMES`).
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.inspector", edges="left")
        self.tabs = Segments(theme, list(NAMES), name="Panels")
        self.brief = BriefPanel(theme)
        self.risk = RiskPanel(theme)
        self.memory = MemoryPanel(theme)
        self.voice = VoicePanel(theme)
        self.panels = (self.brief, self.risk, self.memory, self.voice)
        self._by_itself = False
        self._pages = QStackedWidget()
        for panel, name in zip(self.panels, NAMES, strict=True):
            self._pages.addWidget(_scrolled(panel, name))
        header = Surface(theme, None)
        keep_height(header, theme, "header")
        header.setLayout(shelf(self.tabs, margins=(16, 0, 16, 0)))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self._pages, 1)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self._tell_choice)
        self.brief.risk_wished.connect(lambda: self.open_panel(RISK))

    @property
    def at(self) -> int:
        """The panel in sight."""
        return self.tabs.currentIndex()

    def open_panel(self, at: int, *, by_itself: bool = False) -> None:
        """Show a panel; what is not by itself is the person's choice."""
        self._by_itself = by_itself
        self.tabs.setCurrentIndex(at)
        self._by_itself = False

    def show_from_the_top(self) -> None:
        """Another conversation begins at its top."""
        for at in range(self._pages.count()):
            area = self._pages.widget(at)
            assert isinstance(area, QScrollArea)
            area.verticalScrollBar().setValue(0)

    def show_risk_mark(self, level: str) -> None:
        """Put the risk's mark on its tab."""
        shape: Shape | None = None if level == "clear" else marks.RISK[level]
        self.tabs.show_segment(RISK, Segment("Risk", shape=shape, role=f"risk.{level}.mark"))

    def _tell_choice(self, at: int) -> None:
        if not self._by_itself:
            self.chosen.emit(at)


def _scrolled(panel: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    area.viewport().setAutoFillBackground(False)
    panel.setAutoFillBackground(False)
    return area
