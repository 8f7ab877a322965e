"""How many internet sockets the children that may open them have opened, over all their generations."""

from __future__ import annotations


class SocketCount:
    """A sum over generations of a child, each of which counts from nought.

    Attributes:
        total: sockets opened so far.
    """

    def __init__(self) -> None:
        self.total = 0
        self._generation = self._said = 0

    def hear(self, generation: int, count: int) -> bool:
        """A generation has opened so many; whether that is news."""
        if generation != self._generation:
            self._generation, self._said = generation, 0
        news = count != self._said
        self.total += count - self._said
        self._said = count
        return news
