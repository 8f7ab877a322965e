"""Inference with scripted children, and what it says in answer, for tests."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from pathlib import Path

import msgspec
import scripted_worker

from app.chat_model import Chat
from app.child import Child
from app.inference import Inference
from app.inference_child import Answer
from app.mailbox import Mailbox
from engine import protocol

PATIENCE_S = 60.0


class Bench:
    """Inference with scripted children, on its own thread; what it answers comes out in order."""

    def __init__(self, folder: Path, **options: object) -> None:
        self.folder = folder
        self.said: queue.SimpleQueue[tuple[str, object]] = queue.SimpleQueue()
        self.children: list[Child] = []
        self.tickets: dict[str, int] = {}
        self.mailbox = Mailbox("test-inference")
        self.mailbox.start()
        given: dict[str, object] = {"start": self.start, "changed": lambda: self.said.put(("changed", None))}
        self.inference = Inference(self.mailbox, lambda: folder / "embedder.gguf", **(given | options))  # type: ignore[arg-type]  # options of the test

    def start(self, remote: bool) -> Child:
        child = Child(scripted_worker.main, name="remote" if remote else "inference")
        self.children.append(child)
        return child

    def chat(self, name: str = "one", **more: object) -> Chat:
        path = self.folder / f"{name}.gguf"
        given: dict[str, object] = {"load": lambda ticket: protocol.Load(ticket=ticket, path=str(path)), "base": name}
        return Chat(f"{name}@1", **(given | more))  # type: ignore[arg-type]  # options of the test

    def do(self, act: Callable[[], object]) -> None:
        """Run this on the mailbox's thread."""
        self.mailbox.post(lambda: void(act()))

    def use(self, chat: Chat | None) -> None:
        self.do(lambda: self.inference.use(chat))

    def generate(self, name: str, *, background: bool = False, first: int = 0, **more: object) -> None:
        def make(ticket: int) -> protocol.Generate:
            wish = protocol.Generate(ticket=ticket, prompt="Them: hi\nMe:", count=3, max_tokens=8, grow=True)
            return msgspec.structs.replace(wish, first=first)

        def then(answer: Answer) -> None:
            self.said.put((name, answer))

        def ask() -> None:
            self.tickets[name] = self.inference.generate(make, then, background=background, **more)  # type: ignore[arg-type]

        self.do(ask)

    def embed(self, name: str, *, background: bool = False, within_s: float = PATIENCE_S) -> None:
        def then(answer: object) -> None:
            self.said.put((name, answer))

        def ask() -> None:
            self.tickets[name] = self.inference.embed(["hi", "there"], then, within_s=within_s, background=background)

        self.do(ask)

    def answer(self, name: str) -> object:
        """Wait for what was said to this request."""
        return self.next(lambda said: said[0] == name)[1]

    def next(self, such: Callable[[tuple[str, object]], bool] = lambda _said: True) -> tuple[str, object]:
        while not such(said := self.said.get(timeout=PATIENCE_S)):
            pass
        return said

    def names(self, count: int) -> list[str]:
        """Who was answered, in order."""
        return [self.next(lambda said: said[0] != "changed")[0] for _ in range(count)]

    def asked(self, kind: str) -> list[dict[str, object]]:
        """What the children were asked of one kind, in order."""
        log = self.folder / "asked.jsonl"
        lines = log.read_text().splitlines() if log.exists() else []
        return [told for told in map(json.loads, lines) if told["request"] == kind]

    def until_asked(self, kind: str, count: int) -> None:
        """Wait until the children were asked so often."""
        done: queue.SimpleQueue[None] = queue.SimpleQueue()

        def look() -> None:
            if len(self.asked(kind)) >= count:
                done.put(None)
            else:
                self.mailbox.after(0.02, look)

        self.mailbox.post(look)
        done.get(timeout=PATIENCE_S)

    def told(self, name: str) -> None:
        """Tell the scripted worker how to behave."""
        (self.folder / name).touch()

    def untold(self, name: str) -> None:
        (self.folder / name).unlink()

    def close(self) -> None:
        self.mailbox.post(self.inference.stop)
        assert self.mailbox.stop(PATIENCE_S)


def void(_value: object) -> None:
    """An act returns nothing."""
