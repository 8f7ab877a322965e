"""Sotto in the tray: its icon and menu. Everything here is also in the window, and nothing needs a tray to exist."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QAction, QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.wording import tray as words
from ui import tray_icon
from ui.keys import MAC

#: Qt's names of the platforms that may have a tray.
DESKTOPS = ("cocoa", "xcb", "wayland")


class Tray(QObject):
    """Signals: what was chosen; quick_wished carries where the icon is, None where the desktop does not tell.

    Attributes:
        menu: the menu, which exists without a tray too.
    """

    open_wished = Signal()
    quick_wished = Signal(object)
    pause_wished = Signal()
    sockets_wished = Signal()
    training_wished = Signal()
    quit_wished = Signal()
    knock_answered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count, self._paused = 0, False
        self.menu = QMenu()
        self.open = self._action(words.OPEN, self.open_wished.emit)
        self.quick = self._action(words.QUICK, self._want_quick)
        self.pause = self._action(words.PAUSE, self.pause_wished.emit)
        self.menu.addSeparator()
        self.sockets = self._action(words.SOCKETS.format(count=0), self.sockets_wished.emit)
        self.training = self._action(words.training(""), self.training_wished.emit)
        self.menu.addSeparator()
        self.quit = self._action(words.QUIT, self.quit_wished.emit)
        self.icon = QSystemTrayIcon(tray_icon.drawn(0, paused=False), self)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.knock_answered)
        if not MAC:
            self.icon.setContextMenu(self.menu)  # on a Mac a menu would open with the left button too
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._draw)
        self._draw()

    @property
    def available(self) -> bool:
        """Whether this desktop has a tray now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Be there; where a tray comes later, the icon comes with it."""
        if QGuiApplication.platformName() in DESKTOPS:
            self.icon.show()

    def hide(self) -> None:
        """Be there no more."""
        self.icon.hide()

    def show_urgent(self, count: int) -> None:
        """So many conversations are urgent."""
        if count != self._count:
            self._count = count
            self._draw()

    def show_paused(self, paused: bool) -> None:
        """Sotto rests, or goes on."""
        self._paused = paused
        self.pause.setText(words.GO_ON if paused else words.PAUSE)
        self._draw()

    def show_sockets(self, count: int) -> None:
        """So many sockets were opened since the start."""
        self.sockets.setText(words.SOCKETS.format(count=count))

    def show_training(self, said: str) -> None:
        """When training is next, or how far it is."""
        self.training.setText(said)

    def show_key(self, shown: str) -> None:
        """The key that opens quick reply from anywhere, "" for none."""
        self.quick.setText(f"{words.QUICK}\t{shown}" if shown else words.QUICK)

    def knock(self, title: str, text: str) -> bool:
        """Show a notification; False where there is no tray to show it."""
        if not self.available or not QSystemTrayIcon.supportsMessages():
            return False
        self.icon.showMessage(title, text, tray_icon.drawn(0, paused=False))
        return True

    def _action(self, said: str, act: object) -> QAction:
        action = self.menu.addAction(said)
        action.triggered.connect(act)
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Context:
            if MAC:
                self.menu.popup(QCursor.pos())
        else:
            self._want_quick()

    def _want_quick(self) -> None:
        place = self.icon.geometry()
        self.quick_wished.emit(place if isinstance(place, QRect) and place.isValid() else None)

    def _draw(self) -> None:
        self.icon.setIcon(tray_icon.drawn(self._count, paused=self._paused))
        self.icon.setToolTip(words.tip(self._count, paused=self._paused))
