"""One draft, as a card or as a row: number key, chip, voice bars, text, confidence, edit and dismiss."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from app.provenance import Recalled
from app.wording import replies
from engine.domain import Option
from ui import draft_text, draft_words, icons
from ui.buttons import Button
from ui.card_edit import CardEdit, line_height
from ui.draft_text import Underlined
from ui.painting import CENTRE, bars, chip_width, draw_bars, draw_chip, draw_text, rounded, text_width
from ui.theme import Theme
from ui.thread_layout import flowed

CARD_LINES, ROW_LINES = 6, 3
#: Where the text of a row begins, after the widest chip.
ROW_TEXT = 132
#: What a row keeps free after its text for the bars, and the selected one for its buttons too.
ROW_END, ROW_BUTTONS = 56, 56


class DraftView(QAbstractButton):
    """A draft that can be pressed, and written in.

    Attributes:
        option: what it shows.
        number: its key.
        as_row: a row instead of a card; the selected row wraps to three lines.
        sources: what it recalls, with a letter each.
        editor: there while it is written in.

    Signals:
        edit_wished, dismiss_wished: its small buttons were pressed.
        written: the person is done writing in it (the text).
        source_pointed: the pointer is on recalled words (source, their place here), or on none (None).
    """

    edit_wished = Signal()
    dismiss_wished = Signal()
    written = Signal(str)
    source_pointed = Signal(object, QRect)

    def __init__(self, theme: Theme, option: Option, number: int, total: int, *, as_row: bool) -> None:
        super().__init__()
        self.theme, self.option, self.number, self.as_row = theme, option, number, as_row
        self.selected = self.held = False
        self.sources: tuple[Recalled, ...] = ()
        self.editor: CardEdit | None = None
        self._total = total
        self._laid: dict[tuple[int, bool], tuple[QTextLayout, float, float]] = {}
        self._pointed: Underlined | None = None
        self._edit = Button(theme, "", look="icon", icon="edit", name=f"Edit draft {number}")
        self._dismiss = Button(theme, "", look="icon", icon="close", name=f"Dismiss draft {number}")
        for button, wish in ((self._edit, self.edit_wished), (self._dismiss, self.dismiss_wished)):
            button.setParent(self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(wish)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.show_draft(option, total, as_row=as_row)
        theme.changed.connect(self._dress)

    def show_draft(self, option: Option, total: int, *, as_row: bool, sources: Sequence[Recalled] = ()) -> None:
        """Show another draft in its place; what was being written here is left."""
        self.option, self.as_row, self._total = option, as_row, total
        self._pointed = None
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        self.setText(option.text)
        self.setToolTip(draft_words.hint(option))
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed if as_row else QSizePolicy.Policy.Expanding
        )
        self.show_sources(sources)
        self._arrange()

    def hold(self, held: bool) -> None:
        """Show whether the keys are with the drafts."""
        self.held = held
        self.update()

    def select(self, selected: bool) -> None:
        """Show whether ↩ would choose it."""
        self.selected = selected
        self._arrange()
        self.updateGeometry()
        self.update()

    def show_sources(self, sources: Sequence[Recalled]) -> None:
        """Underline what is recalled."""
        self.sources = tuple(sources)
        self._shown = draft_text.draft_text(self.option, sources)
        self._laid.clear()
        self.setAccessibleName(draft_words.spoken(self.option, self.number, self._total, self.sources))
        self.updateGeometry()
        self.update()

    def source_place(self, at: int) -> tuple[Recalled, QRect] | None:
        """The recalled fact number `at` of this draft, and where its words stand here."""
        spans = [span for span in self._shown.spans if span.source is not None]
        if not 0 <= at < len(spans) or (source := spans[at].source) is None:
            return None
        return source, self._place_of(spans[at])

    def begin_writing(self, begun: str = "") -> None:
        """The person writes in the card, or goes on with what they began: ↩ takes the text, Esc leaves it."""
        if self.editor is None:
            self.editor = CardEdit(self.theme, begun or self.option.text, self)
            self.editor.taken.connect(self._take)
            self.editor.left.connect(self.end_writing)
            self.editor.grown.connect(self._grown)
            self.editor.show()
            self._grown()
            self.editor.setFocus()

    def end_writing(self) -> None:
        """Show the draft as it was made again."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            editor.hide()
            editor.deleteLater()
            place = self.parentWidget()
            panel = place.parentWidget() if place is not None else None
            if panel is not None:
                panel.setFocus()
            self._grown()

    def height_for(self, width: int) -> int:
        """Height it wants at a width."""
        theme = self.theme
        high = float(self.editor.wanted(self._room(width))) if self.editor is not None else self._text(width)[2]
        if self.as_row:
            return max(theme.size("draft_row"), round(high) + theme.px(12))
        return max(theme.size("draft_card_min"), round(high) + theme.px(40 + 44))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.height_for(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.theme.px(120),
            self.theme.size("draft_row") if self.as_row else self.theme.size("draft_card_min"),
        )

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_for(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Choose", self.click)
        menu.addAction("Edit", self.edit_wished.emit)
        menu.addAction("Copy", lambda: QGuiApplication.clipboard().setText(self.option.text))
        menu.addAction("Dismiss", self.dismiss_wished.emit)
        menu.popup(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self._span_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a card is read like its draft
        hovered = self.underMouse() and not self.selected
        line = theme.colour("accent.base" if self.selected else "line.strong" if hovered else "line.hair")
        width = 2 if self.selected else 1
        rounded(painter, box, theme.radius("card"), theme.colour("bg.raised"), line, width)
        if self.selected and self.held:
            ring = box.adjusted(3, 3, -3, -3)
            rounded(painter, ring, theme.radius("card") - 3, None, theme.colour("focus.ring"), 2)
        self._paint_top(painter, box)
        if self.editor is None:
            layout, _wide, _high = self._text(self.width())
            at = self._text_at()
            if not self._is_one_line:
                draft_text.paint_lines(painter, theme, layout, at, self._shown)
            painter.setPen(theme.colour("text.primary"))
            layout.draw(painter, at)
        if not self.as_row:
            self._paint_foot(painter, box)

    @property
    def _is_one_line(self) -> bool:
        """A row that is not selected shows its first line only, without letters."""
        return self.as_row and not self.selected

    def _paint_top(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        side, pad = theme.px(20), theme.px(12)
        top = theme.px(6) if self.as_row else pad
        cap = QRectF(pad, top, side, side)
        fill = theme.colour("accent.solid" if self.selected else "bg.sunken")
        rounded(painter, cap, theme.radius("key"), fill, None if self.selected else theme.colour("line.strong"))
        ink = "text.onAccent" if self.selected else "text.secondary"
        draw_text(painter, cap, str(self.number), theme.font("caption_strong"), theme.colour(ink), CENTRE)
        word = replies.chip(self.option)
        chip = QRectF(cap.right() + theme.px(8), top, chip_width(theme, word, mark=False) + 1, side)
        outlined = self.option.move in draft_words.HOLDING_BACK
        fill_role, chip_ink = ("accent.soft", "accent.onSoft") if self.selected else ("bg.chip", "text.secondary")
        if outlined:
            draw_chip(painter, theme, chip, word, fill=None, ink="text.secondary", line="line.strong")
        else:
            draw_chip(painter, theme, chip, word, fill=fill_role, ink=chip_ink)
        right = box.right() - pad - (theme.px(52) if self.as_row and self.selected else 0)
        place = QRectF(right - theme.px(24), top, theme.px(24), side)
        draw_bars(painter, theme, place, bars(self.option.voice_match))

    def _paint_foot(self, painter: QPainter, box: QRectF) -> None:
        theme, pad = self.theme, self.theme.px(12)
        line = QRectF(pad, box.bottom() - theme.px(12 + 18), box.width() - pad - theme.px(60), theme.px(18))
        font = theme.font("caption")
        if self.editor is not None:
            draw_text(painter, line, draft_words.WRITING_HERE, font, theme.colour("text.tertiary"))
            return
        words = replies.confidence(self.option.confidence)
        draw_text(painter, line, words, font, theme.colour("text.tertiary"))
        more = draft_words.origin(self.option, len(self.sources))
        if not more:
            return
        line.setLeft(line.left() + text_width(font, words))
        ink = draft_words.origin_role(self.option, len(self.sources))
        draw_text(painter, line, " · ", font, theme.colour("text.tertiary"))
        line.setLeft(line.left() + text_width(font, " · "))
        if ink == "accent.base":
            side = theme.px(13)
            icons.draw(
                painter, "memory", QRectF(line.left(), line.center().y() - side / 2, side, side), theme.colour(ink)
            )
            line.setLeft(line.left() + side + theme.px(3))
        draw_text(painter, line, more, font, theme.colour(ink))

    def _text(self, width: int) -> tuple[QTextLayout, float, float]:
        """Its words for a width, with their own width and height; kept, for layouts ask again and again."""
        key = width, self.selected
        if key not in self._laid:
            self._laid[key] = self._flowed(width)
        return self._laid[key]

    def _flowed(self, width: int) -> tuple[QTextLayout, float, float]:
        theme = self.theme
        lines = (ROW_LINES if self.selected else 1) if self.as_row else CARD_LINES
        font, high = theme.font("body"), line_height(theme)
        if self._is_one_line:
            return flowed(self.option.text.replace("\n", " "), font, self._room(width), high, n_lines=1)
        dress = draft_text.formats(theme, self._shown)
        return flowed(self._shown.shown, font, self._room(width), high, n_lines=lines, formats=dress)

    def _room(self, width: int) -> float:
        taken = 24 if not self.as_row else ROW_TEXT + (ROW_END + ROW_BUTTONS if self.selected else ROW_END)
        return max(40.0, width - self.theme.px(taken))

    def _text_at(self) -> QPointF:
        theme = self.theme
        return QPointF(theme.px(ROW_TEXT), theme.px(6)) if self.as_row else QPointF(theme.px(12), theme.px(40))

    def _span_at(self, at: QPoint) -> Underlined | None:
        if self._is_one_line or self.editor is not None:
            return None
        inside = QPointF(at) - self._text_at()
        layout = self._text(self.width())[0]
        for span in self._shown.spans:
            if span.source is not None and any(box.contains(inside) for box in draft_text.boxes(layout, span)):
                return span
        return None

    def _place_of(self, span: Underlined) -> QRect:
        found = list(draft_text.boxes(self._text(self.width())[0], span))
        box = found[0] if found else QRectF(0, 0, 1, self.theme.px(20))
        return box.translated(self._text_at()).toAlignedRect()

    def _point(self, span: Underlined | None) -> None:
        if span is self._pointed:
            return
        self._pointed = span
        place = self._place_of(span) if span is not None else QRect()
        self.source_pointed.emit(span.source if span is not None else None, place)

    def _take(self, text: str) -> None:
        self.end_writing()
        self.written.emit(text)

    def _grown(self) -> None:
        self._arrange()
        self.updateGeometry()
        self.update()

    def _dress(self) -> None:
        self._laid.clear()
        self._arrange()

    def _arrange(self) -> None:
        theme = self.theme
        side = theme.px(24)
        for button in (self._edit, self._dismiss):
            button.resize(side, side)
            button.setVisible(self.editor is None and (not self.as_row or self.selected))
        top = theme.px(4) if self.as_row else self.height() - theme.px(8) - side
        right = self.width() - theme.px(8)
        self._dismiss.move(right - side, top)
        self._edit.move(right - 2 * side - theme.px(2), top)
        if self.editor is not None:
            at, room = self._text_at().toPoint(), self._room(self.width())
            self.editor.setGeometry(at.x(), at.y() - self.editor.lift, round(room), self.editor.wanted(room))
