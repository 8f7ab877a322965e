"""Where the reply is written: drafts land here, and one key copies or sends."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.domain import Option
from ui.buttons import Button
from ui.key_hint import KeyHint
from ui.reply_edit import ReplyEdit
from ui.surface import Surface, Words, set_base
from ui.theme import Theme

LOWEST, HIGHEST = 64, 200


class Composer(Surface):
    """The reply being written.

    Attributes:
        option: the draft the text came from, None if it is all the person's own.
        let_go: what stood there before it was emptied last.

    Signals:
        sent: the text is to go out, sent or copied.
        left: Esc was pressed; the text is kept.
        draft_wished: Tab in the empty field asks for draft 1.
        kept: the text stays, though another draft was chosen.
    """

    sent = Signal(str)
    left = Signal()
    draft_wished = Signal()
    kept = Signal()

    def __init__(self, theme: Theme, *, send_words: str, send_key: str) -> None:
        super().__init__(theme, "bg.field", line="line.control", radius="card")
        self.option: Option | None = None
        self._filled = ""
        self._waiting: tuple[Option | None, str] | None = None
        self.let_go = ""
        self.edit = ReplyEdit(theme)
        self.accept_hint = KeyHint(theme, "Tab", "accept")
        self.send = Button(theme, send_words, look="primary", key=send_key, name=send_words)
        self.question = Words(theme, "Replace your text?  ↩ replace, Esc keep", style="small", role="text.secondary")
        self._build()

    def fill(self, option: Option, text: str = "") -> None:
        """Take a draft, or what the person made of it in its card; if the text was changed meanwhile, ask first."""
        self._offer(option, text or option.text)

    def fill_words(self, text: str) -> None:
        """Take a text that is no draft; if the person wrote something meanwhile, ask first."""
        self._offer(None, text)

    def text(self) -> str:
        """What is written."""
        return self.edit.toPlainText()

    def say_send(self, words: str) -> None:
        """What the button, and the key, do."""
        self.send.setText(words)
        self.send.setAccessibleName(words)
        self.send.updateGeometry()

    def settle(self) -> None:
        """What is written went out; it may be replaced without asking."""
        self._filled = self.text()

    def unfinished(self) -> bool:
        """Whether something is written that did not go out."""
        return bool(self.text().strip()) and self.text() != self._filled

    def clear_text(self) -> None:
        """Empty it, after sending or for another conversation."""
        self.let_go = self.text()
        self.option, self._filled, self._waiting = None, "", None
        self.question.hide()
        self.edit.setPlainText("")

    def restore(self, text: str) -> None:
        """Put back what was half written in a conversation."""
        self.clear_text()
        self.edit.setPlainText(text)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)

    def set_hint(self, n_drafts: int) -> None:
        """Say which keys choose a draft."""
        hint = "Write a reply" if n_drafts == 0 else f"Write a reply, or press 1 to {min(n_drafts, 3)}"
        self.edit.setPlaceholderText(hint if n_drafts != 1 else "Write a reply, or press 1")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() == QEvent.Type.FocusIn
            self.paint_roles("bg.field", "focus.ring" if focused else "line.control")
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._waiting is not None and (enter or event.key() == Qt.Key.Key_Escape):
            waiting, self._waiting = self._waiting, None
            self.question.hide()
            if enter:
                self._replace(*waiting)
            else:
                self.kept.emit()
            return True
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._send()
            return True
        if event.key() == Qt.Key.Key_Escape:
            if not self.edit.hide_grey():
                self.left.emit()
            return True
        if event.key() == Qt.Key.Key_Tab and not self.text():
            self.draft_wished.emit()
            return True
        if event.key() == Qt.Key.Key_Right and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return self._take_grey(word=True)
        return event.key() == Qt.Key.Key_Tab and self._take_grey()

    def _take_grey(self, *, word: bool = False) -> bool:
        """Take the grey text, or its next word; whether there was any. A draft that is whole now counts as taken."""
        meant = self.edit.meant
        if not self.edit.take_grey(word=word):
            return False
        if meant is not None and not self.edit.grey:
            self.option, self._filled = meant, self.text()
        return True

    def _offer(self, option: Option | None, text: str) -> None:
        if self.unfinished():
            self._waiting = option, text
            self.question.show()
            self.edit.setFocus()
        else:
            self._replace(option, text)

    def _replace(self, option: Option | None, text: str) -> None:
        self.option, self._filled = option, text
        cursor = self.edit.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)  # one step, which undo takes back: what stood there comes again
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.edit.setFocus()

    def _send(self) -> None:
        if self.text().strip():
            self.sent.emit(self.text())

    def _build(self) -> None:
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        self.edit.setAccessibleName("Reply")
        self.edit.setTabChangesFocus(True)
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.edit.installEventFilter(self)
        self.edit.document().setDocumentMargin(0)
        self.question.hide()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch()
        column.addWidget(self.send, 0, Qt.AlignmentFlag.AlignRight)
        writing = QVBoxLayout()
        writing.setSpacing(4)
        writing.addWidget(self.edit, 1)
        writing.addWidget(self.question)
        row = QHBoxLayout(self)
        row.addLayout(writing, 1)
        row.addWidget(side)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.send.clicked.connect(self._send)
        self.edit.textChanged.connect(self._grow)
        self.edit.grey_changed.connect(self._grow)
        self.setFocusProxy(self.edit)
        self.accept_hint.setParent(self)
        self._dress()
        self.theme.changed.connect(self._dress)
        self.set_hint(0)

    def _dress(self) -> None:
        for part in (self.edit, self.edit.viewport()):  # the hint is drawn in the font of the viewport
            part.setFont(self.theme.font("bubble"))
        set_base(self.edit, self.theme, "bg.field")
        px, row = self.theme.px, self.layout()
        if row is not None:
            row.setContentsMargins(px(12), px(10), px(10), px(10))
            row.setSpacing(px(10))
        self._grow()

    def _grow(self) -> None:
        if self._waiting is not None and self.text() != self._filled:
            self.question.setVisible(True)
        self._place_hint()
        wanted = self.edit.n_lines() * self.edit.fontMetrics().lineSpacing() + self.theme.px(24)
        self.setFixedHeight(min(max(self.theme.px(LOWEST), wanted), self.theme.px(HIGHEST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_hint()

    def _place_hint(self) -> None:
        """The key that takes the grey text stands beside the button, over the foot of the field."""
        hint = self.accept_hint
        hint.setVisible(bool(self.edit.grey))
        hint.resize(hint.sizeHint())
        side = self.send.mapTo(self, self.send.rect().topLeft())
        hint.move(side.x() - hint.width() - self.theme.px(10), self.height() - hint.height() - self.theme.px(10))
        hint.raise_()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(LOWEST))
