"""The conductor's children: who goes first, what a death or a silence costs, what is loaded when."""

from __future__ import annotations

import dataclasses
import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import scripted_worker
import tiny_gguf
from inference_bench import PATIENCE_S, Bench

from app import models
from app.chat_model import Chat
from app.inference import Inference
from app.paths import Home
from engine import protocol
from engine.problems import AdapterRefused, Cancelled, EmbeddingMissing, ModelMissing, ModelRefused, Problem, WorkerDied

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    for name in ("hold", "hang"):
        (tmp_path / name).unlink(missing_ok=True)
    made.close()


def test_a_model_is_loaded_before_it_first_writes_and_not_again(bench: Bench) -> None:
    bench.use(bench.chat())
    bench.generate("a")
    bench.generate("b", first=3)
    for name in ("a", "b"):
        assert isinstance(bench.answer(name), protocol.Generated)
    assert len(bench.asked("Load")) == 1
    assert bench.inference.loaded is not None


def test_another_model_is_loaded_in_place_of_the_first(bench: Bench) -> None:
    bench.use(bench.chat("one"))
    bench.generate("a")
    bench.answer("a")
    bench.use(bench.chat("two"))
    bench.generate("b")
    bench.answer("b")
    assert [told["path"] for told in bench.asked("Load")] == ["one.gguf", "two.gguf"]
    assert bench.inference.version == "two@1"


def test_whoever_was_let_go_for_a_model_that_is_refused_is_loaded_again(bench: Bench) -> None:
    bench.use(bench.chat("one"))
    bench.generate("a")
    bench.answer("a")
    bench.told("refuse-load")
    bench.use(bench.chat("two"))
    bench.generate("b")
    assert isinstance(bench.answer("b"), ModelRefused)
    bench.untold("refuse-load")
    bench.use(bench.chat("one"))
    bench.generate("c")
    assert isinstance(bench.answer("c"), protocol.Generated)
    assert [told["path"] for told in bench.asked("Load")] == ["one.gguf", "two.gguf", "one.gguf"]


def test_somebody_who_waits_cancels_background_work_and_its_asker_is_told(bench: Bench) -> None:
    bench.told("hold")
    bench.use(bench.chat())
    bench.generate("ahead", background=True)
    bench.until_asked("Generate", 1)
    bench.embed("waits")
    name, answer = bench.next(lambda said: said[0] != "changed")
    assert (name, type(answer)) == ("ahead", Cancelled)
    assert isinstance(bench.answer("waits"), np.ndarray)


def test_background_work_that_waits_is_done_after_everybody_who_waits(bench: Bench) -> None:
    bench.told("hold")
    bench.use(bench.chat())
    bench.generate("first")
    bench.until_asked("Generate", 1)
    bench.generate("ahead", background=True)
    bench.generate("second")
    bench.embed("third")
    bench.do(lambda: bench.untold("hold"))
    assert bench.names(4) == ["first", "second", "third", "ahead"]


def test_a_request_that_somebody_begins_to_wait_for_is_not_cancelled(bench: Bench) -> None:
    bench.told("hold")
    bench.use(bench.chat())
    tickets: queue.SimpleQueue[int] = queue.SimpleQueue()

    def ask() -> None:
        make = lambda ticket: protocol.Generate(ticket=ticket, prompt="x", count=3)  # noqa: E731 - short
        then = lambda answer: bench.said.put(("ahead", answer))  # noqa: E731 - short
        tickets.put(bench.inference.generate(make, then, background=True))

    bench.do(ask)
    bench.until_asked("Generate", 1)
    ticket = tickets.get(timeout=PATIENCE_S)
    bench.do(lambda: bench.inference.set_background(ticket, False))
    bench.embed("other")
    bench.do(lambda: bench.untold("hold"))
    assert isinstance(bench.answer("ahead"), protocol.Generated)


def test_a_cancelled_request_is_answered_to_nobody_and_the_next_one_goes_on(bench: Bench) -> None:
    bench.told("hold")
    bench.use(bench.chat())
    bench.generate("unwanted")
    bench.until_asked("Generate", 1)
    bench.do(lambda: bench.inference.cancel(1))
    bench.generate("wanted")
    bench.until_asked("Generate", 2)
    bench.do(lambda: bench.untold("hold"))
    assert bench.names(1) == ["wanted"]


def test_what_takes_too_long_is_told_so(bench: Bench) -> None:
    bench.told("hold")
    bench.use(bench.chat())
    bench.generate("late", within_s=0.05)
    answer = bench.answer("late")
    assert isinstance(answer, WorkerDied)
    assert answer.facts["tries"] == 0


