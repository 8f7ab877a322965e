"""Stands for the desktop that shows notifications: takes one over the session bus, prints it, chooses its act."""

from __future__ import annotations

import json
import sys

from jeepney import DBusAddress, HeaderFields, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

PLACE = DBusAddress("/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications")


def main() -> int:
    """`act`: what is chosen on the first notification; "refuse" answers with an error."""
    act = sys.argv[1]
    bus = open_dbus_connection(bus="SESSION")
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))
    print("ready", flush=True)
    while True:
        message = bus.receive(timeout=20)
        if message.header.fields.get(HeaderFields.member) != "Notify":
            continue
        _program, _replaces, _icon, title, text, acts, _hints, _ms = message.body
        print(json.dumps([title, text, acts]), flush=True)
        if act == "refuse":
            bus.send(new_error(message, "org.freedesktop.Notifications.Error"))
            return 0
        bus.send(new_method_return(message, "u", (7,)))
        bus.send(new_signal(PLACE, "ActionInvoked", "us", (8, "reply")))  # of somebody else's
        bus.send(new_signal(PLACE, "ActionInvoked", "us", (7, act)))
        return 0


if __name__ == "__main__":
    sys.exit(main())
