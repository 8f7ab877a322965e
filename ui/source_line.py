"""Words that lead to the message they come from: wrapped, plain, and reached by the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.buttons import Pressable
from ui.painting import rounded
from ui.panel_pieces import MarkPicture
from ui.plain import plain_tip
from ui.surface import Surface, Words
from ui.theme import Theme
from ui.thread_layout import flowed

#: Narrowest that a line may become, and its least height as a target, at 100 % text.
NARROWEST, LEAST = 80, 24
LEADS = "Show where this comes from"


class SourceLine(Pressable):
    """A sentence that can be pressed.

    Signals:
        wished: the id of the message it comes from.
    """

    wished = Signal(int)

    def __init__(
        self,
        theme: Theme,
        text: str,
        message_id: int,
        *,
        style: str = "body",
        role: str = "text.primary",
        name: str = "",
    ) -> None:
        super().__init__()
        self.theme, self.message_id = theme, message_id
        self._style, self._role = style, role
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setAccessibleDescription(LEADS)
        self.setToolTip(plain_tip(LEADS))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda: self.wished.emit(self.message_id))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self.theme.px(LEAST), round(self._flowed(width)[1]))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(240), self.heightForWidth(self.theme.px(240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(NARROWEST), self.theme.px(LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout, high = self._flowed(self.width())
        painter.setPen(self.theme.colour("accent.base" if self.underMouse() else self._role))
        layout.draw(painter, QPointF(0, max(0.0, (self.height() - high) / 2)))
        if self.hasFocus():
            rounded(painter, QRectF(self.rect()), self.theme.radius("key"), None, self.theme.colour("focus.ring"), 2)

    def _flowed(self, width: int) -> tuple[QTextLayout, float]:
        theme = self.theme
        room = max(theme.px(40), width)
        layout, _wide, high = flowed(self.text(), theme.font(self._style), room, theme.line(self._style))
        return layout, high


def led(theme: Theme, text: str, message_id: int, *, style: str = "body", role: str = "text.primary") -> QWidget:
    """Words that lead to a message; to none (0) they are words only."""
    if message_id:
        return SourceLine(theme, text, message_id, style=style, role=role)
    words = Words(theme, text, style=style, role=role, wrap=True)
    words.setMinimumHeight(theme.px(LEAST))
    return words


def quoted(theme: Theme, text: str, message_id: int, role: str = "line.strong") -> QWidget:
    """A verbatim quotation with a bar at its left, that leads to its message."""
    box = QWidget()
    bar = Surface(theme, role)
    bar.setFixedWidth(2)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(bar)
    row.addWidget(led(theme, f"“{text}”", message_id, style="small", role="text.secondary"), 1)
    return box


def marked(
    theme: Theme, picture: MarkPicture, text: str, message_id: int, *, trailing: str = "", late: bool = False
) -> QWidget:
    """A mark, words that lead to a message, and something short at the right."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    picture.setFixedHeight(theme.px(LEAST))
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(led(theme, text, message_id), 1)
    if trailing:
        role = "risk.check.text" if late else "text.tertiary"
        words = Words(theme, trailing, style="caption", role=role)
        words.setMinimumHeight(theme.px(LEAST))
        row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
    return line


def stacked(*parts: QWidget, spacing: int = 2) -> QWidget:
    """Parts below one another, close together."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for part in parts:
        column.addWidget(part)
    return box


def sources_of(widget: QWidget) -> list[SourceLine]:
    """Every line in a widget that leads somewhere."""
    return widget.findChildren(SourceLine)