def test_growth_is_told_and_begins_anew_in_a_child_that_replaced_another(bench: Bench) -> None:
    grown: dict[int, str] = {}
    bench.told("die")
    bench.use(bench.chat())
    bench.generate(
        "a",
        on_growth=lambda index, text: grown.update({index: grown.get(index, "") + text}),
        on_restart=grown.clear,
    )
    assert isinstance(bench.answer("a"), protocol.Generated)
    assert [grown[index] for index in range(3)] == list(scripted_worker.TEXTS[:3])


def test_a_child_that_dies_is_replaced_and_gets_its_model_and_adapters_again(bench: Bench) -> None:
    bench.told("die")
    bench.use(bench.chat(adapters=(protocol.AdapterFile(path="voice.gguf"),)))
    bench.generate("a")
    assert isinstance(bench.answer("a"), protocol.Generated)
    assert len(bench.children) == 2
    assert [len(bench.asked(kind)) for kind in ("Load", "Adapt", "Generate")] == [2, 2, 2]


def test_a_model_whose_child_died_is_told_to_be_back_and_loading_is_told_before(tmp_path: Path) -> None:
    told: queue.SimpleQueue[tuple[object, ...]] = queue.SimpleQueue()
    bench = Bench(
        tmp_path,
        loading=lambda about_s: told.put(("loading", about_s is not None)),
        restarted=lambda ago_s, took_s, smaller: told.put(("restarted", 0 <= took_s <= ago_s, smaller)),
    )
    bench.use(bench.chat())
    bench.generate("first")
    assert isinstance(bench.answer("first"), protocol.Generated)
    bench.told("die")
    bench.generate("again")
    assert isinstance(bench.answer("again"), protocol.Generated)
    said = [told.get(timeout=PATIENCE_S) for _ in range(3)]
    assert said == [("loading", False), ("loading", True), ("restarted", True, False)]
    bench.close()


def test_a_model_that_stops_three_times_is_told_and_counted_anew_for_another(tmp_path: Path) -> None:
    often: queue.SimpleQueue[None] = queue.SimpleQueue()
    bench = Bench(tmp_path, stopped_often=lambda: often.put(None))
    bench.use(bench.chat())
    for name in ("one", "two"):
        bench.told("die")
        bench.generate(name)
        assert isinstance(bench.answer(name), protocol.Generated)
    assert often.empty()
    bench.told("die")
    bench.generate("three")
    assert isinstance(bench.answer("three"), protocol.Generated)
    often.get(timeout=PATIENCE_S)
    bench.use(bench.chat("two"))
    bench.told("die")
    bench.generate("four")
    assert isinstance(bench.answer("four"), protocol.Generated)
    assert often.empty()
    bench.close()


def test_a_request_that_kills_two_children_is_not_tried_again(bench: Bench) -> None:
    bench.told("die-always")
    bench.use(bench.chat())
    bench.generate("a")
    answer = bench.answer("a")
    assert isinstance(answer, WorkerDied)
    assert answer.facts["tries"] == 2
    bench.untold("die-always")
    bench.embed("b")
    assert isinstance(bench.answer("b"), np.ndarray)


def test_a_child_that_hangs_is_replaced(tmp_path: Path) -> None:
    bench = Bench(tmp_path, silence_s=0.5)
    bench.told("hang")
    bench.use(bench.chat())
    bench.generate("a")
    bench.until_asked("Generate", 2)
    bench.untold("hang")
    answer = bench.answer("a")
    assert isinstance(answer, protocol.Generated | WorkerDied)
    assert len(bench.children) >= 2
    assert not bench.children[0].alive
    bench.close()


def test_a_child_that_says_what_nobody_can_read_is_replaced(bench: Bench) -> None:
    bench.told("babble")
    bench.use(bench.chat())
    bench.generate("a")
    assert isinstance(bench.answer("a"), protocol.Generated)
    assert len(bench.children) == 2


def test_a_model_that_is_refused_is_told_to_all_who_wait_and_not_tried_at_once_again(bench: Bench) -> None:
    def refuse(_ticket: int) -> protocol.Load:
        tried.append(1)
        raise ModelRefused(reason="wrong_hash")

    tried: list[int] = []
    bench.use(bench.chat(load=refuse))
    bench.generate("a")
    assert isinstance(bench.answer("a"), ModelRefused)
    bench.generate("b")
    assert isinstance(bench.answer("b"), ModelRefused)
    assert len(tried) == 2
    bench.embed("c")
    assert isinstance(bench.answer("c"), np.ndarray)


