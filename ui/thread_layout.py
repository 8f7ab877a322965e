"""Where everything of one thread row lies: text lines, bubble, marks; measured once per width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from ui.painting import text_width
from ui.theme import Theme
from ui.thread_items import Item, ItemKind, Mark

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Shapes that are kept at most: some conversations more than the one that is open.
MOST_KEPT = 1000
SIDE, PAD_X, PAD_Y, WIDEST = 24, 12, 7, 0.75


@dataclass(frozen=True, slots=True)
class Span:
    """A mark in the shown text; positions count UTF-16 units, as Qt does."""

    start: int
    end: int
    level: str
    number: int


@dataclass(frozen=True, slots=True)
class Shape:
    """The geometry of a row, relative to its top left.

    Attributes:
        body: bubble, card or outline.
        text: layout to draw at `text_at`, None where nothing flows.
    """

    height: int
    body: QRectF
    text: QTextLayout | None = None
    text_at: QPointF = field(default_factory=QPointF)
    spans: tuple[Span, ...] = ()
    quote: QRectF | None = None
    sender: QRectF | None = None
    footer: QRectF | None = None


def utf16(text: str, at: int) -> int:
    """Where code point `at` begins in UTF-16 units."""
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def numbered(text: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Span, ...]]:
    """The text with a small number after each marked span, and the spans in UTF-16 units of that text."""
    inserts = sorted((mark.end, str(mark.number).translate(SUPERSCRIPTS)) for mark in marks)
    shown, at = "", 0
    for end, number in inserts:
        shown += text[at:end] + number
        at = end
    shown += text[at:]

    def moved(point: int, *, closing: bool) -> int:
        extra = sum(len(number) for end, number in inserts if end < point or (closing and end == point))
        return utf16(shown, point + extra)

    spans = [
        Span(moved(mark.start, closing=True) if _touches(mark, inserts) else moved(mark.start, closing=False),
             moved(mark.end, closing=True), mark.level, mark.number)
        for mark in marks
    ]  # fmt: skip
    return shown, tuple(spans)


def _touches(mark: Mark, inserts: list[tuple[int, str]]) -> bool:
    return any(end == mark.start for end, _number in inserts)


def flowed(
    text: str,
    font: QFont,
    width: float,
    line_height: float,
    *,
    n_lines: int = 0,
    formats: Sequence[QTextLayout.FormatRange] = (),
) -> tuple[QTextLayout, float, float]:
    """A laid-out plain text with fixed line height; returns it with its natural width and its height.

    With `n_lines` the rest is cut with an ellipsis in the last of them. `formats` dress parts of the text.
    """
    words = text.replace("\n", "\u2028")
    made = _laid_out(words, font, width, line_height, formats)
    if not n_lines or made[0].lineCount() <= n_lines:
        return made
    last = made[0].lineAt(n_lines - 1).textStart()
    units = words.encode("utf-16-le", "surrogatepass")
    kept = units[: 2 * last].decode("utf-16-le", "surrogatepass")
    rest = units[2 * last :].decode("utf-16-le", "surrogatepass").replace("\u2028", " ")
    cut = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width - 1)
    return _laid_out(kept + cut, font, width, line_height, formats)


def _laid_out(
    words: str, font: QFont, width: float, line_height: float, formats: Sequence[QTextLayout.FormatRange]
) -> tuple[QTextLayout, float, float]:
    layout = QTextLayout(words, font)
    if formats:
        layout.setFormats(list(formats))
    layout.setTextOption(_wrapping())
    layout.setCacheEnabled(True)
    layout.beginLayout()
    top, widest = 0.0, 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        own = line.height()
        high = own if own > line_height * 1.3 else line_height
        line.setPosition(QPointF(0, top + (high - own) / 2))
        top += high
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return layout, widest, top


@cache
def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


class Shapes:
    """The shapes of rows for one width, measured on demand and kept."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._width = 0
        self._kept: dict[Item, Shape] = {}

    def clear(self) -> None:
        """Forget everything, for another width or another font."""
        self._kept.clear()

    def shape(self, item: Item, width: int) -> Shape:
        """The shape of a row in a view `width` px wide."""
        if width != self._width:
            self._width = width
            self._kept.clear()
        found = self._kept.get(item)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[item] = self._measured(item, width)
        return found

    def _measured(self, item: Item, width: int) -> Shape:
        make: dict[ItemKind, Callable[[Item, int], Shape]] = {
            ItemKind.DAY: self._day,
            ItemKind.NOTE: self._note,
            ItemKind.UNSENT: self._unsent,
            ItemKind.CARD: self._card,
            ItemKind.BUBBLE: self._bubble,
        }
        return make[item.kind](item, width)

    def _day(self, item: Item, width: int) -> Shape:
        side = self.theme.px(SIDE)
        return Shape(self.theme.px(40), QRectF(side, self.theme.px(12), width - 2 * side, self.theme.px(20)))

    def _note(self, item: Item, width: int) -> Shape:
        side = self.theme.px(SIDE)
        return Shape(self.theme.px(32), QRectF(side, self.theme.px(10), width - 2 * side, self.theme.px(18)))

    def _unsent(self, item: Item, width: int) -> Shape:
        wide = min(text_width(self.theme.font("small"), item.text) + self.theme.px(22), self._room(width))
        return self._placed(item, width, wide, self.theme.px(28))

    def _card(self, item: Item, width: int) -> Shape:
        title = text_width(self.theme.font("small", strong=True), item.text)
        detail = text_width(self.theme.font("caption"), item.detail)
        wide = min(max(title, detail) + self.theme.px(74), self._room(width))
        return self._placed(item, width, wide, self.theme.px(56))

    def _bubble(self, item: Item, width: int) -> Shape:
        theme = self.theme
        shown, spans = numbered(item.text, item.marks) if item.marks else (item.text, ())
        pad_x, pad_y = theme.px(PAD_X), theme.px(PAD_Y)
        room = self._room(width) - 2 * pad_x
        layout, wide, high = flowed(shown, theme.font("bubble"), room, theme.line("bubble"))
        quote_high = theme.px(24) if item.quote else 0
        if item.quote:
            wide = min(max(wide, text_width(theme.font("small"), item.quote) + theme.px(12)), room)
        placed = self._placed(item, width, wide + 2 * pad_x + 1, high + quote_high + 2 * pad_y)
        body = placed.body
        quote = QRectF(body.left() + pad_x, body.top() + pad_y, body.width() - 2 * pad_x, theme.px(18))
        return Shape(
            placed.height,
            body,
            layout,
            QPointF(body.left() + pad_x, body.top() + pad_y + quote_high),
            spans,
            quote if item.quote else None,
            placed.sender,
            placed.footer,
        )

    def _placed(self, item: Item, width: int, wide: float, high: float) -> Shape:
        """Put a body of a size on its side, with what stands above and below it."""
        theme = self.theme
        side = theme.px(SIDE)
        left = width - side - wide if item.from_me else side
        top = float(theme.px(10 if item.first else 3))
        sender = None
        if item.sender:
            sender = QRectF(left + theme.px(4), top, self._room(width), theme.line("caption"))
            top += theme.line("caption") + theme.px(2)
        if item.reactions:
            top += theme.px(8)
        body = QRectF(left, top, wide, high)
        bottom = top + high
        footer = None
        if item.footer:
            footer = QRectF(
                side + theme.px(4),
                bottom + theme.px(4),
                width - 2 * side - theme.px(8),
                theme.line("caption"),
            )
            bottom = footer.bottom() + theme.px(2)
        bottom += theme.px(10) if item.end else 0
        return Shape(round(bottom + 0.5), body, sender=sender, footer=footer)

    def _room(self, width: int) -> float:
        return (width - 2 * self.theme.px(SIDE)) * WIDEST
