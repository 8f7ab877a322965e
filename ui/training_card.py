"""A card of the training page: its heading, what stands beside it, and what is in it; and what the cards scroll in."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.notice import Picture
from ui.panel_pieces import emptied
from ui.surface import Surface, Words
from ui.theme import Theme

#: After so long everything that came into sight has its place.
LAID_OUT_MS = 120
#: Room at the right of everything that scrolls, in which the bar is.
BAR = 14


class Card(Surface):
    """A part of the page.

    Attributes:
        caption: beside the heading, or below it where there is too little room; never cut.
    """

    def __init__(self, theme: Theme, title: str, caption: str = "") -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="panel")
        self.title = Words(theme, title, style="body_strong")
        self.caption = Words(theme, caption, style="small", role="text.secondary")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._is_below = False
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(8))
        self._head.addWidget(self.title)
        self._head.addWidget(self.caption, 1)
        self._body = QVBoxLayout()
        self._body.setSpacing(theme.px(6))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.addLayout(self._head)
        column.addLayout(self._body, 1)
        self.name_anew(title)

    def name_anew(self, title: str) -> None:
        """Another heading."""
        self.title.setText(title)
        for words in (self.title, self.caption):
            words.setVisible(bool(title))
        self._column.setSpacing(self.theme.px(8) if title else 0)
        self.setAccessibleName(title)

    def event(self, event: QEvent) -> bool:
        """The caption goes where there is room, whatever comes to stand beside it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_caption()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_caption()

    def beside(self, *widgets: QWidget) -> None:
        """Put these at the end of the heading's line."""
        for widget in widgets:
            self._head.addWidget(widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """One more line."""
        self._body.addWidget(widget, stretch)

    def clear(self) -> None:
        """Take every line out."""
        emptied(self._body)

    def _place_caption(self) -> None:
        items = (self._head.itemAt(at) for at in range(self._head.count()))
        widgets = [item.widget() for item in items if item is not None]
        others = [widget for widget in widgets if widget is not None and widget is not self.caption]
        taken = [widget.sizeHint().width() for widget in others if not widget.isHidden()]
        margins, gap = self._column.contentsMargins(), self._head.spacing()
        room = self.width() - margins.left() - margins.right() - sum(taken) - gap * len(taken)
        below = self.caption.fontMetrics().horizontalAdvance(self.caption.text()) > room
        if below == self._is_below:
            return
        self._is_below = below
        self.caption.setWordWrap(below)
        self._head.setStretch(0, int(below))
        if below:
            self._head.removeWidget(self.caption)
            self._column.insertWidget(1, self.caption)
        else:
            self._column.removeWidget(self.caption)
            self._head.insertWidget(1, self.caption, 1)


class Saying(QWidget):
    """A title and a text that say why there is nothing else, with an icon if there is one."""

    def __init__(self, theme: Theme, title: str = "", text: str = "", *, icon: str = "") -> None:
        super().__init__()
        self.title = Words(theme, "", style="body_strong" if icon else "body", wrap=True)
        self.text = Words(theme, "", style="small", role="text.secondary", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        if icon:
            row.addWidget(Picture(theme, icon, role="text.secondary"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addWidget(self.title)
        column.addWidget(self.text)
        row.addLayout(column, 1)
        self.say(title, text)

    def say(self, title: str, text: str) -> None:
        """Say something else."""
        for words, said in ((self.title, title), (self.text, text)):
            words.setText(said)
            words.setVisible(bool(said))
        self.setAccessibleName(". ".join(part for part in (title, text) if part))


class Body(QWidget):
    """What scrolls: as high as its width asks for, not as its narrowest width would."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class Scrolled(QScrollArea):
    """One below the other, with the bar in a room of its own: what scrolls is as wide with it as without."""

    def __init__(self, theme: Theme, widgets: Iterable[QWidget], *, below: int) -> None:
        """Args:
        below: room under the last one.
        """
        super().__init__()
        self.theme, self._below = theme, below
        body = Body()
        self.column = QVBoxLayout(body)
        self.column.setSpacing(theme.px(12))
        for widget in widgets:
            self.column.addWidget(widget)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for ground in (self.viewport(), body):
            ground.setAutoFillBackground(False)
        self._first: QWidget | None = None
        self._soon = QTimer(self, singleShot=True, interval=LAID_OUT_MS)
        self._soon.timeout.connect(self._show_first)
        self.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._ranged())
        self._keep_width()

    def begin_with(self, widget: QWidget | None) -> None:
        """Scroll until this one is at the top; None for the beginning."""
        self._first = widget
        self._soon.start()
        self._show_first()

    def _ranged(self) -> None:
        """What came into sight is laid out bit by bit; whoever scrolls since is left alone."""
        self._keep_width()
        if self._soon.isActive():
            self._show_first()

    def _show_first(self) -> None:
        self.verticalScrollBar().setValue(0 if self._first is None else self._first.y())

    def _keep_width(self) -> None:
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        right = max(0, self.theme.px(BAR) - taken)
        self.column.setContentsMargins(0, 0, right, self.theme.px(self._below))
