"""The conductor: one inbox, one thread, the one writing connection and every decision.

Wishes come in as calls from any thread and return at once. What happened goes out as events to listeners, on the
conductor's thread. Facts stand in the store; screens read them there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app import classifying, clock, drafting, events, indexing, judging, logs, models, nudging, sockets, upkeep
from app.acts import Acts
from app.ahead import Ahead
from app.background import Background
from app.child import Child
from app.clock import zone
from app.composing import MEANWHILE_S, Composing
from app.deciding import Verb
from app.events import Event
from app.following import Follower
from app.inference import Inference
from app.job_shift import JobShift
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse
from app.power import Power
from app.questions import Questions
from app.reminding import Reminding
from app.replies import Wish
from app.settings import Settings
from app.store import briefs, cached, conversations, drafts, judgements, memories, passages, suggestions
from app.underway import Drafting, Outcome
from app.upkeep import Upkeep
from app.vault import Vault
from app.worker import start_child
from engine.domain import ContactClass, State, micros
from engine.problems import Problem

#: Quiet after the last message before a burst is judged.
QUIET_S = 20.0
#: Conversations judged in one go, so that wishes never wait long.
JUDGE_STEP = 8
#: Standing depends on the time of day: what is due is weighed anew this often.
REVIEW_S = 15 * 60.0
#: Seconds between two looks at what other processes may have changed: the model in use.
LOOK_S = 2.0


class Conductor:
    """Owns the vault's writing connection, the reader and the worker while it runs."""

    def __init__(
        self,
        vault: Vault,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = clock.now,
        power: Power | None = None,
        start: Callable[[bool], Child] = start_child,
        meanwhile_s: float = MEANWHILE_S,
    ) -> None:
        """Put everything together; nothing runs yet.

        Args:
            start: makes the child that runs models, or (True) the one that speaks to endpoints.
            meanwhile_s: how long somebody waits for a model's first word before past replies are shown.
        """
        self._vault = vault
        self._db = vault.db
        self._settings = settings
        self._now = clock
        self._listeners: list[Callable[[Event], None]] = []
        self._mailbox = Mailbox("sotto-conductor")
        self._inference = Inference(
            self._mailbox,
            lambda: models.embedding_path(vault.home),
            changed=self._inference_changed,
            idle_unload_s=lambda: self._settings.idle_unload_s,
            start=start,
        )
        self._follower = Follower(vault.db, self._mailbox, self._announce, self._arrived, clock=clock)
        self._model = ModelInUse(vault.home)
        self._ahead = Ahead(vault.db, settings, power=power or Power(), clock=clock)
        self._composing = Composing(
            vault, self._mailbox, self._inference, self._model,
            announce=self._announce, ended=self._drafting_ended, clock=clock, meanwhile_s=meanwhile_s,
        )  # fmt: skip
        self._jobs = JobShift(vault, self._inference, look=lambda: self._look_at_model(anew=False), clock=clock)
        self._background = Background(
            self._db, self._mailbox, self._inference, self._composing, self._ahead,
            jobs=self._jobs, announce=self._announce, wake=self._wake,
        )  # fmt: skip
        self._acts = Acts(vault, announce=self._announce, set_aside=self._set_aside, judged=self._judged, clock=clock)
        self._upkeep = Upkeep(self._db, clock=clock)
        self._reminding = Reminding(
            self._db, self._mailbox, announce=self._announce, remember=self._acts.remember, clock=clock, zone=zone()
        )
        self._questions = Questions(
            self._db, self._inference, self._composing, self._reminding,
            post=self._mailbox.post, announce=self._announce, clock=clock, zone=zone(),
        )  # fmt: skip
        self._sockets = 0

    def hear(self, listener: Callable[[Event], None]) -> None:
        """Tell `listener` everything that happens, on the conductor's thread; before `start`."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin: what was left unjudged or unembedded goes on."""
        self._mailbox.start()
        self._mailbox.post(lambda: self._inference.use(self._model.chat()))
        self._mailbox.post(self._forget_old_vectors)
        self._mailbox.post(self._wake)
        self._mailbox.post(self._look)
        self._mailbox.post(self._reminding.start)
        self._mailbox.post(lambda: self._mailbox.after(REVIEW_S, self._review))

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Let the children go and end; returns whether the thread ended in time. The vault stays open."""
        self._mailbox.post(self._follower.stop)
        self._mailbox.post(self._reminding.stop)
        self._mailbox.post(self._background.stop)
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

    def more(self, request_id: str) -> None:
        """The rest of a set of options, now."""
        self._wish(lambda: self._more(request_id))

    def accept(self, response_id: str, text: str) -> None:
        """The person took an option, as it was or edited to `text`."""
        self._wish(lambda: self._acts.decide(response_id, Verb.ACCEPT, text=text, reason=None))

    def reject(self, response_id: str, reason: str | None = None) -> None:
        """The person does not want an option."""
        self._wish(lambda: self._acts.decide(response_id, Verb.REJECT, text=None, reason=reason))

    def done(self, conversation_id: int) -> None:
        """Nothing is left to answer here."""
        self._wish(lambda: self._acts.set_done(conversation_id))

    def snooze(self, conversation_id: int, until: datetime) -> None:
        """Bring this conversation back at `until`."""
        self._wish(lambda: self._snooze(conversation_id, until))

    def snooze_until_they_write(self, conversation_id: int) -> None:
        """Bring this conversation back when they write."""
        self._wish(lambda: self._acts.snooze_until_they_write(conversation_id))

    def dismiss(self, conversation_id: int, pattern_name: str | None) -> None:
        """Not a risk with this contact: one pattern, or (None) anything."""
        self._wish(lambda: self._acts.dismiss(conversation_id, pattern_name))

    def classify(self, contact_id: int, contact_class: ContactClass) -> None:
        """Say what somebody is to the person."""
        self._wish(lambda: self._acts.classify(contact_id, contact_class))

    def ask(self, question: str) -> None:
        """Answer a question to the own history; `Answered` names the turn in the store."""
        self._wish(lambda: self._questions.ask(question))

    def remind(self, text: str, conversation_id: int | None = None) -> None:
        """Set a reminder in the person's words."""
        self._wish(lambda: self._reminding.add(text, conversation_id))

    def reminder_done(self, reminder_id: str) -> None:
        """The person is done with a reminder."""
        self._wish(lambda: self._reminding.done(reminder_id))

    def snooze_reminder(self, reminder_id: str, until: datetime) -> None:
        """Tell a reminder again at `until`."""
        self._wish(lambda: self._reminding.snooze(reminder_id, until))

    def delete_reminder(self, reminder_id: str) -> None:
        """Remove a reminder with its words."""
        self._wish(lambda: self._reminding.delete(reminder_id))

    def undo(self) -> None:
        """Take the last act back."""
        self._wish(self._acts.take_back)

    def use_settings(self, settings: Settings) -> None:
        """Keep to these settings from now on."""
        self._mailbox.post(lambda: self._use_settings(settings))

    def reload_model(self) -> None:
        """Load the model in use anew, whatever is loaded."""
        self._wish(lambda: self._look_at_model(anew=True))

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
        """Messages were written: judge them when the burst is quiet; drafts of what was answered or changed go."""
        self._ahead.outdate()
        for conversation_id in drafting.withdraw_answered(self._db):
            self._announce(events.ConversationJudged(conversation_id))
        for conversation_id in conversations.last_mine(self._db, conversation_ids):
            classifying.answered(self._db, conversation_id, now=self._now())
        nudging.notice_answers(self._db, now=self._now())
        for conversation_id in conversation_ids:
            self._composing.catch_up(conversation_id)
        self._mailbox.after(QUIET_S, self._wake)
        if len(conversation_ids) > JUDGE_STEP or self._follower.first_import:
            self._wake()

    def _wake(self) -> None:
        self._mailbox.while_idle(self._idle_step)

    def _forget_old_vectors(self) -> None:
        """Vectors of another embedder tell nothing beside this one's: those turns wait again."""
        passages.reembed(self._db, indexing.EMBEDDER)
        memories.reembed(self._db, indexing.EMBEDDER)

    def _idle_step(self) -> bool:
        """One small piece of background work; returns whether there may be more."""
        self._tell_sockets()
        judged = judging.judge_changed(self._db, now=self._now(), limit=JUDGE_STEP)
        if judged:
            self._ahead.outdate()
            for conversation_id in judged:
                self._announce(events.ConversationJudged(conversation_id))
            self._announce(events.InboxChanged())
            return True
        if self._follower.busy:
            return False
        if indexing.cut_some(self._db, limit=2):
            return True
        return self._upkeep.piece() or self._background.begin_piece()

    def _drafting_ended(self, one: Drafting, outcome: Outcome) -> None:
        self._ahead.ended(one, outcome)
        self._questions.drafting_ended(one.conversation_id, outcome)
        self._wake()

    def _inference_changed(self) -> None:
        self._tell_sockets()
        self._announce(events.ModelChanged())

    def _tell_sockets(self) -> None:
        n_sockets = sockets.opened() + self._inference.sockets
        if n_sockets != self._sockets:
            self._sockets = n_sockets
            self._announce(events.SocketsChanged(n_sockets))

    def _look(self) -> None:
        """Notice what other processes change, and what has not been used for long."""
        self._mailbox.after(LOOK_S, self._look)
        self._look_at_model(anew=False)
        self._inference.rest_if_unused()

    def _look_at_model(self, *, anew: bool) -> None:
        changed = self._model.look(anew=anew)
        if changed or anew:
            self._inference.use(self._model.chat(), anew=anew)
            self._announce(events.ModelChanged())
            self._wake()

    def _use_settings(self, settings: Settings) -> None:
        self._settings = self._ahead.settings = settings
        self._wake()

    def _review(self) -> None:
        """Time has passed: deadlines are nearer and snoozes may be over."""
        self._mailbox.after(REVIEW_S, self._review)
        for row in conversations.listing(self._db):
            if row.snoozed_until_us and row.snoozed_until_us <= micros(self._now()):
                conversations.snooze(self._db, row.id, 0)
        judgements.outdate(self._db, (State.NEEDS_REPLY, State.WAITING))
        cached.forget_expired(self._db, now_us=micros(self._now()))
        self._jobs.expects = True
        self._announce(events.InboxChanged())
        self._wake()

    def _open(self, conversation_id: int) -> None:
        row = conversations.get(self._db, conversation_id)
        self._ahead.at_hand = conversation_id
        if row.changed:
            judging.judge_and_keep(self._db, conversation_id, now=self._now())
            self._ahead.outdate()
            self._announce(events.ConversationJudged(conversation_id))
        self._suggest(conversation_id, fresh=False, steer=None)
        self._mailbox.post(lambda: self._brief(conversation_id))

    def _brief(self, conversation_id: int) -> None:
        """What the person looks at has its brief first."""
        if briefs.is_behind(self._db, conversation_id):
            upkeep.brief(self._db, conversation_id, now=self._now())
            self._announce(events.ConversationJudged(conversation_id))

    # ---- suggestions ---------------------------------------------------------------------------------------------

    def _suggest(self, conversation_id: int, *, fresh: bool, steer: str | None) -> None:
        """Those at hand, those under way, or new ones; others that somebody waited for go on behind them."""
        self._composing.wait_no_longer(but_for=conversation_id)
        self._ahead.forget(conversation_id)
        anew = fresh or steer is not None
        at_hand = None if anew else suggestions.current(self._db, conversation_id)
        under_way = None if anew else self._composing.under_way(conversation_id)
        if at_hand is not None:
            self._announce(events.SuggestionsReady(conversation_id, at_hand.request_id))
        elif under_way is not None and under_way.extends is None:
            self._composing.wait_for(conversation_id)
        else:
            wish = Wish(steer=steer, seed=micros(self._now()) % 2**31 if fresh else 0)
            self._composing.draft(conversation_id, wish, background=False)

    def _more(self, request_id: str) -> None:
        conversation_id = drafts.asked(self._db, request_id).conversation_id
        under_way = self._composing.under_way(conversation_id)
        self._composing.wait_no_longer(but_for=conversation_id)
        if under_way is not None and (under_way.is_rest_of(request_id) or under_way.is_wished_anew):
            self._composing.wait_for(conversation_id)
        else:
            self._composing.extend(request_id, background=False)

    def _snooze(self, conversation_id: int, until: datetime) -> None:
        self._acts.snooze(conversation_id, until)
        self._mailbox.after(max(1.0, (until - self._now()) / timedelta(seconds=1)), self._review_once)

    def _set_aside(self, conversation_id: int) -> None:
        """Nothing is written for a conversation that is done or set aside."""
        self._composing.drop(conversation_id)
        self._ahead.forget(conversation_id)

    def _judged(self) -> None:
        """Conversations stand otherwise than before."""
        self._ahead.outdate()
        self._announce(events.InboxChanged())
        self._wake()

    def _review_once(self) -> None:
        self._announce(events.InboxChanged())
        self._wake()
