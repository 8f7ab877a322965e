"""The network that learns: the frozen base with fresh low-rank pairs over it, and what it makes of lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psutil
import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from torch import Tensor

from engine.llm.llamacpp import n_threads
from engine.problems import TrainingFailed
from engine.training import job, memory
from engine.training.base import open_base
from engine.training.dialogue import Lesson
from engine.training.heap import Heap
from engine.training.loss import costs
from engine.training.pace import quicker_on_cpu
from engine.training.values import Parameters

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
IGNORED = -100
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
#: With less memory than this, in bytes, activations are computed again in place of being kept; and if they would take
#: more than this share of what is free.
SMALL_MEMORY, LARGE_SHARE = 16_000_000_000, 0.5


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

    def __init__(self, model: Any, parameters: Parameters, *, device: str) -> None:
        """`model`: frozen, on `device`."""
        self.device = device
        checkpointing = recomputes(parameters, model.config, device)
        self._model = _adapted(model, parameters, checkpointing=checkpointing)
        self._batch, self._together = parameters.batch, memory.together(parameters, device)
        self._look: Callable[[], None] = lambda: None
        self._heap = Heap()
        self._hook_matrices()
        self.weights: dict[str, torch.nn.Parameter] = {
            name: held for name, held in self._model.named_parameters() if held.requires_grad
        }

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
        """Add up the gradients of a step over `rows`, a part at a time; returns the loss, however it is cut."""
        whole = sum(one.weight * len(one.reply) for one in rows)
        total = 0.0
        for part in self.parts(rows):
            nll, _ = self.nll(part)
            weights = torch.tensor([one.weight for one in part], device=nll.device)
            loss = (nll * weights).sum() / whole
            torch.autograd.backward(loss)
            total += float(loss.detach())
        return total

    def parts(self, rows: Sequence[Lesson]) -> Iterator[Sequence[Lesson]]:
        """The rows, as many at a time as may go through the network together."""
        return parts(rows, self._batch, self._together)

    def nll(self, rows: Sequence[Lesson]) -> tuple[Tensor, Tensor]:
        """Summed NLL of the replies and their tokens, (rows,) each; the output matrix sees only what is learnt."""
        ids, labels, seen = (part.to(self.device) for part in padded(rows))
        network = self._model.get_base_model()
        hidden = network.model(input_ids=ids, attention_mask=seen).last_hidden_state[:, :-1]
        wanted = labels[:, 1:]
        chosen = wanted != IGNORED
        each = costs(hidden[chosen], network.lm_head, wanted[chosen])
        row = torch.arange(len(rows), device=self.device)[:, None].expand_as(wanted)[chosen]
        nll = torch.zeros(len(rows), device=self.device).index_add(0, row, each)
        return nll, chosen.sum(1).float()


def _adapted(model: Any, parameters: Parameters, *, checkpointing: bool) -> Any:
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
    if checkpointing:
        adapted.enable_input_require_grads()
        model.activation_checkpointing_enable({"use_reentrant": False})
    return adapted


def recomputes(parameters: Parameters, config: Any, device: str) -> bool:
    """Whether activations are computed again in the backward pass; what is learnt is the same to the last bit."""
    if parameters.checkpointing != "auto":
        return parameters.checkpointing == "on"
    if device == "cuda":
        free, total = torch.cuda.mem_get_info()
    else:
        free, total = (held := psutil.virtual_memory()).available, held.total
    kept = memory.activations(
        config.num_hidden_layers,
        config.hidden_size,
        config.intermediate_size,
        tokens=max(memory.together(parameters, device), parameters.max_tokens),
        dtype="float32",
        kept=True,
    )
    return bool(total < SMALL_MEMORY or kept > LARGE_SHARE * free)


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


def use_threads(wanted: int) -> None:
    """Compute with so many threads; 0 is half the physical cores that this process may use."""
    torch.set_num_threads(wanted or max(1, n_threads(0) // 2))


def chosen_device(wanted: str) -> str:
    """The device to train on: a graphics card where torch has one."""
    if wanted != "auto":
        return wanted
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def chosen_dtype(wanted: str, device: str) -> str:
    """What to compute in, a key of `DTYPES`: bfloat16 where the device multiplies it quickly."""
    if wanted in DTYPES:
        return wanted
    quick = torch.bfloat16 if device != "cpu" else quicker_on_cpu()
    return next(name for name, dtype in DTYPES.items() if dtype == quick)
