"""A worker of the tests: a real process that speaks the real protocol and writes known texts, no model needed.

The folder of the model file it is told to load (or the token it is to connect with) says how it behaves: while a file
`hold` is there it writes nothing and only beats; a file `die` makes it kill itself at the next `Generate`, `die-always`
at every one, `die-adapting` at the next `Adapt`; `hang` makes it say nothing at all, `babble` makes one process say
what is no reply for good; `refuse-load` and `refuse-adapters` what they say; while `hold-rest` is there it does not let
weights go; with `spoilt` adapters it makes numbers that are none. With a file `value` it follows a chat template, and
whatever has a grammar is answered with what the file says. What it is asked goes to `asked.jsonl`, one line a request.
"""

from __future__ import annotations

import json
import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from engine import protocol

TEXTS = (
    "Sure, Saturday works for me",
    "What time were you thinking of?",
    "Sorry, I can't make it this week",
    "Let me look at the calendar and get back to you",
    "Happy to, the light is lovely in the morning",
    "We could also meet at the studio instead",
    "Could you send me the address once more?",
    "Thanks for asking, looking forward to it",
)
DIM = 384


class Script:
    """One process: what it was told to load, and what it says."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.folder: Path | None = None
        self.cancelled: set[int] = set()
        self.later: list[protocol.Request] = []
        self.n_adapters = 0

    def run(self) -> None:
        while True:
            request = self.later.pop(0) if self.later else protocol.request(self.pipe.recv_bytes())
            if not isinstance(request, protocol.Cancel):
                self.note(request)
                self.answer(request)

    def say(self, reply: protocol.Reply) -> None:
        self.pipe.send_bytes(protocol.encode(reply))

    def note(self, request: protocol.Request) -> None:
        if self.folder is not None:
            told = {"request": type(request).__name__, **_told(request)}
            with (self.folder / "asked.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(told) + "\n")

    def answer(self, request: protocol.Request) -> None:
        match request:
            case protocol.Load(ticket=ticket, path=path):
                if self.folder is None:
                    self.folder = Path(path).parent
                    self.note(request)
                refused = protocol.Failed(ticket=ticket, code="ModelRefused", facts={"reason": "wrong_hash"})
                self.say(refused if self.there("refuse-load") else loaded(ticket, template=self.there("value")))
            case protocol.Connect(ticket=ticket, token=folder):
                self.folder = Path(folder) if folder else None
                self.say(protocol.SocketsOpened(ticket=0, count=1))
                self.say(loaded(ticket))
            case protocol.LoadEmbedder(ticket=ticket):
                self.say(loaded(ticket))
            case protocol.Embed(ticket=ticket, texts=texts):
                self.say(protocol.Embedded(ticket=ticket, vectors=_vectors(len(texts)), dim=DIM))
            case protocol.Generate():
                self.generate(request)
            case protocol.Adapt(ticket=ticket, adapters=adapters):
                self.adapt(ticket, len(adapters))
            case protocol.Rest(ticket=ticket):
                while self.there("hold-rest"):
                    time.sleep(0.01)
                self.say(protocol.Rested(ticket=ticket))
            case protocol.Confine(ticket=ticket):
                self.say(protocol.Confined(ticket=ticket, memory_bytes=0))

    def adapt(self, ticket: int, n_adapters: int) -> None:
        self.die_if_told("die-adapting")
        if self.there("refuse-adapters"):
            self.say(protocol.Failed(ticket=ticket, code="AdapterRefused", facts={"reason": "changes_nothing"}))
        else:
            self.n_adapters = n_adapters
            self.say(protocol.Adapted(ticket=ticket, n_adapters=n_adapters, change=1.0, swap_s=0.0))

    def generate(self, request: protocol.Generate) -> None:
        self.die_if_told()
        self.babble_if_told()
        while self.there("hang"):
            time.sleep(0.01)
        while self.there("hold"):
            if self.is_cancelled(request.ticket):
                self.say(protocol.Failed(ticket=request.ticket, code="Cancelled", facts={}))
                return
            self.say(protocol.Beat(ticket=request.ticket))
        if self.n_adapters and self.there("spoilt"):
            facts = {"step": "decode", "reason": "not_finite"}
            self.say(protocol.Failed(ticket=request.ticket, code="ModelFailed", facts=facts))
            return
        if request.grammar and self.there("value"):
            assert self.folder is not None
            self.say(written(request.ticket, ((self.folder / "value").read_text(encoding="utf-8"),)))
            return
        texts = tuple(TEXTS[(request.first + at) % len(TEXTS)] for at in range(request.count))
        for at, text in enumerate(texts if request.grow else ()):
            for piece in (text[:8], text[8:]):
                self.say(protocol.Grew(ticket=request.ticket, index=request.first + at, text=piece))
        self.say(written(request.ticket, texts))

    def die_if_told(self, name: str = "die") -> None:
        if self.there(name) or (name == "die" and self.there("die-always")):
            assert self.folder is not None
            (self.folder / name).unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)

    def babble_if_told(self) -> None:
        if self.there("babble"):
            assert self.folder is not None
            (self.folder / "babble").unlink()
            while True:
                self.pipe.send_bytes(b"\xc1")
                time.sleep(0.01)

    def there(self, name: str) -> bool:
        return self.folder is not None and (self.folder / name).exists()

    def is_cancelled(self, ticket: int) -> bool:
        if self.pipe.poll(0.01):
            request = protocol.request(self.pipe.recv_bytes())
            if isinstance(request, protocol.Cancel):
                return request.ticket == ticket
            self.later.append(request)
        return False


def written(ticket: int, texts: tuple[str, ...]) -> protocol.Generated:
    """Texts that were written to their end."""
    count = len(texts)
    return protocol.Generated(
        ticket=ticket,
        texts=texts,
        mean_logprobs=(-0.3,) * count,
        finish=("stop",) * count,
        tokens=(8,) * count,
        prompt_tokens=50,
    )


def loaded(ticket: int, *, template: bool = False) -> protocol.Loaded:
    """A model that is said to be there."""
    return protocol.Loaded(
        ticket=ticket, arch="llama", name="scripted", n_ctx=4096, n_ctx_train=4096, n_params=1, n_embd=DIM,
        n_vocab=1, gpu_layers=0, n_layers=1, device="CPU", has_chat_template=template,
    )  # fmt: skip


def _vectors(count: int) -> bytes:
    matrix = np.zeros((count, DIM), dtype=np.float32)
    matrix[:, 0] = 1.0
    return matrix.tobytes()


def _told(request: protocol.Request) -> dict[str, object]:
    match request:
        case protocol.Generate(count=count, first=first, grammar=grammar):
            return {"count": count, "first": first, "grammar": bool(grammar)}
        case protocol.Load(path=path):
            return {"path": Path(path).name}
        case protocol.Adapt(adapters=adapters):
            return {"n": len(adapters), "read": [_content(Path(one.path)) for one in adapters]}
    return {}


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def main(connection: Connection) -> None:
    """Answer until the pipe is at its end."""
    Script(connection).run()
