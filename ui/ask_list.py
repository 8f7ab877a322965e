"""The left pane of Ask: earlier chats and reminders in one list, headings between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout

from app.asked_history import Chat
from app.wording import ask_page as words
from engine.asked import Reminder
from ui import icons, times
from ui.buttons import Button
from ui.painting import draw_text, rounded
from ui.plain import one_line, plain_tip
from ui.surface import Surface, Words, keep_height, set_base, shelf
from ui.theme import Theme

VALUE = Qt.ItemDataRole.UserRole
DETAIL = Qt.ItemDataRole.UserRole + 1
ROW, HEADING = 48, 34
Index = QModelIndex | QPersistentModelIndex


class _Rows(QStyledItemDelegate):
    """Draws headings, chats and reminders."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.theme.px(120), self.theme.px(HEADING if index.data(VALUE) is None else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, value = self.theme, index.data(VALUE)
        box = QRectF(option.rect).adjusted(theme.px(8), 0, -theme.px(8), 0)
        if value is None:
            place = box.adjusted(theme.px(12), theme.px(12), 0, 0)
            draw_text(painter, place, index.data(), theme.font("caption_strong"), theme.colour("text.secondary"))
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            role = "bg.selected" if chosen else "bg.hover"
            rounded(painter, box, theme.radius("control"), theme.colour(role), None)
        if focused and chosen:
            rounded(painter, box, theme.radius("control"), None, theme.colour("focus.ring"), 2)
        inside = box.adjusted(theme.px(12), theme.px(5), -theme.px(10), -theme.px(5))
        if isinstance(value, Reminder):
            side = theme.px(16)
            bell = QRectF(inside.left(), inside.center().y() - side / 2, side, side)
            icons.draw(painter, "bell", bell, theme.colour("text.secondary"))
            inside.setLeft(inside.left() + theme.px(28))
        strong = chosen and isinstance(value, Chat)
        first = QRectF(inside.left(), inside.top(), inside.width(), theme.px(20))
        draw_text(painter, first, index.data(), theme.font("body", strong=strong), theme.colour("text.primary"))
        second = QRectF(inside.left(), first.bottom(), inside.width(), theme.px(17))
        due = index.data(DETAIL)
        draw_text(painter, second, due, theme.font("small"), theme.colour("text.secondary"))


