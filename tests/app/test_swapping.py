"""Adapters are swapped in the real worker while requests wait: none is lost, none is answered by half of one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import lora_files
import pytest
import tiny_trained
from tiny_trained import MOVES, QUESTIONS, casual, formal

from app.benches import swap_bench
from app.child import Child
from app.worker import Worker, start_child
from engine import protocol
from engine.llm import adapter_file
from engine.problems import AdapterRefused

pytestmark = pytest.mark.timeout(120)

ASKED = list(itertools.product(QUESTIONS, MOVES))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_trained.trained(tmp_path_factory.getbasetemp()).path


@pytest.fixture(scope="module")
def adapter(model: Path) -> protocol.AdapterFile:
    path = lora_files.write(model.with_name("swapped.gguf"), lora_files.casual_pairs(model.parent))
    return protocol.AdapterFile(path=str(path), sha256=sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def child() -> Iterator[Child]:
    started = start_child()
    yield started
    started.stop()


def wish(ticket: int, question: str, move: str) -> protocol.Generate:
    return protocol.Generate(
        ticket=ticket,
        prompt=tiny_trained.prompt(question, move),
        max_tokens=24,
        temperature=0.0,
        repeat_penalty=1.0,
        stops=(tiny_trained.STOP,),
    )


def finals(child: Child, tickets: int) -> dict[int, protocol.Reply]:
    """The final replies to tickets 1 to `tickets`."""
    heard: dict[int, protocol.Reply] = {}
    while len(heard) < tickets:
        data = child.receive(60.0)
        assert data is not None
        reply = protocol.reply(data)
        if reply.ticket and not isinstance(reply, protocol.Beat | protocol.Grew):
            heard[reply.ticket] = reply
    return heard


def test_requests_that_wait_while_adapters_are_swapped_are_answered_by_one_or_the_other(
    child: Child, model: Path, adapter: protocol.AdapterFile
) -> None:
    sent: list[protocol.Request] = [protocol.Load(ticket=1, path=str(model), n_ctx=512, n_threads=1)]
    wanted: dict[int, str] = {}
    states = itertools.cycle([(), (adapter,)])
    for n, (question, move) in enumerate(ASKED * 2):
        if n % 3 == 0:
            state = next(states)
            sent.append(protocol.Adapt(ticket=len(sent) + 1, adapters=state))
        sent.append(wish(len(sent) + 1, question, move))
        wanted[len(sent)] = (casual if state else formal)(question, move)
    for request in sent:
        child.send(protocol.encode(request))
    heard = finals(child, len(sent))
    said = {ticket: reply.texts[0].strip() for ticket, reply in heard.items() if isinstance(reply, protocol.Generated)}
    assert said == wanted
    swaps = [reply for reply in heard.values() if isinstance(reply, protocol.Adapted)]
    assert len(swaps) == len(ASKED) * 2 // 3


def test_a_swap_that_is_refused_under_load_changes_no_answer(
    child: Child, model: Path, adapter: protocol.AdapterFile, tmp_path: Path
) -> None:
    broken = lora_files.corrupt(tmp_path / "broken.gguf", Path(adapter.path))
    files = (protocol.AdapterFile(path=str(broken)), protocol.AdapterFile(path=adapter.path, sha256="0" * 64))
    sent: list[protocol.Request] = [protocol.Load(ticket=1, path=str(model), n_ctx=512, n_threads=1)]
    sent.append(protocol.Adapt(ticket=2, adapters=(adapter,)))
    for file, (question, move) in zip(itertools.cycle(files), ASKED, strict=False):
        sent.append(protocol.Adapt(ticket=len(sent) + 1, adapters=(file,)))
        sent.append(wish(len(sent) + 1, question, move))
    for request in sent:
        child.send(protocol.encode(request))
    heard = finals(child, len(sent))
    said = [reply.texts[0].strip() for reply in heard.values() if isinstance(reply, protocol.Generated)]
    assert said == [casual(question, move) for question, move in ASKED]
    refused = [reply.facts["reason"] for reply in heard.values() if isinstance(reply, protocol.Failed)]
    assert refused == ["damaged", "wrong_hash"] * (len(ASKED) // 2)


def test_a_worker_that_died_gets_its_adapter_back(model: Path, adapter: protocol.AdapterFile) -> None:
    started: list[Child] = []

    def start() -> Child:
        started.append(start_child())
        return started[-1]

    with Worker(start=start) as worker:
        worker.load(protocol.Load(ticket=0, path=str(model), n_ctx=512, n_threads=1))
        worker.adapt([adapter])
        started[-1].stop()
        question, move = ASKED[1]
        assert worker.generate(wish(0, question, move)).texts[0].strip() == casual(question, move)
        with pytest.raises(AdapterRefused):
            worker.adapt([protocol.AdapterFile(path=adapter.path, sha256="0" * 64)])
        assert worker.generate(wish(0, question, move)).texts[0].strip() == casual(question, move)
        worker.adapt([])
        assert worker.generate(wish(0, question, move)).texts[0].strip() == formal(question, move)
    assert len(started) == 2


def test_an_adapter_that_names_another_base_than_the_loaded_one_is_refused(model: Path, tmp_path: Path) -> None:
    base = sha256(model.read_bytes()).hexdigest()
    pairs = lora_files.casual_pairs(model.parent)
    ours = lora_files.write(tmp_path / "ours.gguf", pairs, values={adapter_file.BASE_SHA256: base})
    theirs = lora_files.write(tmp_path / "theirs.gguf", pairs, values={adapter_file.BASE_SHA256: "ab" * 32})
    with Worker() as worker:
        worker.load(protocol.Load(ticket=0, path=str(model), sha256=base, n_ctx=512, n_threads=1))
        assert worker.adapt([protocol.AdapterFile(path=str(ours))]).n_adapters == 1
        with pytest.raises(AdapterRefused) as told:
            worker.adapt([protocol.AdapterFile(path=str(theirs))])
        assert told.value.facts["reason"] == "other_base"


def test_the_swap_bench_loses_nothing_with_a_tiny_shape() -> None:
    figures = swap_bench.run("tiny", n_threads=1)
    assert figures["lost"] == 0
    assert figures["requests"] == 2 * (1 + figures["swaps"])
    assert figures["first_ms"] > 0
