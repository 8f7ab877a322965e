"""What the window does when something happened in the core."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app import events, sockets
from app.events import Event
from app.wording import problems
from engine.domain import moment
from engine.problems import DiskFull, Problem, SourceBusy
from ui import times
from ui.main_window import MainWindow
from ui.model_fetch import ModelFetch, Stage, Standing
from ui.reading import Desk

#: Progress bars count in whole numbers that fit 32 bits.
MEGABYTE = 1_000_000


class News(QObject):
    """Listens to the bridge for one window; everything is read again from the store."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._fetch: ModelFetch | None = None

    def hear(self, event: Event) -> None:
        """React to one event, on the Qt thread."""
        match event:
            case events.MessagesArrived(ids) | events.MessagesChanged(ids):
                self._reload_if_open(ids)
                self._window.front.reading.soon()
            case events.ConversationJudged(conversation_id):
                if self._is_open(conversation_id):
                    self._window.front.conversation.judged()
                self._window.front.reading.soon()
            case events.ContactErased(_, ids):
                if any(self._is_open(conversation_id) for conversation_id in ids):
                    self._window.front.conversation.close_conversation()
                self._window.front.reading.soon()
            case events.InboxChanged() | events.ModelChanged():
                self._window.front.reading.soon()
            case events.SyncProgressed():
                self._import_went_on(event)
            case events.SyncFinished():
                self._window.status.show_progress("", 1, 1)
                self._window.front.reading.soon()
            case events.SyncFailed(problem):
                self._sync_failed(problem)
            case events.SuggestionsStarted(conversation_id):
                if self._is_open(conversation_id):
                    self._window.front.conversation.writing()
            case events.SuggestionsReading(conversation_id, n_messages, n_memories):
                if self._is_open(conversation_id):
                    self._window.front.conversation.reading(n_messages, n_memories)
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
                self._window.status.show_sockets(count, sockets.reason())
            case events.PauseChanged(until):
                self._window.paused = until is not None
            case events.Kept():
                self._window.front.conversation.states.reread_sources()
            case events.WishFailed(problem) if isinstance(problem, DiskFull):
                pass  # it stands as a state of its own until there is room
            case events.WishFailed(problem):
                words = problems.sentence(problem)
                self._window.front.conversation.notice.show_words(words.what, words.next, icon="info", for_ms=12_000)
            case events.ReminderDue() | events.RemindersChanged():
                self._window.reminded.look()
            case events.SendCounting() | events.SendEnded():
                self._window.sending.hear(event)
        self._window.tell_page(event)

    def watch(self, fetch: ModelFetch) -> None:
        """Show how far a model on its way is."""
        self._fetch = fetch
        fetch.changed.connect(self._fetch_went_on)
        self._fetch_went_on()

    def _fetch_went_on(self) -> None:
        standing = self._fetch.standing if self._fetch is not None else Standing()
        if standing.stage is Stage.NONE:
            return
        words = f"Fetching {standing.title}" if standing.stage is Stage.FETCHING else f"Checking {standing.title}"
        total = max(1, standing.total_bytes // MEGABYTE)
        done = standing.done_bytes // MEGABYTE if standing.busy else total
        self._window.status.show_progress(words, min(done, total), total)
        if standing.n_sockets:
            self._window.status.show_sockets(standing.n_sockets, sockets.reason())

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
            self._window.front.reading.soon()

    def _sync_failed(self, problem: Problem) -> None:
        last = self._desk.status().last_sync_at
        clock = times.clock(last) if last else ""
        words = problems.sentence(problem)
        self._window.status.show_progress("", 1, 1)
        match problem:
            case SourceBusy():
                shown = f"Messages is busy. Showing {clock}, trying again quietly." if clock else words.what
                self._window.status.show_sync_problem(shown)
            case _:
                self._window.status.show_sync_problem(f"Reading stopped at {clock}" if clock else "Reading stopped")


def reading_words(event: events.SyncProgressed, now: datetime) -> str:
    """ "Reading your history, newest first: back to 14 March. About 4 min."."""
    words = "Reading your history, newest first"
    if event.oldest_us:
        words += f": back to {times.date(moment(event.oldest_us), now)}"
    if event.eta_s is not None and event.eta_s >= 60:
        words += f". About {round(event.eta_s / 60)} min."
    return words
