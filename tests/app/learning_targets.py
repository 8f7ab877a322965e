"""A trainer and a gate that compute nothing, in processes of their own. Children import this module by name.

The trainer's state is a chain of hashes over what it was given, so that a step that was lost, or done twice, shows in
what comes out. It looks for `Stop` between steps, and each step takes `Parameters.warmup` seconds.
"""

from __future__ import annotations

import os
import signal
import time
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from engine.problems import TrainingFailed
from engine.training import gate_messages, messages, transfer
from engine.training.gate import Verdict, refused
from engine.training.gate_messages import Examine, Examined, Looked, Pair, Rehearse, Rehearsed, Taken
from engine.training.messages import Begin, Done, Saved, Stop, Stopped
from engine.training.values import Example, Progress, Trained

STEPS_AN_EPOCH, SAVE_EVERY = 4, 2


class State(msgspec.Struct):
    step: int
    chain: bytes


def train(connection: Connection) -> None:
    begin = messages.request(connection.recv_bytes())
    assert isinstance(begin, Begin)
    if not begin.resumes:
        state = State(0, sha256(msgspec.msgpack.encode((begin.learnt, begin.held))).digest())
    else:
        try:
            state = msgspec.msgpack.decode(transfer.ask(connection), type=State)
        except msgspec.MsgspecError:
            tell(connection, messages.failed(TrainingFailed(reason="checkpoint")))
            return
    steps = STEPS_AN_EPOCH * begin.parameters.epochs
    while state.step < steps:
        if connection.poll(begin.parameters.warmup) and isinstance(messages.request(connection.recv_bytes()), Stop):
            tell(connection, Saved(msgspec.msgpack.encode(state), state.step))
            tell(connection, Stopped())
            return
        state = State(state.step + 1, sha256(state.chain + bytes([state.step])).digest())
        tell(connection, Progress(state.step, steps, 0, loss(state), None, 100.0, float(steps - state.step)))
        if state.step % SAVE_EVERY == 0:
            tell(connection, Saved(msgspec.msgpack.encode(state), state.step))
    adapter = b"GGUF" + state.chain * 40
    Path(begin.out).write_bytes(adapter)
    trained = Trained(
        b"", 4, 8.0, 3.0, loss(state), steps, steps, len(begin.learnt), len(begin.held), 100, 1.0,
        ((1, 2.0), (steps, 1.0)), ((0, 3.0), (steps, loss(state))),
    )  # fmt: skip
    tell(connection, Done(trained, sha256(adapter).hexdigest()))
    connection.poll(60)


#: A state that is too large to be held by anybody on the way.
LARGE = 48 << 20


def keep_large_states(connection: Connection) -> None:
    """It tells of a step, and of a large state as it is stopped; once it has that back, it learnt nothing."""
    begin = messages.request(connection.recv_bytes())
    assert isinstance(begin, Begin)
    if begin.resumes:
        whole = transfer.ask(connection) == bytes(LARGE)
        told = Trained(b"", 4, 8.0, 3.0, 3.0, 0, 4, 10, 5, 100, 1.0)
        tell(connection, Done(told, "") if whole else messages.failed(TrainingFailed(reason="torch")))
        connection.poll(60)
        return
    tell(connection, Progress(1, 100, 0, 2.0, None, 100.0, 60.0))
    assert isinstance(messages.request(connection.recv_bytes()), Stop)
    for said in transfer.told([bytes(LARGE)], 1):
        tell(connection, said)
    tell(connection, Stopped())


def die_in_the_middle_of_a_state(connection: Connection) -> None:
    begin = messages.request(connection.recv_bytes())
    assert isinstance(begin, Begin)
    if begin.resumes:
        transfer.ask(connection)
    tell(connection, Saved(b"half of", 9, last=False))
    os.kill(os.getpid(), signal.SIGKILL)


def loss(state: State) -> float:
    return 1.0 + state.chain[0] / 255


def tell(connection: Connection, said: messages.Reply) -> None:
    connection.send_bytes(messages.encode(said))


def die_at_once(connection: Connection) -> None:
    connection.recv_bytes()
    os.kill(os.getpid(), signal.SIGKILL)


def never_stop(connection: Connection) -> None:
    """It goes on whatever it is told."""
    connection.recv_bytes()
    tell(connection, Progress(1, 100, 0, 2.0, None, 100.0, 60.0))
    signal.pause()


