"""One conversation's drafting, from the occasion to kept options: what a person waits for and what is written ahead.

Three options are written first and kept at once; the rest follows later. Where no model can write, or none that may
be shown, past replies stand in, and the reason is kept with them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from app import drafting, events, indexing, logs, meanings, replies
from app.blame import KILLED_WORKER
from app.drafting import Thread
from app.events import Event
from app.inference import Inference
from app.inference_child import Answer
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse
from app.replies import SHOWN, Occasion, Wish
from app.store import drafts, passages, suggestions
from app.store.connection import transaction
from app.underway import Drafting, Outcome, fits
from app.vault import Vault
from app.worker import NOT_FINITE
from engine import protocol
from engine.domain import Suggestions
from engine.problems import Cancelled, ModelFailed, Problem, WorkerDied

#: Patience of somebody who waits: for the vector of a turn, for a model's texts, and before past replies are shown
#: while the model has not written a word.
EMBED_WITHIN_S, GENERATE_WITHIN_S, MEANWHILE_S = 4.0, 120.0, 20.0
#: Why past replies stand in: the model has not begun to write so far; or it did not end in time.
SLOW, DEADLINE = "slow", "deadline"
#: Conversations whose prompts are remembered, the latest used.
THREADS = 64


class Composing:
    """Every set of options under way; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        vault: Vault,
        mailbox: Mailbox,
        inference: Inference,
        in_use: ModelInUse,
        *,
        announce: Callable[[Event], None],
        ended: Callable[[Drafting, Outcome], None],
        clock: Callable[[], datetime],
        meanwhile_s: float = MEANWHILE_S,
    ) -> None:
        """Nothing is under way yet; `ended` hears of every set how it ended."""
        self._meanwhile_s = meanwhile_s
        self._db = vault.db
        self._mailbox = mailbox
        self._inference = inference
        self._in_use = in_use
        self._announce = announce
        self._ended = ended
        self._now = clock
        self._under_way: dict[int, Drafting] = {}
        self._threads: dict[int, Thread] = {}

    @property
    def interactive(self) -> bool:
        """Whether somebody waits for a set."""
        return any(not one.background for one in self._under_way.values())

    @property
    def background(self) -> bool:
        """Whether a set is under way that nobody waits for."""
        return any(one.background for one in self._under_way.values())

    def under_way(self, conversation_id: int) -> Drafting | None:
        """What is being written for a conversation."""
        return self._under_way.get(conversation_id)

    # ---- beginning ------------------------------------------------------------------------------------------------

    def draft(self, conversation_id: int, wish: Wish, *, background: bool, wished: bool | None = None) -> None:
        """Write options for a conversation, in place of what was under way for it.

        Args:
            background: nobody waits for it.
            wished: whether somebody asked for it; if not said, whoever waits.

        Raises:
            NoSuchConversation: no such id.
        """
        self.drop(conversation_id)
        here = self._occasion(conversation_id)
        if wished is None:
            wished = not background
        self._begin(Drafting(here, wish, background, wished, time.monotonic()))

    def extend(self, request_id: str, *, background: bool) -> None:
        """Write the rest of a kept set; nothing, if it is complete or does not fit any more.

        Raises:
            NoSuchRequest: no such id.
        """
        asked = drafts.asked(self._db, request_id)
        kept = suggestions.get_request(self._db, request_id)
        here = self._occasion(asked.conversation_id)
        one = Drafting(here, replies.wish_of(asked.wish), background, not background, time.monotonic(), extends=kept)
        outdated = asked.withdrawn or one.turn != asked.turn or here.silent_reason is not None
        if outdated or len(kept.options) >= kept.total_count:
            drafts.plan_no_more(self._db, request_id)
            self._announce(events.SuggestionsExtended(asked.conversation_id, request_id))
            return
        self.drop(asked.conversation_id)
        self._begin(one)

    def wait_for(self, conversation_id: int) -> None:
        """Somebody waits for what is being written for a conversation from now on."""
        one = self._under_way[conversation_id]
        if not one.background:
            return
        one.background, one.wished = False, True
        if one.ticket is not None:
            within_s = EMBED_WITHIN_S if one.chat is None else GENERATE_WITHIN_S
            self._inference.set_background(one.ticket, background=False, within_s=within_s)
        if one.extends is None:
            self._announce(events.SuggestionsStarted(conversation_id))
            self._show_past_if_slow(one)
            for index in one.grown:
                self._tell_growth(one, index)

    def wait_no_longer(self, *, but_for: int | None = None) -> None:
        """Whatever is under way for other conversations goes on in the background."""
        for conversation_id, one in self._under_way.items():
            if conversation_id != but_for and not one.background:
                one.background = True
                if one.ticket is not None:
                    self._inference.set_background(one.ticket, background=True)

    def drop(self, conversation_id: int) -> None:
        """Stop what is being written for a conversation."""
        one = self._under_way.pop(conversation_id, None)
        if one is not None:
            if one.ticket is not None:
                self._inference.cancel(one.ticket)
            self._ended(one, Outcome.DROPPED)

    def drop_where(self, is_for_nothing: Callable[[Drafting], bool]) -> None:
        """Stop every set that is for nothing."""
        for conversation_id in [number for number, one in self._under_way.items() if is_for_nothing(one)]:
            self.drop(conversation_id)

    def catch_up(self, conversation_id: int) -> None:
        """Words came, changed or went: a set under way for what was said before is for nothing. One that somebody
        waits for is begun again."""
        one = self._under_way.get(conversation_id)
        if one is not None and not fits(self._db, one, now=self._now()):
            self._begin_again(one)

    def _begin_again(self, one: Drafting) -> None:
        self.drop(one.conversation_id)
        if not one.background and one.extends is None:
            self.draft(one.conversation_id, one.wish, background=False)

    # ---- step by step ---------------------------------------------------------------------------------------------

    def _occasion(self, conversation_id: int) -> Occasion:
        here = replies.occasion(self._db, conversation_id, now=self._now())
        if here.turn is not None and here.silent_reason is None:
            indexing.cut_around(self._db, conversation_id, here.turn.text)
        return here

    def _begin(self, one: Drafting) -> None:
        self._under_way[one.conversation_id] = one
        if not one.background and one.extends is None:
            self._announce(events.SuggestionsStarted(one.conversation_id))
            self._show_past_if_slow(one)
        wanted = meanings.to_embed(one.here)
        if one.here.silent_reason is not None or not wanted or not passages.any_embedded(self._db):
            with self._failing(one):
                self._compose(one, None)
            return

        def embedded(near: NDArray[np.float32] | Problem) -> None:
            one.ticket = None
            if not self._is_current(one):
                return
            if isinstance(near, Cancelled) and one.background:
                self._end(one, Outcome.PUT_BACK)
                return
            with self._failing(one):
                self._compose(one, None if isinstance(near, Problem) else near)

        within_s = None if one.background else EMBED_WITHIN_S
        one.ticket = self._inference.embed(wanted, embedded, within_s=within_s, background=one.background)

    def _compose(self, one: Drafting, near: NDArray[np.float32] | None) -> None:
        has_model = self._in_use.model is not None and one.here.silent_reason is None
        one.stuff = drafting.material(self._db, one.here, near, for_model=has_model)
        self._make(one)

    def _make(self, one: Drafting) -> None:
        """Have the model in use write, or take what past replies offer."""
        one.chat = None if one.here.silent_reason else self._in_use.model
        one.grown.clear()
        if one.chat is not None:
            self._write(one)
            self._past(one)  # while the worker writes
        elif one.extends is not None:
            self._keep_rest(one, None, None)
        else:
            reason = None if one.here.silent_reason else self._in_use.why_none
            self._keep(one, replace(self._past(one), fallback_reason=reason))

    def _write(self, one: Drafting) -> None:
        """Let the model write: the first three, or what is missing."""
        chat, there = one.chat, one.extends
        assert chat is not None
        first = 0 if there is None else max(SHOWN, len(there.options))
        count = min(SHOWN, one.wish.count) if there is None else max(1, one.wish.count - first)
        thread = self._thread(one.conversation_id, new=there is None)

        def make(ticket: int) -> protocol.Generate:
            return drafting.generation(
                ticket, one.here, one.wish, one.stuff, thread, chat=chat, count=count, first=first, grow=there is None
            )

        def answered(answer: Answer) -> None:
            if self._is_current(one):
                with self._failing(one):
                    self._answered(one, answer)

        one.ticket = self._inference.generate(
            make,
            answered,
            within_s=None if one.background else GENERATE_WITHIN_S,
            background=one.background,
            on_growth=lambda index, text: self._grew(one, index, text),
            on_restart=one.grown.clear,
        )

    def _answered(self, one: Drafting, answer: Answer) -> None:
        one.ticket = None
        generated = answer if isinstance(answer, protocol.Generated) else None
        if isinstance(answer, Cancelled):
            if one.background:
                self._end(one, Outcome.PUT_BACK)
            else:
                self._make(one)  # somebody began to wait for it just then, or another model is in use
        elif self._was_spoilt(answer):
            self._make(one)
        elif generated is not None:
            self._weigh(one, generated)
        elif one.extends is not None:
            self._why_not(one, answer)
            self._keep_rest(one, None, None)
        else:
            self._keep(one, replace(self._past(one), fallback_reason=self._why_not(one, answer)))

    def _weigh(self, one: Drafting, generated: protocol.Generated) -> None:
        """Embed what the model wrote, so that it is chosen by its meaning too, and keep it."""
        version = self._inference.version  # another model may be in use by then

        def embedded(found: NDArray[np.float32] | Problem) -> None:
            one.ticket = None
            if self._is_current(one):
                with self._failing(one):
                    self._keep_written(one, generated, version, None if isinstance(found, Problem) else found)

        if self._inference.no_embedder is not None:
            self._keep_written(one, generated, version, None)
            return
        texts = drafting.texts_of(generated)
        one.ticket = self._inference.embed(texts, embedded, within_s=EMBED_WITHIN_S, background=one.background)

    def _keep_written(
        self, one: Drafting, generated: protocol.Generated, version: str, vectors: NDArray[np.float32] | None
    ) -> None:
        if one.extends is not None:
            self._keep_rest(one, generated, vectors)
            return
        made = drafting.with_texts(
            self._db,
            one.here,
            generated,
            self._past(one),
            one.wish,
            one.stuff,
            version=version,
            began=one.began,
            shown=SHOWN,
            vectors=vectors,
        )
        self._keep(one, made)

    def _was_spoilt(self, answer: Answer) -> bool:
        """Whether adapters that had passed their probe made numbers that are none; they are not used any more."""
        spoilt = isinstance(answer, ModelFailed) and answer.facts.get("reason") == NOT_FINITE
        if not spoilt or not self._inference.drop_adapters(NOT_FINITE):
            return False
        self._announce(events.ModelChanged())
        return True

    def _why_not(self, one: Drafting, answer: Answer) -> str | None:
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

    def _past(self, one: Drafting) -> Suggestions:
        """The options from past replies: what fills places, and what stands in."""
        if one.past is None:
            one.past = replies.from_past(
                self._db,
                one.here,
                one.stuff.found,
                one.wish,
                fallback_reason=None,
                started=one.began,
                meanings=one.stuff.meanings,
            )
        return one.past

    def _thread(self, conversation_id: int, *, new: bool) -> Thread:
        """What was prompted last here; a new set has a mark of its own, the rest of a set shares it."""
        before = self._threads.pop(conversation_id, None)
        thread = before if before is not None and not new else Thread(anchor=before.anchor if before else None)
        self._threads[conversation_id] = thread
        if len(self._threads) > THREADS:
            del self._threads[next(iter(self._threads))]
        return thread

    # ---- growing and waiting --------------------------------------------------------------------------------------

    def _grew(self, one: Drafting, index: int, text: str) -> None:
        one.grown[index] = one.grown.get(index, "") + text
        shown = self._is_current(one) and not one.background and not one.meanwhile
        if shown and one.is_due(index, time.monotonic()):
            self._tell_growth(one, index)

    def _tell_growth(self, one: Drafting, index: int) -> None:
        if text := one.written(index):
            self._announce(events.SuggestionGrew(one.conversation_id, index, text))

    def _show_past_if_slow(self, one: Drafting) -> None:
        """Past replies are shown if the model has not written a word in a while; its own take their place later."""

        def late() -> None:
            waits = self._is_current(one) and not one.background and not one.grown and one.chat is not None
            if waits and not one.meanwhile:
                made = replace(self._past(one), fallback_reason=SLOW)
                replies.keep(self._db, made, one.here, wish=one.wish)
                one.meanwhile = made.request_id
                self._announce(events.SuggestionsReady(one.conversation_id, made.request_id))

        self._mailbox.after(self._meanwhile_s, late)

    # ---- ending ---------------------------------------------------------------------------------------------------

    def _keep(self, one: Drafting, made: Suggestions) -> None:
        if not fits(self._db, one, now=self._now()):
            if one.here.silent_reason is None:
                self._begin_again(one)
            else:
                self._end(one, Outcome.DROPPED)
            return
        if one.meanwhile and (made.mode != "model" or drafts.is_decided(self._db, one.meanwhile)):
            self._end(one, Outcome.KEPT)  # what is shown already stays
            return
        replies.keep(self._db, made, one.here, wish=one.wish, background=one.background and not one.wished)
        self._announce(events.SuggestionsReady(one.conversation_id, made.request_id))
        self._end(one, Outcome.KEPT)

    def _keep_rest(
        self, one: Drafting, generated: protocol.Generated | None, vectors: NDArray[np.float32] | None
    ) -> None:
        assert one.extends is not None
        kept = suggestions.get_request(self._db, one.extends.request_id)
        if fits(self._db, one, now=self._now()):
            rest = drafting.the_rest(
                self._db, one.here, kept, generated, self._past(one), one.wish, one.stuff, vectors=vectors
            )
            with transaction(self._db):
                suggestions.add(self._db, rest, conversation_id=one.conversation_id, through_message_id=one.turn)
                drafts.plan_no_more(self._db, kept.request_id)
            self._announce(events.SuggestionsExtended(one.conversation_id, kept.request_id))
        self._end(one, Outcome.KEPT)

    def _end(self, one: Drafting, outcome: Outcome) -> None:
        if self._under_way.get(one.conversation_id) is one:
            del self._under_way[one.conversation_id]
        self._ended(one, outcome)

    def _is_current(self, one: Drafting) -> bool:
        """Whether this is still wanted: another wish may have come, or the conversation may be done."""
        return self._under_way.get(one.conversation_id) is one

    @contextmanager
    def _failing(self, one: Drafting) -> Iterator[None]:
        """Whoever waits for drafts is told why none come; a conversation that makes us stumble stops no other."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - foreign words of one conversation
            if not isinstance(error, Problem):
                logs.bug(error)
            if not one.background:
                problem = error if isinstance(error, Problem) else ModelFailed(step="drafting")
                self._announce(events.SuggestionsFailed(one.conversation_id, problem))
            if one.extends is not None:
                drafts.plan_no_more(self._db, one.extends.request_id)
            if self._is_current(one):
                self._end(one, Outcome.FAILED)
