"""The command palette over the window: type, choose, run; Esc gives the focus back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import icons
from ui.commands import Command, ask_command, commands, found
from ui.keys import caps
from ui.notice import announce
from ui.painting import draw_key, draw_text, key_width, rounded, text_width
from ui.surface import Surface, Words, set_base, shelf
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.main_window import MainWindow

COMMAND = Qt.ItemDataRole.UserRole
WIDE, ROW, HEADING = 640, 36, 30
Index = QModelIndex | QPersistentModelIndex


class _Rows(QStyledItemDelegate):
    """Draws headings and commands."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(ROW if index.data(COMMAND) else HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, command = self.theme, index.data(COMMAND)
        box = QRectF(option.rect).adjusted(theme.px(8), 0, -theme.px(8), 0)
        if command is None:
            place = box.adjusted(theme.px(12), theme.px(6), 0, 0)
            draw_text(painter, place, index.data(), theme.font("caption_strong"), theme.colour("text.secondary"))
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            rounded(painter, box, theme.radius("control"), theme.colour("accent.solid"), None)
        self._paint_command(painter, box.adjusted(theme.px(12), 0, -theme.px(12), 0), command, chosen)

    def _paint_command(self, painter: QPainter, box: QRectF, command: Command, chosen: bool) -> None:
        theme = self.theme
        ink, quiet = ("text.onAccent", "text.onAccent") if chosen else ("text.primary", "text.secondary")
        side = theme.px(16)
        icon = QRectF(box.left(), box.center().y() - side / 2, side, side)
        icons.draw(painter, command.icon, icon, theme.colour(quiet))
        right = box.right()
        for key in reversed(command.keys):
            wide = key_width(theme, key)
            draw_key(painter, theme, QRectF(right - wide, box.top(), wide, box.height()), key, on_accent=chosen)
            right -= wide + theme.px(6)
        left = box.left() + theme.px(28)
        room = QRectF(left, box.top(), right - left - theme.px(8), box.height())
        draw_text(painter, room, command.words, theme.font("body"), theme.colour(ink))
        if command.note:
            start = left + text_width(theme.font("body"), command.words) + theme.px(6)
            rest = QRectF(start, box.top(), right - start - theme.px(8), box.height())
            draw_text(painter, rest, command.note, theme.font("small"), theme.colour(quiet))


class Palette(QWidget):
    """Covers the window while a command is chosen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.theme, self._window = window.theme, window
        self._back = QApplication.focusWidget()
        self._offered = commands(window)
        self.edit = QLineEdit()
        self.list = QListView()
        self.rows = QStandardItemModel(self)
        self.panel = Surface(self.theme, "bg.raised", line="line.strong", radius="panel")
        head = window.front.conversation.head if window.place == "inbox" else None
        self._context = Words(self.theme, head.name if head else "", style="small", role="text.secondary")
        self._build()
        self._offer("")
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that move and run while the focus stays in the field; a resize of the window closes it."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._leave()
        elif watched is self.edit and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.colour("bg.scrim"))

    def _pressed(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Escape:
                self._leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if self.edit.text().strip():
                    self._run(ask_command(self._window, self.edit.text()))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._run(self.list.currentIndex().data(COMMAND))
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                pass
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        at = self.list.currentIndex().row()
        for _ in range(self.rows.rowCount()):
            at = (at + by) % self.rows.rowCount()
            if self.rows.index(at, 0).data(COMMAND):
                self._select(at)
                return

    def _select(self, at: int) -> None:
        index = self.rows.index(at, 0)
        self.list.setCurrentIndex(index)
        announce(self.edit, index.data(Qt.ItemDataRole.AccessibleTextRole))

    def _offer(self, text: str) -> None:
        """Show the commands that fit."""
        self.rows.clear()
        shown = found(self._offered, text)
        if text.strip() and self._window.leads_to("ask"):
            shown.append(ask_command(self._window, text))
        section = ""
        for command in shown:
            if command.section != section:
                section = command.section
                heading = QStandardItem(section)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                self.rows.appendRow(heading)
            item = QStandardItem(command.words)
            item.setData(command, COMMAND)
            spoken = ", ".join(part for part in (command.words, command.note, " ".join(command.keys)) if part)
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            self.rows.appendRow(item)
        self._nothing.setVisible(not shown)
        self.list.setVisible(bool(shown))
        if shown:
            self._select(1)
        self._place()

    def _run(self, command: Command | None) -> None:
        if command is not None:
            self._leave()
            command.run()

    def _build(self) -> None:
        theme = self.theme
        self.setAccessibleName("Commands")
        self.edit.setFrame(False)
        self.edit.setFont(theme.font("lead"))
        self.edit.setPlaceholderText("What do you want to do?")
        self.edit.setAccessibleName("Command, person or question")
        set_base(self.edit, theme, "bg.raised")
        self.edit.textChanged.connect(self._offer)
        self.edit.installEventFilter(self)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_Rows(theme, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Commands that fit")
        set_base(self.list, theme, "bg.raised")
        self.list.clicked.connect(lambda index: self._run(index.data(COMMAND)))
        self._nothing = Words(theme, "Nothing fits. Try fewer letters.", style="small", role="text.tertiary")
        self._nothing.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        head = Surface(theme, None, edges="bottom")
        head.setFixedHeight(theme.px(52))
        head.setLayout(shelf(_Lens(theme), self.edit, self._context, spacing=10, margins=(20, 0, 20, 0)))
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        column.addWidget(_Foot(theme))
        self.panel.setParent(self)

    def _place(self) -> None:
        theme = self.theme
        heights = [ROW if self.rows.index(n, 0).data(COMMAND) else HEADING for n in range(self.rows.rowCount())]
        wanted = theme.px(52 + 38) + theme.px(sum(heights)) + theme.px(10 if heights else 44)
        wide = min(theme.px(WIDE), self._window.width() - 32)
        high = min(wanted, round(self._window.height() * 0.75))
        top = min(theme.px(110), max(16, (self._window.height() - high) // 2))
        self.panel.setGeometry(QRect((self._window.width() - wide) // 2, top, wide, high))

    def _leave(self) -> None:
        self._window.removeEventFilter(self)
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self.hide()
        self.deleteLater()


class _Lens(QWidget):
    """The magnifying glass before the field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedSize(theme.square(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.draw(QPainter(self), "search", QRectF(self.rect()), self.theme.colour("text.secondary"))


class _Foot(Surface):
    """Which keys work here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, None, edges="top")
        self.setFixedHeight(theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, painter = self.theme, QPainter(self)
        left = float(theme.px(20))
        quiet, font = theme.colour("text.tertiary"), theme.font("small")
        for keys, words in ((("↑", "↓"), "move"), (("↩",), "run"), ((caps("Esc"),), "back")):
            for key in keys:
                wide = key_width(theme, key)
                draw_key(painter, theme, QRectF(left, 0, wide, self.height()), key)
                left += wide + theme.px(5)
            room = text_width(font, words) + theme.px(2)
            draw_text(painter, QRectF(left, 0, room, self.height()), words, font, quiet)
            left += room + theme.px(12)
        rest = "Keys on the right work without this window"
        room = text_width(font, rest) + theme.px(2)
        if left + room + theme.px(20) < self.width():
            place = QRectF(self.width() - theme.px(20) - room, 0, room, self.height())
            draw_text(painter, place, rest, font, quiet)
