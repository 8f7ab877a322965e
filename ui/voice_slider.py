"""One field of the voice: its name, its value in words, a lock, and a slider that arrows move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.wording import voice as words
from ui.buttons import Button
from ui.painting import rounded
from ui.surface import Elided, Words
from ui.theme import Theme

#: Several arrow presses are one act.
SETTLE_MS = 400
CAPITALS = ("lowercase", "mixed", "sentence")
SHORTEST, LONGEST = 5.0, 400.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Values as places of a slider, 0 to `most`; an arrow moves by `step`."""

    most: int
    step: int
    place: Callable[[float | str], int]
    value: Callable[[int], float | str]


def _length(place: int) -> float:
    return round(SHORTEST * exp(place / 100 * log(LONGEST / SHORTEST)), 1)


def _length_place(value: float | str) -> int:
    return round(100 * log(max(SHORTEST, float(value)) / SHORTEST) / log(LONGEST / SHORTEST))


_SHARE = Scale(100, 5, lambda value: round(float(value) * 100), lambda place: place / 100)
SCALES = {
    "formality": _SHARE,
    "length": Scale(100, 4, _length_place, _length),
    "emoji": _SHARE,
    "capitalization": Scale(
        2, 1, lambda value: CAPITALS.index(str(value)) if value in CAPITALS else 1, lambda place: CAPITALS[place]
    ),
    "warmth": _SHARE,
}


class Track(QSlider):
    """The painted slider; a press goes to that place, and the wheel scrolls the panel instead."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(80), self.theme.px(24))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, middle = theme.px(6), self.height() / 2
        line = QRectF(0, middle - theme.px(2), self.width(), theme.px(4))
        rounded(painter, line, theme.px(2), theme.colour("line.hair"), None)
        at = self._x(self.value())
        filled = QRectF(line.left(), line.top(), at, line.height())
        if self.isRightToLeft():
            filled = QRectF(at, line.top(), line.width() - at, line.height())
        rounded(painter, filled, theme.px(2), theme.colour("accent.line"), None)
        painter.setBrush(theme.colour("bg.raised"))
        painter.setPen(QPen(theme.colour("accent.solid"), theme.px(2)))
        painter.drawEllipse(QPointF(at, middle), radius - 1, radius - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus.ring"), 2))
            painter.drawEllipse(QPointF(at, middle), radius + 3, radius + 3)

    def _x(self, value: int) -> float:
        edge = self.theme.px(6)
        share = value / max(1, self.maximum())
        share = 1 - share if self.isRightToLeft() else share
        return edge + share * (self.width() - 2 * edge)

    def _go(self, x: float) -> None:
        edge = self.theme.px(6)
        share = (x - edge) / max(1, self.width() - 2 * edge)
        share = 1 - share if self.isRightToLeft() else share
        self.setValue(round(min(1.0, max(0.0, share)) * self.maximum()))


class VoiceSlider(QWidget):
    """A field of the voice that can be set by hand.

    Signals:
        set_by_hand: its new value, once the hand rests.
        lock_wished: it is to stay, or not.
    """

    set_by_hand = Signal(object)
    lock_wished = Signal(bool)

    def __init__(self, theme: Theme, field: str) -> None:
        super().__init__()
        self.theme, self.field = theme, field
        self._scale = SCALES[field]
        self._shown: float | str = 0.0
        self.track = Track(theme)
        self.track.setRange(0, self._scale.most)
        self.track.setSingleStep(self._scale.step)
        self.track.setPageStep(self._scale.step * 2)
        self.words = Elided(theme, "", style="small", role="text.secondary")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.lock = Button(theme, "", look="icon", icon="unlock", name=f"Lock {words.FIELDS[field].lower()}")
        self.lock.setCheckable(True)
        self.lock.setFixedSize(theme.square(24))
        self._resting = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._resting.timeout.connect(self._settle)
        self._build()
        self.track.valueChanged.connect(self._moved)
        self.track.sliderReleased.connect(self._settle)
        self.lock.clicked.connect(self.lock_wished)

    def show_value(self, value: float | str, *, locked: bool) -> None:
        """Show what holds now, and whether it stays; a hand that is still at the slider is left alone."""
        self._shown = value
        if not self.track.isSliderDown() and not self._resting.isActive():
            self.track.blockSignals(True)
            self.track.setValue(self._scale.place(value))
            self.track.blockSignals(False)
            self._say(value)
        self.lock.setChecked(locked)
        self.lock.set_icon("lock" if locked else "unlock")
        name = words.FIELDS[self.field].lower()
        self.lock.setAccessibleName(f"{name.capitalize()} stays as it is" if locked else f"Lock {name}")
        self.lock.setToolTip("Learning leaves this alone" if locked else f"Lock {name}: learning leaves it alone")
        self.track.update()

    def _build(self) -> None:
        theme = self.theme
        top = QHBoxLayout()
        top.setSpacing(theme.px(4))
        top.addWidget(Words(theme, words.FIELDS[self.field]))
        top.addWidget(self.words, 1)
        top.addWidget(self.lock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.track)

    def _moved(self, place: int) -> None:
        self._say(self._scale.value(place))
        if not self.track.isSliderDown():
            self._resting.start()

    def _settle(self) -> None:
        self._resting.stop()
        value = self._scale.value(self.track.value())
        if self._scale.place(self._shown) != self.track.value():
            self._shown = value
            self.set_by_hand.emit(value)

    def _say(self, value: float | str) -> None:
        told = words.value(self.field, value)
        self.words.setText(told)
        self.track.setAccessibleName(f"{words.FIELDS[self.field]}, {told}")