def test_refused_adapters_leave_the_model_alone_at_work(bench: Bench) -> None:
    bench.told("refuse-adapters")
    bench.use(bench.chat(adapters=(protocol.AdapterFile(path="voice.gguf"),)))
    bench.generate("a")
    assert isinstance(bench.answer("a"), protocol.Generated)
    assert isinstance(bench.inference.adapters.refused, AdapterRefused)
    bench.generate("b")
    bench.answer("b")
    assert len(bench.asked("Adapt")) == 1


def test_other_adapters_are_put_on_without_loading_the_model_again(bench: Bench) -> None:
    bench.use(bench.chat())
    bench.generate("a")
    bench.answer("a")
    bench.use(bench.chat(adapters=(protocol.AdapterFile(path="voice.gguf"),)))
    bench.generate("b")
    bench.answer("b")
    assert [len(bench.asked(kind)) for kind in ("Load", "Adapt")] == [1, 1]


def test_unused_weights_are_let_go_and_loaded_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path, idle_unload_s=lambda: 1e-9)
    bench.use(bench.chat())
    bench.generate("a")
    bench.answer("a")
    bench.do(bench.inference.rest_if_unused)
    bench.next(lambda said: said[0] == "changed" and bench.inference.loaded is None)
    assert len(bench.asked("Rest")) == 1
    bench.generate("b")
    assert isinstance(bench.answer("b"), protocol.Generated)
    assert len(bench.asked("Load")) == 2
    bench.close()


def test_zero_seconds_keep_weights_for_good(tmp_path: Path) -> None:
    bench = Bench(tmp_path, idle_unload_s=lambda: 0.0)
    bench.use(bench.chat())
    bench.generate("a")
    bench.answer("a")
    bench.do(bench.inference.rest_if_unused)
    bench.generate("b")
    bench.answer("b")
    assert bench.asked("Rest") == []
    bench.close()


def test_weights_that_are_to_rest_go_after_whatever_is_under_way_and_after_each_draft(tmp_path: Path) -> None:
    bench = Bench(tmp_path, idle_unload_s=lambda: 0.0)
    bench.use(bench.chat())
    bench.told("hold")
    bench.generate("a")
    bench.do(lambda: bench.inference.rest_at_once(True))
    bench.untold("hold")
    for name in ("a", "b"):
        if name != "a":
            bench.generate(name)
        assert isinstance(bench.answer(name), protocol.Generated)
        bench.next(lambda said: said[0] == "changed" and bench.inference.loaded is None)
    assert len(bench.asked("Rest")) == 2
    bench.do(lambda: bench.inference.rest_at_once(False))
    for name in ("c", "d"):
        bench.generate(name)
        bench.answer(name)
    assert len(bench.asked("Load")) == 3, "as usual again"
    bench.close()


def test_an_endpoint_has_a_child_of_its_own_whose_sockets_are_counted(bench: Bench) -> None:
    remote = bench.chat(
        load=lambda ticket: protocol.Connect(ticket=ticket, base_url="https://box.local", model="m"), remote=True
    )
    bench.use(remote)
    bench.generate("a")
    assert isinstance(bench.answer("a"), protocol.Generated)
    assert bench.inference.sockets == 1
    bench.embed("b")
    bench.answer("b")
    assert [child.name for child in bench.children] == ["remote", "inference"]
    bench.use(None)
    bench.next(lambda said: said[0] == "changed" and not bench.children[0].alive)
    assert bench.inference.sockets == 1


def test_an_endpoint_that_is_given_up_answers_whoever_waits_for_it(bench: Bench) -> None:
    bench.told("hold")
    connect = protocol.Connect(ticket=0, base_url="https://box.local", model="m", token=str(bench.folder))
    bench.use(bench.chat(load=lambda ticket: msgspec.structs.replace(connect, ticket=ticket), remote=True))
    bench.generate("under way")
    bench.generate("waiting")
    bench.until_asked("Generate", 1)
    bench.use(bench.chat())
    for name in ("under way", "waiting"):
        assert isinstance(bench.answer(name), Cancelled)
    bench.untold("hold")
    bench.generate("after")
    assert isinstance(bench.answer("after"), protocol.Generated)


