"""What a training job is given and what it gives back; nothing here needs torch.

A job is a pure function of (examples, base file, parameters): it can run in a child on this machine or, given the same
three, on another one.
"""

from __future__ import annotations

import msgspec

from engine.domain import Move, StyleProfile, Theme

#: A job needs so many examples to learn from.
LEAST_TRAIN = 8


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """One turn to learn from.

    Attributes:
        input: what was said before, "Them: …" and "Me: …" line by line, ending with an open "Me:".
        output: what the person answered; a burst has a line a bubble.
        quality: weight of its tokens in the loss, in [0, 1].
        source: "accepted", "edited", "manual", "history", "replay" or "canary".
        conversation: a name of the conversation, the same for all its examples; says nothing about who it is with.
        move, theme: what the reply does and how it sounds; None is read from the reply.
    """

    input: str
    output: str
    quality: float = 1.0
    id: str = ""
    source: str = ""
    conversation: str = ""
    move: Move | None = None
    theme: Theme | None = None


class Parameters(msgspec.Struct, frozen=True):
    """How to train; the defaults are TRAINING's table.

    Attributes:
        learning_rate: reached after `warmup` (share of all steps), then falling by a cosine.
        batch, accumulation: examples decoded together, and how many such before a step.
        max_tokens: of prompt and reply together; older turns are dropped first.
        tokens_together: that go through the network at once, which is what memory grows with; a batch of more is cut
            into parts that come to the same step. 0 for the whole batch on CUDA, 1,024 on a processor and on Metal.
        min_quality: examples below it are left out.
        threads: 0 for half the physical cores. device: "auto", "cpu", "cuda" or "mps".
        dtype: "auto", "float32" or "bfloat16"; adapters are always trained in float32.
        four_bit: how the base lies in memory: "auto", "packed" (the file's own blocks) or "nf4" (bitsandbytes, on
            CUDA, from a Hugging Face folder; `engine.training.nf4`).
        checkpointing: "on", "off", or "auto": recompute activations to save memory where there is less than 16 GB or
            they would take more than half of what is free.
        hf_folder: where the base lies as Hugging Face's tools write it; "" where it is only the file.
        replay: share of what is learnt that the base said itself.
        style: how the person writes, as it stands in the prompt of every suggestion.
    """

    rank: int = 16
    alpha: float = 32.0
    dropout: float = 0.05
    learning_rate: float = 2e-4
    warmup: float = 0.05
    batch: int = 4
    accumulation: int = 4
    epochs: int = 3
    max_tokens: int = 1024
    min_quality: float = 0.3
    seed: int = 0
    threads: int = 0
    device: str = "auto"
    dtype: str = "auto"
    four_bit: str = "auto"
    checkpointing: str = "auto"
    tokens_together: int = 0
    hf_folder: str = ""
    replay: float = 0.22
    style: StyleProfile | None = None
    notes: tuple[str, ...] = ()


class Progress(msgspec.Struct, frozen=True, tag=True):
    """Where a job is.

    Attributes:
        loss: mean over the last steps, in nats a token of the replies. held_loss: on the held-out turns, as last
            measured; None before the first time. held_step: the step after which it was.
        eta_s: seconds that are left at this pace; None before a step was done, which nothing can be told from.
    """

    step: int
    steps: int
    epoch: int
    loss: float | None
    held_loss: float | None
    tokens_per_s: float
    eta_s: float | None
    held_step: int | None = None


class Probe(msgspec.Struct, frozen=True):
    """What the trainer computed of one held-out reply, to be compared with what llama.cpp makes of the same.

    Attributes:
        at: its place among the held-out lessons. nll: of its first tokens, in nats each.
    """

    at: int
    nll: tuple[float, ...]


class Trained(msgspec.Struct, frozen=True, tag=True):
    """What came out.

    Attributes:
        adapter: the best adapter by held-out loss, safetensors with peft's names; empty if none beat the base.
        base_loss, best_loss: held-out loss in nats a token without an adapter and with this one.
        held_losses: (step, held-out loss) as it was measured. losses: (step, training loss).
        n_train, n_held: examples used. n_tokens: tokens of replies seen, epochs counted.
        probes: of some held-out replies with this adapter. dtype: what they were computed in, as was the rest unless
            another device went on with it. form: how the base was opened. device: where it came to its end. left: the
            card that was passed over or left and why, as "mps:card_wrong"; "" none.
    """

    adapter: bytes
    rank: int
    alpha: float
    base_loss: float
    best_loss: float
    best_step: int
    steps: int
    n_train: int
    n_held: int
    n_tokens: int
    seconds: float
    losses: tuple[tuple[int, float], ...] = ()
    held_losses: tuple[tuple[int, float], ...] = ()
    probes: tuple[Probe, ...] = ()
    dtype: str = ""
    form: str = ""
    device: str = ""
    left: str = ""
