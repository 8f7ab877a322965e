"""Fills quick reply: rows the window has read already, their drafts read aside, and news of drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app import events
from app.desk_rows import InboxRow
from engine.domain import Suggestions
from ui import draft_words, handing_over, quick_entries
from ui.notice import announce
from ui.quick_entries import MOST, Entry
from ui.quick_reply import QuickReply
from ui.quick_shape import is_tight

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Drafts are asked for when the person rests on a conversation.
REST_MS = 150


class QuickFeed(QObject):
    """Keeps quick reply up with the store, open or not, so that it opens at once."""

    def __init__(self, window: MainWindow, popover: QuickReply) -> None:
        super().__init__(popover)
        self._window, self._popover = window, popover
        self._writing: set[int] = set()
        self._made: Mapping[int, Suggestions] = {}
        self._rows: list[InboxRow] = []
        self._turned = self._aloud = 0
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._ask_for_drafts)
        window.front.status_read.connect(lambda _status: self.refresh())
        window.preferences.changed.connect(lambda _settings: self._prefer())
        popover.turned_to.connect(self._turn)
        popover.closed.connect(self.refresh)
        self._prefer()
        self.refresh()

    def refresh(self) -> None:
        """Take the rows as they are now and read their drafts."""
        rows = quick_entries.pressing(self._window.front.inbox.rows.everybody())
        if self._popover.isVisible():
            rows = quick_entries.in_place([entry.number for entry in self._popover.entries], rows)
        self._window.reads.ask(
            "quick_reply", lambda desk: quick_entries.drafts(desk, rows[:MOST]), partial(self._show, rows)
        )

    def hear(self, event: events.Event) -> None:
        """News of drafts."""
        shown = {row.conversation_id for row in self._rows[:MOST]}
        match event:
            case events.SuggestionsStarted(number) if number in shown:
                self._writing.add(number)
                self._fill()
            case events.SuggestionsReady(number) | events.SuggestionsExtended(number) if number in shown:
                self._writing.discard(number)
                self._aloud = number if isinstance(event, events.SuggestionsReady) else 0
                self.refresh()
            case events.SuggestionsFailed(number):
                self._writing.discard(number)
                self._fill()

    def _show(self, rows: Sequence[InboxRow], made: Mapping[int, Suggestions]) -> None:
        self._rows, self._made = list(rows), made
        self._fill()
        self._tell()

    def _tell(self) -> None:
        """Drafts of the conversation that is expanded came, or will not; the window tells of the one it shows."""
        entry, number, self._aloud = self._popover.entry, self._aloud, 0
        if entry is None or entry.number != number or entry.made is None or not self._popover.isVisible():
            return
        head = self._window.front.conversation.head
        if head is None or head.conversation_id != number:
            announce(self._popover, draft_words.aloud(len(entry.options), entry.made.silent_reason))

    def _fill(self) -> None:
        most, tight = self._window.preferences.settings.drafts_shown, is_tight(self._popover.theme)
        entries = [
            Entry(row, self._made.get(row.conversation_id), row.conversation_id in self._writing, most, tight)
            for row in self._rows[:MOST]
        ]
        self._popover.show_entries(entries, len(self._rows))

    def _prefer(self) -> None:
        self._popover.set_letters(self._window.preferences.settings.single_letter_keys)
        self._fill()

    def _turn(self, conversation_id: int) -> None:
        """Another conversation is expanded: what ⌘↩ does there, and drafts where it has none."""
        reach = self._window.desk.reach(conversation_id)
        allowed = self._window.preferences.settings.send_by_script
        sends = handing_over.send_words(reach, by_script=allowed) == handing_over.SEND
        self._popover.show_send("send" if sends else "copy")
        self._turned = conversation_id
        self._resting.start()

    def _ask_for_drafts(self) -> None:
        entry = self._popover.entry
        if entry is None or not self._popover.isVisible() or entry.number != self._turned:
            return
        if entry.made is None and not entry.is_risky:
            self._window.core.opened(entry.number)
