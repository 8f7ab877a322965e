"""What the centre says while no conversation is open: nothing read so far, nobody waits, or an empty segment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.clear_desk import ClearDesk
from engine.domain import State
from ui.aside import Reads
from ui.clear_page import CLEAR, NOBODY, ClearPage
from ui.empty_list import EMPTY
from ui.inbox_list import SEGMENTS
from ui.inbox_pane import InboxPane

NOTHING_YET = ("inbox", "Nothing here yet", "Sotto is reading, newest first. You can start as soon as names appear.")


class Clearing(QObject):
    """Fills the clear page.

    Signals:
        close_wished: the person wants the window gone.
    """

    close_wished = Signal()

    def __init__(self, page: ClearPage, inbox: InboxPane, reads: Reads) -> None:
        super().__init__(page)
        self._page, self._inbox, self._reads = page, inbox, reads
        self._goes_to = 1
        page.first.clicked.connect(lambda: inbox.segments.setCurrentIndex(self._goes_to))
        page.second.clicked.connect(self.close_wished)

    def show(self, n_messages: int) -> None:
        """Say how it stands; what takes longer to read follows."""
        rows, segment = self._inbox.rows, SEGMENTS[self._inbox.segments.currentIndex()]
        n_need, n_waiting = rows.count(State.NEEDS_REPLY), rows.count(State.WAITING)
        if not n_messages:
            self._page.show_words(*NOTHING_YET)
            self._page.show_empty()
        elif n_need and segment is not State.NEEDS_REPLY:
            self._goes_to = 0
            self._page.show_words("inbox", "Nothing in this list", EMPTY[segment], f"Look at Needs reply, {n_need}")
            self._page.show_empty()
        else:
            self._goes_to = 1
            look = f"Look at Waiting, {n_waiting}" if n_waiting and segment is not State.WAITING else ""
            self._page.show_words("done", CLEAR, NOBODY, look, "Close the window")
            self._reads.ask("clear", lambda desk: desk.clear_desk(), self._show_desk)

    def _show_desk(self, found: ClearDesk) -> None:
        if self._page.title.text() == CLEAR:
            self._page.show_desk(found)
