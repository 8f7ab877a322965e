"""Pieces that delegates and painted widgets share: text, chips, key caps, voice bars, avatars."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle

from ui import marks
from ui.marks import Shape
from ui.plain import one_line
from ui.theme import Theme

VCENTRE = Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | VCENTRE
RIGHT = Qt.AlignmentFlag.AlignRight | VCENTRE
CENTRE = Qt.AlignmentFlag.AlignCenter
N_TINTS = 7
#: How much of its ink the outline of a key cap has on the accent.
ON_ACCENT_LINE = 0.6


def text_width(font: QFont, text: str) -> float:
    """Width in logical pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw_text(
    painter: QPainter, box: QRectF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT
) -> None:
    """One line of plain text, cut with an ellipsis where it does not fit.

    Its side follows the direction of the window, the order of its letters its own words: a number of a telephone
    reads the same everywhere.
    """
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    direction = painter.layoutDirection()
    side = QStyle.visualAlignment(direction, align) | Qt.AlignmentFlag.AlignAbsolute
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(box, int(side | Qt.TextFlag.TextSingleLine), shown)
    painter.setLayoutDirection(direction)


def rounded(
    painter: QPainter, box: QRectF, radius: float, fill: QColor | None, line: QColor | None, width: float = 1
) -> None:
    """A rounded rectangle whose line lies inside the box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, radius, radius)
    else:
        half = width / 2
        painter.setPen(QPen(line, width))
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius - half, radius - half)
    painter.restore()


def corner_path(box: QRectF, radius: float, corners: tuple[float, float, float, float]) -> QPainterPath:
    """A rectangle with its own radius at each corner: top left, top right, bottom right, bottom left."""
    tl, tr, br, bl = (min(corner, radius) for corner in corners)
    path = QPainterPath(QPointF(box.left() + tl, box.top()))
    path.lineTo(box.right() - tr, box.top())
    path.arcTo(box.right() - 2 * tr, box.top(), 2 * tr, 2 * tr, 90, -90)
    path.lineTo(box.right(), box.bottom() - br)
    path.arcTo(box.right() - 2 * br, box.bottom() - 2 * br, 2 * br, 2 * br, 0, -90)
    path.lineTo(box.left() + bl, box.bottom())
    path.arcTo(box.left(), box.bottom() - 2 * bl, 2 * bl, 2 * bl, 270, -90)
    path.lineTo(box.left(), box.top() + tl)
    path.arcTo(box.left(), box.top(), 2 * tl, 2 * tl, 180, -90)
    path.closeSubpath()
    return path


def draw_avatar(painter: QPainter, theme: Theme, box: QRectF, name: str, style: str = "small") -> None:
    """A disc with initials; its tint belongs to the name, so that it stays the same everywhere."""
    tint = zlib.crc32(name.encode()) % N_TINTS + 1
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"avatar.{tint}.bg"))
    painter.drawEllipse(box)
    painter.restore()
    draw_text(
        painter,
        box,
        initials(name),
        theme.font(style, strong=True),
        theme.colour(f"avatar.{tint}.text"),
        CENTRE,
    )


def initials(name: str) -> str:
    """Up to two letters of a name; "#" for a number, "?" for nothing."""
    words = [word for word in one_line(name).split() if word[0].isalpha()]
    if not words:
        return "#" if any(letter.isdigit() for letter in name) else "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def chip_width(theme: Theme, text: str, *, mark: bool) -> float:
    """Width of a chip as `draw_chip` draws it."""
    return text_width(theme.font("caption_strong"), text) + theme.px(14) + (theme.px(14) if mark else 0)


def draw_chip(
    painter: QPainter,
    theme: Theme,
    box: QRectF,
    text: str,
    *,
    fill: str | None,
    ink: str,
    shape: Shape | None = None,
    mark: str = "",
    line: str | None = None,
) -> None:
    """A chip: optional mark (shape in role `mark`), then its word in role `ink`."""
    rounded(
        painter,
        box,
        theme.radius("chip"),
        theme.colour(fill) if fill else None,
        theme.colour(line) if line else None,
    )
    inside = box.adjusted(theme.px(7), 0, -theme.px(7), 0)
    if shape is not None:
        side = theme.px(9)
        place = QRectF(inside.left(), box.center().y() - side / 2, side, side)
        marks.draw(painter, shape, place, theme.colour(mark))
        inside.setLeft(inside.left() + theme.px(14))
    draw_text(painter, inside, text, theme.font("caption_strong"), theme.colour(ink))


def key_width(theme: Theme, key: str) -> float:
    """Width of a key cap."""
    return max(theme.px(18), text_width(theme.font("caption"), key) + theme.px(9))


def draw_key(painter: QPainter, theme: Theme, box: QRectF, key: str, *, on_accent: bool = False) -> None:
    """A key cap, centred in `box`; `on_accent`: on the filled accent, where grey lines are lost."""
    width, height = key_width(theme, key), theme.px(18)
    place = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
    line = theme.colour("text.onAccent" if on_accent else "line.strong")
    if on_accent:
        line.setAlphaF(ON_ACCENT_LINE)
    rounded(painter, place, theme.radius("key"), None, line)
    ink = theme.colour("text.onAccent" if on_accent else "text.secondary")
    draw_text(painter, place, key, theme.font("caption"), ink, CENTRE)


def draw_bars(painter: QPainter, theme: Theme, box: QRectF, n_full: int) -> None:
    """Five upright bars, the first `n_full` of them filled: how much a text sounds like the person."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    wide, step = theme.px(3), theme.px(5)
    left = box.right() - 4 * step - wide
    for n in range(5):
        painter.setBrush(theme.colour("accent.base" if n < n_full else "line.strong"))
        bar = QRectF(left + n * step, box.center().y() - theme.px(5), wide, theme.px(10))
        painter.drawRoundedRect(bar, 1.5, 1.5)
    painter.restore()


def bars(voice_match: float) -> int:
    """Voice match in [0, 1] as one to five bars."""
    return max(1, min(5, int(voice_match * 5 + 0.5)))
