"""A process that sends one reply and says what happens, to be killed at any step: HOME SOURCE BIN UNDO_S."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from app import events, paths
from app.conductor import Conductor
from app.lock import HomeLock
from app.send import Mac
from app.settings import Settings
from app.store import connection
from app.vault import Vault

KEY = bytes(range(32))
TEXT = "Sunday 14:00 is yours"


def main() -> None:
    """Follow the source, send when it is read, print every step."""
    home, source, programs, undo_s = sys.argv[1:]
    place = paths.home(Path(home))
    vault = Vault(connection.open_writer(place.database, KEY), place, KEY, lock=HomeLock(place.lock))
    settings = msgspec.structs.replace(Settings(), send_by_script=True, undo_s=int(undo_s))
    conductor = Conductor(vault, settings, mac=Mac(own=Path(source), search=programs, seen_within_s=0.5))
    told = []

    def tell(event: events.Event) -> None:
        match event:
            case events.SyncFinished() if not told:
                told.append(event)
                conductor.send(1, TEXT, None)
            case events.SendCounting(_conversation, left):
                print("counting" if left else "sending", flush=True)
            case events.SendEnded(_conversation, outcome):
                print(outcome, flush=True)
            case _:
                pass

    conductor.hear(tell)
    conductor.start()
    conductor.follow(Path(source))
    sys.stdin.read()


if __name__ == "__main__":
    main()
