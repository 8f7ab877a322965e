"""Acts of the person as they go to the core, remembered so that the window can show what undo brings back."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.keep_wishes import Keep
from ui.reading import Wishes

#: The core takes back as many.
REMEMBERED = 50
#: An act that nothing has to be brought back for: the news of it is enough.
SHOWS_ITSELF = 0


class Retracing(QObject):
    """The wishes of the window on their way to the core; its undo mirrors the core's, newest act first.

    Signals:
        brought_back: a conversation that was done, set aside or not a risk stands as before (its id).
        offered_again: a draft that was rejected or taken stands as before (its id).
    """

    brought_back = Signal(int)
    offered_again = Signal(str)

    def __init__(self, wishes: Wishes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes = wishes
        self._acts: deque[int | str | None] = deque(maxlen=REMEMBERED)

    def sync_now(self) -> None:
        self._wishes.sync_now()

    def opened(self, conversation_id: int) -> None:
        self._wishes.opened(conversation_id)

    def suggest(self, conversation_id: int, *, fresh: bool = False, steer: str | None = None) -> None:
        self._wishes.suggest(conversation_id, fresh=fresh, steer=steer)

    def more(self, request_id: str) -> None:
        self._wishes.more(request_id)

    def stop_drafting(self, conversation_id: int) -> None:
        self._wishes.stop_drafting(conversation_id)

    def accept(self, response_id: str, text: str) -> None:
        self._acts.append(response_id)
        self._wishes.accept(response_id, text)

    def reject(self, response_id: str, reason: str | None = None) -> None:
        self._acts.append(response_id)
        self._wishes.reject(response_id, reason)

    def done(self, conversation_id: int) -> None:
        self._acts.append(conversation_id)
        self._wishes.done(conversation_id)

    def snooze(self, conversation_id: int, until: datetime) -> None:
        self._acts.append(conversation_id)
        self._wishes.snooze(conversation_id, until)

    def snooze_until_they_write(self, conversation_id: int) -> None:
        self._acts.append(conversation_id)
        self._wishes.snooze_until_they_write(conversation_id)

    def dismiss(self, conversation_id: int, pattern_name: str | None, *more: str) -> None:
        self._acts.append(conversation_id)
        self._wishes.dismiss(conversation_id, pattern_name, *more)

    def keep(self, wish: Keep) -> None:
        self._acts.append(None)
        self._wishes.keep(wish)

    def looked(self, conversation_id: int) -> None:
        self._wishes.looked(conversation_id)

    def mark_unread(self, conversation_id: int) -> None:
        self._acts.append(SHOWS_ITSELF)
        self._wishes.mark_unread(conversation_id)

    def remind_at(self, text: str, at: datetime, conversation_id: int | None = None) -> None:
        self._acts.append(SHOWS_ITSELF)
        self._wishes.remind_at(text, at, conversation_id)

    def reminder_done(self, reminder_id: str) -> None:
        self._acts.append(SHOWS_ITSELF)
        self._wishes.reminder_done(reminder_id)

    def snooze_reminder(self, reminder_id: str, until: datetime) -> None:
        self._acts.append(SHOWS_ITSELF)
        self._wishes.snooze_reminder(reminder_id, until)

    def delete_reminder(self, reminder_id: str) -> None:
        self._acts.append(SHOWS_ITSELF)
        self._wishes.delete_reminder(reminder_id)

    def forget_asked(self, turn_ids: Sequence[str]) -> None:
        self._acts.append(SHOWS_ITSELF)
        self._wishes.forget_asked(turn_ids)

    def noted(self) -> None:
        """The core did something of its own that its undo takes back: a question set a reminder."""
        self._acts.append(SHOWS_ITSELF)

    def undo(self) -> None:
        """Take the last act back, and tell what that brings back."""
        self._wishes.undo()
        if not self._acts:
            return
        act = self._acts.pop()
        if act == SHOWS_ITSELF:
            return
        if isinstance(act, int):
            self.brought_back.emit(act)
        elif isinstance(act, str):
            self.offered_again.emit(act)
