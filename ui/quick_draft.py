"""The draft of the conversation that is expanded in quick reply: read, changed, edited in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from app.wording import quick as words
from app.wording import replies
from engine.domain import Option
from ui import draft_words
from ui.buttons import Button
from ui.painting import bars, draw_bars
from ui.quick_entries import Entry
from ui.surface import Elided, Surface, Words, keep_size, set_base
from ui.theme import Theme
from ui.thread_layout import utf16

#: Lines shown before it scrolls.
LOWEST, HIGHEST = 1, 6


class Meter(QWidget):
    """How much a draft sounds like the person: five bars, a word on hover."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._full = 0
        keep_size(self, theme, width=26, height=24)
        theme.changed.connect(self.update)

    def show_option(self, option: Option) -> None:
        """Show another draft's."""
        self._full = bars(option.voice_match)
        self.setToolTip(draft_words.voice(option))
        self.setAccessibleName(draft_words.voice(option))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_bars(QPainter(self), self.theme, QRectF(self.rect()), self._full)


class _Edit(QPlainTextEdit):
    """Signals: reflowed: its lines fit another width."""

    reflowed = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.reflowed.emit()


class DraftBox(Surface):
    """One draft of several.

    Attributes:
        entry: whose drafts these are.
        at: which of them is shown, from 0.

    Signals:
        sent: the text is to go.
        left: Esc while editing; the text is kept.
        grown: its height differs.
    """

    sent = Signal()
    left = Signal()
    grown = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.raised", line="accent.line", radius="control")
        self.entry: Entry | None = None
        self.at = 0
        self._kept: dict[str, str] = {}
        self.edit = _Edit()
        self.whence = Elided(theme, style="small", role="text.secondary")
        self.check = Words(theme, "", style="small", role="risk.check.text", wrap=True)
        self.meter = Meter(theme)
        self.place = Words(theme, "", style="small", role="text.secondary")
        self.before = Button(theme, "", look="icon", icon="chevron-left", name="Draft before")
        self.after = Button(theme, "", look="icon", icon="chevron-right", name="Next draft")
        self._build()
        self._dress()
        theme.changed.connect(self._dress)

    @property
    def option(self) -> Option | None:
        """The draft that is shown."""
        options = self.entry.options if self.entry is not None else ()
        return options[self.at] if self.at < len(options) else None

    @property
    def editing(self) -> bool:
        """Whether the keys write here."""
        return self.edit.hasFocus()

    def text(self) -> str:
        """What would go."""
        return self.edit.toPlainText()

    def show_entry(self, entry: Entry) -> None:
        """Show its first draft; newer drafts of the same conversation keep the place and what was typed."""
        same = self.entry is not None and self.entry.number == entry.number
        keep = same and (self.editing or (self.option is None and bool(self.text().strip())))
        shown = self.option.response_id if same and self.option is not None else ""
        self._remember()
        self.entry = entry
        found = [n for n, option in enumerate(entry.options) if option.response_id == shown]
        if not keep or found:
            self.at = found[0] if found else 0
            self._show(keep=keep)

    def step(self, by: int) -> None:
        """Another draft; what was typed into this one stays with it."""
        options = self.entry.options if self.entry is not None else ()
        if options:
            self._remember()
            self.at = (self.at + by) % len(options)
            self._show()

    def begin(self) -> None:
        """Edit in place, behind the last word."""
        self.edit.setFocus()
        self.edit.moveCursor(QTextCursor.MoveOperation.End)

    def restore(self, text: str) -> None:
        """Put a text back that did not go."""
        self.edit.setPlainText(text)
        self._remember()

    def forget(self) -> None:
        """What was typed went out."""
        self._kept.pop(self._name(), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows the focus of its field; Esc and ⌘↩ are the box's own."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.paint_roles("bg.raised", "focus.ring" if event.type() == QEvent.Type.FocusIn else "accent.line")
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._remember()
                self.left.emit()
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.sent.emit()
                return True
        return super().eventFilter(watched, event)

    def _name(self) -> str:
        number = self.entry.number if self.entry is not None else 0
        return self.option.response_id if self.option is not None else f"own:{number}"

    def _remember(self) -> None:
        given = self.option.text if self.option is not None else ""
        if self.entry is not None and self.text() != given:
            self._kept[self._name()] = self.text()

    def _show(self, *, keep: bool = False) -> None:
        assert self.entry is not None
        option, total = self.option, len(self.entry.options)
        if not keep:
            self.edit.setPlainText(self._kept.get(self._name(), option.text if option is not None else ""))
        self.whence.setText(self.entry.whence() if option is not None else words.OWN)
        self.meter.setVisible(option is not None)
        if option is not None:
            self.meter.show_option(option)
        for piece in (self.place, self.before, self.after):
            piece.setVisible(total > 1)
        self.place.setText(words.PLACE.format(at=self.at + 1, total=total))
        told = "\n".join(map(replies.warning, option.warnings)) if option is not None else ""
        self.check.setText(told)
        self.check.setVisible(bool(told))
        name = draft_words.spoken(option, self.at + 1, total) if option is not None else words.WRITE
        self.edit.setAccessibleName(name)
        self._mark()
        self._grow()

    def _mark(self) -> None:
        """A dotted line under facts that this conversation does not hold."""
        selections = []
        option = self.option
        for start, end in option.unsourced if option is not None and self.text() == option.text else ():
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.edit.document())
            cursor.setPosition(utf16(self.text(), start))
            cursor.setPosition(utf16(self.text(), end), QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            form.setUnderlineColor(self.theme.colour("risk.check.mark"))
            selection.cursor, selection.format = cursor, form
            selections.append(selection)
        self.edit.setExtraSelections(selections)

    def _changed(self) -> None:
        self._mark()
        self._grow()

    def _grow(self) -> None:
        lines = min(HIGHEST, max(LOWEST, int(self.edit.document().size().height())))
        scrolls = self.edit.document().size().height() > HIGHEST
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.edit.setVerticalScrollBarPolicy(policy)
        high = lines * self.edit.fontMetrics().lineSpacing() + 2
        if high != self.edit.height():
            self.edit.setFixedHeight(high)
            self.grown.emit()

    def _dress(self) -> None:
        self.edit.setFont(self.theme.font("body"))
        set_base(self.edit, self.theme, "bg.raised")
        for button in (self.before, self.after):
            button.setFixedSize(self.theme.square(24))
        self._foot.setSpacing(self.theme.px(5))
        px = self.theme.px
        self._column.setContentsMargins(px(11), px(8), px(6), px(4))
        self._mark()
        self._grow()

    def _build(self) -> None:
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        self.edit.setTabChangesFocus(True)
        self.edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.setPlaceholderText(words.WRITE)
        self.edit.document().setDocumentMargin(0)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._changed)
        self.edit.reflowed.connect(self._grow)
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.whence, 1)
        for widget in (self.meter, self.place, self.before, self.after):
            self._foot.addWidget(widget)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addWidget(self.check)
        column.addLayout(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.edit)
