"""The adapters on the model of this machine: put on, refused, and dropped for what they did."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from app import logs
from app.adapter_opening import Files, Opener
from app.chat_model import Chat
from app.inference_child import Answer, Asked, Then, Weights
from app.model_rows import without_adapters
from engine import protocol
from engine.problems import AdapterRefused, Cancelled, ModelMissing, Problem

#: The model is not there any more, or its process: they are put on when it is loaded.
LATER = (ModelMissing, Cancelled)
#: Hears of adapters with which, or (True) as it took which, a process ended.
Died = Callable[[Files, bool], None]


class AdaptersAtWork:
    """For one process at a time; every method is called on the mailbox's thread only.

    Attributes:
        refused: why the adapters are not in use, None while they are.
    """

    def __init__(
        self, opener: Opener, *, changed: Callable[[], None], wrote: Callable[[Files], None], died: Died
    ) -> None:
        """Nothing is put on yet.

        Args:
            opener: makes files that can be read of adapters, while they are read.
            changed: called when other adapters are at work.
            wrote: called when a text was written with these adapters.
            died: called when the process ended with these adapters, or (True) as it took them.
        """
        self._opener, self._changed, self._tell_wrote, self._tell_died = opener, changed, wrote, died
        self._plain: list[ExitStack] = []  # of each request that is not answered, what can be read of its adapters
        self._alone = False  # they were dropped for what they did
        self.refused: Problem | None = None

    def forget(self) -> None:
        """Another model, or others of its adapters, are in use from now on: they may be taken."""
        self.refused = None
        self._alone = False

    def due(self, chat: Chat, has: Weights) -> Files | None:
        """What this process still has to be given before the model may write, None for nothing."""
        wanted = () if self._alone else chat.adapters
        return wanted if has.adapters != wanted and (self._alone or self.refused is None) else None

    def put_on(
        self,
        has: Weights,
        wanted: Files,
        *,
        ticket: Callable[[], int],
        is_wanted: Callable[[], bool],
        then: Then | None = None,
    ) -> Asked | None:
        """The request that puts them on in place of what the process has; None if they cannot be read.

        Args:
            is_wanted: whether the model they are for is still in use; only then is a refusal kept.
            then: hears how it went, also where there is no request; one of `LATER` is no refusal.
        """
        plain = ExitStack()
        self._plain.append(plain)

        def answered(answer: Answer) -> None:
            self._close(plain)
            if isinstance(answer, protocol.Adapted):
                has.adapters = wanted
                if is_wanted() and not self._alone:  # another request may have come to nothing before
                    self.refused = None
            elif isinstance(answer, Problem) and not isinstance(answer, LATER) and is_wanted():
                logs.event("adapter_refused", problem=answer.code)
                self.refused = answer
            self._changed()
            if then is not None:
                then(answer)

        try:
            files = plain.enter_context(self._opener(wanted))
        except Problem as problem:
            answered(problem)
            return None
        return Asked(protocol.Adapt(ticket=ticket(), adapters=files), answered)

    def drop(self, chat: Chat | None, reason: str) -> bool:
        """Go on without those that spoilt the work; returns whether there were any."""
        if chat is None or not chat.adapters or self.refused is not None:
            return False
        self.refused = AdapterRefused(reason=reason)
        self._alone = True
        self._changed()
        return True

    def wrote(self, has: Weights) -> None:
        """A text was written by the process with what it has."""
        if has.adapters:
            self._tell_wrote(has.adapters)

    def died(self, has: Weights, now: protocol.Request | None) -> None:
        """The process ended unasked with what it had, as it was at work on `now`."""
        self.stop()
        taken = now.adapters if isinstance(now, protocol.Adapt) else ()
        if taken or has.adapters:
            self._tell_died(taken or has.adapters, bool(taken))

    def signed(self, chat: Chat) -> str:
        """What its texts are signed with; adapters that were refused have no part in them."""
        return chat.version if self.refused is None else without_adapters(chat.version)

    def stop(self) -> None:
        """Nobody reads them any more."""
        for plain in tuple(self._plain):
            self._close(plain)

    def _close(self, plain: ExitStack) -> None:
        plain.close()
        if plain in self._plain:
            self._plain.remove(plain)
