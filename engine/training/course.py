"""One job under way: its steps, its measurings, how far it is, and what it takes to go on.

    loss of a step = sum of q_i NLL_i / sum of q_i n_i     over its examples i with n_i tokens of reply each

The order of examples is a function of (seed, epoch). AdamW, cosine, clipping at 1 as in the recipe; the best adapter by
held-out loss is what comes out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import torch
from safetensors.torch import save as save_tensors
from torch import Tensor

from engine.problems import Cancelled, TrainingFailed
from engine.training import state as states
from engine.training.dialogue import Lesson
from engine.training.held_out import HeldOut
from engine.training.network import Network
from engine.training.state import Counters, Measuring, State
from engine.training.values import Parameters, Progress, Trained

#: The learning rate never falls below this share.
LEAST_RATE = 0.05
CLIP = 1.0
#: Weight of the newest step in the loss that is shown.
NEWEST = 0.2
#: Seconds of work that are lost at most when the process is killed, beside the step under way.
SAVE_EVERY_S = 300.0
#: So often it is told that work goes on, however long a step or a measuring takes.
BEAT_S = 5.0


@dataclass(frozen=True, slots=True)
class Ties:
    """What a job does towards the outside.

    Attributes:
        poll: asked at every matrix of the network; True stops at once, after a last `save`.
        tell: hears of each step and each measuring, and every `BEAT_S` within them.
        save: keeps a state, of which it gets the parts, and its step; called every `SAVE_EVERY_S`, at the end of every
            epoch and when stopped.
        clock: monotonic seconds.
    """

    poll: Callable[[], bool]
    tell: Callable[[Progress], None]
    save: Callable[[Sequence[bytes], int], None]
    clock: Callable[[], float]


class Course:
    """One job under way."""

    def __init__(
        self,
        net: Network,
        lessons: Sequence[Lesson],
        tests: Sequence[Lesson],
        parameters: Parameters,
        *,
        at: Counters,
        ties: Ties,
    ) -> None:
        self._net, self._lessons, self._p = net, lessons, parameters
        self._held_out = HeldOut(tests)
        self._at, self._ties = at, ties
        self._optimizer = torch.optim.AdamW(net.weights.values(), lr=parameters.learning_rate, weight_decay=0.0)
        self._per_step = parameters.batch * parameters.accumulation
        self._per_epoch = math.ceil(len(lessons) / self._per_step)
        self._steps = self._per_epoch * parameters.epochs
        self._best: dict[str, Tensor] = {}
        self._loss: float | None = None
        self._began = self._saved_at = self._told_at = ties.clock()
        net.watch(self._look)
        self._stepping_s, self._n_stepped = 0.0, 0
        self._rng = states.randomness(net.device)  # as it was before the step under way

    def restore(self, before: State) -> None:
        """Go on from a saved state.

        Raises:
            TrainingFailed: `reason` "checkpoint": no course of this job is ever in it.
        """
        at, best = before.counters, {name: held.shape for name, held in before.best.items()}
        turns = at.under_way.turns
        if not (0 <= at.best_step <= at.step <= self._steps and -1 <= at.measured <= at.step):
            raise TrainingFailed(reason="checkpoint")
        if not 0 <= turns < len(self._held_out) or (turns and at.under_way.tokens < turns):
            raise TrainingFailed(reason="checkpoint")
        if best != ({name: held.shape for name, held in self._net.adapter.items()} if at.best_step else {}):
            raise TrainingFailed(reason="checkpoint")
        self._at = msgspec.structs.replace(
            at,
            dtype=self._at.dtype,
            device=self._at.device,
            left=self._at.left,
            under_way=at.under_way if at.dtype == self._at.dtype else Measuring(),
        )
        self._best = before.best
        self._net.put_adapter(before.adapter)
        if self._at.step:
            states.restore_moments(self._optimizer, self._net.weights, before.moments)
        here = ("cpu", self._net.device)  # a card that was left may be broken
        states.restore_randomness({name: held for name, held in before.rng.items() if name in here})
        self._rng = states.randomness(self._net.device)

    def run(self) -> Trained:
        """To the end, or until it is stopped."""
        try:
            while True:
                if self._at.measured < self._at.step and self._at.step % self._per_epoch == 0:
                    self._measure()
                    self._save()
                if self._at.step >= self._steps:
                    return self._trained()
                self._step()
                self._rng = states.randomness(self._net.device)
                self._save_if_due()
        except _Stopped:
            self._optimizer.zero_grad(set_to_none=True)
            self._save()
            raise Cancelled(step=self._at.step, steps=self._steps) from None

    def _step(self) -> None:
        """One step of the optimiser over `batch x accumulation` examples."""
        began, rows = self._ties.clock(), self._rows()
        self._net.learns(True)
        loss = self._net.gradients(rows)
        self._look()
        if not math.isfinite(loss):
            raise TrainingFailed(reason="not_finite", step=self._at.step)
        for group in self._optimizer.param_groups:
            group["lr"] = rate(self._p, self._at.step, self._steps)
        norm = torch.nn.utils.clip_grad_norm_(self._net.weights.values(), CLIP)
        if not math.isfinite(float(norm)):  # a loss may be a number and its gradient none
            raise TrainingFailed(reason="not_finite", step=self._at.step)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._loss = loss if self._loss is None else (1 - NEWEST) * self._loss + NEWEST * loss
        self._at = msgspec.structs.replace(
            self._at,
            step=self._at.step + 1,
            tokens=self._at.tokens + sum(len(one.reply) for one in rows),
            losses=(*self._at.losses, (self._at.step + 1, round(loss, 5))),
        )
        self._stepping_s += self._ties.clock() - began
        self._n_stepped += 1
        self._report()

    def _rows(self) -> list[Lesson]:
        """The lessons of the next step, shortest first: less to pad."""
        epoch, place = divmod(self._at.step, self._per_epoch)
        order = list(range(len(self._lessons)))
        random.Random(f"{self._p.seed}:{epoch}").shuffle(order)  # noqa: S311 - an order, no secret
        rows = [self._lessons[i] for i in order[place * self._per_step : (place + 1) * self._per_step]]
        return sorted(rows, key=lambda one: one.n_tokens)

    def _measure(self) -> None:
        """The loss on the held-out turns; the first time it is the base's, as the adapter does nothing yet."""
        self._net.learns(False)
        while (found := self._at.under_way).turns < len(self._held_out):
            began = self._ties.clock()
            found = self._held_out.further(self._net, found)
            found = msgspec.structs.replace(found, seconds=found.seconds + self._ties.clock() - began)
            if found.turns == len(self._held_out):
                break
            self._at = msgspec.structs.replace(self._at, under_way=found)
            self._save_if_due()
        self._measured(found)
        self._report()

    def _measured(self, found: Measuring) -> None:
        """A measuring came to its end."""
        loss, step, first = found.nll / found.tokens, self._at.step, self._at.measured < 0
        better = first or loss < self._at.best_loss
        if better and not first:
            self._best = {name: held.detach().cpu().clone() for name, held in self._net.adapter.items()}
        self._at = msgspec.structs.replace(
            self._at,
            measured=step,
            base_loss=loss if first else self._at.base_loss,
            best_loss=loss if better else self._at.best_loss,
            best_step=step if better else self._at.best_step,
            held_losses=(*self._at.held_losses, (step, round(loss, 5))),
            under_way=Measuring(),
            measure_s=found.seconds,
            probes=found.probes if better else self._at.probes,
            probed_in=self._at.dtype if better else self._at.probed_in,
        )

    def _look(self) -> None:
        if self._ties.poll():
            raise _Stopped
        if self._ties.clock() - self._told_at >= BEAT_S:
            self._report()

    def _report(self) -> None:
        self._told_at = self._ties.clock()
        held_step, held_loss = self._at.held_losses[-1] if self._at.held_losses else (None, None)
        self._ties.tell(
            Progress(
                step=self._at.step,
                steps=self._steps,
                epoch=self._at.step // self._per_epoch,
                loss=self._loss,
                held_loss=held_loss,
                tokens_per_s=round(self._at.tokens / max(1e-9, self._told_at - self._began + self._at.seconds), 2),
                eta_s=self._left_s(),
                held_step=held_step,
            )
        )

    def _left_s(self) -> float | None:
        """Seconds that the steps and the measurings that are left take, each at their own pace."""
        if self._at.step >= self._steps <= self._at.measured:
            return 0.0
        if not self._n_stepped:
            return None
        steps = (self._steps - self._at.step) * self._stepping_s / self._n_stepped
        measurings = self._p.epochs - self._at.measured // self._per_epoch
        measurings_s = measurings * self._at.measure_s - self._at.under_way.seconds
        return round(steps + max(0.0, measurings_s), 1)

    def _save_if_due(self) -> None:
        if self._ties.clock() - self._saved_at >= SAVE_EVERY_S:
            self._save()

    def at_rest(self) -> State:
        """What it takes to go on from here, in main memory."""
        names = {id(held): name for name, held in self._net.weights.items()}
        counters = msgspec.structs.replace(self._at, seconds=self._at.seconds + self._ties.clock() - self._began)
        adapter, moments = (
            {name: one.detach().cpu() for name, one in held.items()}
            for held in (self._net.adapter, states.moments_of(self._optimizer, names))
        )
        return State(counters, adapter, self._best, moments, self._rng)

    def _save(self) -> None:
        self._ties.save(states.pack(self.at_rest()), self._at.step)
        self._saved_at = self._ties.clock()

    def _trained(self) -> Trained:
        at = self._at
        return Trained(
            adapter=save_tensors({name: held.contiguous() for name, held in self._best.items()}) if self._best else b"",
            rank=self._p.rank,
            alpha=self._p.alpha,
            base_loss=at.base_loss,
            best_loss=at.best_loss,
            best_step=at.best_step,
            steps=self._steps,
            n_train=len(self._lessons),
            n_held=len(self._held_out),
            n_tokens=at.tokens,
            seconds=round(at.seconds + self._ties.clock() - self._began, 3),
            losses=at.losses,
            held_losses=at.held_losses,
            probes=at.probes if at.best_step else (),
            dtype=at.probed_in or at.dtype,
            form=at.form,
            device=at.device,
            left=at.left,
        )


class _Stopped(Exception):  # noqa: N818 - it is an answer
    """`poll` said so."""


def rate(parameters: Parameters, step: int, steps: int) -> float:
    """The learning rate of step number `step` (from 0): a short rise, then a cosine down to `LEAST_RATE`."""
    rise = max(1, int(steps * parameters.warmup))
    fall = max(LEAST_RATE, 0.5 * (1 + math.cos(math.pi * step / steps)))
    return parameters.learning_rate * min(1.0, (step + 1) / rise) * fall
