"""The right pane: tabs over panels, remembered, and switching by itself only on red."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import marks
from ui.brief_panel import BriefPanel
from ui.marks import Shape
from ui.risk_panel import RiskPanel
from ui.segments import Segment, Segments
from ui.surface import Surface, keep_height, shelf
from ui.theme import Theme

BRIEF, RISK = 0, 1


class Inspector(Surface):
    """Brief and Risk; further panels join the tabs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.inspector", edges="left")
        self.tabs = Segments(theme, ["Brief", "Risk"], name="Panels")
        self.brief = BriefPanel(theme)
        self.risk = RiskPanel(theme)
        self._pages = QStackedWidget()
        for panel, name in ((self.brief, "Brief"), (self.risk, "Risk")):
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
        self.brief.risk_wished.connect(lambda: self.open_panel(RISK))

    def open_panel(self, at: int) -> None:
        """Show a panel."""
        self.tabs.setCurrentIndex(at)

    def show_risk_mark(self, level: str) -> None:
        """Put the risk's mark on its tab."""
        shape: Shape | None = None if level == "clear" else marks.RISK[level]
        self.tabs.show_segment(RISK, Segment("Risk", shape=shape, role=f"risk.{level}.mark"))


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
