"""The conductor: one inbox, one thread, the one writing connection and every decision.

Wishes come in as calls from any thread and return at once. What happened goes out as events to listeners, on the
conductor's thread. Facts stand in the store; screens read them there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app import adapters, classifying, clock, drafting, events, harvest, indexing, judging, logs, models, nudging
from app.acts import Acts
from app.adapter_opening import opener
from app.ahead import Ahead
from app.background import Background
from app.blame import KILLED_WORKER
from app.child import Child
from app.clock import zone
from app.composing import Composing
from app.events import Event
from app.following import Follower
from app.inference import Inference
from app.job_shift import JobShift
from app.keeping import Keeping
from app.learning import Workers
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse
from app.model_watch import ModelWatch
from app.night_facts import Probes
from app.nights import Nights
from app.offering import Offering
from app.outbox import Outbox
from app.pausing import Pausing
from app.power import Power
from app.questions import Questions
from app.reminding import Reminding
from app.retention import Retaining, limits
from app.reviewing import Reviewing
from app.room import Room
from app.send import Mac
from app.settings import Settings
from app.spare_time import SpareTime
from app.sparing import Sparing
from app.store import conversations, judgements, memories, passages
from app.swapping import Swapping
from app.underway import Drafting, Outcome
from app.upkeep import Upkeep
from app.vault import Vault
from app.waiting import MEANWHILE_S
from app.wishes import Wishes
from app.worker import start_child
from engine.domain import State
from engine.problems import StoreProblem

#: Quiet after the last message before a burst is judged.
QUIET_S = 20.0
#: Conversations judged in one go, so that wishes never wait long.
JUDGE_STEP = 8


class Conductor(Wishes):
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
        mac: Mac | None = None,
        probes: Probes | None = None,
        trainers: Workers | None = None,
    ) -> None:
        """Put everything together; nothing runs yet.

        Args:
            start: makes the child that runs models, or (True) the one that speaks to endpoints.
            meanwhile_s: how long somebody waits for a model's first word before past replies are shown.
            mac: what replies are sent with, None for what this machine has.
            probes, trainers: what is asked of the machine before and during training, and what trains and measures;
                None for the real ones.
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
            changed=lambda: self._models.tell_inference(),
            loading=lambda about_s: self._announce(events.ModelLoading(about_s)),
            restarted=self._model_is_back,
            stopped_often=lambda: self._mailbox.post(self._set_model_aside),
            idle_unload_s=lambda: self._settings.idle_unload_s,
            start=start,
            opener=opener(vault.home),
            wrote_with=lambda adapters: self._swapping.wrote_with(adapters),
            died_with=lambda adapters, taking: self._swapping.died_with(adapters, taking=taking),
        )
        self._follower = Follower(vault.db, self._mailbox, self._announce, self._arrived, clock=clock)
        self._model = ModelInUse(vault.home)
        self._models = ModelWatch(
            self._mailbox, self._inference, self._model, announce=self._announce, changed=self._wake
        )
        self._ahead = Ahead(vault.db, settings, power=power or Power(), clock=clock)
        self._composing = Composing(
            vault, self._mailbox, self._inference, self._model,
            announce=self._announce, ended=self._drafting_ended, clock=clock, meanwhile_s=meanwhile_s,
        )  # fmt: skip
        self._jobs = JobShift(vault, self._inference, look=self._models.look, clock=clock)
        self._spare_time = SpareTime(self._db, self._inference, announce=self._announce, clock=clock)
        self._background = Background(
            self._db, self._mailbox, self._inference, self._composing, self._ahead,
            jobs=self._jobs, spare_time=self._spare_time, announce=self._announce, wake=self._wake,
        )  # fmt: skip
        self._pausing = Pausing(self._mailbox, self._ahead, announce=self._announce, wake=self._wake, clock=clock)
        self._offering = Offering(
            self._db, self._composing, self._ahead, post=self._mailbox.post, announce=self._announce, clock=clock
        )
        self._acts = Acts(
            vault, announce=self._announce, set_aside=self._offering.set_aside, judged=self._judged, clock=clock
        )
        self._keeping = Keeping(self._db, announce=self._announce, remember=self._acts.remember, clock=clock)
        self._reviewing = Reviewing(
            self._db, self._mailbox, announce=self._announce, passed=self._time_passed, clock=clock
        )
        self._sparing = Sparing(vault, announce=self._announce, remember=self._acts.remember, clock=clock)
        self._retaining = Retaining(vault, settings=lambda: self._settings, clock=clock, zone=zone())
        self._upkeep = Upkeep(self._db, clock=clock)
        self._collecting = Upkeep(
            self._db, clock=clock, steps=(lambda db, now: harvest.piece(db, now=now, settings=self._settings),)
        )
        self._room = Room(self._db, self._mailbox, announce=self._announce, again=self._has_room)
        self._reminding = Reminding(
            self._db, self._mailbox, announce=self._announce, remember=self._acts.remember,
            recorded=self._offering.renew, clock=clock, zone=zone(),
        )  # fmt: skip
        self._questions = Questions(
            self._db, self._inference, self._composing, self._reminding,
            post=self._mailbox.post, announce=self._announce, remember=self._acts.remember, clock=clock, zone=zone(),
        )  # fmt: skip

        self._swapping = Swapping(vault, self._inference, self._models, announce=self._announce, clock=clock)
        self._nights = Nights(
            vault, self._mailbox, self._inference, self._swapping,
            settings=lambda: self._settings, paused=lambda: self._ahead.paused, announce=self._announce, clock=clock,
            zone=zone(), probes=probes, workers=trainers, wake=self._wake,
        )  # fmt: skip
        self._outbox = Outbox(
            vault, self._mailbox, announce=self._announce, look=self._follower.look,
            settings=lambda: self._settings, clock=clock, mac=mac or Mac(),
        )  # fmt: skip

    def hear(self, listener: Callable[[Event], None]) -> None:
        """Tell `listener` everything that happens, on the conductor's thread; before `start`."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin: what was left unjudged or unembedded goes on."""
        self._mailbox.start()
        self._mailbox.post(self._nights.start)
        self._mailbox.post(self._models.start)
        self._mailbox.post(self._outbox.start)
        self._mailbox.post(self._forget_old_vectors)
        self._mailbox.post(self._wake)
        self._mailbox.post(self._reminding.start)
        self._mailbox.post(self._reviewing.start)

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Let the children go and end; returns whether the thread ended in time. The vault stays open."""
        self._mailbox.post(self._nights.stop)
        self._nights.wait_for_end()
        last = (
            self._outbox.stop, self._follower.stop, self._reminding.stop, self._background.stop, self._inference.stop
        )  # fmt: skip
        return self._mailbox.stop(timeout_s, last)

    @property
    def running(self) -> bool:
        """Whether its thread is at work, and so the vault is in use."""
        return self._mailbox.running

    def leave_room(self) -> None:
        """Somebody types or points: background work keeps apart for a moment; from any thread, as often as wished."""
        self._mailbox.leave_room()

    def follow(self, source: Path | None, contacts: Path | None = None) -> None:
        """Read this source now and whenever it changes; None stops reading."""
        self._mailbox.post(lambda: self._follower.follow(source, contacts, poll_s=self._settings.poll_s))

    def sync_now(self) -> None:
        """Look at the source at once."""
        self._mailbox.post(self._follower.look)

    def use_settings(self, settings: Settings) -> None:
        """Keep to these settings from now on."""
        self._mailbox.post(lambda: self._use_settings(settings))

    def reload_model(self) -> None:
        """Load the model in use anew, whatever is loaded."""
        self._wish(lambda: self._models.look(anew=True))

    def look_for_room(self) -> None:
        """Try at once whether a full store has room again."""
        self._mailbox.post(self._room.look)

    def _announce(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception as bug:  # noqa: BLE001 - a listener that fails must not stop the others
                logs.bug(bug)
        if isinstance(event, events.SyncFailed | events.SuggestionsFailed):
            self._room.hear(event.problem)

    def _has_room(self) -> None:
        self._follower.look()
        self._wake()

    def _model_is_back(self, ago_s: float, took_s: float, smaller: bool) -> None:
        self._announce(events.ModelRestarted(self._now() - timedelta(seconds=ago_s), took_s, smaller))

    def _set_model_aside(self) -> None:
        """The model keeps stopping: its adapters go first, then it is not loaded until it is chosen anew."""
        if not self._inference.drop_adapters(KILLED_WORKER):
            self._model.disable(KILLED_WORKER)
            self._inference.use(self._model.chat())
            self._announce(events.ModelChanged())

    def _arrived(self, conversation_ids: tuple[int, ...]) -> None:
        """Messages were written: judge them when the burst is quiet; drafts of what was answered or changed go."""
        self._outbox.arrived()
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
        """One small piece of background work; returns whether there may be more. It rests while the disk is full."""
        try:
            return not self._room.full and self._idle_piece()
        except StoreProblem as problem:
            if not self._room.hear(problem):
                raise
            return False

    def _idle_piece(self) -> bool:
        self._models.tell_sockets()
        judged = judging.judge_changed(self._db, now=self._now(), limit=JUDGE_STEP)
        if judged:
            self._ahead.outdate()
            for conversation_id in judged:
                self._announce(events.ConversationJudged(conversation_id))
            self._announce(events.InboxChanged())
            return True
        if self._follower.busy:
            return False
        if indexing.cut_some(self._db, limit=1):
            return True
        if self._retaining.piece() or self._upkeep.piece():
            return True
        if (not self._nights.running and self._background.begin_piece()) or self._collecting.piece():
            return True
        adapters.tidy(self._vault.home, self._db)
        return False

    def _drafting_ended(self, one: Drafting, outcome: Outcome) -> None:
        self._ahead.ended(one, outcome)
        self._questions.drafting_ended(one.conversation_id, outcome)
        self._wake()

    def _use_settings(self, settings: Settings) -> None:
        if limits(settings) != limits(self._settings):
            self._retaining.begin()
        if (settings.marks, settings.own_phrases) != (self._settings.marks, self._settings.own_phrases):
            judgements.outdate(self._db, tuple(State))
        if (settings.groups, settings.learn_from_edits) != (self._settings.groups, self._settings.learn_from_edits):
            harvest.end_barred(self._db, settings)
        if settings.groups is not self._settings.groups:
            self._ahead.outdate()
            self._announce(events.InboxChanged())
        other_hour = settings.train_at != self._settings.train_at
        self._settings = self._ahead.settings = settings
        if other_hour:
            self._nights.plan()
        self._wake()

    def _time_passed(self) -> None:
        self._jobs.expects = True  # another process may have left one
        self._wake()

    def _judged(self) -> None:
        """Conversations stand otherwise than before."""
        self._ahead.outdate()
        self._announce(events.InboxChanged())
        self._wake()
