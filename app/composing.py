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
from app.events import Event
from app.inference import Inference
from app.inference_child import Answer
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse
from app.model_writing import ModelWriting
from app.replies import SHOWN, Occasion, Wish
from app.store import drafts, passages, suggestions
from app.store.connection import transaction
from app.underway import Drafting, Outcome, fits, past_of
from app.vault import Vault
from app.waiting import EMBED_WITHIN_S, GENERATE_WITHIN_S, MEANWHILE_S, Waiting
from engine import protocol
from engine.domain import Suggestions
from engine.problems import Cancelled, ModelFailed, Problem


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
        self._db = vault.db
        self._inference = inference
        self._in_use = in_use
        self._announce = announce
        self._ended = ended
        self._now = clock
        self._under_way: dict[int, Drafting] = {}
        self._writing = ModelWriting(inference, in_use, announce=announce)
        self._waiting = Waiting(
            vault.db, mailbox, announce=announce, is_current=self._is_current, meanwhile_s=meanwhile_s
        )

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

    def draft(self, conversation_id: int, wish: Wish, *, background: bool, wished: bool | None = None) -> None:
        """Write options for a conversation, in place of what was under way for it.

        Args:
            background: nobody waits for it.
            wished: whether somebody asked for it; if not said, whoever waits.

        Raises:
            NoSuchConversation: no such id.
        """
        self.drop(conversation_id)
        here = self._occasion(conversation_id, wish.steer)
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
        wish = replies.wish_of(asked.wish)
        here = self._occasion(asked.conversation_id, wish.steer)
        one = Drafting(here, wish, background, not background, time.monotonic(), extends=kept)
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
        self._waiting.begin(one)

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

    def _occasion(self, conversation_id: int, steer: str | None) -> Occasion:
        here = replies.occasion(self._db, conversation_id, now=self._now(), steer=steer)
        if here.turn is not None and here.silent_reason is None:
            indexing.cut_around(self._db, conversation_id, here.turn.text)
        return here

    def _begin(self, one: Drafting) -> None:
        self._under_way[one.conversation_id] = one
        self._waiting.begin(one)
        wanted = meanings.to_embed(one.here)
        if one.here.silent_reason is not None or not wanted or not passages.any_embedded(self._db):
            with self._failing(one):
                self._compose(one, None)
            return

        one.ticket = self._inference.embed(
            wanted,
            lambda near: self._go_on(one, lambda: self._embedded(one, near)),
            within_s=None if one.background else EMBED_WITHIN_S,
            background=one.background,
        )

    def _embedded(self, one: Drafting, near: NDArray[np.float32] | Problem) -> None:
        one.ticket = None
        if isinstance(near, Cancelled) and one.background:
            self._end(one, Outcome.PUT_BACK)
        else:
            self._compose(one, None if isinstance(near, Problem) else near)

    def _compose(self, one: Drafting, near: NDArray[np.float32] | None) -> None:
        has_model = self._in_use.model is not None and one.here.silent_reason is None
        one.stuff = drafting.material(self._db, one.here, near, for_model=has_model)
        one.is_read = True
        self._waiting.reads(one)
        self._make(one)

    def _make(self, one: Drafting) -> None:
        """Have the model in use write, or take what past replies offer."""
        one.chat = None if one.here.silent_reason else self._in_use.model
        one.grown.clear()
        if one.chat is not None:
            self._writing.ask(
                one,
                lambda index, text: self._waiting.grew(one, index, text),
                lambda answer: self._go_on(one, lambda: self._answered(one, answer)),
            )
            past_of(self._db, one)  # while the worker writes
        else:
            self._keep_past(one, None if one.here.silent_reason else self._in_use.why_none)

    def _answered(self, one: Drafting, answer: Answer) -> None:
        one.ticket = None
        generated = answer if isinstance(answer, protocol.Generated) else None
        if isinstance(answer, Cancelled):
            if one.background:
                self._end(one, Outcome.PUT_BACK)
            else:
                self._make(one)  # somebody began to wait for it just then, or another model is in use
        elif self._writing.was_spoilt(answer):
            self._make(one)
        elif generated is not None:
            self._writing.weigh(
                one,
                generated,
                lambda version, vectors: self._go_on(one, lambda: self._keep_written(one, generated, version, vectors)),
            )
        else:
            self._keep_past(one, self._writing.why_not(answer))

    def _keep_past(self, one: Drafting, reason: str | None) -> None:
        """No model wrote: past replies stand in, or follow those that are there."""
        if one.extends is not None:
            self._keep_rest(one, None, None)
        else:
            self._keep(one, replace(past_of(self._db, one), fallback_reason=reason))

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
            past_of(self._db, one),
            one.wish,
            one.stuff,
            version=version,
            began=one.began,
            shown=SHOWN,
            vectors=vectors,
        )
        self._keep(one, made)

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
                self._db, one.here, kept, generated, past_of(self._db, one), one.wish, one.stuff, vectors=vectors
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

    def _go_on(self, one: Drafting, act: Callable[[], None]) -> None:
        """The next step of a set, if it is still wanted."""
        if self._is_current(one):
            with self._failing(one):
                act()

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
