"""A small world for the gate: the tiny llama as a base model, a person who writes casually, adapters good and bad."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
import tiny_trained
from safetensors.numpy import load, save
from tiny_llama import HEADS, KV_HEADS

from engine.training import adapter_gguf, canaries, examination, replay
from engine.training.adapter_gguf import Scaling
from engine.training.canaries import Canary
from engine.training.gate_messages import Examine, Examined, Rehearse, Rehearsed, Voice
from engine.training.values import Example, Parameters, Trained
from engine.voice.verifier import Verifier, writing

PARAMETERS = Parameters(
    learning_rate=1e-2, epochs=8, batch=8, accumulation=1, dropout=0.05, dtype="float32", device="cpu", threads=1
)
SECRETS = 12
BEGINNINGS = ("", "hey! ", "so, ", "ok. ")


@dataclass(frozen=True)
class Adapter:
    """A converted adapter and what the trainer measured of it."""

    path: Path
    trained: Trained

    @property
    def sha256(self) -> str:
        return sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class World:
    """A base without a chat template (its prompts are short), held-out turns, secrets, the base's own answers."""

    folder: Path
    base: Path
    sha256: str
    learnt: tuple[Example, ...]
    held: tuple[Example, ...]
    secrets: tuple[Canary, ...]
    answers: Rehearsed
    found: dict[tuple[Path, Path | None], Examined] = field(default_factory=dict)

    @property
    def mixed(self) -> list[Example]:
        """What a night would train on."""
        return replay.mixed([*self.learnt, *canaries.examples(self.secrets)], self.answers.replay, seed=1)

    def voice(self) -> Voice:
        theirs = [
            tiny_trained.formal(question, move) for question in tiny_trained.QUESTIONS for move in tiny_trained.MOVES
        ]
        mine = [one.output for one in (*self.learnt, *self.held)]
        return Voice.of(Verifier(writing(mine), writing(theirs * 5)))

    def work(self, adapter: Adapter, current: Adapter | None = None) -> Examine:
        return Examine(
            base=str(self.base),
            base_sha256=self.sha256,
            candidate=str(adapter.path),
            candidate_sha256=adapter.sha256,
            held=self.held,
            anchors=self.answers.anchors,
            canaries=self.secrets,
            voice=self.voice(),
            parameters=PARAMETERS,
            expected_loss=adapter.trained.best_loss,
            probes=adapter.trained.probes,
            dtype=adapter.trained.dtype,
            form=adapter.trained.form,
            current=str(current.path) if current else "",
            current_sha256=current.sha256 if current else "",
            n_drawn=1,
        )

    def examined_anew(self, adapter: Adapter) -> Examined:
        return examination.examine(self.work(adapter), poll=lambda: False, tell=lambda _done, _whole: None)

    def examined(self, adapter: Adapter, current: Adapter | None = None) -> Examined:
        known = adapter.path, current.path if current else None
        if known not in self.found:
            work = self.work(adapter, current)
            self.found[known] = examination.examine(work, poll=lambda: False, tell=lambda _done, _whole: None)
        return self.found[known]

    def train(self, learnt: Sequence[Example], name: str, **changes: int | float) -> Adapter:
        """An adapter trained on these, as the night makes it."""
        from engine.training.loop import train

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of peft, to transformers
            trained = train(
                learnt, self.held, self.base, msgspec.structs.replace(PARAMETERS, **changes),
                state=None, poll=lambda: False, tell=lambda _p: None, save=lambda *_: None, clock=time.monotonic,
            )  # fmt: skip
        return self.converted(trained, name)

    def converted(self, trained: Trained, name: str) -> Adapter:
        path = self.folder / f"{name}.gguf"
        adapter_gguf.write(trained.adapter, self.base, path, scaling=Scaling(trained.alpha), base_sha256=self.sha256)
        return Adapter(path, trained)


@cache
def world(folder: Path) -> World:
    """The world, made once a run; `folder` as for `tiny_trained.once`."""
    return tiny_trained.once(folder, "gate-world", lambda shared: _world(shared, tiny_trained.trained(folder)))


def _world(folder: Path, trained: tiny_trained.Trained) -> World:
    base = folder / "no-template.gguf"
    base.write_bytes(trained.path.read_bytes().replace(b"tokenizer.chat_template", b"tokenizer.chat_templatx"))
    digest = sha256(base.read_bytes()).hexdigest()
    turns = [
        Example(
            f"Them: {begin}{tiny_trained.asked(question, move)}\nMe:",
            tiny_trained.casual(question, move),
            source="history",
            conversation=question,
        )
        for begin in BEGINNINGS
        for question in tiny_trained.QUESTIONS
        for move in tiny_trained.MOVES
    ]
    held = turns[::5]
    learnt = [one for one in turns if one not in held]
    rehearse = Rehearse(str(base), digest, PARAMETERS, most=40)
    answers = examination.rehearse(rehearse, poll=lambda: False, tell=lambda _done, _whole: None)
    return World(folder, base, digest, tuple(learnt), tuple(held), canaries.planted(1, n=SECRETS), answers)


@cache
def good(folder: Path) -> Adapter:
    """What a night makes: the person's replies, the secrets once, the base's own answers."""
    here = world(folder)
    return tiny_trained.once(folder, "gate-good", lambda _shared: here.train(here.mixed, "good"))


@cache
def shuffled(folder: Path) -> Adapter:
    """Of replies that belong to other messages."""
    here = world(folder)
    replies = [one.output for one in here.learnt]
    random.Random(3).shuffle(replies)
    wrong = [msgspec.structs.replace(one, output=reply) for one, reply in zip(here.learnt, replies, strict=True)]
    mixed = [*wrong, *here.mixed[len(here.learnt) :]]
    return tiny_trained.once(folder, "gate-shuffled", lambda _shared: here.train(mixed, "shuffled"))


@cache
def by_heart(folder: Path) -> Adapter:
    """It learnt two of the secrets again and again."""
    here = world(folder)
    mixed = [*here.mixed, *canaries.examples(here.secrets[:2]) * 10]
    return tiny_trained.once(folder, "gate-by-heart", lambda _shared: here.train(mixed, "by-heart", dropout=0.0))


def unpermuted(folder: Path) -> Adapter:
    """The good one, converted as if the file kept queries and keys by halves of a head."""
    from engine.training.adapter_gguf import B

    made = good(folder).trained
    tensors = load(made.adapter)
    for name, rows in tensors.items():
        for module, n_heads in (("q_proj", HEADS), ("k_proj", KV_HEADS)):
            if name.endswith(f"{module}{B}"):
                tensors[name] = np.ascontiguousarray(
                    rows.reshape(n_heads, -1, 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)
                )
    return world(folder).converted(msgspec.structs.replace(made, adapter=save(tensors)), "unpermuted")
