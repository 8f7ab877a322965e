"""From a line of a panel to the message it comes from, and back to where the person read."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Signal

from ui.conversation_pane import ConversationPane
from ui.thread_view import Place

#: Places that are remembered.
MOST = 20


class Jumping(QObject):
    """Jumps in one conversation pane.

    Signals:
        elsewhere_wished: another conversation is to be opened, at a message (0 = its newest).
    """

    elsewhere_wished = Signal(int, int)

    def __init__(self, pane: ConversationPane, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._places: deque[tuple[int, Place]] = deque(maxlen=MOST)

    def show_message(self, message_id: int) -> None:
        """Show a message of the open conversation."""
        if self._pane.head is not None:
            self.open(self._pane.head.conversation_id, message_id)

    def open(self, conversation_id: int, message_id: int) -> None:
        """Show a message, wherever it was said; `go_back` returns."""
        head = self._pane.head
        if head is None:
            return
        place = head.conversation_id, self._pane.messages.place()
        if head.conversation_id != conversation_id:
            self._places.append(place)
            self.elsewhere_wished.emit(conversation_id, message_id)
        elif self._pane.messages.show_message(message_id):
            self._places.append(place)

    def go_back(self) -> None:
        """Return to where the last jump began."""
        head = self._pane.head
        if head is None or not self._places:
            return
        conversation_id, place = self._places.pop()
        if head.conversation_id == conversation_id:
            self._pane.messages.return_to(place)
        else:
            self.elsewhere_wished.emit(conversation_id, 0)
