"""What the window does when something happened in the core."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app import events
from app.events import Event
from app.wording import problems
from engine.domain import moment
from engine.problems import Problem, SourceBusy, SourceDenied
from ui import times
from ui.main_window import MainWindow
from ui.reading import Desk


class News(QObject):
    """Listens to the bridge for one window; everything is read again from the store."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk

    def hear(self, event: Event) -> None:
        """React to one event, on the Qt thread."""
        match event:
            case events.MessagesArrived(ids) | events.MessagesChanged(ids):
                self._reload_if_open(ids)
                self._window.front.read_inbox_soon()
            case events.ConversationJudged(conversation_id):
                self._reload_if_open((conversation_id,))
                self._window.front.read_inbox_soon()
            case events.InboxChanged() | events.ModelChanged():
                self._window.front.read_inbox_soon()
            case events.SyncProgressed():
                self._import_went_on(event)
            case events.SyncFinished():
                self._window.status.show_progress("", 1, 1)
                self._window.front.conversation.notice.hide()
                self._window.front.read_inbox_soon()
            case events.SyncFailed(problem):
                self._sync_failed(problem)
            case events.SuggestionsStarted(conversation_id):
                if self._is_open(conversation_id):
                    self._window.front.conversation.writing()
            case events.SuggestionGrew(conversation_id, index, text):
                if self._is_open(conversation_id):
                    self._window.front.conversation.grew(index, text)
            case events.SuggestionsReady(conversation_id):
                if self._is_open(conversation_id):
                    self._window.front.conversation.show_drafts(aloud=True)
            case events.SuggestionsExtended(conversation_id):
                if self._is_open(conversation_id):
                    self._window.front.conversation.show_drafts()
            case events.SuggestionsFailed(conversation_id, problem):
                if self._is_open(conversation_id):
                    words = problems.sentence(problem)
                    self._window.front.conversation.failed(words.what, words.next)
            case events.EmbeddingProgressed(done, total):
                self._window.status.show_progress("Learning your past replies", done, total)
            case events.SocketsChanged(count):
                self._window.status.show_sockets(count)
            case events.WishFailed(problem):
                words = problems.sentence(problem)
                self._window.front.conversation.notice.show_words(words.what, words.next, icon="info", for_ms=12_000)
        self._window.tell_page(event)

    def _is_open(self, conversation_id: int) -> bool:
        head = self._window.front.conversation.head
        return head is not None and head.conversation_id == conversation_id

    def _reload_if_open(self, conversation_ids: tuple[int, ...]) -> None:
        if any(self._is_open(conversation_id) for conversation_id in conversation_ids):
            self._window.front.conversation.reload()

    def _import_went_on(self, event: events.SyncProgressed) -> None:
        words = reading_words(event, self._desk.now())
        self._window.status.show_progress(words, event.done, event.total)
        if event.done < event.total:
            self._window.front.read_inbox_soon()

    def _sync_failed(self, problem: Problem) -> None:
        last = self._desk.status().last_sync_at
        clock = times.clock(last) if last else ""
        words = problems.sentence(problem)
        self._window.status.show_progress("", 1, 1)
        match problem:
            case SourceBusy():
                shown = f"Messages is busy. Showing {clock}, trying again quietly." if clock else words.what
                self._window.status.show_sync_problem(shown)
            case SourceDenied():
                kept = f" Everything up to {clock} is still here." if clock else ""
                told = f"macOS says no. Access was turned off, or it needs a restart.{kept}"
                self._window.status.show_sync_problem(f"Reading stopped at {clock}" if clock else "Reading stopped")
                self._window.front.conversation.notice.show_words("Sotto can’t read Messages", told, icon="lock")
            case _:
                self._window.status.show_sync_problem("Reading stopped")
                self._window.front.conversation.notice.show_words(words.what, words.next, icon="info")


def reading_words(event: events.SyncProgressed, now: datetime) -> str:
    """ "Reading your history, newest first: back to 14 March. About 4 min."."""
    words = "Reading your history, newest first"
    if event.oldest_us:
        words += f": back to {times.date(moment(event.oldest_us), now)}"
    if event.eta_s is not None and event.eta_s >= 60:
        words += f". About {round(event.eta_s / 60)} min."
    return words
