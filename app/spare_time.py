"""What a model does with its spare time: one piece of `app.retelling` after the other, while nobody waits for it.

It is asked only while it is loaded and has nothing else to do. Whatever a person waits for puts the piece back, and
neither a model nor a process is started, or kept, for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from app import events, logs, retelling
from app.consulting import TEMPERATURE
from app.events import Event
from app.inference import Inference
from app.inference_child import Answer
from app.retelling import BriefTelling, Telling
from engine import protocol
from engine.problems import Cancelled, StoreProblem

#: Where nothing waits, or somebody stood before it, that is looked at again after so long.
LOOK_AGAIN_S = 60.0
#: After a piece that could not be asked about, however it failed.
AGAIN_S = 15 * 60.0


class SpareTime:
    """One piece at a time; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        inference: Inference,
        *,
        announce: Callable[[Event], None],
        clock: Callable[[], datetime],
    ) -> None:
        """Nothing is begun yet; `announce` hears of conversations whose brief was told again."""
        self._db = db
        self._inference = inference
        self._announce = announce
        self._now = clock
        self._telling: Telling | None = None
        self._not_before_s = 0.0

    @property
    def busy(self) -> bool:
        """Whether a piece is under way."""
        return self._telling is not None

    @property
    def expects(self) -> bool:
        """Whether a piece may wait, and the model has time for it."""
        loaded = self._inference.loaded
        if loaded is None or not loaded.has_chat_template or time.monotonic() < self._not_before_s:
            return False
        return self._inference.has_time

    def begin(self, done: Callable[[], None]) -> None:
        """Begin the next piece; `done` is called when it is over; `busy` says whether there was one."""
        try:
            self._telling, more = retelling.next_telling(self._db, self._inference.version, now=self._now())
        except StoreProblem:
            raise
        except Exception as bug:  # noqa: BLE001 - foreign words of one conversation
            logs.bug(bug)
            self._wait(AGAIN_S)
            return
        if self._telling is None:
            self._wait(0.0 if more else LOOK_AGAIN_S)
            return
        self._ask(self._telling, done)

    def _ask(self, telling: Telling, done: Callable[[], None]) -> None:
        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Generated) and self._goes_on(telling, answer.texts[0]):
                self._ask(telling, done)
                return
            self._telling = None
            if not isinstance(answer, protocol.Generated):
                self._give_up(telling, answer)
            done()

        def request(ticket: int) -> protocol.Generate:
            return protocol.Generate(
                ticket=ticket,
                turns=telling.turns,
                grammar=telling.rules,
                max_tokens=telling.max_tokens,
                temperature=TEMPERATURE,
            )

        self._inference.generate(request, answered, background=True, spare=True)

    def _goes_on(self, telling: Telling, text: str) -> bool:
        """Take an answer; whether the model is asked again, which it is only while it still has time."""
        try:
            again = telling.hear(text)
            if not again and telling.keep(self._db, written_by=self._inference.version):
                self._tell(telling)
        except StoreProblem:
            raise
        except Exception as bug:  # noqa: BLE001 - foreign words of one conversation, or a model's
            logs.bug(bug)
            telling.leave(self._db, written_by=self._inference.version)
            self._wait(AGAIN_S)
            return False
        return again

    def _tell(self, telling: Telling) -> None:
        if isinstance(telling, BriefTelling):
            self._announce(events.ConversationJudged(telling.conversation_id))

    def _give_up(self, telling: Telling, answer: Answer) -> None:
        """Somebody stood before it: it waits. If it could not be asked about, it is left, and so are others."""
        if isinstance(answer, Cancelled):
            return
        telling.keep(self._db, written_by=self._inference.version)
        self._wait(AGAIN_S)

    def _wait(self, for_s: float) -> None:
        self._not_before_s = time.monotonic() + for_s
