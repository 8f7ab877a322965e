"""Adapters put to use while the model runs: without loading it again, and back again if it does not bear them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app import adapters, events, logs
from app.adapter_opening import Files
from app.adapters import Passed, unwatched
from app.adapters_at_work import LATER
from app.blame import KILLED_WORKER
from app.events import Event
from app.inference import Inference
from app.inference_child import Answer
from app.model_watch import ModelWatch
from app.store import adapters as store
from app.store.adapters import How, Use
from app.vault import Vault
from engine.problems import AdapterRefused, Problem


@dataclass(frozen=True, slots=True)
class Pending:
    """What is being put to use: the number of its row, and the adapter (None: the model alone)."""

    number: int
    adapter_id: int | None


class Swapping:
    """Methods are called on the mailbox's thread only."""

    def __init__(
        self,
        vault: Vault,
        inference: Inference,
        models: ModelWatch,
        *,
        announce: Callable[[Event], None],
        clock: Callable[[], datetime],
        passed: Passed = unwatched,
    ) -> None:
        """`passed` hears the steps of `app.adapters.STEPS`."""
        self._home, self._db = vault.home, vault.db
        self._inference, self._models = inference, models
        self._announce, self._now, self._passed = announce, clock, passed
        self._pending: Pending | None = None

    def start(self) -> None:
        """Nothing is half put to use."""
        adapters.recover(self._home, self._db)
        self._models.look()

    def use(self, adapter_id: int | None, how: How = How.PERSON) -> None:
        """Use the model in use with this adapter, or (None) alone; what it cannot be used for is told.

        Raises:
            NoSuchAdapter, ModelMissing, AdapterRefused, SealBroken: what was in use stays so.
        """
        self._withdraw()
        model = adapters.model_of(self._home)
        number = adapters.begin(self._home, self._db, adapter_id, model.id, how, now=self._now(), passed=self._passed)
        self._pending = pending = Pending(number, adapter_id)

        def answered(answer: Answer) -> None:
            if self._pending is not pending:
                return  # something else was put to use meanwhile
            if not isinstance(answer, Problem) or isinstance(answer, LATER):
                self._settle(pending)
            elif adapter_id is None:  # the model alone can always be had: by loading it again
                self._settle(pending)
                self._models.look(anew=True)
            else:
                self._take_back(answer)

        self._models.look()
        if self._inference.swap_now(answered):
            self._passed("sent")
        elif self._pending is pending:  # it is put on when the model is loaded
            self._passed("sent")
            self._settle(pending)

    def roll_back(self) -> None:
        """Use what was in use before; problems as in `use`."""
        self.use(store.before(self._db, adapters.model_of(self._home).id), How.ROLLED_BACK)

    def keep_as_it_is(self, adapter_id: int) -> None:
        """The person does not want what was offered.

        Raises:
            NoSuchAdapter: no such id.
        """
        adapters.keep_as_it_is(self._db, adapter_id)
        self._announce(events.AdaptersChanged())

    def delete(self, adapter_id: int) -> None:
        """Remove a version for good.

        Raises:
            NoSuchAdapter: no such id. AdapterRefused: `reason` in_use.
        """
        adapters.delete(self._home, self._db, adapter_id)
        self._announce(events.AdaptersChanged())

    def wrote_with(self, files: Files) -> None:
        """A text was written with these adapters; whoever tells of it has it to hand on, so nothing is raised."""
        try:
            for file in files:
                use = store.newest_use(self._db, file.sha256)
                if use is not None and use.probation:
                    store.put_probation(self._db, use.number, use.probation - 1)
        except Problem as problem:  # it goes on being tried
            logs.event("probation_not_noted", problem=problem.code)

    def died_with(self, files: Files, *, taking: bool) -> None:
        """The model's process ended as it took these adapters, or with them: while they are tried, they are given up.

        Whoever tells of it has requests to save, so nothing is raised.
        """
        try:
            uses = [use for file in files if (use := store.newest_use(self._db, file.sha256)) is not None]
            blamed = any((taking or use.probation) and self._is_wanted(use) for use in uses)
        except Problem as problem:
            logs.event("probation_not_read", problem=problem.code)
            return
        if blamed:
            self.fall_back()

    def _is_wanted(self, use: Use) -> bool:
        """Whether that is being put to use or, if nothing is, in use on the model in use."""
        if self._pending is not None:
            return use.number == self._pending.number
        now = store.in_use(self._db, adapters.model_of(self._home).id)
        return now is not None and now.adapter_id == use.adapter_id

    def fall_back(self) -> None:
        """The adapter in use is given up, or the one that is being put to use: the one before it is used.

        What hinders that is told, and nothing is raised.
        """
        logs.event("adapter_fell_back")
        try:
            given_up = self._gone_back()
        except Problem as problem:  # not even that could be noted: until the next start the model goes on alone
            self._inference.drop_adapters(KILLED_WORKER)
            self._announce(events.WishFailed(problem))
            return
        if given_up is not None:
            self._announce(events.WishFailed(AdapterRefused(reason="fell_back", id=given_up)))

    def _gone_back(self) -> int | None:
        """Which adapter is in use no more; None for one of the person's own, which stays."""
        if self._pending is not None:
            given_up = self._pending.adapter_id
            self._withdraw()
            return given_up
        model = adapters.model_of(self._home)
        now = store.in_use(self._db, model.id)
        if now is None or now.adapter_id is None:
            return None
        chosen = now.how in (How.PERSON, How.AUTOMATIC)  # a step back leads no step forward
        try:
            self._fall_back_to((store.replaced if chosen else store.before)(self._db, model.id), model.id)
        except Problem:
            self._fall_back_to(None, model.id)
        self._told_anew()
        return now.adapter_id

    def _fall_back_to(self, adapter_id: int | None, model_id: str) -> None:
        adapters.deploy(self._home, self._db, adapter_id, model_id, How.FELL_BACK, now=self._now(), passed=self._passed)

    def _settle(self, pending: Pending) -> None:
        try:
            adapters.settle(self._home, self._db, pending.number)
        except Problem as problem:  # it does not hold if that could not be noted
            self._take_back(problem)
            return
        self._pending = None
        self._passed("settled")
        self._announce(events.AdaptersChanged())

    def _take_back(self, problem: Problem) -> None:
        """What was being put to use is not, and why."""
        try:
            self._withdraw()
        except Problem as worse:  # the next start puts it right
            logs.event("adapter_not_withdrawn", problem=worse.code)
        self._announce(events.WishFailed(problem))

    def _withdraw(self) -> None:
        if self._pending is not None:
            number, self._pending = self._pending.number, None
            adapters.withdraw(self._home, self._db, number)
            self._told_anew()

    def _told_anew(self) -> None:
        self._models.look()
        self._announce(events.AdaptersChanged())
