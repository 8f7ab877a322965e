"""A Cancel that reaches a writing worker is obeyed within one step, and the worker is free for the next request."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_gguf
from starts import Starts

from app.child import Child
from engine import protocol

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

PATIENCE_S = 60.0
#: A stopped worker says nothing more once what it said before has been read; a sent message has arrived by then.
SILENT_S = 0.5


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    path = tiny_gguf.write(tmp_path / "m.gguf", ["Sure", ",", " see", " you"], loops=True)
    made = Starts()()
    made.send(protocol.encode(protocol.Load(ticket=1, path=str(path), n_ctx=16384, n_threads=1)))
    assert isinstance(final(made, 1), protocol.Loaded)
    yield made
    made.stop()


def heard(child: Child, timeout_s: float) -> protocol.Reply | None:
    data = child.receive(timeout_s)
    return None if data is None else protocol.reply(data)


def final(child: Child, ticket: int, grown: Counter[int] | None = None) -> protocol.Reply:
    """The reply that ends a request; what grew until then is counted by the number of the text."""
    while True:
        reply = heard(child, PATIENCE_S)
        assert reply is not None, "no answer"
        if isinstance(reply, protocol.Grew) and grown is not None:
            grown[reply.index] += 1
        elif reply.ticket == ticket and not isinstance(reply, protocol.Beat | protocol.Grew):
            return reply


def wish(ticket: int, **fields: int) -> protocol.Generate:
    said = {"max_tokens": 5000, "count": 3, **fields}
    return protocol.Generate(
        ticket=ticket, prompt="Them: hi\nMe:", temperature=0.0, repeat_penalty=1.0, grow=True, **said
    )


@pytest.mark.parametrize("count", [1, 3, 8])
def test_a_cancelled_request_makes_at_most_one_more_step(child: Child, count: int) -> None:
    child.send(protocol.encode(wish(2, count=count, max_tokens=15000 // count)))
    while not isinstance(heard(child, PATIENCE_S), protocol.Grew):
        pass
    pid = child.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    child.send(protocol.encode(protocol.Cancel(ticket=2)))
    while heard(child, SILENT_S) is not None:
        pass
    os.kill(pid, signal.SIGCONT)
    grown: Counter[int] = Counter()
    answer = final(child, 2, grown)
    assert isinstance(answer, protocol.Failed)
    assert answer.code == "Cancelled"
    assert max(grown.values(), default=0) <= 1, grown
    child.send(protocol.encode(wish(3, count=1, max_tokens=2)))
    assert isinstance(made := final(child, 3), protocol.Generated)
    assert made.texts == ("Sure,",)


def test_what_was_cancelled_before_its_turn_is_never_begun(child: Child) -> None:
    pid = child.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    for request in (wish(2), wish(3), protocol.Cancel(ticket=3), protocol.Cancel(ticket=2)):
        child.send(protocol.encode(request))
    assert heard(child, SILENT_S) is None
    os.kill(pid, signal.SIGCONT)
    grown: Counter[int] = Counter()
    answers = [final(child, ticket, grown) for ticket in (2, 3)]
    assert [answer.code for answer in answers if isinstance(answer, protocol.Failed)] == ["Cancelled"] * 2
    assert not grown
