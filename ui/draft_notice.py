"""What stands where drafts would: why there are none, and what one press does about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import Button
from ui.flow import Flow
from ui.notice import Picture
from ui.surface import Surface, Words
from ui.theme import Theme


class DraftNotice(Surface):
    """A title, a sentence, pills, and a way to the next conversation.

    Signals:
        pressed: what a pill does, as it was given.
        next_wished: the next conversation.
    """

    pressed = Signal(str)
    next_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="card")
        self._picture = Picture(theme, "quill")
        self.title = Words(theme, "", style="body_strong", wrap=True)
        self.text = Words(theme, "", role="text.secondary", wrap=True)
        self.next = Button(theme, "Next", look="link", key="J", name="Next conversation")
        self.pills: list[Button] = []
        self._row = QWidget()
        self._flow = Flow(spacing=theme.px(8), parent=self._row)
        self._closing = QTimer(self, singleShot=True)
        self._closing.timeout.connect(self.hide)
        self.next.clicked.connect(self.next_wished)
        self._build()
        self.hide()

    def show_words(
        self,
        title: str,
        text: str,
        *,
        icon: str = "quill",
        for_ms: int = 0,
        presses: Sequence[tuple[str, str]] = (),
        onward: bool = False,
    ) -> None:
        """Say it; `for_ms` 0 stays until told otherwise, `onward` offers the next conversation.

        Args:
            presses: a word for each pill, and what it does.
        """
        self._picture.set_icon(icon, "text.secondary" if icon == "quill" else "accent.base")
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.next.setVisible(onward)
        self._offer(presses)
        said = [part for part in (title, text, ", ".join(word for word, _does in presses)) if part]
        self.setAccessibleName(". ".join(said))
        self.show()
        self._closing.stop()
        if for_ms:
            self._closing.start(for_ms)

    def _offer(self, presses: Sequence[tuple[str, str]]) -> None:
        while self._flow.takeAt(0) is not None:
            pass
        for gone in self.pills:
            gone.hide()
            gone.deleteLater()
        self.pills = []
        for word, does in presses:
            pill = Button(self.theme, word, look="pill")
            pill.clicked.connect(lambda _on=False, wish=does: self.pressed.emit(wish))
            self._flow.addWidget(pill)
            self.pills.append(pill)
        self._row.setVisible(bool(presses))

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(self.theme.px(10))
        column.addLayout(top)
        column.addWidget(self._row)
