"""Notifications of a Linux desktop over its session bus: with buttons, which the tray's own messages lack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from ui.plain import plain_tip

PLACE = {
    "object_path": "/org/freedesktop/Notifications",
    "bus_name": "org.freedesktop.Notifications",
    "interface": "org.freedesktop.Notifications",
}
#: The act of a click on the notification itself.
DEFAULT = "default"
NAME, ICON = "Sotto", "mail-unread"


class DesktopNotes(QObject):
    """Desktop Notifications Specification, over a connection of its own; nothing is waited for.

    Signals:
        answered: one of its acts was chosen: what it was shown for, and the act.
        refused: nobody showed it (what it was for).
    """

    answered = Signal(object, str)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jeepney: Any = None
        self._bus: Any = None  # a connection of it
        self._notifier: QSocketNotifier | None = None
        self._asked: dict[int, object] = {}
        self._shown: dict[int, object] = {}

    def open(self) -> bool:
        """Connect; False where there is no session bus, or nobody on it who shows notifications."""
        try:
            self._jeepney = import_module("jeepney")
            self._bus = import_module("jeepney.io.blocking").open_dbus_connection(bus="SESSION")
            rule = self._jeepney.MatchRule(type="signal", interface=PLACE["interface"], path=PLACE["object_path"])
            self._bus.send(self._jeepney.message_bus.AddMatch(rule))
        except Exception:  # noqa: BLE001 - a desktop without a bus, said by the library in many ways
            self._bus = None
            return False
        self._notifier = QSocketNotifier(self._bus.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        return True

    def close(self) -> None:
        """Show nothing more; what is shown stays."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    def show(self, what: object, title: str, text: str, acts: Sequence[tuple[str, str]]) -> bool:
        """Show one.

        Args:
            what: handed back with the act that is chosen.
            acts: name and words of each button.
        """
        if self._bus is None:
            return False
        buttons = [word for act in ((DEFAULT, ""), *acts) for word in act]
        hints = {"urgency": ("y", 1), "category": ("s", "im.received"), "desktop-entry": ("s", "sotto")}
        body = (NAME, 0, ICON, plain_tip(title), plain_tip(text), buttons, hints, -1)
        serial = next(self._bus.outgoing_serial)
        try:
            address = self._jeepney.DBusAddress(**PLACE)
            call = self._jeepney.new_method_call(address, "Notify", "susssasa{sv}i", body)
            self._bus.send(call, serial=serial)
        except OSError:
            self.close()
            return False
        self._asked[serial] = what
        return True

    def _read(self) -> None:
        for message in _arrived(self._bus, self.close):
            self._hear(message)

    def _hear(self, message: Any) -> None:
        names, kinds = self._jeepney.HeaderFields, self._jeepney.MessageType
        fields, body, kind = message.header.fields, message.body, message.header.message_type
        if kind in (kinds.method_return, kinds.error):
            what = self._asked.pop(fields.get(names.reply_serial, 0), None)
            if what is not None and kind == kinds.error:
                self.refused.emit(what)
            elif what is not None:
                self._shown[body[0]] = what
        elif kind == kinds.signal and fields.get(names.interface) == PLACE["interface"] and body[0] in self._shown:
            what = self._shown.pop(body[0])
            if fields.get(names.member) == "ActionInvoked":
                self.answered.emit(what, str(body[1]))


def _arrived(bus: Any, broken: Callable[[], None]) -> list[Any]:
    """Every message that is there already."""
    found: list[Any] = []
    while bus is not None:
        try:
            found.append(bus.receive(timeout=0))
        except TimeoutError:
            break
        except (OSError, ValueError):
            broken()
            break
    return found
