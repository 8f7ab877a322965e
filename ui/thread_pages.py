"""The part of a thread that is loaded: a window that slides, so that a long thread costs no more than a short one."""

from __future__ import annotations

from datetime import datetime

from app.desk_rows import ThreadLine
from ui.reading import Desk
from ui.thread_items import answered_at

#: Lines that are kept at most; what lies farther off is read again when it is scrolled to.
MOST_LINES = 160
#: Pages read at once to find again what was loaded.
MOST_PAGES = 20


class ThreadPages:
    """Lines of one conversation, oldest first.

    Attributes:
        lines: what is loaded.
        at_start, at_end: whether the oldest, and the newest, line of the thread is among them.
        newest: the newest line of the thread, loaded or not.
        answered: when the person answered last, also where that is not loaded.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._conversation_id = 0
        self.newest: ThreadLine | None = None
        self.close()

    def close(self) -> None:
        """Nothing is loaded."""
        self._conversation_id, self.newest = 0, None
        self.lines: list[ThreadLine] = []
        self.at_start = self.at_end = True
        self.answered: datetime | None = None

    def open(self, conversation_id: int, message_id: int = 0) -> None:
        """Load the newest lines, or those around a message."""
        self._conversation_id = conversation_id
        newest = list(self._desk.thread(conversation_id))
        self._note_end(newest)
        self.lines, self.at_start, self.at_end = newest, False, True
        if message_id and all(line.message_id != message_id for line in newest):
            around = list(self._desk.thread_around(conversation_id, message_id))
            if any(line.message_id == message_id for line in around):
                self.lines, self.at_end = around, False

    def older(self) -> bool:
        """Load the lines before; whether there were any."""
        if self.at_start or not self.lines:
            return False
        found = list(self._desk.thread(self._conversation_id, self.lines[0]))
        self.at_start = not found
        self.lines = found + self.lines
        if len(self.lines) > MOST_LINES:
            self.lines, self.at_end = self.lines[:MOST_LINES], False
        return bool(found)

    def newer(self) -> bool:
        """Load the lines behind; whether there were any."""
        if self.at_end or not self.lines:
            return False
        found = list(self._desk.thread(self._conversation_id, after=self.lines[-1]))
        self.lines += found
        self.at_end = not found or found[-1].message_id == self._newest_id()
        if len(self.lines) > MOST_LINES:
            self.lines, self.at_start = self.lines[-MOST_LINES:], False
        return bool(found)

    def read_again(self) -> int:
        """Read what is loaded once more, and what came behind it if the end was loaded; how many lines are new."""
        before, had_end, ended = self.lines, self.at_end, self.newest
        newest = list(self._desk.thread(self._conversation_id))
        self._note_end(newest)
        n_new = 0 if ended is None else sum(line.sent_at > ended.sent_at for line in newest)
        if had_end:
            self.lines = self._back_to(newest, before[0] if before else None)
        elif before:
            self.lines = self._onward(before[0], before[-1])
        return n_new

    def _back_to(self, lines: list[ThreadLine], first: ThreadLine | None) -> list[ThreadLine]:
        for _ in range(MOST_PAGES):
            if first is None or not lines or lines[0].sent_at <= first.sent_at:
                break
            older = list(self._desk.thread(self._conversation_id, lines[0]))
            if not older:
                break
            lines = older + lines
        return lines

    def _onward(self, first: ThreadLine, last: ThreadLine) -> list[ThreadLine]:
        lines = list(self._desk.thread_around(self._conversation_id, first.message_id))
        at = next((n for n, line in enumerate(lines) if line.message_id == first.message_id), 0)
        lines = lines[at:]
        for _ in range(MOST_PAGES):
            if not lines or lines[-1].sent_at >= last.sent_at:
                break
            more = list(self._desk.thread(self._conversation_id, after=lines[-1]))
            if not more:
                break
            lines += more
        return lines

    def _note_end(self, newest: list[ThreadLine]) -> None:
        self.newest = newest[-1] if newest else None
        self.answered = answered_at(newest)

    def _newest_id(self) -> int:
        return self.newest.message_id if self.newest is not None else 0
