"""Inference with a scripted worker on a home with adapters, and the swapping over it, on a thread of their own."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import scripted_worker

from app import events
from app.adapter_opening import opener
from app.adapters import Passed, unwatched
from app.child import Child
from app.inference import Inference
from app.inference_child import Answer
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse
from app.model_watch import ModelWatch
from app.swapping import Swapping
from app.vault import Vault
from engine import protocol

PATIENCE_S = 60.0


class SwapBench:
    """What the conductor has of it; the folder of the models says how the worker behaves."""

    def __init__(self, vault: Vault, *, passed: Passed = unwatched) -> None:
        self.folder = vault.home.models
        self.said: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.children: list[Child] = []
        self.mailbox = Mailbox("test-swapping")
        self.mailbox.start()
        self.inference = Inference(
            self.mailbox, lambda: self.folder / "embedder.gguf", start=self.start, opener=opener(vault.home),
            wrote_with=lambda adapters: self.swapping.wrote_with(adapters),
            died_with=lambda adapters, taking: self.swapping.died_with(adapters, taking=taking),
        )  # fmt: skip
        watch = ModelWatch(
            self.mailbox, self.inference, ModelInUse(vault.home), announce=self.said.put, changed=lambda: None
        )
        self.swapping = Swapping(
            vault, self.inference, watch, announce=self.said.put, clock=lambda: datetime.now().astimezone(),
            passed=passed,
        )  # fmt: skip
        self.watch = watch
        self.do(watch.look)
        self.do(lambda: watch.look(anew=True))

    def start(self, remote: bool) -> Child:
        child = Child(scripted_worker.main, name="inference")
        self.children.append(child)
        return child

    def do(self, act: Callable[[], object]) -> None:
        """Run this on the mailbox's thread, and wait until it is done."""
        done: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()

        def carried_out() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001 - raised where it was asked for
                done.put(error)
            else:
                done.put(None)

        self.mailbox.post(carried_out)
        if (error := done.get(timeout=PATIENCE_S)) is not None:
            raise error

    def write(self) -> Answer:
        """Let the model write something; the answer."""
        return self.ask().get(timeout=PATIENCE_S)

    def ask(self) -> queue.SimpleQueue[Answer]:
        """Let the model write something; where the answer comes."""
        answered: queue.SimpleQueue[Answer] = queue.SimpleQueue()

        def make(ticket: int) -> protocol.Generate:
            return protocol.Generate(ticket=ticket, prompt="Them: hi\nMe:", count=1, max_tokens=8)

        self.do(lambda: self.inference.generate(make, answered.put))
        return answered

    def settled(self, _now: object = None) -> None:
        """Wait until an adapter was put to use, or taken back."""
        while not isinstance(self.said.get(timeout=PATIENCE_S), events.AdaptersChanged):
            pass

    def asked(self, kind: str) -> list[dict[str, object]]:
        log = self.folder / "asked.jsonl"
        lines = log.read_text().splitlines() if log.exists() else []
        return [told for told in map(json.loads, lines) if told["request"] == kind]

    def told(self, name: str) -> Path:
        """Tell the worker how to behave."""
        path = self.folder / name
        path.touch()
        return path

    def close(self) -> None:
        self.do(self.inference.stop)
        assert self.mailbox.stop(PATIENCE_S)