class _List(QListView):
    """Keys on a reminder; everything else as a list has it.

    Signals:
        pressed_on: Return, or a press, on a row: its value. moved: arrows reached another one.
        wished: "done", "snooze", "delete" for the row in focus.
    """

    pressed_on = Signal(object)
    moved = Signal(object)
    wished = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        value = self.currentIndex().data(VALUE)
        letters = {Qt.Key.Key_E: "done", Qt.Key.Key_H: "snooze"}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and value is not None:
            self.pressed_on.emit(value)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and value is not None:
            self.wished.emit("delete")
        elif isinstance(value, Reminder) and event.key() in letters and not event.modifiers():
            self.wished.emit(letters[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
            if (now := self.currentIndex().data(VALUE)) != value:
                self.moved.emit(now)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here."""


class AskList(Surface):
    """Signals: what the person chooses.

    fresh_wished begins a chat; chosen carries a chat; reminder_wished carries a reminder and what to do with it ("" to
    ask); forget_wished is about the chat in focus.
    """

    fresh_wished = Signal()
    chosen = Signal(object)
    reminder_wished = Signal(object, str)
    forget_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.list", edges="right")
        self.fresh = Button(theme, "", look="icon", icon="plus", name=self.tr("New chat"))
        self.list = _List()
        self.rows = QStandardItemModel(self)
        self._shown: object = None
        self._build()

    def show_everything(self, chats: Sequence[Chat], reminders: Sequence[Reminder], now: datetime) -> None:
        """Fill the list; the selection stays on what it was on."""
        wanted = (tuple(chats), tuple(reminders), now.replace(second=0, microsecond=0))
        if wanted == self._shown:
            return
        self._shown = wanted
        focus = self._key(self.list.currentIndex().data(VALUE))
        self.rows.clear()
        self._add_heading(self.tr("Earlier") if chats else self.tr("Nothing asked yet"))
        for chat in chats:
            self._add(chat, one_line(chat.title), times.last(chat.asked_at, now))
        if reminders:
            self._add_heading(self.tr("Reminders"))
        for one in reminders:
            self._add(one, one_line(one.text), words.reminder_when(one, now), one_line(one.name))
        if focus is not None:
            self._select(focus)

    def select_chat(self, chat: Chat | None) -> None:
        """Mark the chat in sight, without choosing it anew."""
        self._select(self._key(chat))

    def current(self) -> Chat | Reminder | None:
        """What is selected."""
        found: Chat | Reminder | None = self.list.currentIndex().data(VALUE)
        return found

    def place(self, reminder: Reminder) -> QPoint:
        """Where a menu about a reminder opens, in this pane."""
        for at in range(self.rows.rowCount()):
            if self.rows.index(at, 0).data(VALUE) == reminder:
                box = self.list.visualRect(self.rows.index(at, 0))
                return self.list.viewport().mapTo(self, QPoint(self.theme.px(40), box.bottom()))
        return QPoint(self.theme.px(40), self.height() // 2)

    def index_of(self, value: Chat | Reminder) -> QModelIndex:
        """Where something stands in the list."""
        found = [n for n in range(self.rows.rowCount()) if self.rows.index(n, 0).data(VALUE) == value]
        return self.rows.index(found[0], 0) if found else QModelIndex()

    def _select(self, key: str | None) -> None:
        for at in range(self.rows.rowCount()):
            if key is not None and self._key(self.rows.index(at, 0).data(VALUE)) == key:
                self.list.setCurrentIndex(self.rows.index(at, 0))
                return
        self.list.setCurrentIndex(QModelIndex())

    @staticmethod
    def _key(value: object) -> str | None:
        if isinstance(value, Chat):
            return f"chat {value.turn_ids[0]}"
        return f"reminder {value.reminder_id}" if isinstance(value, Reminder) else None

    def _add_heading(self, text: str) -> None:
        item = QStandardItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.rows.appendRow(item)

    def _add(self, value: Chat | Reminder, text: str, detail: str, name: str = "") -> None:
        item = QStandardItem(text)
        item.setData(value, VALUE)
        item.setData(detail, DETAIL)
        kind = self.tr("Reminder") if isinstance(value, Reminder) else ""
        spoken = ", ".join(part for part in (kind, text, detail, name) if part)
        item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
        item.setToolTip(plain_tip(" · ".join(part for part in (text, detail, name) if part)))
        self.rows.appendRow(item)

    def _press(self, value: object) -> None:
        if isinstance(value, Chat):
            self.chosen.emit(value)
        elif isinstance(value, Reminder):
            self.reminder_wished.emit(value, "")

    def _moved(self, value: object) -> None:
        """Arrows open chats as they go; a reminder waits for Return."""
        if isinstance(value, Chat):
            self.chosen.emit(value)

    def _wished(self, wish: str) -> None:
        value = self.list.currentIndex().data(VALUE)
        if isinstance(value, Reminder):
            self.reminder_wished.emit(value, wish)
        else:
            self.forget_wished.emit()

    def _build(self) -> None:
        theme = self.theme
        header = Surface(theme, None)
        keep_height(header, theme, "header")
        row = shelf(Words(theme, self.tr("Ask"), style="title"), self.fresh, margins=(16, 0, 12, 0))
        row.setStretch(0, 1)
        header.setLayout(row)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_Rows(theme, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Earlier chats and reminders"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.list, 1)
        self.fresh.clicked.connect(self.fresh_wished)
        self.list.clicked.connect(lambda index: self._press(index.data(VALUE)))
        self.list.pressed_on.connect(self._press)
        self.list.wished.connect(self._wished)
        self.list.moved.connect(self._moved)
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        set_base(self.list, self.theme, "bg.list")
        self.list.doItemsLayout()
