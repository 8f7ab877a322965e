"""The worker's server over a wire of the test's own: what is refused, what is cancelled, and when."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import cast

import lora_files
import pytest
import tiny_gguf
import tiny_trained
from tiny_trained import Trained

from engine import protocol
from engine.llm.serving import HASH_BLOCK, Server, check_hash
from engine.problems import Cancelled, ModelMissing, ModelRefused

SCRIPT = ["Sure", ",", " see", " you"]


class Wire:
    """The worker's end of a pipe: it reads what was put in, then the end of the file.

    Attributes:
        replies: what the server said.
        on_look, on_reply: called when it looks for more, and with each reply.
    """

    def __init__(self, *requests: protocol.Request) -> None:
        self._inbox = deque(requests)
        self.replies: list[protocol.Reply] = []
        self.on_look: Callable[[], None] = lambda: None
        self.on_reply: Callable[[protocol.Reply], None] = lambda _reply: None

    def put(self, request: protocol.Request) -> None:
        self._inbox.append(request)

    def poll(self, _timeout: float = 0.0) -> bool:
        self.on_look()
        return bool(self._inbox)

    def recv_bytes(self) -> bytes:
        if not self._inbox:
            raise EOFError
        return protocol.encode(self._inbox.popleft())

    def send_bytes(self, data: bytes) -> None:
        self.replies.append(protocol.reply(data))
        self.on_reply(self.replies[-1])

    def serve(self) -> list[protocol.Reply]:
        """All replies to all requests."""
        with pytest.raises(EOFError):
            Server(cast("object", self)).run()  # type: ignore[arg-type]
        return self.replies


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_gguf.write(tmp_path / "m.gguf", SCRIPT, loops=True)


def load(ticket: int, path: Path, **fields: object) -> protocol.Load:
    return protocol.Load(ticket=ticket, path=str(path), n_ctx=2048, n_threads=1, **fields)  # type: ignore[arg-type]


def wish(ticket: int, **fields: object) -> protocol.Generate:
    said = {"prompt": "Them: hi\nMe:", "temperature": 0.0, "repeat_penalty": 1.0, "max_tokens": 300, "grow": True}
    return protocol.Generate(ticket=ticket, **{**said, **fields})  # type: ignore[arg-type]


def codes(replies: list[protocol.Reply]) -> list[str]:
    return [reply.code for reply in replies if isinstance(reply, protocol.Failed)]


@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_cancel_between_two_steps_ends_the_writing_before_the_next_one(model: Path, count: int) -> None:
    wire = Wire(load(1, model), wish(2, count=count))
    grown: Counter[int] = Counter()

    def cancel_in_the_third_step(reply: protocol.Reply) -> None:
        if isinstance(reply, protocol.Grew):
            grown[reply.index] += 1
            if sum(grown.values()) == 2 * count + 1:
                wire.put(protocol.Cancel(ticket=2))

    wire.on_reply = cancel_in_the_third_step
    assert codes(wire.serve()) == ["Cancelled"]
    assert set(grown.values()) == {3}


def test_a_cancel_while_a_model_is_read_leaves_none_and_the_next_one_works(model: Path) -> None:
    wire = Wire(load(1, model))
    looks = 0

    def cancel_at_the_third_look() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            for request in (protocol.Cancel(ticket=1), wish(2), load(3, model), wish(4, max_tokens=2)):
                wire.put(request)

    wire.on_look = cancel_at_the_third_look
    replies = wire.serve()
    assert codes(replies) == ["Cancelled", "ModelMissing"]
    assert isinstance(replies[-1], protocol.Generated)
    assert replies[-1].texts == ("Sure,",)


def test_adapters_are_compared_with_their_hash_before_anything_reads_them(model: Path, tmp_path: Path) -> None:
    adapter = tmp_path / "voice.gguf"
    adapter.write_bytes(b"not what was recorded")
    recorded = sha256(b"what was recorded").hexdigest()
    wire = Wire(
        protocol.Adapt(ticket=1),
        load(2, model),
        protocol.Adapt(ticket=3, adapters=(protocol.AdapterFile(str(adapter), recorded),)),
        protocol.Adapt(ticket=4, adapters=(protocol.AdapterFile(str(tmp_path / "none.gguf")),)),
        protocol.Adapt(ticket=5),
    )
    replies = wire.serve()
    told = {reply.ticket: (reply.code, reply.facts.get("reason")) for reply in replies if hasattr(reply, "code")}
    assert told == {
        1: ("ModelMissing", None),
        3: ("AdapterRefused", "wrong_hash"),
        4: ("AdapterRefused", "missing"),
    }
    assert replies[-1] == protocol.Adapted(ticket=5, n_adapters=0, change=0.0, swap_s=replies[-1].swap_s)  # type: ignore[union-attr]


def test_what_belongs_to_the_other_child_fails(model: Path) -> None:
    replies = Wire(protocol.Connect(ticket=1, base_url="https://box", model="m"), load(2, model)).serve()
    assert codes(replies) == ["ModelFailed"]
    assert isinstance(replies[-1], protocol.Loaded)


def test_the_same_model_is_not_loaded_twice(model: Path) -> None:
    wire = Wire(load(1, model), load(2, model))
    looks: list[int] = []
    wire.on_look = lambda: looks.append(len(wire.replies))
    first, second = wire.serve()
    assert looks.count(0) > 3
    assert looks.count(1) == 1
    assert isinstance(first, protocol.Loaded)
    assert (first.ticket, second.ticket) == (1, 2)


def test_a_model_that_is_asked_for_anew_is_without_adapters(trained: Trained, tmp_path: Path) -> None:
    voice = lora_files.write(tmp_path / "casual.gguf", lora_files.casual_pairs(trained.path.parent))
    asked = {"prompt": tiny_trained.prompt(next(iter(tiny_trained.QUESTIONS))), "max_tokens": 24, "grow": False}
    alone, adapted, again = (
        reply.texts
        for reply in Wire(
            load(1, trained.path),
            wish(2, **asked),
            protocol.Adapt(ticket=3, adapters=(protocol.AdapterFile(path=str(voice)),)),
            wish(4, **asked),
            load(5, trained.path),
            wish(6, **asked),
        ).serve()
        if isinstance(reply, protocol.Generated)
    )
    assert again == alone
    assert adapted != alone


def test_a_file_is_looked_up_from_between_the_blocks_that_are_hashed(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(2 * HASH_BLOCK + 1))
    looks: list[None] = []
    right = sha256(path.read_bytes()).hexdigest()
    check_hash(str(path), right, poll=lambda: bool(looks.append(None)))
    assert len(looks) == 3
    with pytest.raises(Cancelled):
        check_hash(str(path), right, poll=lambda: True)
    with pytest.raises(ModelRefused):
        check_hash(str(path), sha256(b"").hexdigest(), poll=lambda: False)
    with pytest.raises(ModelMissing):
        check_hash(str(path.with_name("none")), right, poll=lambda: False)
