"""What became of a reply that was sent: the undo window with its ring, on its way, not seen, not sent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.wording import sending as words
from ui import marks
from ui.buttons import Button
from ui.marks import Shape
from ui.painting import CENTRE, draw_text
from ui.surface import Surface, Words, keep_size, shelf
from ui.theme import Theme

#: Below this width (at 100 % text) the buttons stand under the words.
NARROW = 520


class Ring(QWidget):
    """The seconds that are left, as a ring; as a number where nothing is to move; or a mark of how it ended."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.left_s, self.of_s = 0, 1
        self.shape: Shape | None = None
        keep_size(self, theme, width=24, height=24)

    def show_left(self, left_s: int, of_s: int) -> None:
        """Show how much of the time is left."""
        self.left_s, self.of_s, self.shape = left_s, max(1, of_s), None
        self.setAccessibleName(f"{left_s} of {of_s} seconds left")
        self.update()

    def show_shape(self, shape: Shape, name: str) -> None:
        """Show a mark instead."""
        self.shape = shape
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        if self.shape is not None:
            side = theme.px(13)
            place = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
            marks.draw(painter, self.shape, place, theme.colour("risk.check.mark"))
            return
        pen = QPen(theme.colour("line.strong"), theme.px(3))
        inside = box.adjusted(3, 3, -3, -3)
        painter.setPen(pen)
        painter.drawEllipse(inside)
        if theme.reduced_motion:
            font, ink = theme.font("caption_strong"), theme.colour("text.primary")
            draw_text(painter, box, str(self.left_s) if self.left_s else "…", font, ink, CENTRE)
            return
        pen.setColor(theme.colour("accent.base"))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(inside, 90 * 16, round(360 * 16 * min(1.0, self.left_s / self.of_s)))


class SendStrip(Surface):
    """One reply at a time.

    Signals:
        undo_wished, now_wished: in the undo window.
        messages_wished, copy_wished, again_wished, record_wished: after it.
        conversation_wished: show whose reply it is.
        closed: the person has seen it.
    """

    undo_wished = Signal()
    now_wished = Signal()
    messages_wished = Signal()
    copy_wished = Signal()
    again_wished = Signal()
    record_wished = Signal()
    conversation_wished = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, *, docked: bool = False) -> None:
        if docked:
            super().__init__(theme, "bg.list", edges="top")
        else:
            super().__init__(theme, "bg.list", line="line.hair", radius="card")
        self.ring = Ring(theme)
        self.plain = Words(theme, "")
        self.left = Words(theme, "", strong=True)
        self.title = Words(theme, "", style="body_strong", wrap=True)
        self.text = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.undo = Button(theme, "Undo", key="Z")
        self.now = Button(theme, "Send now", look="quiet")
        self.again = Button(theme, "Try again")
        self.messages = Button(theme, "Open Messages")
        self.copy = Button(theme, "Copy text", look="quiet")
        self.record = Button(theme, "See what happened", look="quiet")
        self.show_conversation = Button(theme, "Show conversation", look="quiet")
        self.close_button = Button(theme, "", look="icon", icon="close", name="Close")
        self._buttons = (
            self.undo, self.now, self.again, self.messages, self.copy, self.record, self.show_conversation,
            self.close_button,
        )  # fmt: skip
        self._docked = docked
        self._build()
        self.hide()

    def show_counting(self, name: str, left_s: int, of_s: int) -> None:
        """The undo window is open, or (0) Messages is being asked."""
        self.ring.show_left(left_s, of_s)
        lead, left = words.SENDING if left_s else (words.SENDING_NOW, "")
        self._say("", "", plain=lead.format(name=name), left=left.format(seconds=left_s))
        self._offer(*((self.undo, self.now) if left_s else ()))

    def show_unverified(self) -> None:
        """It went, as far as anybody knows, and is not in Messages."""
        self.ring.show_shape(Shape.HALF_DISC, "Worth checking")
        self._say(*words.UNVERIFIED)
        self._offer(self.messages, self.copy, self.record, self.close_button)
        self.close_button.setAccessibleName("Close")

    def show_failed(self, why: str) -> None:
        """It did not go."""
        self.ring.show_shape(Shape.CROSS, "Not sent")
        self._say(words.FAILED[0], why)
        self._offer(self.again, self.messages, self.copy, self.record, self.close_button)
        self.close_button.setAccessibleName("Close and put the text back")

    def show_kept(self, name: str) -> None:
        """It did not go because Sotto ended."""
        self.ring.show_shape(Shape.DASHED_RING, "Not sent")
        title, text = words.KEPT
        self._say(title.format(name=name), text)
        self._offer(self.close_button)
        self.close_button.setAccessibleName("Close")

    def set_letters(self, wanted: bool) -> None:
        """Whether single letters work, and so whether Z stands on Undo."""
        self.undo.set_compact(not wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _say(self, title: str, text: str, *, plain: str = "", left: str = "") -> None:
        for label, shown in ((self.title, title), (self.text, text), (self.plain, plain), (self.left, left)):
            label.setText(shown)
            label.setVisible(bool(shown))
        side = Qt.AlignmentFlag.AlignTop if text else Qt.AlignmentFlag.AlignVCenter
        self._said.setAlignment(self.ring, side)
        said = (title, text, f"{plain} {left}".strip())
        self.setAccessibleName(". ".join(part for part in said if part))

    def _offer(self, *buttons: Button) -> None:
        for button in self._buttons:
            button.setVisible(button in buttons or (self._docked and button is self.show_conversation))
        self.show()
        self._arrange()

    def _arrange(self) -> None:
        shown = [button for button in self._buttons if not button.isHidden()]
        narrow = len(shown) > 1 and self.width() < self.theme.px(NARROW)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(shelf(self.plain, self.left, spacing=4))
        column.addWidget(self.title)
        column.addWidget(self.text)
        self._said = QHBoxLayout()
        self._said.setSpacing(12)
        self._said.addWidget(self.ring)
        self._said.addLayout(column, 1)
        pressed = QHBoxLayout()
        pressed.setSpacing(8)
        pressed.addStretch()
        for button in self._buttons:
            pressed.addWidget(button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 8, 10, 8)
        self._row.setSpacing(8)
        self._row.addLayout(self._said, 1)
        self._row.addLayout(pressed)
        for label in (self.plain, self.left):
            label.setMinimumHeight(self.theme.px(24))
        self.left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for button, signal in (
            (self.undo, self.undo_wished), (self.now, self.now_wished), (self.again, self.again_wished),
            (self.messages, self.messages_wished), (self.copy, self.copy_wished), (self.close_button, self.closed),
            (self.show_conversation, self.conversation_wished), (self.record, self.record_wished),
        ):  # fmt: skip
            button.clicked.connect(signal)
