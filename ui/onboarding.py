"""The first steps: try the demo, use this Mac's messages, or a copied history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.access import Access, is_database, probe
from ui.buttons import Button
from ui.marks import Shape
from ui.notice import Picture
from ui.painting import CENTRE, draw_text, rounded
from ui.panel_pieces import MarkPicture
from ui.surface import Surface, Words, shelf
from ui.theme import Theme

PROBE_MS = 1000
SETTINGS_URL = "x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles"
PROMISES = (
    ("lock", "Nothing leaves this computer. The count of open connections stays on screen."),
    ("quill", "Drafts are labelled and never sent for you."),
    ("trash", "You can make it forget everything, any time."),
)


class Start(StrEnum):
    """What the person chose to begin with."""

    DEMO = "demo"
    MESSAGES = "messages"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class State:
    """What the access step says for one answer: mark, title, text and the button's words."""

    shape: Shape
    role: str
    title: str
    text: str
    button: str


STATES = {
    Access.DENIED: State(
        Shape.DASHED_RING, "text.tertiary", "Waiting for access",
        "Turn on Sotto in System Settings. This page notices by itself.", "Open System Settings",
    ),
    Access.ABSENT: State(
        Shape.CROSS, "risk.high.mark", "No messages on this Mac",
        "Sign in to Messages first, or import a copied history.", "Open Messages",
    ),
    Access.GRANTED: State(
        Shape.TICK, "positive.mark", "Sotto can read your messages",
        "Newest first. You can start now; older ones follow.", "Continue",
    ),
    Access.NO_MAC: State(
        Shape.BAR, "risk.check.mark", "Not available on this computer",
        "Messages lie on a Mac. Import a copied history, or stay with the demo.", "",
    ),
}  # fmt: skip


