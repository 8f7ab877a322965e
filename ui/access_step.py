"""The step that asks for the messages: the one true answer of five, looked at again each second while it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.wording import first_steps as words
from ui import times
from ui.access import Access, Probe
from ui.aside import Reads
from ui.first_steps import StateCard, draw_mark
from ui.marks import Shape
from ui.notice import Picture, announce
from ui.painting import RIGHT, draw_text, rounded, text_width
from ui.surface import Words
from ui.theme import Theme

PROBE_MS = 1000
SETTINGS_URL = "x-apple.systempreferences:com.apple.settings.PrivacySecurity.extension?Privacy_AllFiles"
MESSAGES_URL = "messages:"
COPY = "copy"


class _Look(NamedTuple):
    """Mark, its role, and the words of up to two ways on."""

    shape: Shape
    role: str
    first: str = ""
    second: str = ""


LOOKS = {
    Access.DENIED: _Look(Shape.DASHED_RING, "text.tertiary", "Open System Settings"),
    Access.ABSENT: _Look(Shape.CROSS, "risk.high.mark", "Open Messages", "Import…"),
    Access.RESTART: _Look(Shape.HALF_DISC, "risk.check.mark", "Restart Sotto"),
    Access.GRANTED: _Look(Shape.TICK, "positive.mark"),
    Access.REVOKED: _Look(Shape.BAR, "risk.check.mark", "Open System Settings", "Continue without"),
    Access.NO_MAC: _Look(Shape.BAR, "risk.check.mark", "Import a copied history…"),
}


class AccessStep(QWidget):
    """Attributes:
        access: what was found last, None before the first look.
        copy: the copied history that was chosen instead, None for this Mac's own messages.

    Signals:
        changed: another answer is true.
        granted: the messages may be read (their path).
        import_wished, restart_wished, without_wished: a way on was chosen.
    """

    changed = Signal()
    granted = Signal(object)
    import_wished = Signal()
    restart_wished = Signal()
    without_wished = Signal()

    def __init__(
        self,
        theme: Theme,
        source: Path | None,
        reads: Reads,
        *,
        check: Callable[[Path | None], Access] | None = None,
        last_read: datetime | None = None,
    ) -> None:
        """Args:
        check: looks at the source, beside the Qt thread.
        last_read: when messages were read last, None if never.
        """
        super().__init__()
        self.theme, self._source, self._reads = theme, source, reads
        self._check = check or Probe()
        self._last_read = last_read
        self.access: Access | None = None
        self.copy: Path | None = None
        self.card = StateCard(theme)
        self.checked = Words(theme, "", style="caption_strong", role="text.secondary")
        self.hint = QWidget()
        self.drawing = SettingsDrawing(theme)
        self.problem = Words(theme, "", role="risk.high.text", wrap=True)
        self.probing = QTimer(self, interval=PROBE_MS)
        self._build()
        self.probing.timeout.connect(self.look)
        self.card.first_wished.connect(self._go_first)
        self.card.second_wished.connect(self._go_second)

    @property
    def ready(self) -> bool:
        """Whether there is something to read."""
        return self.copy is not None or self.access is Access.GRANTED

    def look(self) -> None:
        """Try to read, beside the Qt thread, and say what came of it."""
        source, check = self._source, self._check

        def read(_desk: Any) -> Access:
            return check(source)

        self._reads.ask("access", read, self._show)

    def take_copy(self, path: Path) -> None:
        """Read a copied history instead."""
        self.copy = path
        self.problem.hide()
        self._say()
        self.granted.emit(path)

    def refuse_copy(self) -> None:
        """What was named is no history."""
        self.problem.setText(words.NOT_A_DATABASE)
        self.problem.show()
        announce(self, words.NOT_A_DATABASE)

    def say_reading(self, told: str) -> None:
        """How far reading is."""
        if self.ready:
            self.card.text.setText(f"{told} {words.STATES[COPY][1].partition('. ')[2]}")

    def fit(self, width: int) -> None:
        """The window has this width."""
        self.drawing.setVisible(self._source is not None and width >= self.theme.px(720))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self.probing.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self.probing.stop()
        super().hideEvent(event)

    def _show(self, found: Access) -> None:
        if found is Access.DENIED and self._last_read is not None:
            found = Access.REVOKED
        self.checked.setText(words.CHECKED)
        if found is self.access:
            return
        first, self.access = self.access is None, found
        self._say()
        if not first:
            announce(self, self.card.accessibleName())
        if found is Access.GRANTED and self.copy is None:
            self.granted.emit(self._source)

    def _say(self) -> None:
        access = self.access
        if self.copy is not None or access is None:
            title, text = words.STATES[COPY]
            look = LOOKS[Access.GRANTED] if self.copy is not None else _Look(Shape.DASHED_RING, "text.tertiary")
        else:
            title, text = words.STATES[access.value]
            look = LOOKS[access]
        clock = times.clock(self._last_read) if self._last_read is not None else ""
        self.card.show_state(look.shape, look.role, title, text.format(clock=clock), look.first, look.second)
        self.card.show()
        self.hint.setVisible(self.copy is None and access in (Access.DENIED, Access.RESTART, Access.REVOKED))
        self.drawing.turned_on = access in (Access.GRANTED, Access.RESTART)
        self.drawing.update()
        self.changed.emit()

    def _go_first(self) -> None:
        match self.access:
            case Access.DENIED | Access.REVOKED:
                QDesktopServices.openUrl(QUrl(SETTINGS_URL))
            case Access.ABSENT:
                QDesktopServices.openUrl(QUrl(MESSAGES_URL))
            case Access.RESTART:
                self.restart_wished.emit()
            case Access.NO_MAC:
                self.import_wished.emit()
            case _:
                pass

    def _go_second(self) -> None:
        if self.access is Access.REVOKED:
            self.without_wished.emit()
        else:
            self.import_wished.emit()

    def _build(self) -> None:
        theme, own = self.theme, self._source is not None
        title, told = words.ACCESS if own else words.NO_MAC
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        left.addWidget(Words(theme, title, style="display", wrap=True))
        left.addWidget(Words(theme, told, style="lead", role="text.secondary", wrap=True))
        left.addSpacing(theme.px(8))
        left.addWidget(self.drawing)
        left.addStretch()
        right = QVBoxLayout()
        right.setSpacing(theme.px(8))
        right.addWidget(self.checked)
        right.addWidget(self.card)
        right.addWidget(self.hint)
        right.addWidget(self.problem)
        right.addStretch()
        hint = QHBoxLayout(self.hint)
        hint.setContentsMargins(0, theme.px(4), 0, 0)
        hint.setSpacing(theme.px(10))
        hint.addWidget(Picture(theme, "info", role="text.tertiary", side=16), 0, Qt.AlignmentFlag.AlignTop)
        hint.addWidget(Words(theme, words.HINT, style="small", role="text.secondary", wrap=True), 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.px(56), theme.px(40), theme.px(56), theme.px(24))
        whole.setSpacing(theme.px(40))
        whole.addLayout(left, 13)
        whole.addLayout(right, 20)
        for widget in (self.hint, self.problem, self.card):
            widget.hide()


class SettingsDrawing(QWidget):
    """System Settings as macOS shows it, so that the switch is found; not a button.

    Attributes:
        turned_on: how the switch of Sotto is drawn.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.turned_on = False
        self.setAccessibleName(words.DRAWING)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(300), self.theme.px(192))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box = QRectF(0, 0, self.width(), theme.px(166))
        radius = theme.radius("panel")
        rounded(painter, box, radius, theme.colour("bg.raised"), theme.colour("line.strong"))
        head = QRectF(1, 1, box.width() - 2, theme.px(36))
        rounded(painter, head, radius - 1, theme.colour("bg.sunken"), None)
        painter.fillRect(head.adjusted(0, theme.px(14), 0, 0), theme.colour("bg.sunken"))
        painter.fillRect(QRectF(1, head.bottom(), head.width(), 1), theme.colour("line.hair"))
        title = head.adjusted(theme.px(14), 0, 0, 0)
        draw_text(painter, title, "Full Disk Access", theme.font("body_strong"), theme.colour("text.primary"))
        high = (box.bottom() - head.bottom() - theme.px(4)) / 3
        for n, name in enumerate(("Backup Keeper", "Sotto", "Terminal")):
            row = QRectF(theme.px(14), head.bottom() + theme.px(2) + n * high, box.width() - theme.px(28), high)
            self._paint_row(painter, row, name, last=n == 2)
        below = QRectF(0, box.bottom() + theme.px(4), box.width(), theme.px(20))
        draw_text(painter, below, words.DRAWING, theme.font("small"), theme.colour("text.tertiary"))

    def _paint_row(self, painter: QPainter, row: QRectF, name: str, *, last: bool) -> None:
        theme, own, side = self.theme, name == "Sotto", self.theme.px(22)
        icon = QRectF(row.left(), row.center().y() - side / 2, side, side)
        if own:
            draw_mark(painter, theme, icon)
        else:
            rounded(painter, icon, theme.radius("chip"), theme.colour("line.strong"), None)
        ink = "text.primary" if own else "text.secondary"
        words_at = row.adjusted(side + theme.px(12), 0, 0, 0)
        draw_text(painter, words_at, name, theme.font("body", strong=own), theme.colour(ink))
        switch = QRectF(row.right() - theme.px(32), row.center().y() - theme.px(9), theme.px(32), theme.px(18))
        on = own and self.turned_on
        if own and not on:
            halo = switch.adjusted(-3, -3, 3, 3)
            rounded(painter, halo, halo.height() / 2, None, theme.colour("accent.line"), 3)
            told = "turn this on"
            wide = text_width(theme.font("small"), told) + 2
            place = QRectF(switch.left() - theme.px(12) - wide, row.top(), wide, row.height())
            draw_text(painter, place, told, theme.font("small"), theme.colour("text.secondary"), RIGHT)
        role = "accent.solid" if on else "line.control"
        rounded(painter, switch, switch.height() / 2, theme.colour(role), None)
        knob = switch.height() - 4
        left = switch.right() - knob - 2 if on else switch.left() + 2
        rounded(painter, QRectF(left, switch.top() + 2, knob, knob), knob / 2, theme.colour("text.onAccent"), None)
        if not last:
            painter.fillRect(QRectF(row.left(), row.bottom(), row.width(), 1), theme.colour("line.hair"))
