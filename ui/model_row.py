"""One model to choose: its name, disk, memory and how it fits, as a radio button of one row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from app.model_offers import Choice, Fit
from app.wording import model_choice as words
from ui import marks
from ui.buttons import Pressable
from ui.marks import Shape
from ui.painting import chip_width, draw_chip, draw_text, rounded, text_width
from ui.theme import Theme

MARKS = {
    Fit.WELL: (Shape.TICK, "positive.mark"),
    Fit.SLOWER: (Shape.DASHED_RING, "text.tertiary"),
    Fit.TOO_BIG: (Shape.CROSS, "risk.high.mark"),
}
#: Below so many px at 100 % text the figures stand in a second line.
TWO_LINES = 760
ACCENTED = frozenset({words.SUGGESTED, words.IN_USE})


class ModelRow(Pressable):
    """A row of the list of models; one that is too big cannot be chosen."""

    def __init__(self, theme: Theme, choice: Choice) -> None:
        super().__init__()
        self.theme, self.choice = theme, choice
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(choice.title)
        self.setAccessibleName(words.spoken(choice))
        self.setEnabled(choice.fit is not Fit.TOO_BIG or choice.here)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(560), self.theme.px(88 if self._is_narrow else 64))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(260), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        painter.setOpacity(1.0 if self.isEnabled() else 0.55)
        line = theme.colour("accent.base" if self.isChecked() else "line.hair")
        fill = theme.colour("bg.hover" if self.underMouse() and not self.isChecked() else "bg.raised")
        rounded(painter, box, theme.radius("card"), fill, line, 2 if self.isChecked() else 1)
        if self.hasFocus():
            rounded(painter, box.adjusted(3, 3, -3, -3), theme.radius("control"), None, theme.colour("focus.ring"), 2)
        self._paint_radio(painter, box)
        left = theme.px(46)
        self._paint_name(painter, QRectF(left, theme.px(13), box.width() - left - theme.px(16), theme.px(40)))
        if self._is_narrow:
            self._paint_line(painter, QRectF(left, theme.px(58), box.width() - left - theme.px(16), theme.px(20)))
        else:
            self._paint_columns(painter, box)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < self.theme.px(TWO_LINES)

    def _paint_radio(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        centre = QPointF(theme.px(24), theme.px(32))
        radius = theme.px(8)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(QPen(theme.colour("accent.base"), theme.px(5)))
            painter.drawEllipse(centre, radius - theme.px(2.5), radius - theme.px(2.5))
        else:
            painter.setPen(QPen(theme.colour("line.control"), 1.2))
            painter.drawEllipse(centre, radius, radius)
        painter.restore()

    def _paint_name(self, painter: QPainter, box: QRectF) -> None:
        theme, choice = self.theme, self.choice
        room = box.width() if self._is_narrow else self._at(box, 0) - box.left() - theme.px(8)
        font, chip = theme.font("body_strong"), words.chip(choice)
        chip_wide = chip_width(theme, chip, mark=False) if chip else 0.0
        wide = min(text_width(font, choice.title), room - chip_wide - (theme.px(10) if chip else 0))
        title = QRectF(box.left(), box.top(), wide + 1, theme.px(20))
        draw_text(painter, title, choice.title, font, theme.colour("text.primary"))
        if chip:
            place = QRectF(title.right() + theme.px(8), box.top() + theme.px(1), chip_wide, theme.px(18))
            accented = chip in ACCENTED
            fill, ink = ("accent.soft", "accent.onSoft") if accented else ("bg.chip", "text.secondary")
            draw_chip(painter, theme, place, chip, fill=fill, ink=ink)
        below = QRectF(box.left(), title.bottom() + theme.px(2), room, theme.px(18))
        draw_text(painter, below, words.made_of(choice), theme.font("small"), theme.colour("text.secondary"))

    def _at(self, box: QRectF, column: int) -> float:
        """Where the columns of figures begin: disk, memory, fit."""
        right = float(self.width() - self.theme.px(18))
        starts = (right - self.theme.px(466), right - self.theme.px(346), right - self.theme.px(166))
        return starts[column]

    def _paint_columns(self, painter: QPainter, box: QRectF) -> None:
        theme, high = self.theme, box.height()
        ink = theme.colour("text.secondary")
        disk = QRectF(self._at(box, 0), 0, theme.px(116), high)
        draw_text(painter, disk, words.disk(self.choice), theme.font("body"), ink)
        wide = theme.px(156)
        memory = QRectF(self._at(box, 1), high / 2 - theme.px(18), wide, theme.px(20))
        draw_text(painter, memory, words.needs(self.choice), theme.font("body"), ink)
        self._paint_bar(painter, QRectF(memory.left(), memory.bottom() + theme.px(6), wide, theme.px(5)))
        self._paint_fit(painter, QRectF(self._at(box, 2), 0, theme.px(166), high))

    def _paint_line(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        text = f"{words.disk(self.choice)} · {words.needs(self.choice)}"
        font = theme.font("small")
        wide = text_width(font, text)
        draw_text(painter, QRectF(box.left(), box.top(), wide + 1, box.height()), text, font,
                  theme.colour("text.secondary"))  # fmt: skip
        left = box.left() + wide + theme.px(14)
        self._paint_fit(painter, QRectF(left, box.top(), box.right() - left, box.height()))

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        theme, choice = self.theme, self.choice
        share = min(1.0, choice.needs_bytes / max(1, choice.memory_bytes))
        rounded(painter, box, box.height() / 2, theme.colour("bg.sunken"), None)
        role = "risk.high.mark" if choice.fit is Fit.TOO_BIG else "accent.base"
        full = QRectF(box.left(), box.top(), max(box.height(), box.width() * share), box.height())
        rounded(painter, full, box.height() / 2, theme.colour(role), None)

    def _paint_fit(self, painter: QPainter, box: QRectF) -> None:
        theme, side = self.theme, self.theme.px(12)
        shape, role = MARKS[self.choice.fit]
        mark = QRectF(box.left(), box.center().y() - side / 2, side, side)
        marks.draw(painter, shape, mark, theme.colour(role))
        place = QRectF(mark.right() + theme.px(7), box.top(), box.right() - mark.right() - theme.px(7), box.height())
        draw_text(painter, place, words.fits(self.choice), theme.font("body"), theme.colour("text.primary"))
