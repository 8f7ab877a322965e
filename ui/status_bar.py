"""The status bar: who writes, when it last read, progress, and how many sockets were opened; each leads to more."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from app.desk_rows import Status
from app.wording import tray
from app.wording.tray import Line
from ui import icons, marks, times
from ui.marks import Shape
from ui.painting import draw_text, rounded, text_width
from ui.plain import plain_tip
from ui.surface import Surface, Words, keep_height, keep_size
from ui.theme import Theme

NO_MODEL = "No model · past replies"
OFF = "Off"
SOCKETS_TIP = "Network connections since Sotto started. Its own local parts are not counted"
#: What a press on each part does, as its tooltip and the end of its name.
MODEL_TIP, SYNC_TIP, SOCKETS_ACT, TRAINING_TIP = "Model settings", "Look now", "Show the log", "Training"
#: Below this effective height of the window only model and sockets stay.
FEW = 600
SIGN, GAP, PAD = 14, 6, 4


def writer(status: Status) -> str:
    """Which model writes on this machine, without the digits of its hash."""
    return status.model_version.partition("@")[0] or NO_MODEL


class Part(QAbstractButton):
    """A figure behind its mark or icon; a press leads to what it is about."""

    def __init__(
        self,
        theme: Theme,
        words: str,
        *,
        does: str,
        tip: str = "",
        icon: str = "",
        shape: Shape | None = None,
        role: str = "text.tertiary",
        whole: bool = False,
    ) -> None:
        """Args:
        does: what a press does. tip: what the figure means, where that is not said by `does`.
        whole: it is never cut, however little room there is.
        """
        super().__init__()
        self.theme, self._icon, self._shape, self._role = theme, icon, shape, role
        self._does, self._tip, self._whole = does, tip, whole
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed if whole else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.say(words)
        theme.changed.connect(self.updateGeometry)

    def say(self, words: str, *, aloud: str = "") -> None:
        """Show other words; `aloud` is how they are read where they are short for something."""
        self.setText(words)
        self.setAccessibleName(aloud or words)
        self.setAccessibleDescription(self._tip or self._does)
        self.setToolTip(plain_tip(self._tip or f"{words} · {self._does}"))
        self.updateGeometry()
        self.update()

    def show_sign(self, *, icon: str = "", shape: Shape | None = None, role: str) -> None:
        """Show another mark."""
        self._icon, self._shape, self._role = icon, shape, role
        self.update()

    def sizeHint(self) -> QSize:
        theme = self.theme
        wide = text_width(theme.font("small"), self.text()) + theme.px(SIGN + GAP + 2 * PAD)
        return QSize(round(wide + 1.5), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        least = self.theme.px(SIGN + 2 * PAD + 26)
        return self.sizeHint() if self._whole else QSize(min(least, self.sizeHint().width()), self.theme.px(24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        radius = theme.radius("control")
        if self.underMouse():
            rounded(painter, box, radius, theme.colour("bg.hover"), None)
        if self.hasFocus():
            rounded(painter, box, radius, None, theme.colour("focus.ring"), 2)
        side, pad = theme.px(SIGN), theme.px(PAD)
        mirrored = self.isRightToLeft()
        left = box.right() - pad - side if mirrored else box.left() + pad
        sign = QRectF(left, box.center().y() - side / 2, side, side)
        if self._icon:
            icons.draw(painter, self._icon, sign, theme.colour(self._role))
        elif self._shape is not None:
            inset = theme.px(2)
            marks.draw(painter, self._shape, sign.adjusted(inset, inset, -inset, -inset), theme.colour(self._role))
        before, after = pad, pad + side + theme.px(GAP)
        inside = box.adjusted(before, 0, -after, 0) if mirrored else box.adjusted(after, 0, -before, 0)
        draw_text(painter, inside, self.text(), theme.font("small"), theme.colour("text.secondary"))


class StatusBar(Surface):
    """Figures in one line of 28 px.

    Signals:
        model_wished, sync_wished, sockets_wished, training_wished: a part was pressed.
    """

    model_wished = Signal()
    sync_wished = Signal()
    sockets_wished = Signal()
    training_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.rail", edges="top")
        self.setAccessibleName("Status")
        self._compact = self._few = self._stopped = False
        self._remote = self._train_at = ""
        self._training = Line()
        self._sync_words = "Not synced yet"
        self._last_sync_at: datetime | None = None
        self.model = Part(theme, NO_MODEL, does=MODEL_TIP, shape=Shape.DASHED_RING)
        self.sync = Part(theme, self._sync_words, does=SYNC_TIP, icon="refresh")
        self.progress = QProgressBar()
        self.progress_words = Words(theme, "", style="small", role="text.secondary")
        self.sockets = Part(theme, "Sockets opened: 0", does=SOCKETS_ACT, tip=SOCKETS_TIP, icon="lock", whole=True)
        self.training = Part(theme, tray.training(""), does=TRAINING_TIP, icon="moon")
        self._build()

    def show_training(self, train_at: str) -> None:
        """When training is next, from the settings."""
        self._train_at = train_at
        said = self._training.said or tray.training(train_at)
        short = self._training.short or train_at or OFF
        self.training.say(short if self._compact else said, aloud=said)

    def show_training_line(self, line: Line) -> None:
        """What is more than the settings say: a job under way, an adapter that waits."""
        self._training = line
        self.show_training(self._train_at)

    def show_status(self, status: Status) -> None:
        """Show what the store says; that reading stopped is said until it was read again."""
        self._remote = status.remote
        self.model.say(f"Drafts are written on your box {status.remote}" if status.remote else writer(status))
        if status.remote:
            self.model.show_sign(icon="link", role="risk.check.mark")
        elif status.model_version:
            self.model.show_sign(shape=Shape.DOT, role="accent.base")
        else:
            self.model.show_sign(shape=Shape.DASHED_RING, role="text.tertiary")
        known, self._last_sync_at = self._last_sync_at, status.last_sync_at
        if status.last_sync_at is not None and not (self._stopped and status.last_sync_at == known):
            self._say_sync(f"Messages in sync, {times.clock(status.last_sync_at)}")

    def show_sync_problem(self, words: str) -> None:
        """Say that reading stopped; what is stored stays."""
        self._stopped = True
        self.sync.show_sign(shape=Shape.BAR, role="risk.check.mark")
        self._sync_words = words
        self.sync.say(words)
        self._arrange()

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
        self.sockets.say(f"Sockets opened: {count}" + (f" · {reason}" if count and reason else ""))

    def set_compact(self, compact: bool) -> None:
        """Shorter words where room is short; in the lowest windows only model and sockets."""
        self._compact = compact
        self._few = self.window().height() / self.theme.scale < FEW
        self.show_training(self._train_at)
        if not self._stopped:
            self._say_sync(self._sync_words)
        self._arrange()

    def _say_sync(self, words: str) -> None:
        self._sync_words, self._stopped = words, False
        self.sync.show_sign(icon="refresh", role="text.tertiary")
        self.sync.say(words.replace("Messages in sync", "In sync") if self._compact else words, aloud=words)
        self._arrange()

    def _arrange(self) -> None:
        """What stopped is said however little room there is."""
        for part in (self.sync, self._sync_rule):
            part.setVisible(not self._few or self._stopped)
        for part in (self.training, self._training_rule):
            part.setVisible(not self._few)

    def _build(self) -> None:
        keep_height(self, self.theme, "status_bar")
        self.progress.setTextVisible(False)
        keep_size(self.progress, self.theme, width=96, height=6)
        self.progress.setAccessibleName("Progress")
        self.progress.hide()
        self.progress_words.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 12, 0)
        row.setSpacing(2)
        self._sync_rule, self._last_rule, self._training_rule = self._rule(), self._rule(), self._rule()
        self._last_rule.hide()
        for widget in (self.model, self._sync_rule, self.sync, self._last_rule):
            row.addWidget(widget)
        row.addWidget(self.progress)
        row.addSpacing(4)
        row.addWidget(self.progress_words)
        row.addStretch()
        for widget in (self.sockets, self._training_rule, self.training):
            row.addWidget(widget)
        for part, wished in (
            (self.model, self.model_wished), (self.sync, self.sync_wished),
            (self.sockets, self.sockets_wished), (self.training, self.training_wished),
        ):  # fmt: skip
            part.clicked.connect(wished)

    def _rule(self) -> QWidget:
        rule = Surface(self.theme, "line.strong")
        rule.setFixedSize(1, self.theme.px(14))
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(rule)
        return box
