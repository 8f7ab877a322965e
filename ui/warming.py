"""What is slow only the first time is done before it is wanted: step by step, and only while nobody is busy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from string import printable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage, QPainter

from ui.presence import Presence
from ui.theme import Theme, tokens

#: Nobody is busy who pressed and moved nothing for so long; and the pause between two steps.
REST_MS, PAUSE_MS = 500, 30
#: Letters and signs that words of the window use; those of reactions stand in a font of their own.
SIGNS = printable.strip() + "äöüßéèàç’“”…·–→•↩♥👍👎❤️😊"


class Warming(QObject):
    """Goes through tasks that pause after each step, one after the other, a step a turn.

    Attributes:
        done: whether every task came to its end.
    """

    def __init__(self, presence: Presence, parent: QObject, *tasks: Iterable[None]) -> None:
        super().__init__(parent)
        self.done = False
        self._over = False
        self._steps = chain(*tasks)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._step)
        presence.felt.connect(self._wait)

    def begin(self) -> None:
        """Begin when nobody is busy."""
        self._wait()

    def end(self) -> None:
        """Do nothing more: the window goes."""
        self._over = True
        self._next.stop()

    def _wait(self) -> None:
        if not self._over and not self.done:
            self._next.start(REST_MS)

    def _step(self) -> None:
        for _ in self._steps:
            self._next.start(PAUSE_MS)
            return
        self.done = True


def letters(theme: Theme) -> Iterator[None]:
    """Draw every letter in every font where nobody sees it; a pause after each font."""
    image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    for style in tokens().styles:
        for strong in (False, True):
            painter = QPainter(image)
            painter.setFont(theme.font(style, strong=strong))
            painter.drawText(0, 40, SIGNS)
            painter.end()
            yield
