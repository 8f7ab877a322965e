"""What a job is said to take is what it takes, never less and not much more; it follows from the file and the job."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import torch
from random_files import N_VOCAB, Files

from app.benches import shapes, train_bench
from engine.llm import gguf_directory
from engine.training import heap, memory
from engine.training import state as states
from engine.training.heap import Heap
from engine.training.memory import Cut, Measures, Room, activations, cut, measures, needed, on_card, together
from engine.training.state import Counters, State
from engine.training.values import Parameters

T = TypeVar("T")
#: Llama-3.2-1B and 3B, packed as they usually are.
ONE, THREE = Measures(16, 2048, 8192, 720_896, 810_000_000), Measures(28, 3072, 8192, 1_519_616, 2_020_000_000)
USUAL = Parameters()


def test_the_measures_are_those_of_the_file(files: Files) -> None:
    found = measures(gguf_directory.read(files.plain("llama")))
    assert found is not None
    assert (found.layers, found.width, found.feed) == (2, 64, 96)
    assert found.pairs == 2 * (2 * 128 + 2 * 96 + 3 * 160)
    assert found.file_bytes == files.plain("llama").stat().st_size
    assert found.copied_bytes == 2 * (64 * 64 + 32 * 64) * 4
    assert measures(replace(gguf_directory.read(files.plain("llama")), values={})) is None


def test_queries_wider_than_the_rest_count(files: Files) -> None:
    assert (found := measures(gguf_directory.read(files.plain("qwen3")))) is not None
    assert (found.width, found.copied_bytes) == (128, 0)


def test_a_usual_job_on_a_billion_weights_fits_a_small_machine() -> None:
    """With 2 GB to spare beside it, in 8 GB; three times as large in 16 GB."""
    assert needed(ONE, USUAL) < 4.5e9
    assert needed(THREE, USUAL) < 8.5e9
    assert needed(ONE, USUAL, recomputing=False) > 6e9


@pytest.mark.parametrize("name", ["rank", "max_tokens", "tokens_together"])
def test_more_takes_more(name: str) -> None:
    some, more = ({name: each} for each in {"rank": (16, 64)}.get(name, (2048, 8192)))
    one, other = (msgspec.structs.replace(USUAL, **each) for each in (some, more))
    assert needed(ONE, one) < needed(ONE, other)


def test_a_batch_is_cut_and_takes_no_more() -> None:
    assert needed(ONE, msgspec.structs.replace(USUAL, batch=16)) == needed(ONE, USUAL)
    assert together(USUAL, "cpu") == 1024
    assert together(USUAL, "cuda") == 4096
    assert together(msgspec.structs.replace(USUAL, tokens_together=77), "cuda") == 77


def test_what_is_computed_again_takes_less() -> None:
    kept, again = (activations(16, 2048, 8192, tokens=1024, dtype="float32", kept=one) for one in (True, False))
    assert again < kept / 8


@pytest.mark.parametrize("checkpointing", ["on", pytest.param("off", marks=pytest.mark.faults)])
def test_what_is_said_is_what_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkpointing: str) -> None:
    """A small shape, and turns so long that activations are most of it where they are kept."""
    monkeypatch.setitem(shapes.SHAPES, "small", shapes.Shape(6, 256, 4, 2, 1024, 4096, 1e4))
    path = shapes.write(tmp_path / "small.gguf", "small")
    found, tokens = measures(gguf_directory.read(path)), 640
    assert found is not None
    job = Parameters(device="cpu", batch=2, max_tokens=tokens, dtype="float32", checkpointing=checkpointing, threads=1)
    taken = 1e6 * train_bench.measured(str(path), job, steps=1)["process_mb"]
    said = needed(found, job, recomputing=checkpointing == "on")
    assert taken <= said <= 2 * taken, (taken, said)


def test_a_base_in_four_bits_is_counted_where_it_was_asked_for() -> None:
    """Of 8 billion weights in a file of 8.5 GB; by itself a processor takes the file's own blocks."""
    eight = replace(ONE, in_layers=7_000_000_000, outside=500_000_000, file_bytes=8_500_000_000)
    four, packed = (needed(eight, msgspec.structs.replace(USUAL, four_bit=way)) for way in ("nf4", "packed"))
    assert 5.5e9 < four < packed - 1e9
    assert needed(eight, msgspec.structs.replace(USUAL, hf_folder="somewhere")) == packed


