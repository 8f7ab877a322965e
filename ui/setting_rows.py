"""Pieces of the settings: a group with its title, and rows of a label, a hint and controls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.chips import Chip
from ui.marks import Shape
from ui.notice import Picture
from ui.painting import rounded
from ui.panel_pieces import MarkPicture
from ui.surface import Surface, Words
from ui.theme import Theme

SIDE, GAP, LEAST = 16, 12, 46
#: How long a row that was searched for is lit.
LIT_MS = 2400
#: Chips shown in a row before the rest is counted.
N_CHIPS = 3


class Row(QWidget):
    """A setting: what it is, a hint, and what changes it. Where room is short the controls stand below.

    Attributes:
        also: other words it is found by.
        first: the control that takes the focus when the row was searched for.
    """

    def __init__(
        self,
        theme: Theme,
        label: str,
        *controls: QWidget,
        hint: str = "",
        also: str = "",
        shape: Shape | None = None,
        role: str = "",
    ) -> None:
        super().__init__()
        self.theme, self.also, self.controls = theme, also, controls
        self.label = Words(theme, label, wrap=True)
        self.hint = Words(theme, hint, style="small", role="text.tertiary", wrap=True)
        if not hint:
            self.hint.hide()
        self._lit = False
        self._rest = QTimer(self, singleShot=True, interval=LIT_MS)
        self._rest.timeout.connect(self._go_out)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._mark = MarkPicture(theme, shape, role) if shape is not None else None
        self._build()
        theme.changed.connect(self._fit)

    @property
    def first(self) -> QWidget | None:
        """The first control that takes keys."""
        found = (one for one in self.controls if one.focusPolicy() != Qt.FocusPolicy.NoFocus)
        return next(found, None)

    def show_hint(self, hint: str) -> None:
        """Say something else below the label."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def light(self) -> None:
        """Show for a moment that this row was searched for, and let its control take keys."""
        self._lit = True
        self.update()
        self._rest.start()
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def lit(self) -> bool:
        """Whether it is shown as found."""
        return self._lit

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for its controls below the label."""
        high = super().minimumSizeHint().height()
        widest = max((one.minimumSizeHint().width() for one in self.controls), default=0)
        return QSize(min(widest, self.theme.px(200)) + 2 * self.theme.px(SIDE), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lit:
            box = QRectF(self.rect()).adjusted(4, 3, -4, -3)
            colours = self.theme.colour("accent.soft"), self.theme.colour("accent.line")
            rounded(QPainter(self), box, self.theme.radius("control"), *colours)

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(self.label)
        words.addWidget(self.hint)
        words.addStretch()
        line = self._line
        line.setSpacing(self.theme.px(GAP))
        if self._mark is not None:
            line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        self._place = QHBoxLayout()
        self._place.setSpacing(self.theme.px(GAP))
        for control in self.controls:
            self._place.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(self._place)
        self.setLayout(line)
        self._fit()

    def _fit(self) -> None:
        side, gap = self.theme.px(SIDE), self.theme.px(GAP)
        self._line.setContentsMargins(side, self.theme.px(7), side, self.theme.px(7))
        self.setMinimumHeight(self.theme.px(LEAST))
        wanted = sum(one.sizeHint().width() + gap for one in self.controls if not one.isHidden())
        text = self.label.fontMetrics().horizontalAdvance(self.label.text())
        below = bool(self.controls) and 2 * side + min(text, self.theme.px(260)) + wanted > self.width() > 100
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != direction:
            self._line.setDirection(direction)
            self._place.setAlignment(Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag(0))

    def _go_out(self) -> None:
        self._lit = False
        self.update()


class Card(Surface):
    """Rows in a rounded frame, with a hair line between two."""

    def __init__(self, theme: Theme, rows: Sequence[QWidget] = ()) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 1)
        self._column.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        for row in rows:
            self._column.addWidget(row)

    @property
    def rows(self) -> list[QWidget]:
        """What stands in it, from above."""
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Put other rows in; those that are no longer there go."""
        for gone in self.rows:
            self._column.removeWidget(gone)
            if gone not in rows:
                gone.hide()
                gone.deleteLater()
        for row in rows:
            self._column.addWidget(row)
            row.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, side = QPainter(self), self.theme.px(SIDE)
        shown = [one for one in self.rows if not one.isHidden()]
        for row in shown[1:]:
            painter.fillRect(side, row.y() - 1, self.width() - 2 * side, 1, self.theme.colour("line.hair"))


class Group(QWidget):
    """A card under its title."""

    def __init__(self, theme: Theme, title: str, rows: Sequence[QWidget]) -> None:
        super().__init__()
        self.title = Words(theme, title, style="caption_strong", role="text.secondary")
        self.card = Card(theme, rows)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(7))
        column.addWidget(self.title)
        column.addWidget(self.card)


class FewChips(QWidget):
    """The first few names of many, and how many more there are."""

    def __init__(self, theme: Theme, *, none: str = "none") -> None:
        super().__init__()
        self.theme, self._none = theme, none
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))
        self.names: list[str] = []
        self.show_names([])

    def show_names(self, names: Sequence[str]) -> None:
        """Show these names."""
        self.names = list(names)
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.setAccessibleName(", ".join(names) or self._none)
        shown = [Chip(self.theme, _short(name), tip=name) for name in names[:N_CHIPS]]
        for chip in shown:
            self._row.addWidget(chip)
        more = len(names) - len(shown)
        if more or not names:
            words = f"and {more} more" if more else self._none
            self._row.addWidget(Words(self.theme, words, role="text.tertiary"))
        self.updateGeometry()


def fixed(theme: Theme, icon: str, words: str, *, role: str = "text.secondary") -> QWidget:
    """Something that holds and cannot be changed, with an icon."""
    box = QWidget()
    box.setAccessibleName(words)
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(6))
    line.addWidget(Picture(theme, icon, role=role, side=16))
    line.addWidget(Words(theme, words, role="text.secondary"))
    return box


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23].rstrip() + "…"
