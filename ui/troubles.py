"""What stands in the way of the window for a while: the weightiest one is shown, and goes when its cause goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app import events, models
from app.desk_rows import Status
from app.events import Event, SyncReport
from app.wording import record
from app.wording import states as words
from app.wording.states import Act, State
from engine.problems import Problem
from ui import times
from ui.access_step import SETTINGS_URL
from ui.main_window import MainWindow
from ui.notice import announce

#: The weightiest first; several may hold at once.
STORE, SETTINGS, SOURCE, FORMAT, MODEL, BACK, LOADING, NONE_YET = ORDER = (
    "store", "settings", "source", "format", "model", "back", "loading", "none_yet",
)  # fmt: skip
#: A model that loads so fast needs no words; what is over is said for so long.
QUICK_MS, OVER_MS = 400, 20_000
#: Rows of a sync that could not be read, from which on it is said aloud: so many, and such a share.
UNREADABLE, UNREADABLE_SHARE = 3, 0.02
#: Problems of a source that are told in the status bar only, or by another state.
QUIET = frozenset({"SourceBusy", "DiskFull"})
#: Under this name it is remembered that the person knows there is no model.
KNOWN = "no_model_known"


class Troubles(QObject):
    """For one window; hears the core and the preferences."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._now: dict[str, State] = {}
        self._loading: State | None = None
        self._slow = QTimer(self, singleShot=True, interval=QUICK_MS)
        self._over = QTimer(self, singleShot=True, interval=OVER_MS)
        self._slow.timeout.connect(self._say_loading)
        self._over.timeout.connect(lambda: self._lower(BACK))
        front = window.front
        front.conversation.trouble.wished.connect(self._act)
        front.trouble_page.wished.connect(self._act)
        window.preferences.not_saved.connect(lambda _problem: self._raise(SETTINGS, words.SETTINGS_NOT_SAVED))
        window.preferences.saved.connect(lambda: self._lower(SETTINGS))
        front.status_read.connect(self.look)

    @property
    def shown(self) -> State | None:
        """What is on screen."""
        return next((self._now[name] for name in ORDER if name in self._now), None)

    def look(self, status: Status) -> None:
        """What the figures say of the model."""
        if status.model_problem is not None:
            self._raise(MODEL, words.of_model(status.model_problem))
            for over in (BACK, LOADING):
                self._lower(over)
        else:
            self._lower(MODEL)
        known = self._window.preferences.recall(KNOWN) or not self._window.preferences.settings.onboarded
        if status.model_version or status.remote or status.model_problem is not None or known:
            self._lower(NONE_YET)
        elif status.n_messages:
            self._raise(NONE_YET, words.NO_MODEL)

    def hear(self, event: Event) -> None:
        """News of the core."""
        self._window.record.hear(event)
        match event:
            case events.SyncFailed(problem):
                self._source_failed(problem)
            case events.SyncFinished(report):
                self._lower(SOURCE)
                self._source_read(report)
            case events.StoreFull(problem):
                self._raise(STORE, words.disk_full(problem))
            case events.StoreHasRoom():
                self._lower(STORE)
            case events.ModelLoading(about_s):
                self._loading = words.loading(about_s)
                self._slow.start()
            case events.ModelRestarted(stopped_at, seconds, smaller):
                clock = times.clock(stopped_at)
                self._raise(BACK, words.restarted(clock, seconds, smaller=smaller))
                self._over.start()
                self._end_loading()
            case events.ModelChanged() | events.SuggestionsReady() | events.SuggestionsFailed():
                self._end_loading()
            case _:
                pass

    def source_state(self, problem: Problem, last: datetime | None) -> State:
        """What to say of a source that is not read."""
        if last is None:
            return words.of_source(problem, "")
        now = self._window.desk.now()
        day = "today" if last.astimezone().date() == now.astimezone().date() else f"on {times.date(last, now)}"
        return words.of_source(problem, f"{times.clock(last)} {day}")

    def _source_failed(self, problem: Problem) -> None:
        if problem.code in QUIET:
            return
        status = self._window.desk.status()
        self._raise(SOURCE, self.source_state(problem, status.last_sync_at))

    def _source_read(self, report: SyncReport) -> None:
        unreadable = report.undecodable + report.quarantined
        if unreadable >= max(UNREADABLE, UNREADABLE_SHARE * report.seen):
            self._raise(FORMAT, words.new_format(unreadable, report.seen))
            self._window.record.note(record.unreadable(unreadable, report.seen), self._window.desk.now())
            readable = f"{report.seen - unreadable:,} of {report.seen:,} readable"
            self._window.status.show_sync_problem(readable)

    def _say_loading(self) -> None:
        if self._loading is not None:
            self._raise(LOADING, self._loading)

    def _end_loading(self) -> None:
        self._loading = None
        self._slow.stop()
        self._lower(LOADING)

    def _raise(self, name: str, state: State) -> None:
        if self._now.get(name) != state:
            self._now[name] = state
            self._show()

    def _lower(self, name: str) -> None:
        if self._now.pop(name, None) is not None:
            self._show()

    def _show(self) -> None:
        before = self._window.front.conversation.trouble.state
        state = self.shown
        self._window.front.show_trouble(state)
        if state is not None and state != before:
            announce(self._window, ". ".join(part for part in (state.title, state.text) if part))

    def _act(self, act: Act) -> None:
        core = self._window.core
        match act:
            case Act.SYSTEM_SETTINGS:
                QDesktopServices.openUrl(QUrl(SETTINGS_URL))
            case Act.CHECK if self.shown is self._now.get(MODEL):
                core.reload_model()
            case Act.CHECK:
                core.sync_now()
            case Act.CHOOSE_MODEL:
                self._close_none_yet()
                self._window.place_wished.emit("model")
            case Act.SMALLER_MODEL:
                self._use_smaller()
            case Act.TRY_AGAIN if self.shown is self._now.get(SETTINGS):
                self._window.preferences.save()
            case Act.TRY_AGAIN:
                core.look_for_room()
            case Act.COPY:
                if self.shown is not None:
                    QGuiApplication.clipboard().setText(f"{self.shown.title}. {self.shown.detail}")
            case Act.READABLE:
                self._lower(FORMAT)
                self._window.front.show_everything()
            case Act.RECORD:
                self._over.stop()  # what is being read about does not go by itself
                self._window.record.show_all()
            case Act.CLOSE:
                self._close_none_yet()
                for name in (FORMAT, BACK):
                    if self.shown is self._now.get(name):
                        self._lower(name)
                        break

    def _close_none_yet(self) -> None:
        if self.shown is not None and self.shown is self._now.get(NONE_YET):
            self._window.preferences.keep(KNOWN, "yes")
            self._lower(NONE_YET)

    def _use_smaller(self) -> None:
        home = self._window.preferences.home

        def use(_desk: Any) -> bool:
            smaller = models.smaller(home)
            if smaller is not None:
                models.use(home, smaller.id)
            return smaller is not None

        def then(used: bool) -> None:
            if used:
                self._window.core.reload_model()
            else:
                self._window.place_wished.emit("model")

        self._window.reads.ask("smaller model", use, then)
