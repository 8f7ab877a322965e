"""Sotto on the desktop around its window: tray, global key, quick reply, notifications, staying, pausing, starting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import events, login_item, notifying
from app.paths import Home
from app.settings import Settings
from app.wording import problems
from app.wording import quick as words
from app.wording import tray as tray_words
from app.wording.tray import Line
from engine.problems import Problem
from ui import dock, foreground, times
from ui.hotkey.hotkey import Hotkey
from ui.keys import MAC
from ui.last_word import LastWord
from ui.notifications import Notifications
from ui.qt_application import Application
from ui.quick_feed import QuickFeed
from ui.quick_leaving import QuickLeaving
from ui.quick_reply import QuickReply
from ui.status_bar import Part
from ui.tray import Tray

if TYPE_CHECKING:
    from ui.main_window import MainWindow

PAUSE = timedelta(hours=1)
#: Under this name it is remembered that a desktop without a tray was spoken of.
TOLD = "no_tray_told"


class Desktop(QObject):
    """For one window, from `begin` to `end`.

    Attributes:
        quick: quick reply, made once.
        rests: whether nothing is to be shown, because the window is locked.
    """

    def __init__(self, window: MainWindow, home: Home, *, tray: Tray | None = None) -> None:
        """Args:
        home: the home that the next start opens.
        tray: None for that of this desktop.
        """
        super().__init__(window)
        self._window, self._home = window, home
        self._settings = window.preferences.settings
        self._quitting = self._paused = self._ended = False
        self._training = Line()
        self.rests: Callable[[], bool] = lambda: False
        self.tray = tray or Tray(self)
        self.hotkey = Hotkey(self)
        self.quick = QuickReply(window.theme)
        self.feed = QuickFeed(window, self.quick)
        self.leaving = QuickLeaving(window, self.quick)
        self.notifications = Notifications(window, self.tray.knock)
        self._acts = {
            "quick_reply": self.toggle_quick, "pause": self.toggle_pause, "go_on": window.core.go_on,
            "quit": self.quit, "raise": self.show_window,
        }  # fmt: skip
        window.may_close = self.may_close
        self._connect()

    def begin(self) -> None:
        """Take the key, the place in the tray and what else the settings want."""
        if self._ended:
            return
        self.tray.show()
        self._say_training()
        self.notifications.begin()
        self._use_key()
        if not self._settings.show_in_dock:
            dock.show(False)
        if self._settings.start_at_login:
            self._keep_login_item(True)  # the program may lie elsewhere now

    def end(self) -> None:
        """The window is gone: so is everything of it."""
        self.hotkey.let_go()
        self.notifications.end()
        self.tray.hide()
        self.quick.hide()
        self.quick.deleteLater()
        self._ended = True

    def hear(self, event: events.Event) -> None:
        """News of the core."""
        match event:
            case events.PauseChanged(until):
                self._paused = until is not None
                said = words.PAUSED.format(clock=times.clock(until)) if until is not None else ""
                self.tray.show_paused(self._paused)
                self.quick.show_paused(self._paused, said)
            case events.SocketsChanged(count):
                self.tray.show_sockets(count)
        self.feed.hear(event)
        self.leaving.hear(event)
        self.notifications.hear(event)

    # ---- acts

    def show_training(self, line: Line) -> None:
        """Say in the tray too what the status bar says of training."""
        self._training = line
        self._say_training()

    def act(self, name: str) -> None:
        """What was wished for in the window, or by another start."""
        self._acts[name]()

    def toggle_quick(self, at: int = 0, beside: QRect | None = None) -> None:
        """Open quick reply, or close it where it is open."""
        if self.quick.isVisible():
            self.quick.dismiss()
        elif self.rests():
            self.show_window()
        else:
            self.quick.open(at=at, beside=beside)

    def _reply(self, conversation_id: int) -> None:
        """A notification is to be answered."""
        if self.rests():
            self.show_window()
        else:
            self.quick.open(conversation_id=conversation_id)

    def toggle_pause(self) -> None:
        """Rest for an hour, or go on."""
        if self._paused:
            self._window.core.go_on()
        else:
            self._window.core.pause(self._window.desk.now() + PAUSE)

    def show_window(self) -> None:
        """The window, wherever it was."""
        self.quick.dismiss(give_back=False)
        foreground.bring(self._window)

    def quit(self) -> None:
        """End Sotto, also where closing the window would leave it in the tray."""
        self.system_quits()
        self._window.close()
        QApplication.quit()

    def may_close(self) -> bool:
        """Whether closing the window ends Sotto. Where it is to stay, the window goes into the tray instead."""
        if self._quitting or not self._settings.keep_running:
            return True
        if self.tray.available:
            QApplication.setQuitOnLastWindowClosed(False)
            self._window.hide()
            return False
        if self._window.preferences.recall(TOLD):
            return True
        self._window.preferences.keep(TOLD, "yes")
        self._window.preferences.save()
        asked = LastWord(self._window.theme, self._window)
        asked.accepted.connect(self.quit)
        asked.finished.connect(asked.deleteLater)
        asked.open()
        return False

    def system_quits(self) -> None:
        """The system asks to quit: the window that closes next ends Sotto."""
        self._quitting = True

    # ---- what changes

    def _prefer(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        if settings.quick_reply_key != before.quick_reply_key:
            self._use_key()
        if settings.show_in_dock != before.show_in_dock:
            dock.show(settings.show_in_dock)
        if settings.start_at_login != before.start_at_login:
            self._keep_login_item(settings.start_at_login)
        self._say_training()

    def _say_training(self) -> None:
        self.tray.show_training(self._training.said or tray_words.training(self._settings.train_at))

    def _use_key(self) -> None:
        self.hotkey.use(self._settings.quick_reply_key)
        heard = self.hotkey.heard
        self.tray.show_key(heard.shown if heard is not None else "")

    def _keep_login_item(self, wanted: bool) -> None:
        try:
            login_item.keep(wanted, login_item.place(), [*login_item.command(), "--home", str(self._home.root)])
        except Problem as problem:
            said = problems.sentence(problem)
            self._window.front.conversation.notice.show_words(said.what, said.next, icon="info", for_ms=12_000)

    def _count(self) -> None:
        rows = self._window.front.inbox.rows.everybody()
        self.tray.show_urgent(sum(notifying.is_urgent(row) for row in rows))

    def _open_conversation(self, conversation_id: int) -> None:
        self.show_window()
        if conversation_id:
            self._window.open_conversation(conversation_id)

    def _press(self, part: Part) -> None:
        """What the tray shows as the status bar does leads where it leads there; a locked window only comes."""
        self.show_window()
        if not self.rests():
            part.click()

    def _search(self) -> None:
        self.show_window()
        self._window.go("inbox")
        self._window.front.search()

    def _app_activated(self, state: Qt.ApplicationState) -> None:
        """The Dock was clicked while the window rests in the menu bar."""
        if not MAC or self._ended or state != Qt.ApplicationState.ApplicationActive:
            return
        if not self._window.isVisible() and not self.quick.isVisible():
            self._window.show()

    def _connect(self) -> None:
        window, tray, quick = self._window, self.tray, self.quick
        window.wished.connect(self.act)
        window.preferences.changed.connect(self._prefer)
        window.front.status_read.connect(lambda _status: self._count())
        tray.open_wished.connect(self.show_window)
        tray.quick_wished.connect(lambda place: self.toggle_quick(beside=place))
        tray.pause_wished.connect(self.toggle_pause)
        tray.sockets_wished.connect(lambda: self._press(window.status.sockets))
        tray.training_wished.connect(lambda: self._press(window.status.training))
        tray.quit_wished.connect(self.quit)
        tray.knock_answered.connect(self.notifications.clicked)
        self.hotkey.pressed.connect(self.toggle_quick)
        quick.window_wished.connect(self._open_conversation)
        quick.search_wished.connect(self._search)
        quick.pause_wished.connect(self.toggle_pause)
        self.notifications.reply_wished.connect(self._reply)
        self.notifications.training_wished.connect(lambda: self._press(window.status.training))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if isinstance(app, Application):
            app.quit_asked.connect(self.system_quits)
        app.applicationStateChanged.connect(self._app_activated)
        QTimer.singleShot(0, self, self.begin)
