"""Adapters put to use while the model runs: without loading it again, and back again if it does not bear them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app import adapters, events, logs
from app.adapters import Passed, unwatched
from app.events import Event
from app.inference import Inference
from app.inference_child import Answer
from app.model_watch import ModelWatch
from app.store import adapters as store
from app.store.adapters import How
from app.vault import Vault
from engine.problems import Problem

#: Texts after which an adapter has shown that it ends no process.
PROBATION = 5


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
        self._pending: int | None = None

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
        self._pending = number

        def answered(answer: Answer) -> None:
            if self._pending != number:
                return  # something else was put to use meanwhile
            if isinstance(answer, Problem):
                self._withdraw()
                self._announce(events.WishFailed(answer))
            else:
                self._settle(number)

        self._models.look()
        self._inference.probation = PROBATION if adapter_id is not None else 0
        if self._inference.swap_now(answered):
            self._passed("sent")
        elif self._pending == number:  # it is put on when the model is loaded
            self._passed("sent")
            self._settle(number)

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

    def fall_back(self) -> None:
        """The model's process ended as it took the adapter in use, or soon after: the one before it is used."""
        logs.event("adapter_fell_back")
        if self._pending is not None:
            self._withdraw()
            return
        model = adapters.model_of(self._home)
        now = store.in_use(self._db, model.id)
        if now is None or now.adapter_id is None:
            return  # an adapter of the person's own
        before = store.before(self._db, model.id)
        try:
            adapters.deploy(self._home, self._db, before, model.id, How.FELL_BACK, now=self._now())
        except Problem:
            adapters.deploy(self._home, self._db, None, model.id, How.FELL_BACK, now=self._now())
        self._inference.probation = 0
        self._told_anew()

    def _settle(self, number: int) -> None:
        self._pending = None
        adapters.settle(self._home, self._db, number)
        self._passed("settled")
        self._announce(events.AdaptersChanged())

    def _withdraw(self) -> None:
        if self._pending is not None:
            number, self._pending = self._pending, None
            adapters.withdraw(self._home, self._db, number)
            self._told_anew()

    def _told_anew(self) -> None:
        self._models.look()
        self._announce(events.AdaptersChanged())
