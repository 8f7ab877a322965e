"""Flat surfaces, labels and framed fields that dress by role."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ui import icons
from ui.painting import draw_key, draw_text, key_width, rounded
from ui.plain import plain_tip
from ui.theme import Theme


class Surface(QWidget):
    """A filled rectangle; `edges` names the sides with a hair line, `line` frames all of it."""

    def __init__(
        self, theme: Theme, fill: str | None, *, line: str | None = None, radius: str = "", edges: str = ""
    ) -> None:
        super().__init__()
        self.theme = theme
        self._surface_fill, self._surface_line, self._surface_radius, self._surface_edges = fill, line, radius, edges
        theme.changed.connect(self.update)

    def paint_roles(self, fill: str | None, line: str | None) -> None:
        """Change the roles it is painted with."""
        self._surface_fill, self._surface_line = fill, line
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        fill = self.theme.colour(self._surface_fill) if self._surface_fill else None
        line = self.theme.colour(self._surface_line) if self._surface_line else None
        radius = self._surface_radius
        if radius or line is not None:
            width = 2 if self._surface_line == "focus.ring" else 1
            rounded(painter, box, self.theme.radius(radius) if radius else 0, fill, line, width)
        elif fill is not None:
            painter.fillRect(box, fill)
        hair = self.theme.colour("line.hair")
        wide, high = self.width(), self.height()
        sides = {"top": (0, 0, wide, 1), "bottom": (0, high - 1, wide, 1)}
        sides |= {"left": (0, 0, 1, high), "right": (wide - 1, 0, 1, high)}
        for name in self._surface_edges.split():
            painter.fillRect(*sides[name], hair)


class Words(QLabel):
    """Plain text in a type style and a colour role; never rich text."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        style: str = "body",
        role: str = "text.primary",
        strong: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._style, self._role, self._strong = style, role, strong
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setText(text)
        self._dress()
        theme.changed.connect(self._dress)

    def set_role(self, role: str) -> None:
        """Change the colour role."""
        self._role = role
        self._dress()

    def _dress(self) -> None:
        self.setFont(self.theme.font(self._style, strong=self._strong))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self.theme.colour(self._role))
        self.setPalette(palette)


class Elided(Words):
    """One line that is cut with an ellipsis and tells the whole in its tooltip."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        style: str = "body",
        role: str = "text.primary",
        strong: bool = False,
    ) -> None:
        super().__init__(theme, text, style=style, role=role, strong=strong)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show a text, and tell the whole of it in the tooltip."""
        super().setText(text)
        self.setToolTip(plain_tip(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = self.theme.colour(self._role)
        draw_text(QPainter(self), QRectF(self.rect()), self.text(), self.font(), ink, self.alignment())


class Field(Surface):
    """A line of input in a rounded frame with an icon before it and a key cap after it."""

    def __init__(self, theme: Theme, *, placeholder: str, name: str, icon: str = "", key: str = "") -> None:
        super().__init__(theme, "bg.field", line="line.strong", radius="control")
        self._icon, self._key = icon, key
        self.edit = QLineEdit()
        self.edit.setFrame(False)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(name)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(lambda _text: self.update())  # the key cap goes when something is typed
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self._dress_field()
        theme.changed.connect(self._dress_field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows the focus that its line has."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() == QEvent.Type.FocusIn
            self.paint_roles("bg.field", "focus.ring" if focused else "line.strong")
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = self.theme.px(16)
        if self._icon:
            box = QRectF(self.theme.px(10), (self.height() - side) / 2, side, side)
            icons.draw(painter, self._icon, box, self.theme.colour("text.tertiary"))
        if self._key and not self.edit.text():
            width = key_width(self.theme, self._key)
            draw_key(
                painter,
                self.theme,
                QRectF(self.width() - width - self.theme.px(7), 0, width, self.height()),
                self._key,
            )

    def _dress_field(self) -> None:
        self.setFixedHeight(self.theme.size("control"))
        left = self.theme.px(32 if self._icon else 8)
        right = self.theme.px(8) + (round(key_width(self.theme, self._key)) if self._key else 0)
        self._layout.setContentsMargins(left, 1, right, 1)
        self.edit.setFont(self.theme.font("body"))
        set_base(self.edit, self.theme, "bg.field")


def set_base(widget: QWidget, theme: Theme, role: str) -> None:
    """Give Qt's own input or list widget its ground and inks; a viewport needs its own copy."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Base, theme.colour(role))
    palette.setColor(QPalette.ColorRole.Text, theme.colour("text.primary"))
    palette.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("text.tertiary"))
    widget.setPalette(palette)
    if isinstance(widget, QAbstractScrollArea):
        widget.viewport().setPalette(palette)


class _Sized(QObject):
    """The size of the widget that it belongs to; both go together, and with them the wish to hear of the theme."""

    def __init__(self, widget: QWidget, theme: Theme, width: float, height: float) -> None:
        super().__init__(widget)
        self._widget, self._theme, self._width, self._height = widget, theme, width, height
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        if self._width:
            self._widget.setFixedWidth(self._theme.px(self._width))
        if self._height:
            self._widget.setFixedHeight(self._theme.px(self._height))


def keep_size(widget: QWidget, theme: Theme, *, width: float = 0, height: float = 0) -> None:
    """Fix a width or height (logical px at 100 % text) that follows the text size, for as long as it lives."""
    _Sized(widget, theme, width, height)


def keep_height(widget: QWidget, theme: Theme, name: str) -> None:
    """Fix the height to a named length of the design file."""
    keep_size(widget, theme, height=theme.unscaled(name))


def shelf(*widgets: QWidget, spacing: int = 0, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets side by side."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    row.setContentsMargins(*margins)
    for widget in widgets:
        row.addWidget(widget)
    return row
