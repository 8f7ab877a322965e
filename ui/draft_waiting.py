"""The time until drafts are there: grey places after a moment, words as they come, and a word when it takes long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QBoxLayout

from ui.draft_header import DraftHeader
from ui.growing_draft import GrowingDraft
from ui.theme import Theme

PLACES = 3
SKELETON_MS, SLOW_MS = 150, 8000
WRITING, SLOW = "Writing…", "Still writing. This Mac is busy."
OTHERS = "writing other drafts…"


class DraftWaiting(QObject):
    """Fills the places of the cards while a set is written.

    Attributes:
        on: somebody waits for a set, in sight or behind drafts that stand.
        as_rows: the places are rows.
    """

    def __init__(self, theme: Theme, header: DraftHeader, box: QBoxLayout, shown: Callable[[], None]) -> None:
        super().__init__(header)
        self.on = self.as_rows = False
        self._theme, self._header, self._box, self._shown = theme, header, box, shown
        self._caption = ""
        self._places: list[GrowingDraft] = []
        self.skeletons = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self.slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self.skeletons.timeout.connect(self.show_places)
        self.slow.timeout.connect(self._say_slow)

    def begin(self, n_messages: int) -> None:
        """Drafts are on their way and none are in sight; grey places appear after 150 ms."""
        self.on, self._caption = True, reading(n_messages, 0)
        self._header.caption.setText(self._caption)
        self.skeletons.start()
        self.slow.start()

    def begin_behind(self) -> None:
        """Others were asked for; those in sight stay until they come."""
        self.on = True
        self._header.say_others(OTHERS)

    def say_reading(self, n_messages: int, n_memories: int) -> None:
        """How much is read for them is known now."""
        if not self.on or self._header.caption.text() not in ("", self._caption):
            return
        self._caption = reading(n_messages, n_memories)
        self._header.caption.setText(self._caption)

    def grow(self, number: int, text: str) -> None:
        """Draft `number` (from 1) says this so far."""
        if not 1 <= number <= PLACES:
            return
        if not self._places:
            self.show_places()
        self.skeletons.stop()
        self._places[number - 1].grow(text)

    def end(self) -> None:
        """They are there, or will not come."""
        self.on = False
        self.skeletons.stop()
        self.slow.stop()
        self._header.stop.hide()

    def forget_places(self) -> None:
        """The places are being taken away."""
        self._places = []

    def show_places(self) -> None:
        """Show grey places."""
        self._header.say_writing(WRITING, self._caption)
        self._places = [GrowingDraft(self._theme, at + 1, as_row=self.as_rows) for at in range(PLACES)]
        for place in self._places:
            self._box.addWidget(place, 1)
        self._shown()

    def _say_slow(self) -> None:
        self._header.say_writing(SLOW, "")


def reading(n_messages: int, n_memories: int) -> str:
    """ "reading 12 messages and 2 memories"."""
    words = f"reading {n_messages} message{'' if n_messages == 1 else 's'}"
    return words if not n_memories else f"{words} and {n_memories} {'memory' if n_memories == 1 else 'memories'}"
