"""Buttons painted by role: primary, plain, quiet, pill, icon and link, with an icon and a key cap."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import icons
from ui.painting import CENTRE, draw_key, draw_text, key_width, rounded, text_width
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Look:
    """Roles of one kind of button; None is not painted."""

    fill: str | None
    hover: str | None
    line: str | None
    ink: str
    style: str
    strong: bool
    padding: int


LOOKS = {
    "primary": Look("accent.solid", "accent.solidHover", None, "text.onAccent", "body", True, 14),
    "plain": Look("bg.raised", "bg.hover", "line.strong", "text.primary", "body", False, 12),
    "danger": Look("bg.raised", "risk.high.bg", "risk.high.line", "risk.high.text", "body", False, 12),
    "quiet": Look(None, "bg.hover", None, "text.secondary", "body", False, 10),
    "pill": Look("bg.raised", "bg.hover", "line.strong", "text.secondary", "small", False, 12),
    "accent": Look("accent.soft", "accent.soft", "accent.line", "accent.onSoft", "small", False, 12),
    "icon": Look(None, "bg.hover", None, "text.secondary", "body", False, 0),
    "link": Look(None, None, None, "accent.base", "small", False, 4),
}
#: The focus ring, and the air between it and a strong ground.
RING = 2
#: Enter of the keypad comes with it.
KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Pressable(QAbstractButton):
    """What Return presses as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~KEYPAD:
            self.click()
        else:
            super().keyPressEvent(event)


class Button(Pressable):
    """A button of one of the LOOKS; `tall` is 36 px, otherwise 28; an icon button is named by `name`."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        look: str = "plain",
        icon: str = "",
        key: str = "",
        name: str = "",
        tall: bool = False,
        icon_last: bool = False,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._icon_last = icon_last
        self._look, self._icon, self._key, self._tall = look, icon, key, tall
        self._compact = self._lit = False
        self.setText(text)
        self.setAccessibleName(name or text)
        if look == "icon":
            self.setToolTip(name if not key else f"{name}  {key}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def set_lit(self, lit: bool) -> None:
        """Stand out as what is in force."""
        if lit != self._lit:
            self._lit = lit
            self.setAccessibleDescription(self.tr("In force") if lit else "")
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Leave the key cap out where room is short."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = self.theme.size("control_large" if self._tall else "control")
        if self._look == "icon":
            return QSize(height, height)
        look = LOOKS[self._look]
        width = text_width(self.theme.font(look.style, strong=look.strong), self.text()) + 2 * self.theme.px(
            look.padding
        )
        if self._icon:
            width += self.theme.px(22)
        if self._key and not self._compact:
            width += key_width(self.theme, self._key) + self.theme.px(8)
        return QSize(round(width + 0.5), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, box = LOOKS["accent" if self._lit else self._look], QRectF(self.rect())
        radius = box.height() / 2 if self._look in ("pill", "accent") else self.theme.radius("control")
        if not self.isEnabled():
            painter.setOpacity(0.5)
        self._paint_ground(painter, look, box, radius)
        ink = self.theme.colour("accent.base" if self.isChecked() and self._look == "icon" else look.ink)
        inside = box.adjusted(self.theme.px(look.padding), 0, -self.theme.px(look.padding), 0)
        if self._icon:
            side = self.theme.px(18 if self._look == "icon" else 16)
            left = inside.right() - side + 2 if self._icon_last else inside.left() - 1
            place = box if self._look == "icon" else QRectF(left, 0, side, box.height())
            square = QRectF(place.center().x() - side / 2, place.center().y() - side / 2, side, side)
            icons.draw(painter, self._icon, square, ink)
            room = self.theme.px(22)
            inside = inside.adjusted(0, 0, -room, 0) if self._icon_last else inside.adjusted(room, 0, 0, 0)
        if self._look == "icon":
            return
        if self._key and not self._compact:
            cap = key_width(self.theme, self._key)
            place = QRectF(inside.right() - cap, 0, cap, box.height())
            draw_key(painter, self.theme, place, self._key, on_accent=self._look == "primary")
            inside.setRight(inside.right() - cap - self.theme.px(8))
        draw_text(painter, inside, self.text(), self.theme.font(look.style, strong=look.strong), ink, CENTRE)

    def _paint_ground(self, painter: QPainter, look: Look, box: QRectF, radius: float) -> None:
        fill = look.hover if (self.underMouse() or self.isDown()) and self.isEnabled() else look.fill
        if self.isChecked() and self._look == "icon":
            fill = "accent.soft"
        line = self.theme.colour(look.line) if look.line else None
        inner, by = box, 2 * RING if self.hasFocus() and self._look == "primary" else 0
        if by:  # the ring stands off a ground that is as strong as the ring
            inner, radius = box.adjusted(by, by, -by, -by), max(0.0, radius - by)
        rounded(painter, inner, radius, self.theme.colour(fill) if fill else None, line)
        radius += by
        if self.hasFocus():
            rounded(painter, box, radius, None, self.theme.colour("focus.ring"), RING)
