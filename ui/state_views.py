"""A state of `app.wording.states` on screen: as a strip above the composer, or as a page where nothing else is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.wording.states import WORDS, State
from ui.buttons import Button
from ui.empty_page import EmptyPage
from ui.flow import Flow
from ui.notice import Picture
from ui.surface import Surface, Words
from ui.theme import Theme

#: The longest line of a page, in px.
LINE = 540


class StateStrip(Surface):
    """Signals: wished carries the act of a button."""

    wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.list", line="line.hair", radius="card")
        self.state: State | None = None
        self._picture = Picture(theme, "info")
        self.title = Words(theme, "", style="body_strong", wrap=True)
        self.text = Words(theme, "", role="text.secondary", wrap=True)
        self.detail = Words(theme, "", style="caption", role="text.secondary", wrap=True)
        self.buttons: list[Button] = []
        self._acts = QWidget()
        self._flow = Flow(spacing=theme.px(8), parent=self._acts)
        _let_copy(self.detail)
        said = QVBoxLayout()
        said.setSpacing(theme.px(2))
        for widget in (self.title, self.text, self.detail):
            said.addWidget(widget)
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        column.addLayout(said)
        column.addWidget(self._acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(12)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.hide()

    def show_state(self, state: State | None) -> None:
        """Show a state; None hides the strip."""
        if state == self.state:
            return
        self.state = state
        if state is not None:
            self._tell(state)
        self.setVisible(state is not None)

    def _tell(self, state: State) -> None:
        self._picture.set_icon(state.icon, "risk.check.mark" if state.alarms else "accent.base")
        self.paint_roles(*(("risk.check.bg", "risk.check.line") if state.alarms else ("bg.list", "line.hair")))
        for words, text in ((self.title, state.title), (self.text, state.text), (self.detail, state.detail)):
            words.setText(text)
            words.setVisible(bool(text))
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = [Button(self.theme, WORDS[act]) for act in state.acts]
        for button, act in zip(self.buttons, state.acts, strict=True):
            button.clicked.connect(lambda _checked=False, act=act: self.wished.emit(act))
            self._flow.addWidget(button)
            button.show()
        self._acts.setVisible(bool(state.acts))
        self.setAccessibleName(". ".join(part for part in (state.title, state.text) if part))


class StatePage(EmptyPage):
    """A whole page that says it.

    Signals:
        wished: the act of a button.
    """

    wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, primary=True)
        self.disc.quiet = True
        self.state: State | None = None
        self.detail = Words(theme, "", style="caption", role="text.secondary", wrap=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        _let_copy(self.detail)
        for words in (self.title, self.text):
            words.setWordWrap(True)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.detail)
        self.first.clicked.connect(lambda: self._wish(0))
        self.second.clicked.connect(lambda: self._wish(1))

    def show_state(self, state: State | None) -> None:
        """Show a state; None leaves what was shown."""
        self.state = state
        if state is None:
            return
        words = [WORDS[act] for act in state.acts[:2]]
        self.show_words(state.icon, state.title, state.text, *words)
        self.disc.show_alarm(state.alarms)
        self.detail.setText(state.detail)
        self.detail.setVisible(bool(state.detail))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sentences stay short enough to be read in one go."""
        super().resizeEvent(event)
        px = self.theme.px
        side = max(px(48), (self.width() - px(LINE)) // 2)
        self.setContentsMargins(side, px(16), side, px(16))

    def _wish(self, at: int) -> None:
        if self.state is not None and at < len(self.state.acts):
            self.wished.emit(self.state.acts[at])


def _let_copy(words: Words) -> None:
    """Technical detail can be marked and copied."""
    flags = Qt.TextInteractionFlag
    words.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
