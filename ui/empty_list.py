"""What stands where a list of conversations is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.domain import State
from ui.surface import Words
from ui.theme import Theme

EMPTY = {
    State.NEEDS_REPLY: "Nobody is waiting",
    State.WAITING: "Nobody owes you an answer.",
    State.LATER: "Nothing set aside. Press H on a conversation to bring it back later.",
    None: "No conversations yet.",
}
#: Where something stands in the way, nobody knows who waits.
UNKNOWN = "Nothing to show."


class EmptyList(QWidget):
    """A sentence, and below it when the source was looked at last.

    Attributes:
        words, checked: the two lines.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = Words(theme, "", style="small", role="text.secondary", strong=True, wrap=True)
        self.checked = Words(theme, "", style="small", role="text.tertiary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 48, 24, 24)
        column.setSpacing(4)
        for line in (self.words, self.checked):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addStretch()

    def say(self, segment: State | None, checked: str, *, troubled: bool) -> None:
        """Why this segment is empty; where something stands in the way, that is not known."""
        nobody = segment is State.NEEDS_REPLY
        self.words.setText(UNKNOWN if nobody and troubled else EMPTY[segment])
        self.checked.setText(checked if nobody and not troubled else "")

    def say_not_found(self, text: str) -> None:
        """A search found nothing."""
        self.words.setText(f"Nothing found for “{text.strip()}”. Try fewer words, or ask your history.")
        self.checked.setText("")
