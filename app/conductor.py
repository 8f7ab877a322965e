"""The conductor: one inbox, one thread, the one writing connection and every decision.

Wishes come in as calls from any thread and return at once. What happened goes out as events to listeners, on the
conductor's thread. Facts stand in the store; screens read them there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace as replaced
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app import clock, deciding, drafting, events, indexing, judging, logs, models, replies, sockets, voices
from app.deciding import Verb
from app.events import Event
from app.following import Follower
from app.inference import Answer, Inference
from app.mailbox import Mailbox
from app.replies import Occasion, Wish
from app.settings import Settings
from app.store import conversations, judgements, passages, suggestions
from app.undoing import Undo
from app.vault import Vault
from engine import protocol
from engine.domain import ContactClass, State, Suggestions, micros
from engine.problems import Problem, WorkerDied

#: Quiet after the last message before a burst is judged.
QUIET_S = 20.0
#: Patience for the vector of a turn and for a model's texts before past replies answer.
EMBED_WITHIN_S, GENERATE_WITHIN_S = 4.0, 120.0
#: Conversations judged in one go, so that wishes never wait long.
JUDGE_STEP = 8
#: Standing depends on the time of day: what is due is weighed anew this often.
REVIEW_S = 15 * 60.0
#: Seconds between two counts of what is embedded.
PROGRESS_S = 2.0


class Conductor:
    """Owns the vault's writing connection, the reader and the worker while it runs."""

    def __init__(self, vault: Vault, settings: Settings, *, clock: Callable[[], datetime] = clock.now) -> None:
        self._vault = vault
        self._db = vault.db
        self._settings = settings
        self._now = clock
        self._listeners: list[Callable[[Event], None]] = []
        self._mailbox = Mailbox("sotto-conductor")
        self._inference = Inference(self._mailbox, lambda: models.embedding_path(vault.home))
        self._follower = Follower(vault.db, self._mailbox, self._announce, self._arrived, clock=clock)
        self._undo = Undo()
        self._drafting: dict[int, int] = {}
        self._embedding = False
        self._sockets = 0
        self._told_progress_s = -PROGRESS_S

    def hear(self, listener: Callable[[Event], None]) -> None:
        """Tell `listener` everything that happens, on the conductor's thread; before `start`."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin: what was left unjudged or unembedded goes on."""
        self._mailbox.start()
        self._mailbox.post(self._forget_old_vectors)
        self._mailbox.post(lambda: self._mailbox.while_idle(self._idle_step))
        self._mailbox.post(lambda: self._mailbox.after(REVIEW_S, self._review))

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Let the children go and end; returns whether the thread ended in time. The vault stays open."""
        self._mailbox.post(self._follower.stop)
        self._mailbox.post(self._inference.stop)
        return self._mailbox.stop(timeout_s)

    @property
    def running(self) -> bool:
        """Whether its thread is at work, and so the vault is in use."""
        return self._mailbox.running

    # ---- wishes --------------------------------------------------------------------------------------------------

    def follow(self, source: Path | None, contacts: Path | None = None) -> None:
        """Read this source now and whenever it changes; None stops reading."""
        self._mailbox.post(lambda: self._follower.follow(source, contacts, poll_s=self._settings.poll_s))

    def sync_now(self) -> None:
        """Look at the source at once."""
        self._mailbox.post(self._follower.look)

    def opened(self, conversation_id: int) -> None:
        """The person looks at a conversation: it is judged and drafted before anything else."""
        self._wish(lambda: self._open(conversation_id))

    def suggest(self, conversation_id: int, *, fresh: bool = False, steer: str | None = None) -> None:
        """Options for a conversation: those at hand, or new ones (`fresh`, or steered)."""
        self._wish(lambda: self._suggest(conversation_id, fresh=fresh, steer=steer))

    def accept(self, response_id: str, text: str) -> None:
        """The person took an option, as it was or edited to `text`."""
        self._wish(lambda: self._decide(response_id, Verb.ACCEPT, text=text, reason=None))

    def reject(self, response_id: str, reason: str | None = None) -> None:
        """The person does not want an option."""
        self._wish(lambda: self._decide(response_id, Verb.REJECT, text=None, reason=reason))

    def done(self, conversation_id: int) -> None:
        """Nothing is left to answer here."""
        self._wish(lambda: self._set_done(conversation_id))

    def snooze(self, conversation_id: int, until: datetime) -> None:
        """Bring this conversation back at `until`."""
        self._wish(lambda: self._snooze(conversation_id, until))

    def dismiss(self, conversation_id: int, pattern_name: str | None) -> None:
        """Not a risk with this contact: one pattern, or (None) anything."""
        self._wish(lambda: self._dismiss(conversation_id, pattern_name))

    def classify(self, contact_id: int, contact_class: ContactClass) -> None:
        """Say what somebody is to the person."""
        self._wish(lambda: conversations.classify(self._db, contact_id, contact_class, "person"))
        self._mailbox.post(lambda: self._announce(events.InboxChanged()))

    def undo(self) -> None:
        """Take the last act back."""
        self._wish(self._take_back)

    # ---- deciding ------------------------------------------------------------------------------------------------

    def _wish(self, act: Callable[[], None]) -> None:
        def carried_out() -> None:
            try:
                act()
            except Problem as problem:
                self._announce(events.WishFailed(problem))

        self._mailbox.post(carried_out)

    def _announce(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception as bug:  # noqa: BLE001 - a listener that fails must not stop the others
                logs.bug(bug)

    def _arrived(self, conversation_ids: tuple[int, ...]) -> None:
        """Messages were written: judge them when the burst is quiet; drafts of what was answered go."""
        for conversation_id in drafting.withdraw_answered(self._db):
            self._announce(events.ConversationJudged(conversation_id))
        self._mailbox.after(QUIET_S, self._wake)
        if len(conversation_ids) > JUDGE_STEP or self._follower.first_import:
            self._wake()

    def _wake(self) -> None:
        self._mailbox.while_idle(self._idle_step)

    def _forget_old_vectors(self) -> None:
        """Vectors of another embedder tell nothing beside this one's: those turns wait again."""
        passages.reembed(self._db, indexing.EMBEDDER)

    def _idle_step(self) -> bool:
        """One small piece of background work; returns whether there may be more."""
        if sockets.opened() != self._sockets:
            self._sockets = sockets.opened()
            self._announce(events.SocketsChanged(self._sockets))
        judged = judging.judge_changed(self._db, now=self._now(), limit=JUDGE_STEP)
        if judged:
            for conversation_id in judged:
                self._announce(events.ConversationJudged(conversation_id))
            self._announce(events.InboxChanged())
            return True
        if self._follower.busy:
            return False
        if indexing.cut_some(self._db, limit=2):
            return True
        voices.learn_if_stale(self._db, now=self._now())
        self._embed_some()
        return False

    def _embed_some(self) -> None:
        """Embed the next batch; its answer asks for the one after."""
        if self._embedding or self._inference.no_embedder is not None:
            return
        waiting = passages.waiting(self._db, indexing.BATCH)
        if not waiting:
            return
        self._embedding = True

        def embedded(matrix: NDArray[np.float32] | None) -> None:
            self._embedding = False
            if matrix is not None:
                indexing.keep_vectors(self._db, waiting, matrix)
                self._tell_progress(last=len(waiting) < indexing.BATCH)
                self._wake()

        self._inference.embed([text for _id, _contact, text in waiting], embedded, within_s=60.0)

    def _tell_progress(self, *, last: bool) -> None:
        """Counting reads the whole index, so it is done now and then, and at the end."""
        if last or time.monotonic() - self._told_progress_s >= PROGRESS_S:
            self._told_progress_s = time.monotonic()
            self._announce(events.EmbeddingProgressed(*passages.progress(self._db)))

    def _review(self) -> None:
        """Time has passed: deadlines are nearer and snoozes may be over."""
        for row in conversations.listing(self._db):
            if row.snoozed_until_us and row.snoozed_until_us <= micros(self._now()):
                conversations.snooze(self._db, row.id, 0)
        judgements.outdate(self._db, (State.NEEDS_REPLY, State.WAITING))
        self._announce(events.InboxChanged())
        self._wake()
        self._mailbox.after(REVIEW_S, self._review)

    def _open(self, conversation_id: int) -> None:
        row = conversations.get(self._db, conversation_id)
        if row.changed:
            judging.judge_and_keep(self._db, conversation_id, now=self._now())
            self._announce(events.ConversationJudged(conversation_id))
        self._suggest(conversation_id, fresh=False, steer=None)

    # ---- suggestions ---------------------------------------------------------------------------------------------

    def _suggest(self, conversation_id: int, *, fresh: bool, steer: str | None) -> None:
        at_hand = None if fresh or steer else suggestions.current(self._db, conversation_id)
        if at_hand is not None:
            self._announce(events.SuggestionsReady(conversation_id, at_hand.request_id))
            return
        wish = Wish(steer=steer, seed=micros(self._now()) % 2**31 if fresh else 0)
        began = time.monotonic()
        here = replies.occasion(self._db, conversation_id, now=self._now())
        self._announce(events.SuggestionsStarted(conversation_id))
        turn = self._drafting[conversation_id] = self._drafting.get(conversation_id, 0) + 1

        def with_vectors(near: NDArray[np.float32] | None) -> None:
            if self._drafting.get(conversation_id) == turn:
                with self._failing(conversation_id):
                    self._compose(here, near, wish, began)

        wanted = replies.probes(here)
        if here.silent_reason is not None or not wanted or not passages.any_embedded(self._db):
            with_vectors(None)
        else:
            self._inference.embed(wanted, with_vectors, within_s=EMBED_WITHIN_S)

    def _compose(self, here: Occasion, near: NDArray[np.float32] | None, wish: Wish, began: float) -> None:
        """Past replies at once; where a model is in use, its texts take their place when they come."""
        chat = None if here.silent_reason else models.active(self._vault.home)
        reason = None if here.silent_reason else replies.NO_MODEL
        made = replies.from_past(self._db, here, near, wish, fallback_reason=reason, started=began)
        if chat is None:
            self._keep(made, here)
            return

        turn = self._drafting.get(here.row.id)

        def answered(answer: Answer) -> None:
            why_not = None if isinstance(answer, protocol.Generated) else self._why_not(chat, answer)
            if self._drafting.get(here.row.id) != turn:
                return  # another wish came meanwhile, and its drafts are the ones wanted
            if isinstance(answer, protocol.Generated):
                self._keep(
                    drafting.with_texts(self._db, here, answer, made, wish, version=chat.version, began=began), here
                )
            else:
                self._keep(replaced(made, fallback_reason=why_not), here)

        self._inference.ask(chat.load, lambda _answer: None, within_s=GENERATE_WITHIN_S)
        self._inference.ask(
            lambda ticket: drafting.generation(ticket, here, wish), answered, within_s=GENERATE_WITHIN_S
        )

    def _why_not(self, chat: models.Model, answer: Answer) -> str:
        """Why a model did not answer; one that killed its worker twice is not tried again."""
        if isinstance(answer, WorkerDied) and answer.facts.get("tries"):
            models.disable(self._vault.home, chat.path, "killed_worker")
            self._announce(events.ModelChanged())
        return answer.code if isinstance(answer, Problem) else "worker_down"

    @contextmanager
    def _failing(self, conversation_id: int) -> Iterator[None]:
        """Whoever waits for drafts of a conversation is told why none come."""
        try:
            yield
        except Problem as problem:
            self._announce(events.SuggestionsFailed(conversation_id, problem))

    def _keep(self, made: Suggestions, here: Occasion) -> None:
        with self._failing(here.row.id):
            replies.keep(self._db, made, here)
            self._announce(events.SuggestionsReady(here.row.id, made.request_id))

    def _decide(self, response_id: str, verb: Verb, *, text: str | None, reason: str | None) -> None:
        deciding.decide(self._db, self._vault.key, response_id, verb, text=text, reason=reason, now=self._now())
        self._undo.remember(lambda: deciding.take_back(self._db, self._vault.key, response_id, now=self._now()))

    # ---- the worklist --------------------------------------------------------------------------------------------

    def _set_done(self, conversation_id: int) -> None:
        row = conversations.get(self._db, conversation_id)
        conversations.set_done(self._db, conversation_id, micros(self._now()))

        def back() -> None:
            conversations.set_done(self._db, conversation_id, row.done_through_us)
            conversations.snooze(self._db, conversation_id, row.snoozed_until_us)

        self._judged_again(conversation_id, back)

    def _snooze(self, conversation_id: int, until: datetime) -> None:
        row = conversations.get(self._db, conversation_id)
        conversations.snooze(self._db, conversation_id, micros(until))
        self._judged_again(
            conversation_id, lambda: conversations.snooze(self._db, conversation_id, row.snoozed_until_us)
        )
        self._mailbox.after(max(1.0, (until - self._now()) / timedelta(seconds=1)), self._review_once)

    def _dismiss(self, conversation_id: int, pattern_name: str | None) -> None:
        subject = judging.dismissal_subject(conversations.get(self._db, conversation_id))
        name = pattern_name or judgements.EVERYTHING
        judgements.dismiss(self._db, subject, name, dismissed_us=micros(self._now()))
        self._judged_again(conversation_id, lambda: judgements.restore(self._db, subject, name))

    def _judged_again(self, conversation_id: int, back: Callable[[], None]) -> None:
        """Weigh a conversation after an act and remember how to take the act back."""

        def taken_back() -> None:
            back()
            judging.judge_and_keep(self._db, conversation_id, now=self._now())
            self._announce(events.ConversationJudged(conversation_id))

        self._undo.remember(taken_back)
        judging.judge_and_keep(self._db, conversation_id, now=self._now())
        self._announce(events.ConversationJudged(conversation_id))
        self._announce(events.InboxChanged())

    def _take_back(self) -> None:
        if self._undo.take_back():
            self._announce(events.InboxChanged())

    def _review_once(self) -> None:
        self._announce(events.InboxChanged())
        self._wake()
