"""What downloading children of the tests do. Children import this module by name."""

from __future__ import annotations

import resource
from multiprocessing.connection import Connection

from app import fetching

#: More than this no file may have in `fetch_onto_a_full_disk`.
ROOM = 2 << 20


def fetch_onto_a_full_disk(connection: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
    fetching.main(connection)