def grown(act: Callable[[], T]) -> tuple[T, int]:
    """(what came of it, bytes that this process had more at most meanwhile)."""

    def held(name: str) -> int:
        found = re.search(rf"{name}:\s+([0-9]+) kB", Path("/proc/self/status").read_text())
        assert found is not None
        return 1024 * int(found[1])

    Path("/proc/self/clear_refs").write_text("5")  # forgets the most there was
    before = held("VmRSS")
    return act(), held("VmHWM") - before


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the most memory there was")
def test_a_state_is_saved_and_read_within_what_is_counted_for_it() -> None:
    def some() -> dict[str, torch.Tensor]:
        return {f"matrix.{n}": torch.ones(1_500_000) for n in range(4)}

    adapter = some()
    counted = sum(4 * one.numel() for one in adapter.values())
    moments = {f"{kind}.{name}": one for kind in ("exp_avg", "exp_avg_sq") for name, one in some().items()}
    state = State(Counters("job"), adapter, some(), moments)
    made, saving = grown(partial(states.pack, state))
    assert memory.SAVED / 2 <= saving / counted <= memory.SAVED + 0.5
    data = b"".join(made)
    del made, state, moments
    _, reading = grown(partial(states.unpack, data, job="job"))
    assert (len(data) + reading) / counted <= memory.LEARNT + memory.SAVED


# ---- on a graphics card ----------------------------------------------------------------------------------------------


def on_one(free: float, *, device: str = "cuda", total: float = 24e9, **fields: object) -> Cut:
    """How a batch goes through the network of a billion weights."""
    job = msgspec.structs.replace(USUAL, **fields)
    room = Room(int(free), int(total))
    return cut(ONE.layers, ONE.width, ONE.feed, job, device=device, room=room, dtype="bfloat16")


def test_a_card_takes_the_whole_batch_where_it_has_room_and_less_where_not() -> None:
    assert on_one(80e9, total=96e9) == Cut(4096, recomputing=False)
    assert on_one(20e9) == Cut(4096, recomputing=True)
    assert on_one(0.8e9).recomputing
    assert 1024 <= on_one(0.8e9).tokens < 4096
    assert 1 <= on_one(0.0).tokens < 10
    assert on_one(20e9, device="mps").tokens == 1024


def test_what_was_asked_for_is_done_whatever_is_free() -> None:
    assert on_one(1e9, tokens_together=5000).tokens == 5000
    assert on_one(1e9, checkpointing="off").recomputing is False
    assert on_one(90e9, total=96e9, checkpointing="on").recomputing is True
    assert on_one(90e9, total=12e9).recomputing is True


def test_on_a_processor_nothing_is_cut_by_what_is_free() -> None:
    assert on_one(1e9, device="cpu") == Cut(1024, recomputing=True)
    assert on_one(40e9, device="cpu", total=64e9) == Cut(1024, recomputing=False)
    assert on_one(40e9, device="cpu", total=15e9) == Cut(1024, recomputing=True)
    assert on_one(40e9, device="cpu", total=64e9, max_tokens=10**9).recomputing


def test_four_bits_take_a_card_less_than_eight_and_more_than_none(files: Files) -> None:
    """Bases of 1 and 8 billion numbers in their layers, kept as the file's eight bits or bitsandbytes' four."""
    for numbers, low, high in ((1e9, 1.5e9, 3e9), (8e9, 5e9, 8e9)):
        base = replace(ONE, in_layers=int(numbers), outside=int(0.3e9), file_bytes=int(1.06 * (numbers + 0.3e9)))
        packed, four = (on_card(base, USUAL, dtype="bfloat16", four_bit=one) for one in (False, True))
        assert four < packed
        assert low < four < high
        assert on_card(base, USUAL, dtype="float32", four_bit=True) > four
    held = measures(gguf_directory.read(files.plain("llama")))
    assert held is not None
    assert held.in_layers == 2 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64)
    assert held.outside == 2 * N_VOCAB * 64


# ---- what is free goes back ----------------------------------------------------------------------------------------


def heap_that_saw(*held: int, loose: int = 100) -> list[int]:
    """How often it gave back, after each look; `held` is what the process has whenever it is asked."""
    given: list[int] = []
    asked = iter(held)
    memory_of_it = Heap(loose=loose, held=lambda: next(asked), give_back=lambda: given.append(1))
    counts = []
    try:
        while True:
            memory_of_it.tidy()
            counts.append(len(given))
    except StopIteration:
        return counts


def test_little_growth_is_left_alone_and_much_is_given_back() -> None:
    assert heap_that_saw(10, 50, 109) == [0, 0]
    assert heap_that_saw(10, 50, 110, 20, 119, 120, 60) == [0, 1, 1, 2]


def test_what_is_really_in_use_is_not_looked_through_at_every_matrix() -> None:
    assert heap_that_saw(10, 200, 200, 210, 290, 299) == [1, 1, 1, 1]


def test_linux_has_a_way_to_give_back_and_what_is_loose_is_counted() -> None:
    assert (heap.usual() is not None) == (sys.platform == "linux")
    assert memory.LOOSE == heap.LOOSE
