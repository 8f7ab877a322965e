"""The network that learns: the frozen base with fresh low-rank pairs over it, and what it makes of lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from torch import Tensor

from engine.llm.llamacpp import n_threads
from engine.problems import TrainingFailed
from engine.training import devices, job, memory
from engine.training import state as states
from engine.training.base import open_base
from engine.training.devices import DTYPES, NoRoom
from engine.training.dialogue import Lesson
from engine.training.heap import Heap
from engine.training.loss import costs
from engine.training.memory import Room
from engine.training.values import Parameters

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
IGNORED = -100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opener:
    """How the base comes into memory.

    Attributes:
        name: part of what a job is: an adapter trained on one form of a base is not the one trained on another.
        open: (file, device, dtype) to a frozen transformers model that computes in `dtype`.
    """

    name: str
    open: Callable[[Path, str, torch.dtype], Any]


#: torch leaves it without types.
_hook = cast(Callable[[Tensor, Callable[[Tensor], None]], object], Tensor.register_hook)
#: The served file's own blocks, dequantised as they are needed.
PACKED = Opener(job.PACKED, lambda base, device, dtype: open_base(base, device=device, dtype=dtype))


class Network:
    """A base with an adapter that is being learnt.

    Attributes:
        weights: what is learnt, by name, in float32.
    """

    def __init__(self, model: Any, parameters: Parameters, *, device: str, room: Room | None = None) -> None:
        """`model`: frozen, on `device`; `room`: what is free there with the model in it, None asks."""
        self.device = device
        self._model = _adapted(model, parameters)
        self._batch, self._together, self._recomputes = parameters.batch, memory.together(parameters, device), False
        self._look: Callable[[], None] = lambda: None
        self._heap = Heap()
        self._hook_matrices()
        self.weights: dict[str, torch.nn.Parameter] = {
            name: held for name, held in self._model.named_parameters() if held.requires_grad
        }
        self._fit(parameters, room or devices.room(device))

    @property
    def cut(self) -> memory.Cut:
        """How batches go through it now."""
        return memory.Cut(self._together, self._recomputes)

    def _fit(self, parameters: Parameters, room: Room) -> None:
        """Cut batches by what is free."""
        config, grown = self._model.config, memory.GROWN * sum(4 * held.numel() for held in self.weights.values())
        dtype = next((name for name, held in DTYPES.items() if held == config.dtype), "float32")
        free = room.free if self.device == "cpu" else max(0, room.free - grown)
        found = memory.cut(
            config.num_hidden_layers, config.hidden_size, config.intermediate_size, parameters,
            device=self.device, room=Room(free, room.total), dtype=dtype,
        )  # fmt: skip
        self._together = found.tokens
        if found.recomputing:
            self.recompute()

    def recompute(self) -> None:
        """From now on, keep no activations but those between the layers."""
        self._recomputes = True
        self._model.enable_input_require_grads()
        self._model.get_base_model().activation_checkpointing_enable(recomputing(self.device))

    @property
    def adapter(self) -> dict[str, Tensor]:
        """The low-rank tensors by peft's names."""
        return dict(get_peft_model_state_dict(self._model))

    def put_adapter(self, tensors: dict[str, Tensor]) -> None:
        """Go on from these tensors.

        Raises:
            TrainingFailed: `reason` "checkpoint": they are of another network.
        """
        if {name: held.shape for name, held in self.adapter.items()} != {n: held.shape for n, held in tensors.items()}:
            raise TrainingFailed(reason="checkpoint")
        set_peft_model_state_dict(self._model, tensors)

    def learns(self, yes: bool) -> None:
        """With dropout, or as it will be served."""
        self._model.train(yes)

    def watch(self, look: Callable[[], None]) -> None:
        """Have `look` called at every matrix, forward and backward; what it raises ends the pass.

        A batch takes minutes on a slow processor, and somebody may be waiting for it.
        """
        self._look = look

    def _hook_matrices(self) -> None:
        def now() -> None:
            self._heap.tidy()
            self._look()

        def passed(_module: torch.nn.Module, _inputs: Any, output: Tensor) -> None:
            now()
            if output.requires_grad:
                _hook(output, lambda _: now())

        for name, module in self._model.named_modules():
            if name.endswith(TARGETS):
                module.register_forward_hook(passed)

    def gradients(self, rows: Sequence[Lesson]) -> float:
        """Add up the gradients of a step over `rows`, a part at a time; returns the loss, however it is cut.

        Raises:
            NoRoom: a card has none for a single one of them; no gradient is left, and what is random is as it was.
        """
        return self._fitting(rows, lambda: self._gradients(rows))

    @torch.no_grad()
    def token_costs(self, rows: Sequence[Lesson]) -> list[list[float]]:
        """What each token of each reply costs, in nats, of as many of the first rows as go through together.

        Raises like `gradients`.
        """
        return self._fitting(rows, lambda: self._token_costs(rows))

    def _gradients(self, rows: Sequence[Lesson]) -> float:
        whole = sum(one.weight * len(one.reply) for one in rows)
        total = 0.0
        for part in self.parts(rows):
            nll, _ = self.nll(part)
            weights = torch.tensor([one.weight for one in part], device=nll.device)
            loss = (nll * weights).sum() / whole
            torch.autograd.backward(loss)
            total += float(loss.detach())
        return total

    def _token_costs(self, rows: Sequence[Lesson]) -> list[list[float]]:
        each, chosen = self._costs(next(iter(self.parts(rows))))
        return [one.tolist() for one in torch.split(each, chosen.sum(1).tolist())]

    def _fitting(self, rows: Sequence[Lesson], act: Callable[[], T]) -> T:
        """What `act` comes to, begun anew in smaller parts as often as a card has no room for it."""
        before = states.randomness(self.device)
        while True:
            try:
                return act()
            except RuntimeError as error:
                if not devices.is_out_of_memory(error):
                    raise
            for held in self.weights.values():  # a part may have come half through
                held.grad = None
            devices.give_back(self.device)
            states.restore_randomness(before)
            if not self._cut_smaller(rows):
                raise NoRoom

    def _cut_smaller(self, rows: Sequence[Lesson]) -> bool:
        """Whether there is a way to need less: fewer turns at once, then no activations kept."""
        largest = max(self.parts(rows), key=lambda part: len(part) * max(one.n_tokens for one in part))
        if len(largest) > 1:
            self._together = len(largest) * max(one.n_tokens for one in largest) // 2
            return True
        if self._recomputes or not torch.is_grad_enabled():
            return False
        self.recompute()
        return True

    def parts(self, rows: Sequence[Lesson]) -> Iterator[Sequence[Lesson]]:
        """The rows, as many at a time as may go through the network together."""
        return parts(rows, self._batch, self._together)

    def nll(self, rows: Sequence[Lesson]) -> tuple[Tensor, Tensor]:
        """Summed NLL of the replies and their tokens, (rows,) each."""
        each, chosen = self._costs(rows)
        row = torch.arange(len(rows), device=self.device)[:, None].expand_as(chosen)[chosen]
        nll = torch.zeros(len(rows), device=self.device).index_add(0, row, each)
        return nll, chosen.sum(1).float()

    def _costs(self, rows: Sequence[Lesson]) -> tuple[Tensor, Tensor]:
        """The cost of every token that is learnt, row by row, (n,), and where they stand, (rows, longest - 1).

        The output matrix sees no others.
        """
        ids, labels, seen = (part.to(self.device) for part in padded(rows))
        network = self._model.get_base_model()
        hidden = network.model(input_ids=ids, attention_mask=seen).last_hidden_state[:, :-1]
        wanted = labels[:, 1:]
        chosen = wanted != IGNORED
        return costs(hidden[chosen], network.lm_head, wanted[chosen]), chosen


