"""The status bar: who writes, when it last read, progress, and how many sockets were opened."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.desk_rows import Status
from app.wording import tray
from ui import icons, marks, times
from ui.marks import Shape
from ui.surface import Surface, Words, keep_height, keep_size
from ui.theme import Theme

NO_MODEL = "No model · past replies"
OFF = "Off"
SOCKETS_TIP = "Network connections since Sotto started. Its own local parts are not counted"


def writer(status: Status) -> str:
    """Which model writes on this machine, without the digits of its hash."""
    return status.model_version.partition("@")[0] or NO_MODEL


class Sign(QWidget):
    """A small mark or icon before a figure."""

    def __init__(
        self, theme: Theme, *, icon: str = "", shape: Shape | None = None, role: str = "text.tertiary"
    ) -> None:
        super().__init__()
        self.theme, self.icon, self.shape, self.role = theme, icon, shape, role
        keep_size(self, theme, width=14, height=14)

    def show_sign(self, *, icon: str = "", shape: Shape | None = None, role: str) -> None:
        """Show another mark."""
        self.icon, self.shape, self.role = icon, shape, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        if self.icon:
            icons.draw(painter, self.icon, box, self.theme.colour(self.role))
        elif self.shape is not None:
            marks.draw(painter, self.shape, box.adjusted(2, 2, -2, -2), self.theme.colour(self.role))


class StatusBar(Surface):
    """Figures in one line of 28 px."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.rail", edges="top")
        self.setAccessibleName("Status")
        self._compact = False
        self._remote = self._train_at = ""
        self._sync_words = "Not synced yet"
        self.model_sign = Sign(theme, shape=Shape.DASHED_RING)
        self.model = Words(theme, NO_MODEL, style="small", role="text.secondary")
        self.sync_sign = Sign(theme, icon="refresh")
        self.sync = Words(theme, self._sync_words, style="small", role="text.secondary")
        self.progress = QProgressBar()
        self.progress_words = Words(theme, "", style="small", role="text.secondary")
        self.sockets_sign = Sign(theme, icon="lock")
        self.sockets = Words(theme, "Sockets opened: 0", style="small", role="text.secondary")
        self.training_sign = Sign(theme, icon="moon")
        self.training = Words(theme, tray.training(""), style="small", role="text.secondary")
        self._build()

    def show_training(self, train_at: str) -> None:
        """When training is next, from the settings."""
        self._train_at = train_at
        said = tray.training(train_at)
        self.training.setText((train_at or OFF) if self._compact else said)
        self.training.setAccessibleName(said)

    def show_status(self, status: Status) -> None:
        """Show what the store says."""
        self._remote = status.remote
        self.model.setText(f"Drafts are written on your box {status.remote}" if status.remote else writer(status))
        if status.remote:
            self.model_sign.show_sign(icon="link", role="risk.check.mark")
        elif status.model_version:
            self.model_sign.show_sign(shape=Shape.DOT, role="accent.base")
        else:
            self.model_sign.show_sign(shape=Shape.DASHED_RING, role="text.tertiary")
        if status.last_sync_at is not None:
            self._say_sync(f"Messages in sync, {times.clock(status.last_sync_at)}")

    def show_sync_problem(self, words: str) -> None:
        """Say that reading stopped; what is stored stays."""
        self.sync_sign.show_sign(shape=Shape.BAR, role="risk.check.mark")
        self._sync_words = words
        self.sync.setText(words)

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Show how far an import or indexing is; done ≥ total hides it."""
        busy = done < total
        self.progress.setVisible(busy and not self._compact)
        self.progress_words.setVisible(busy)
        self._last_rule.setVisible(busy)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(words)
        self.progress_words.setText(words)

    def show_sockets(self, count: int, reason: str = "") -> None:
        """Show the count, with its reason (the box in use, if none is told) when it is not zero."""
        reason = reason or self._remote
        self.sockets.setText(f"Sockets opened: {count}" + (f" · {reason}" if count and reason else ""))

    def set_compact(self, compact: bool) -> None:
        """Shorter words where room is short."""
        self._compact = compact
        self.show_training(self._train_at)
        self._say_sync(self._sync_words)

    def _say_sync(self, words: str) -> None:
        self._sync_words = words
        self.sync_sign.show_sign(icon="refresh", role="text.tertiary")
        self.sync.setText(words.replace("Messages in sync", "In sync") if self._compact else words)

    def _build(self) -> None:
        keep_height(self, self.theme, "status_bar")
        self.sockets.setToolTip(SOCKETS_TIP)
        self.progress.setTextVisible(False)
        keep_size(self.progress, self.theme, width=96, height=6)
        self.progress.setAccessibleName("Progress")
        self.progress.hide()
        self.progress_words.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 16, 0)
        row.setSpacing(6)
        self._last_rule = self._rule()
        self._last_rule.hide()
        for widget in (self.model_sign, self.model, self._rule(), self.sync_sign, self.sync, self._last_rule):
            row.addWidget(widget)
        row.addWidget(self.progress)
        row.addWidget(self.progress_words)
        row.addStretch()
        row.addWidget(self.sockets_sign)
        row.addWidget(self.sockets)
        for widget in (self._rule(), self.training_sign, self.training):
            row.addWidget(widget)

    def _rule(self) -> QWidget:
        rule = Surface(self.theme, "line.strong")
        rule.setFixedSize(1, self.theme.px(14))
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(rule)
        return box