def fail_for_memory(connection: Connection) -> None:
    connection.recv_bytes()
    tell(connection, messages.failed(TrainingFailed(reason="memory")))
    connection.poll(60)


def fail_for_the_card(connection: Connection) -> None:
    """A state is kept before the card has no room within a step; without a card it learns."""
    begin = messages.request(connection.recv_bytes())
    assert isinstance(begin, Begin)
    if begin.avoids:
        assert (begin.avoids, begin.resumes) == ("card_memory", True)
        finish(connection, begin, transfer.ask(connection))
        return
    tell(connection, Saved(b"a state", 1))
    tell(connection, messages.failed(TrainingFailed(reason="card_memory", device="cuda")))
    connection.poll(60)


def die_on_the_card(connection: Connection) -> None:
    begin = messages.request(connection.recv_bytes())
    assert isinstance(begin, Begin)
    if begin.avoids != "card_died":
        os.kill(os.getpid(), signal.SIGKILL)
    finish(connection, begin, b"a state")


def finish(connection: Connection, begin: Begin, state: bytes) -> None:
    """An adapter of what was kept."""
    adapter = b"GGUF" + state * 40
    Path(begin.out).write_bytes(adapter)
    trained = Trained(b"", 4, 8.0, 3.0, 2.0, 1, 1, 10, 5, 100, 1.0, device="cpu", left=f"cuda:{begin.avoids}")
    tell(connection, Done(trained, sha256(adapter).hexdigest()))
    connection.poll(60)


def learn_nothing(connection: Connection) -> None:
    connection.recv_bytes()
    tell(connection, Done(Trained(b"", 4, 8.0, 3.0, 3.0, 0, 4, 10, 5, 100, 1.0), ""))
    connection.poll(60)


def rehearsed() -> Rehearsed:
    answer = Example("Them: hello?\nMe:", "Hello there.", source="replay", conversation="replay-1")
    anchors = [msgspec.structs.replace(answer, source="anchor", id=f"anchor-{at}") for at in range(8)]
    return Rehearsed((answer,), tuple(anchors))


def gate(connection: Connection) -> None:
    """It lets everybody pass whose file is what it should be, and who was not told to be refused."""
    asked = gate_messages.request(connection.recv_bytes())
    said: gate_messages.Reply
    if isinstance(asked, Rehearse):
        said = rehearsed()
    else:
        assert isinstance(asked, Examine)
        connection.send_bytes(gate_messages.encode(Looked(1, 2)))
        whole = sha256(Path(asked.candidate).read_bytes()).hexdigest() == asked.candidate_sha256
        assert not asked.current or sha256(Path(asked.current).read_bytes()).hexdigest() == asked.current_sha256
        verdict = refused("leak") if "refuse" in asked.parameters.notes or not whole else Verdict(True, (), gain=0.2)
        said = Examined(verdict, (Pair("Them: hm?\nMe:", "Hello.", "yo", "yo"),))
    connection.send_bytes(gate_messages.encode(said))
    connection.poll(60)


def file_at(path: str) -> tuple[int, int] | None:
    """Which file lies there; one in memory has a number that another file may get."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def gate_that_takes(connection: Connection) -> None:
    """The candidate passes only if its file goes once it was taken."""
    asked = gate_messages.request(connection.recv_bytes())
    if isinstance(asked, Rehearse):
        connection.send_bytes(gate_messages.encode(rehearsed()))
        connection.poll(60)
        return
    assert isinstance(asked, Examine)
    there = file_at(asked.candidate)
    connection.send_bytes(gate_messages.encode(Taken()))
    deadline = time.monotonic() + 30
    while file_at(asked.candidate) == there and time.monotonic() < deadline:
        time.sleep(0.01)  # in a process of its own
    gone = there and file_at(asked.candidate) != there
    connection.send_bytes(gate_messages.encode(Examined(Verdict(True, ()) if gone else refused("leak"))))
    connection.poll(60)


def gate_that_dies(connection: Connection) -> None:
    asked = gate_messages.request(connection.recv_bytes())
    if isinstance(asked, Rehearse):
        anchor = Example("Them: hello?\nMe:", "Hello there.", source="anchor", conversation="anchor-1")
        connection.send_bytes(gate_messages.encode(Rehearsed((), (anchor,) * 8)))
        connection.poll(60)
    os.kill(os.getpid(), signal.SIGKILL)
