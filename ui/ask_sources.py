"""The messages an answer rests on, quoted as written; one press shows where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.wording import ask_page as words
from engine.asked import AskSource
from ui import icons
from ui.buttons import Pressable
from ui.painting import CENTRE, draw_avatar, draw_text, rounded
from ui.panel_pieces import emptied
from ui.plain import one_line
from ui.surface import Surface, Words, keep_height, shelf
from ui.theme import Theme
from ui.thread_layout import flowed

LINES = 5


class SourceCard(Pressable):
    """One message.

    Attributes:
        source: what it quotes.
        marked: the answer's number was pressed.
    """

    def __init__(self, theme: Theme, source: AskSource, now: datetime) -> None:
        super().__init__()
        self.theme, self.source = theme, source
        self.marked = False
        self._line = words.source_line(source, now)
        self._quote = f"“{source.quote}”"
        self.setText(source.quote)
        self.setAccessibleName(f"Source {source.number}, {one_line(source.name)}, {self._line}: {self._quote}")
        self.setToolTip(self.tr("Show in the conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def mark(self, marked: bool) -> None:
        """Show whether its number was pressed."""
        self.marked = marked
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._flowed(width)[2]) + self.theme.px(62)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.theme.px(200))
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        line = "accent.base" if self.marked else "line.strong" if self.underMouse() else "line.hair"
        fill = theme.colour("bg.raised")
        rounded(painter, box, theme.radius("card"), fill, theme.colour(line), 2 if self.marked else 1)
        if self.hasFocus():
            rounded(painter, box, theme.radius("card"), None, theme.colour("focus.ring"), 2)
        pad = theme.px(12)
        number = QRectF(pad, theme.px(18), theme.px(18), theme.px(18))
        rounded(painter, number, theme.radius("key"), theme.colour("accent.soft"), theme.colour("line.strong"))
        ink = theme.colour("accent.onSoft")
        draw_text(painter, number, str(self.source.number), theme.font("caption_strong"), ink, CENTRE)
        avatar = QRectF(number.right() + theme.px(8), theme.px(13), theme.px(28), theme.px(28))
        draw_avatar(painter, theme, avatar, self.source.name, "caption")
        chevron = QRectF(box.right() - pad - theme.px(14), theme.px(19), theme.px(14), theme.px(14))
        icons.draw(painter, "chevron-right", chevron, theme.colour("text.secondary"))
        left = avatar.right() + theme.px(8)
        name = QRectF(left, theme.px(10), chevron.left() - left - theme.px(6), theme.px(18))
        draw_text(painter, name, one_line(self.source.name), theme.font("body_strong"), theme.colour("text.primary"))
        when = name.translated(0, theme.px(17))
        draw_text(painter, when, self._line, theme.font("caption"), theme.colour("text.secondary"))
        layout, _wide, high = self._flowed(self.width())
        painter.fillRect(QRectF(pad, theme.px(50), 2, high), theme.colour("line.strong"))
        painter.setPen(theme.colour("text.secondary"))
        layout.draw(painter, QPointF(pad + theme.px(10), theme.px(50)))

    def _flowed(self, width: int) -> tuple[QTextLayout, float, float]:
        theme = self.theme
        room = max(40, width - theme.px(24 + 10))
        return flowed(self._quote, theme.font("small"), room, theme.line("small"), n_lines=LINES)


class AskSources(Surface):
    """The right pane of Ask.

    Signals:
        opened: show a source where it stands.

    Attributes:
        cards: in the order of their numbers.
    """

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.inspector", edges="left")
        self.cards: list[SourceCard] = []
        self.left_out = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.nothing = Words(
            theme, self.tr("The messages an answer rests on are quoted here."), style="small", role="text.tertiary",
            wrap=True,
        )  # fmt: skip
        self.area = QScrollArea()
        self._column = QVBoxLayout()
        self._build()

    def show_sources(self, sources: Sequence[AskSource], now: datetime, left_out: str) -> None:
        """Show what an answer rests on, and what was not searched."""
        if [card.source for card in self.cards] != list(sources) or not sources:
            self._set_cards(sources, now)
        self.nothing.setVisible(not self.cards)
        self.left_out.setText(left_out)
        self.left_out.setVisible(bool(left_out))

    def _set_cards(self, sources: Sequence[AskSource], now: datetime) -> None:
        emptied(self._column)
        self.cards = [SourceCard(self.theme, source, now) for source in sources]
        for card in self.cards:
            card.clicked.connect(partial(self.opened.emit, card.source))
            self._column.addWidget(card)
            card.show()  # at once: it may be given the focus

    def mark(self, number: int) -> SourceCard | None:
        """Show which source a number stands for."""
        for card in self.cards:
            card.mark(card.source.number == number)
        found = next((card for card in self.cards if card.marked), None)
        if found is not None:
            self.area.ensureWidgetVisible(found)
        return found

    def _build(self) -> None:
        theme = self.theme
        self.setAccessibleName(self.tr("Sources"))
        header = Surface(theme, None)
        keep_height(header, theme, "header")
        title = Words(theme, self.tr("Sources"), style="title")
        row = shelf(title, Words(theme, self.tr("quoted as written"), style="small", role="text.secondary"))
        row.setContentsMargins(16, 0, 16, 0)
        row.setStretch(0, 1)
        header.setLayout(row)
        self._column.setSpacing(theme.px(8))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 6, 16, 16)
        column.setSpacing(theme.px(12))
        column.addLayout(self._column)
        column.addWidget(self.nothing)
        column.addWidget(self.left_out)
        column.addStretch()
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(header)
        whole.addWidget(self.area, 1)
