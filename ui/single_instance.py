"""One window for a home: the first start listens, every other one tells it what is wanted and ends."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app import logs, paths
from app.lock import HomeLock
from app.paths import Home
from engine.problems import SottoIsOpen

RAISE, QUICK = "raise", "quick"
_WISHES = frozenset({RAISE, QUICK})
ANSWER = b"heard\n"
#: Longest line that is read, in bytes.
LINE = 64
#: Longest path of a local socket, in bytes, that every system takes.
LONGEST = 100
#: A first start that is still on its way is waited for this long.
PATIENCE_S, STEP_S = 5.0, 0.05


def address(home: Home) -> Path:
    """Where the window of a home listens: in the home, or where that path is too long in a private folder beside it."""
    if len(os.fsencode(home.window_socket)) <= LONGEST:
        return home.window_socket
    name = hashlib.sha256(os.fsencode(home.root)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sotto-{os.getuid()}" / name


class SingleInstance(QObject):
    """Held by the one window of a home from `claim` to `release`.

    Signals:
        wished: another start wanted something: RAISE or QUICK.
    """

    wished = Signal(str)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._lock: HomeLock | None = None
        self._callers: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def claim(self) -> bool:
        """Be the one; False if another process is. What a process that died left behind is cleaned up."""
        try:
            self._lock = HomeLock(self._home.window_lock)
        except SottoIsOpen:
            return False
        place = address(self._home)
        try:
            paths.private_folder(place.parent)
        except OSError as error:  # somebody else's folder; the window works without being called to the front
            logs.event("no_window_socket", error=type(error).__name__)
            return True
        QLocalServer.removeServer(str(place))  # the lock is ours, so nobody listens there
        if self._server.listen(str(place)):
            place.chmod(0o600)
        else:
            logs.event("no_window_socket", error=self._server.serverError().name)
        return True

    def release(self) -> None:
        """Let another be the one."""
        for caller in self._callers:
            caller.abort()
        self._server.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _greet(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            self._callers.append(caller)
            caller.readyRead.connect(self._listen)
            caller.disconnected.connect(self._let_go)
        self._listen()
        self._let_go()

    def _listen(self) -> None:
        wishes = []
        for caller in self._callers:
            if caller.canReadLine() or caller.bytesAvailable() >= LINE:
                wish = bytes(caller.readLine(LINE).data()).decode("ascii", "replace").strip()
                if wish in _WISHES:
                    caller.write(ANSWER)
                    caller.flush()
                    wishes.append(wish)
                caller.disconnectFromServer()
        for wish in wishes:
            self.wished.emit(wish)

    def _let_go(self) -> None:
        gone = QLocalSocket.LocalSocketState.UnconnectedState
        for caller in [one for one in self._callers if one.state() == gone and not one.canReadLine()]:
            self._callers.remove(caller)
            caller.deleteLater()


def tell_first(home: Home, wish: str, *, patience_s: float = PATIENCE_S) -> bool:
    """Tell the window of a home what is wanted; returns whether it heard. Needs no Qt loop."""
    ends_s = time.monotonic() + patience_s
    while True:
        if _tell(address(home), wish, patience_s):
            return True
        if time.monotonic() >= ends_s:
            return False
        time.sleep(STEP_S)


def _tell(place: Path, wish: str, patience_s: float) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(patience_s)
        try:
            caller.connect(str(place))
            caller.sendall(wish.encode() + b"\n")
            return caller.recv(len(ANSWER)) == ANSWER
        except OSError:
            return False