@pytest.mark.parametrize("name", ["two", "box", None])
def test_a_model_that_is_replaced_answers_whoever_waits_for_it(bench: Bench, name: str | None) -> None:
    connect = protocol.Connect(ticket=0, base_url="https://box.local", model="m", token=str(bench.folder))
    box = bench.chat("box", load=lambda ticket: msgspec.structs.replace(connect, ticket=ticket), remote=True)
    bench.told("hold")
    bench.use(bench.chat("one"))
    bench.generate("under way")
    bench.generate("waiting", background=True)
    bench.until_asked("Generate", 1)
    bench.use({"two": bench.chat("two"), "box": box}.get(name or ""))
    for asked in ("under way", "waiting"):
        assert isinstance(bench.answer(asked), Cancelled)
    bench.untold("hold")
    bench.generate("after")
    assert isinstance(bench.answer("after"), ModelMissing if name is None else protocol.Generated)
    assert len(bench.asked("Generate")) == (1 if name is None else 2)


def test_an_answer_is_signed_by_those_who_wrote_it(bench: Bench) -> None:
    def ask(name: str) -> None:
        make = lambda ticket: protocol.Generate(ticket=ticket, prompt="x")  # noqa: E731 - short
        then = lambda _answer: bench.said.put((name, bench.inference.version))  # noqa: E731 - short
        bench.do(lambda: bench.inference.generate(make, then))

    bench.told("hold")
    bench.use(bench.chat())
    ask("alone")
    bench.until_asked("Generate", 1)
    adapted = bench.chat(adapters=(protocol.AdapterFile(path="voice.gguf"),))
    bench.use(dataclasses.replace(adapted, version="one@1+voice"))
    ask("adapted")
    bench.do(lambda: bench.untold("hold"))
    assert (bench.answer("alone"), bench.answer("adapted")) == ("one@1", "one@1+voice")


def test_weights_that_come_when_they_are_in_use_no_more_are_let_go(bench: Bench) -> None:
    bench.use(bench.chat())
    bench.generate("a")
    bench.use(None)
    assert isinstance(bench.answer("a"), Cancelled)
    bench.until_asked("Rest", 1)
    bench.next(lambda said: said[0] == "changed" and bench.inference.loaded is None)


def test_somebody_who_begins_to_wait_waits_no_longer_than_was_said(bench: Bench) -> None:
    bench.told("hold")
    bench.use(bench.chat())
    bench.generate("left", background=True)
    bench.until_asked("Generate", 1)
    bench.generate("waited for", background=True)
    bench.do(lambda: bench.inference.set_background(bench.tickets["left"], False, within_s=0.05))
    bench.do(lambda: bench.inference.set_background(bench.tickets["left"], True))
    bench.do(lambda: bench.inference.set_background(bench.tickets["waited for"], False, within_s=0.1))
    name, answer = bench.next(lambda said: said[0] != "changed")
    assert (name, type(answer)) == ("left", Cancelled)
    late = bench.answer("waited for")
    assert isinstance(late, WorkerDied)
    assert late.facts["tries"] == 0


def test_a_model_that_is_reloaded_is_let_go_before_it_writes_again(bench: Bench) -> None:
    bench.use(bench.chat())
    bench.generate("a")
    bench.answer("a")
    bench.do(lambda: bench.inference.use(bench.chat(), anew=True))
    bench.generate("b")
    assert isinstance(bench.answer("b"), protocol.Generated)
    assert [len(bench.asked(kind)) for kind in ("Load", "Rest")] == [2, 1]


def test_without_an_embedder_nothing_is_embedded_and_the_model_writes(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    def none() -> Path:
        raise EmbeddingMissing

    bench.inference = Inference(bench.mailbox, none, start=bench.start)
    bench.use(bench.chat())
    bench.embed("a")
    assert isinstance(bench.answer("a"), EmbeddingMissing)
    bench.generate("b")
    assert isinstance(bench.answer("b"), protocol.Generated)
    bench.close()


def test_the_real_worker_gets_its_model_back_when_it_was_killed(tmp_path: Path) -> None:
    model = tiny_gguf.write(tmp_path / "m.gguf", ["Sure", ",", " see", " you"], loops=True)
    bench = Bench(tmp_path)
    bench.inference = Inference(bench.mailbox, lambda: models.embedding_path(Home(tmp_path)))
    chat = Chat("m@1", lambda ticket: protocol.Load(ticket=ticket, path=str(model), n_ctx=512), base="m")
    bench.use(chat)
    bench.generate("a")
    assert isinstance(bench.answer("a"), protocol.Generated)
    bench.do(lambda: kill_children())
    bench.generate("b")
    answer = bench.answer("b")
    assert not isinstance(answer, Problem)
    bench.close()


def kill_children() -> None:
    import multiprocessing

    for child in multiprocessing.active_children():
        if child.name == "inference":
            child.kill()
            child.join()
