"""The adapters on the model of this machine: put on, refused, dropped for what they did, and on probation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from app import logs
from app.adapter_opening import Files, Opener
from app.chat_model import Chat
from app.inference_child import Answer, Asked, Then, Weights
from app.model_rows import without_adapters
from engine import protocol
from engine.problems import AdapterRefused, Problem


class AdaptersAtWork:
    """For one process at a time; every method is called on the mailbox's thread only.

    Attributes:
        refused: why the adapters are not in use, None while they are.
        probation: so many more texts show whether the adapters in use end the process.
    """

    def __init__(self, opener: Opener, *, changed: Callable[[], None], spoilt: Callable[[], None]) -> None:
        """Nothing is put on yet.

        Args:
            opener: makes files that can be read of adapters, while they are read.
            changed: called when other adapters are at work.
            spoilt: called when the process ended with adapters during their `probation`, or as it took them.
        """
        self._opener, self._changed, self._spoilt = opener, changed, spoilt
        self._plain = ExitStack()  # adapters that are being read now
        self._putting_on = False
        self._alone = False  # they were dropped for what they did
        self.refused: Problem | None = None
        self.probation = 0

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
            then: hears how it went, also where there is no request.
        """

        def answered(answer: Answer) -> None:
            self._plain.close()
            self._putting_on = False
            if isinstance(answer, protocol.Adapted):
                has.adapters = wanted
            elif isinstance(answer, Problem) and is_wanted():
                logs.event("adapter_refused", problem=answer.code)
                self.refused = answer
            self._changed()
            if then is not None:
                then(answer)

        try:
            self._plain.close()
            files = self._plain.enter_context(self._opener(wanted))
            self._putting_on = bool(wanted)
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

    def wrote(self) -> None:
        """A text was written."""
        self.probation = max(0, self.probation - 1)

    def died(self, has: Weights) -> None:
        """The process ended unasked with what it had."""
        self._plain.close()
        by_them = self._putting_on or (has.adapters != () and self.probation > 0)
        self._putting_on = False
        if by_them:
            self._spoilt()

    def signed(self, chat: Chat) -> str:
        """What its texts are signed with; adapters that were refused have no part in them."""
        return chat.version if self.refused is None else without_adapters(chat.version)

    def stop(self) -> None:
        """Nobody reads them any more."""
        self._plain.close()