def _adapted(model: Any, parameters: Parameters) -> Any:
    """The network with fresh low-rank pairs on attention and feed-forward, in float32."""
    settings: dict[str, Any] = {
        "r": parameters.rank,
        "lora_alpha": parameters.alpha,
        "lora_dropout": parameters.dropout,
        "target_modules": list(TARGETS),
        "bias": "none",
        "task_type": "CAUSAL_LM",
    }
    adapted = get_peft_model(model, LoraConfig(**settings))
    for held in adapted.parameters():
        if held.requires_grad:
            held.data = held.data.float()
    return adapted


def padded(rows: Sequence[Lesson]) -> tuple[Tensor, Tensor, Tensor]:
    """Token ids, labels (`IGNORED` outside the reply) and what is seen, (rows, longest) each; padded on the right."""
    longest = max(one.n_tokens for one in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    labels, seen = torch.full_like(ids, IGNORED), torch.zeros_like(ids)
    for i, one in enumerate(rows):
        n, m = one.n_tokens, len(one.prompt)
        ids[i, :n] = torch.tensor([*one.prompt, *one.reply])
        labels[i, m:n] = torch.tensor(one.reply)
        seen[i, :n] = 1
    return ids, labels, seen


def parts(rows: Sequence[Lesson], size: int, tokens: int) -> Iterator[Sequence[Lesson]]:
    """The rows, at most `size` and, padded to the longest, `tokens` at a time; at least one."""
    first = 0
    while first < len(rows):
        last, longest = first + 1, rows[first].n_tokens
        while last < len(rows) and last - first < size:
            longest = max(longest, rows[last].n_tokens)
            if longest * (last + 1 - first) > tokens:
                break
            last += 1
        yield rows[first:last]
        first = last


def recomputing(device: str) -> dict[str, Any]:
    """What torch's `checkpoint` is told, so that dropout leaves out the same when activations are computed again.

    torch keeps a device's generator for that only where its module says that it is in use, which Metal's never does.
    """
    told: dict[str, Any] = {"use_reentrant": False}
    if device == "mps":
        told["context_fn"] = partial(states.drawn_twice, states.GENERATORS[device])
    return told


def use_threads(wanted: int) -> None:
    """Compute with so many threads; 0 is half the physical cores that this process may use."""
    torch.set_num_threads(wanted or max(1, n_threads(0) // 2))
