"""The reader's end of its pipe."""

from __future__ import annotations

from collections import deque
from multiprocessing.connection import Connection

from importers.source import CREDITS, Credit, News, Rows, States, Wish, packed, wish


class Pipe:
    """The reader's end: counts credits, so that at most `CREDITS` batches are under way."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._credits = CREDITS
        self._waiting: deque[Wish] = deque()

    def send(self, news: News) -> None:
        """Say something that costs no credit."""
        self._connection.send_bytes(packed(news))

    def spend(self, news: Rows | States) -> None:
        """Say something heavy, as soon as there is a credit for it."""
        while self._credits == 0:
            self._hear()
        self._credits -= 1
        self.send(news)

    def next_wish(self) -> Wish:
        """The next wish that is no credit; waits for it. Raises EOFError when the other side is gone."""
        while not self._waiting:
            self._hear()
        return self._waiting.popleft()

    def wished(self, timeout_s: float) -> bool:
        """Whether a wish is there, or comes within `timeout_s`."""
        while not self._waiting and self._connection.poll(timeout_s):
            self._hear()
            timeout_s = 0.0
        return bool(self._waiting)

    def _hear(self) -> None:
        heard = wish(self._connection.recv_bytes())
        if isinstance(heard, Credit):
            self._credits += 1
        else:
            self._waiting.append(heard)