class Onboarding(Surface):
    """Signals: chosen carries how to begin and the path of a copied history."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, source: Path | None, *, check: Callable[[Path | None], Access] = probe) -> None:
        super().__init__(theme, "bg.page")
        self._source, self._check = source, check
        self.access = Access.DENIED
        self.setWindowTitle("Welcome to Sotto")
        self.resize(theme.px(1040), theme.px(680))
        self.steps = Steps(theme, ["Try it", "Messages"])
        self.pages = QStackedWidget()
        self.demo = Button(theme, "Start with the demo inbox", look="primary", tall=True)
        self.own = Button(theme, "Use my messages", tall=True)
        self.copy = Button(theme, "Import a copied history…", tall=True)
        self.stay = Button(theme, "Stay with the demo", look="quiet", tall=True)
        self.back = Button(theme, "Back", tall=True)
        self.go_on = Button(theme, "Continue", look="primary", tall=True)
        self.foot_note = Words(theme, "", style="small", role="text.secondary")
        self.state_mark = MarkPicture(theme, Shape.DASHED_RING, "text.tertiary", side=14)
        self.state_title = Words(theme, "", style="title")
        self.state_text = Words(theme, "", role="text.secondary", wrap=True)
        self.state_button = Button(theme, "", look="plain")
        self.hint = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.file_problem = Words(theme, "", role="risk.high.text", wrap=True)
        self._probing = QTimer(self, interval=PROBE_MS)
        self._build()
        self._connect()
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """The first step tries it, the second asks for access."""
        self.pages.setCurrentIndex(step)
        self.steps.show_step(step)
        first = step == 0
        for button in (self.demo, self.own):
            button.setVisible(first)
        for button in (self.stay, self.back, self.go_on):
            button.setVisible(not first)
        no_permission = "No permission is needed for this part."
        self.foot_note.setText(no_permission if first else "Reads ~/Library/Messages, nothing else.")
        if first:
            self._probing.stop()
        else:
            self.look()
            self._probing.start()

    def look(self) -> None:
        """Try to read, and say what came of it."""
        self.access = self._check(self._source)
        state = STATES[self.access]
        self.state_mark.shape, self.state_mark.role = state.shape, state.role
        self.state_mark.update()
        self.state_title.setText(state.title)
        self.state_text.setText(state.text)
        self.state_button.setText(state.button)
        self.state_button.setAccessibleName(state.button)
        self.state_button.updateGeometry()
        self.state_button.setVisible(bool(state.button) and self.access is not Access.GRANTED)
        self.hint.setVisible(self.access is Access.DENIED)
        self.go_on.setEnabled(self.access is Access.GRANTED)

    def import_copy(self, path: Path) -> None:
        """Begin with a copied chat.db, if it is one."""
        if is_database(path):
            self.chosen.emit(Start.COPY, path)
        else:
            self.file_problem.setText("This file is not a message database. Nothing was changed.")
            self.file_problem.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pages.currentIndex():
            self.show_step(0)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.demo.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._probing.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._probing.stop()
        super().closeEvent(event)

    def _connect(self) -> None:
        self.demo.clicked.connect(lambda: self.chosen.emit(Start.DEMO, None))
        self.stay.clicked.connect(lambda: self.chosen.emit(Start.DEMO, None))
        self.own.clicked.connect(lambda: self.show_step(1))
        self.back.clicked.connect(lambda: self.show_step(0))
        self.go_on.clicked.connect(lambda: self.chosen.emit(Start.MESSAGES, self._source))
        self.copy.clicked.connect(self._ask_for_file)
        self.state_button.clicked.connect(self._open_settings)
        self._probing.timeout.connect(self.look)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, "Import a copied history")
        dialog.setNameFilters(["Message databases (*.db)", "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.import_copy(Path(name)))
        dialog.open()

    def _open_settings(self) -> None:
        absent = self.access is Access.ABSENT
        QDesktopServices.openUrl(QUrl("messages:" if absent else SETTINGS_URL))

    def _build(self) -> None:
        theme = self.theme
        foot = Surface(theme, "bg.content", edges="top")
        foot.setFixedHeight(theme.px(64))
        row = shelf(self.foot_note, spacing=10, margins=(28, 0, 28, 0))
        row.addStretch()
        for button in (self.copy, self.stay, self.own, self.back, self.demo, self.go_on):
            row.addWidget(button)
        foot.setLayout(row)
        self.pages.addWidget(self._welcome())
        self.pages.addWidget(self._access_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(0)
        column.addWidget(self.steps)
        column.addWidget(self.pages, 1)
        told = shelf(self.file_problem, margins=(120, 0, 120, 12))
        self.file_problem.hide()
        column.addLayout(told)
        column.addWidget(foot)

    def _welcome(self) -> QWidget:
        theme, page = self.theme, QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(120, 56, 120, 24)
        column.setSpacing(theme.px(12))
        column.addWidget(Mark(theme))
        column.addSpacing(8)
        column.addWidget(Words(theme, "Quiet help with your messages", style="hero"))
        told = (
            "Sotto reads your messages on this computer, shows who needs an answer first, and drafts replies "
            "in your voice. You send every one yourself."
        )
        column.addWidget(Words(theme, told, style="lead", role="text.secondary", wrap=True))
        column.addSpacing(16)
        for icon, words in PROMISES:
            row = QHBoxLayout()
            row.setSpacing(14)
            row.addWidget(Picture(theme, icon, role="text.secondary"))
            row.addWidget(Words(theme, words, wrap=True), 1)
            column.addLayout(row)
        column.addStretch()
        return page

    def _access_page(self) -> QWidget:
        theme, page = self.theme, QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(120, 56, 120, 24)
        column.setSpacing(theme.px(12))
        column.addWidget(Words(theme, "Let Sotto read Messages", style="hero"))
        told = (
            "macOS guards your message history with Full Disk Access. Sotto opens that one file, read only, "
            "and writes nothing to it."
        )
        column.addWidget(Words(theme, told, style="lead", role="text.secondary", wrap=True))
        column.addSpacing(12)
        card = Surface(theme, "bg.raised", line="line.strong", radius="card")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.state_title)
        words.addWidget(self.state_text)
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(12)
        row.addWidget(self.state_mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.state_button)
        column.addWidget(card)
        hint = (
            "Still waiting after an update? Remove Sotto from the list and add it again. "
            "Started from Terminal? Then Terminal needs the access. "
            "If macOS asks to quit Sotto, let it: your place is kept."
        )
        self.hint.setText(hint)
        column.addWidget(self.hint)
        column.addStretch()
        return page


class Mark(QWidget):
    """The app's mark on petrol."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedSize(theme.square(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        rounded(painter, box, self.theme.radius("panel"), self.theme.colour("accent.solid"), None)
        unit = self.theme.px(1)
        for n, wide in enumerate((20, 20, 11)):
            line = QRectF(12 * unit, (15 + 6 * n) * unit, wide * unit, 2 * unit)
            rounded(painter, line, unit, self.theme.colour("text.onAccent"), None)


class Steps(QWidget):
    """Which step this is."""

    def __init__(self, theme: Theme, words: list[str]) -> None:
        super().__init__()
        self.theme, self._words, self._step = theme, words, 0
        self.setFixedHeight(theme.px(32))
        self.show_step(0)

    def show_step(self, step: int) -> None:
        """Mark a step as the current one."""
        self._step = step
        self.setAccessibleName(f"Step {step + 1} of {len(self._words)}: {self._words[step]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        wide = theme.px(120)
        left = (self.width() - wide * len(self._words)) / 2
        for n, word in enumerate(self._words):
            here = n == self._step
            disc = QRectF(left + n * wide, (self.height() - theme.px(20)) / 2, theme.px(20), theme.px(20))
            rounded(painter, disc, disc.height() / 2, theme.colour("accent.solid" if here else "bg.chip"), None)
            ink = "text.onAccent" if here else "text.secondary"
            draw_text(painter, disc, str(n + 1), theme.font("caption_strong"), theme.colour(ink), CENTRE)
            place = QRectF(disc.right() + theme.px(8), 0, wide - theme.px(28), self.height())
            ink = "text.primary" if here else "text.secondary"
            draw_text(painter, place, word, theme.font("body", strong=here), theme.colour(ink))
