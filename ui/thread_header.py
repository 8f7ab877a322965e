"""The line above a thread: who it is, its risk in narrow windows, Snooze, Done and the inspector's button."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.desk_rows import ConversationHead
from engine.domain import ContactClass
from ui import marks, times
from ui.buttons import Button
from ui.painting import chip_width, draw_avatar, draw_chip
from ui.plain import one_line
from ui.surface import Elided, Surface, keep_height, keep_size
from ui.theme import Theme

CHIP_WORDS = {"check": "Worth checking", "high": "High risk"}
SERVICES = {"imessage": "iMessage", "sms": "SMS", "rcs": "RCS"}


class Avatar(QWidget):
    """A disc with initials."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme, self.name = theme, ""
        keep_size(self, theme, width=28, height=28)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.name:
            draw_avatar(QPainter(self), self.theme, QRectF(self.rect()), self.name, "caption")


class RiskChip(QWidget):
    """The risk of the open conversation as a chip: shape, word, colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme, self.level = theme, "clear"
        self.hide()

    def show_level(self, level: str, *, wanted: bool) -> None:
        """Show it where the list does not."""
        self.level = level
        self.setVisible(wanted and level in CHIP_WORDS)
        self.setAccessibleName(CHIP_WORDS.get(level, ""))
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        word = CHIP_WORDS.get(self.level, "")
        return QSize(round(chip_width(self.theme, word, mark=True)) + 2, self.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        level = self.level
        if level in CHIP_WORDS:
            draw_chip(
                QPainter(self), self.theme, QRectF(self.rect()), CHIP_WORDS[level], fill=f"risk.{level}.bg",
                ink=f"risk.{level}.text", shape=marks.RISK[level], mark=f"risk.{level}.mark",
            )  # fmt: skip


class ThreadHeader(Surface):
    """Signals: what its buttons wish for."""

    snooze_wished = Signal()
    done_wished = Signal()
    inspector_wished = Signal()
    back_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.content", edges="bottom")
        self.avatar = Avatar(theme)
        self.name = Elided(theme, "", style="body_strong")
        self.detail = Elided(theme, "", style="caption", role="text.secondary")
        self.risk = RiskChip(theme)
        self.back = Button(theme, "", look="icon", icon="chevron-left", name="Back to the list")
        self.snooze = Button(theme, "Snooze", look="quiet", icon="snooze", key="H", name="Snooze")
        self.done = Button(theme, "Done", look="plain", icon="done", key="E", name="Done")
        self.inspector = Button(theme, "", look="icon", icon="panel-right", name="Show or hide the inspector")
        self.inspector.setCheckable(True)
        self._build()

    def show_head(self, head: ConversationHead | None, now: datetime) -> None:
        """Say whose thread this is."""
        for widget in (self.avatar, self.snooze, self.done):
            widget.setVisible(head is not None)
        self.avatar.name = head.name if head else ""
        self.avatar.update()
        self.name.setText(one_line(head.name) if head else "")
        self.detail.setText(detail(head, now) if head else "")
        self.setAccessibleName(f"{self.name.text()}, {self.detail.text()}" if head else "No conversation")

    def set_compact(self, compact: bool) -> None:
        """Without key caps, where room is short."""
        self.snooze.set_compact(compact)
        self.done.set_compact(compact)

    def _build(self) -> None:
        keep_height(self, self.theme, "header")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.setContentsMargins(0, 7, 0, 8)
        names.addWidget(self.name)
        names.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.back)
        row.addWidget(self.avatar)
        row.addLayout(names, 1)
        for widget in (self.risk, self.snooze, self.done, self.inspector):
            row.addWidget(widget)
        self.back.hide()
        self.snooze.clicked.connect(self.snooze_wished)
        self.done.clicked.connect(self.done_wished)
        self.inspector.clicked.connect(self.inspector_wished)
        self.back.clicked.connect(self.back_wished)


def detail(head: ConversationHead, now: datetime) -> str:
    """ "iMessage · client since March · 41 messages"."""
    parts = [SERVICES.get(head.service.lower(), head.service)]
    if head.is_group:
        parts.append("group")
    elif head.contact_class is not ContactClass.UNKNOWN:
        since = f" since {times.MONTHS[head.first_at.month - 1]}" if head.first_at else ""
        if head.first_at and head.first_at.year != now.year:
            since += f" {head.first_at.year}"
        parts.append(head.contact_class.value + since)
    elif head.address and head.address != head.name:
        parts.append(one_line(head.address))
    elif head.address:
        parts.append("not in Contacts")
    parts.append(f"{head.n_messages:,} message{'' if head.n_messages == 1 else 's'}")
    return " · ".join(part for part in parts if part)
