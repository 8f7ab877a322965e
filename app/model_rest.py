"""When the weights of a model are let go: by a wish, or when nobody used them for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.inference_child import Answer, Asked, InferenceChild, Weights
from engine import protocol

#: Weights that nobody used for so long are let go, unless the settings say otherwise.
IDLE_UNLOAD_S = 15 * 60.0


class ModelRest:
    """For the child of this machine; every method is called on the mailbox's thread only."""

    def __init__(
        self,
        child: InferenceChild,
        has: Callable[[], Weights],
        *,
        ticket: Callable[[], int],
        idle_unload_s: Callable[[], float],
        rested: Callable[[], None],
    ) -> None:
        """`has` says what the child has loaded, `rested` hears that the weights are gone."""
        self._child, self._has, self._ticket = child, has, ticket
        self._idle_unload_s, self._rested = idle_unload_s, rested
        self._at_once = False

    @property
    def is_due(self) -> bool:
        """Whether nobody used the weights for so long that they are to go."""
        idle_s = self._idle_unload_s()
        return self._at_once or 0 < idle_s <= time.monotonic() - self._child.used_s

    def at_once(self, on: bool) -> None:
        """From now on they go as soon as nothing is under way, whatever is set (True); or as usual (False)."""
        self._at_once = on
        self.if_unused()

    def if_unused(self) -> None:
        """Let them go where that is due; asked now and then, and whenever nothing is under way any more."""
        if self._child.idle and self.is_due:
            self.let_go()

    def let_go(self) -> None:
        """They come back with the next wish; nothing where none are loaded."""
        has = self._has()
        if has.base is None:
            return

        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Rested):
                has.base, has.adapters = None, ()
                self._rested()

        self._child.ask(Asked(protocol.Rest(ticket=self._ticket()), answered))
