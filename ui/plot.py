"""A chart without handles: pyqtgraph dressed by roles, with its own grid, rounded bars and words beside points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QFrame, QStyleOptionGraphicsItem, QWidget

from ui.painting import text_width
from ui.theme import Theme

pg.setConfigOptions(antialias=True)

Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `bottom` to `top` around `at`, in a colour role."""

    at: float
    width: float
    bottom: float
    top: float
    role: str


class Bars(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Bars with softened corners, drawn in pixels."""

    def __init__(self, theme: Theme, bars: Sequence[Bar], *, gap: float = 0.0) -> None:
        super().__init__()
        self._theme, self._bars, self._gap = theme, tuple(bars), gap

    def boundingRect(self) -> QRectF:
        """Where there are bars, in units of the chart."""
        left = min(bar.at - bar.width / 2 for bar in self._bars)
        right = max(bar.at + bar.width / 2 for bar in self._bars)
        bottom, top = min(bar.bottom for bar in self._bars), max(bar.top for bar in self._bars)
        return QRectF(left, bottom, right - left, max(1e-9, top - bottom))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        placed = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in self._bars:
            if bar.top <= bar.bottom:
                continue
            box = placed.mapRect(QRectF(bar.at - bar.width / 2, bar.bottom, bar.width, bar.top - bar.bottom))
            box = box.normalized().adjusted(0, self._gap, 0, 0)
            radius = min(self._theme.px(2), box.width() / 3)
            painter.setBrush(self._theme.colour(bar.role))
            painter.drawRoundedRect(box, radius, radius)
        painter.restore()


class Plot(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """A chart that only shows: no menu, no zoom, no focus; the mouse passes through to what lies behind."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(background=None)
        self.theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._axes = {side: pg.AxisItem(side) for side in ("left", "bottom")}
        layout = pg.GraphicsLayout()
        layout.layout.setContentsMargins(0, 0, 0, 0)
        layout.layout.setSpacing(0)
        layout.addItem(self.box, 0, 1)
        layout.addItem(self._axes["left"], 0, 0)
        layout.addItem(self._axes["bottom"], 1, 1)
        for axis in self._axes.values():
            axis.linkToView(self.box)
            axis.setZValue(-20)
        self.setCentralItem(layout)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(160), self.theme.px(150))

    def begin(self, x: tuple[float, float], y: tuple[float, float], *, bottom: Ticks, left: Ticks) -> None:
        """An empty chart over these ranges, with a grid line at every tick of the left side."""
        self.box.clear()
        self._dress_ground()
        self.box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
        widest = max(text_width(self.theme.font("caption"), word) for _at, word in left)
        self._dress_axis("left", left).setWidth(widest + self.theme.px(10))
        self._dress_axis("bottom", bottom).setHeight(self.theme.line("caption") + self.theme.px(8))
        for at, _word in left:
            self.across(at, "chart.grid")

    def add_bars(self, bars: Sequence[Bar], *, gap: float = 0.0) -> None:
        """Bars; `gap` px are left free above each."""
        if bars:
            self.box.addItem(Bars(self.theme, bars, gap=gap))

    def across(self, at: float, role: str, *, dashed: bool = False) -> None:
        """A line from side to side."""
        line = pg.InfiniteLine(pos=at, angle=0, movable=False, pen=self._pen(role, 1, dashed=dashed))
        line.setZValue(0 if dashed else -10)
        self.box.addItem(line)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        role: str,
        *,
        fill: str = "",
        dashed: bool = False,
        width: float = 2,
    ) -> None:
        """A line through points; `fill` is the role of what lies below it."""
        across, up = [point[0] for point in points], [point[1] for point in points]
        more: dict[str, Any] = {"fillLevel": 0, "brush": self.theme.colour(fill)} if fill else {}
        self.box.addItem(pg.PlotCurveItem(across, up, pen=self._pen(role, width, dashed=dashed), **more))

    def dots(self, points: Sequence[tuple[float, float]], sizes: Sequence[float]) -> None:
        """Rings at points, of these diameters in px at 100 % text."""
        self.box.addItem(
            pg.ScatterPlotItem(
                [point[0] for point in points],
                [point[1] for point in points],
                size=[self.theme.px(size) for size in sizes],
                pen=self._pen("chart.1", 2),
                brush=pg.mkBrush(self.theme.colour("bg.raised")),
            )
        )

    def words(
        self, at: tuple[float, float], text: str, *, anchor: tuple[float, float], strong: bool = False, role: str = ""
    ) -> None:
        """Words beside a point; `anchor` (0, 0) puts their top left there, (1, 1) their bottom right."""
        item = pg.TextItem(text, color=self.theme.colour(role or ("text.primary" if strong else "text.secondary")))
        item.setAnchor(pg.Point(*anchor))
        item.setFont(self.theme.font("caption_strong" if strong else "caption"))
        item.setPos(QPointF(*at))
        item.setZValue(20)
        self.box.addItem(item, ignoreBounds=True)

    def _dress_ground(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self.theme.colour("bg.raised"))
        for widget in (self, self.viewport()):
            widget.setPalette(palette)
        self.resetCachedContent()

    def _dress_axis(self, side: str, ticks: Ticks) -> Any:
        axis = self._axes[side]
        axis.setPen(pg.mkPen(None))
        axis.setTickPen(pg.mkPen(None))
        axis.setTextPen(self.theme.colour("text.secondary"))
        axis.setStyle(
            tickFont=self.theme.font("caption"),
            tickLength=0,
            tickTextOffset=self.theme.px(6),
            hideOverlappingLabels=False,
        )
        axis.setTicks([list(ticks)])
        return axis

    def _pen(self, role: str, width: float, *, dashed: bool = False) -> QPen:
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        return pg.mkPen(self.theme.colour(role), width=self.theme.scale * width, style=style)  # type: ignore[no-any-return]


def round_ticks(highest: float, *, most: int = 4) -> list[float]:
    """From 0 in round steps up to the last one below `highest`, at most `most` above 0: 0, 20, 40, 60 for 61."""
    rough = max(highest, 1e-9) / most
    size = 10.0 ** floor(log10(rough))
    step = next(size * m for m in (1, 2, 5, 10) if size * m >= rough)
    return [n * step for n in range(ceil(highest / step + 1e-9))] or [0.0]
