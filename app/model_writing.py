"""What the model in use is asked for one set of options, and what is done with a model that fails at it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app import drafting, events
from app.blame import KILLED_WORKER
from app.drafting import Thread
from app.events import Event
from app.inference import Inference
from app.inference_child import Answer
from app.model_in_use import ModelInUse
from app.replies import SHOWN
from app.underway import Drafting
from app.waiting import EMBED_WITHIN_S, GENERATE_WITHIN_S
from app.worker import NOT_FINITE
from engine import protocol
from engine.problems import ModelFailed, Problem, WorkerDied

#: Why past replies stand in: the model did not end in time.
DEADLINE = "deadline"
#: Conversations whose prompts are remembered, the latest used.
THREADS = 64


class ModelWriting:
    """Asks for texts and for their vectors; methods are called on the mailbox's thread only."""

    def __init__(self, inference: Inference, in_use: ModelInUse, *, announce: Callable[[Event], None]) -> None:
        """Nothing is asked yet."""
        self._inference = inference
        self._in_use = in_use
        self._announce = announce
        self._threads: dict[int, Thread] = {}

    def ask(self, one: Drafting, grew: Callable[[int, str], None], answered: Callable[[Answer], None]) -> None:
        """Let the model write the first three options of a set, or what is missing of a kept one.

        Args:
            grew: told the number of a text and what was added to it.
        """
        chat, there = one.chat, one.extends
        assert chat is not None
        first = 0 if there is None else max(SHOWN, len(there.options))
        count = min(SHOWN, one.wish.count) if there is None else max(1, one.wish.count - first)
        thread = self._thread(one.conversation_id, new=there is None)

        def make(ticket: int) -> protocol.Generate:
            return drafting.generation(
                ticket, one.here, one.wish, one.stuff, thread, chat=chat, count=count, first=first, grow=there is None
            )

        one.ticket = self._inference.generate(
            make,
            answered,
            within_s=None if one.background else GENERATE_WITHIN_S,
            background=one.background,
            on_growth=grew,
            on_restart=one.grown.clear,
        )

    def weigh(
        self,
        one: Drafting,
        generated: protocol.Generated,
        weighed: Callable[[str, NDArray[np.float32] | None], None],
    ) -> None:
        """Embed what the model wrote, so that it is chosen by its meaning too.

        Args:
            weighed: gets the version of the model that wrote, as another may be in use by then, and (n, 384) vectors
                of the texts; None where nothing can be embedded.
        """
        version = self._inference.version

        def embedded(found: NDArray[np.float32] | Problem) -> None:
            one.ticket = None
            weighed(version, None if isinstance(found, Problem) else found)

        if self._inference.embedding.problem is not None:
            weighed(version, None)
            return
        texts = drafting.texts_of(generated)
        one.ticket = self._inference.embed(texts, embedded, within_s=EMBED_WITHIN_S, background=one.background)

    def was_spoilt(self, answer: Answer) -> bool:
        """Whether adapters that had passed their probe made numbers that are none; they are not used any more."""
        spoilt = isinstance(answer, ModelFailed) and answer.facts.get("reason") == NOT_FINITE
        if not spoilt or not self._inference.drop_adapters(NOT_FINITE):
            return False
        self._announce(events.ModelChanged())
        return True

    def why_not(self, answer: Answer) -> str | None:
        """Why a model did not answer; one that killed its worker twice is not tried again."""
        if not isinstance(answer, Problem):
            return None
        if isinstance(answer, WorkerDied):
            if not answer.facts.get("tries"):
                return DEADLINE
            if not self._inference.drop_adapters(KILLED_WORKER):
                self._in_use.disable(KILLED_WORKER)
                self._inference.use(self._in_use.chat())
            self._announce(events.ModelChanged())
        return answer.code

    def _thread(self, conversation_id: int, *, new: bool) -> Thread:
        """What was prompted last here; a new set has a mark of its own, the rest of a set shares it."""
        before = self._threads.pop(conversation_id, None)
        thread = before if before is not None and not new else Thread(anchor=before.anchor if before else None)
        self._threads[conversation_id] = thread
        if len(self._threads) > THREADS:
            del self._threads[next(iter(self._threads))]
        return thread
