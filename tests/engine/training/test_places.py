"""A card that is too small, computes otherwise or lacks something is passed over, and it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from random_files import Files
from safetensors.torch import load
from small_jobs import Run

from engine.problems import TrainingFailed
from engine.training import base as bases
from engine.training import blueprint, trial
from engine.training.base import open_base
from engine.training.devices import Ability
from engine.training.memory import Room
from engine.training.network import PACKED, Opener
from engine.training.places import Begun, Place, places
from engine.training.values import Parameters

FREE = Room(8 << 30, 12 << 30)
CARD, MAC = Ability(cuda=True, bfloat16=True, room=FREE), Ability(mps=True, bfloat16=True, room=FREE)
AUTO = Parameters(dtype="auto")


@pytest.fixture(scope="module")
def base(files: Files) -> Path:
    return files.plain("llama")


def well(base: Path, device: str, dtype: str) -> str:
    return ""


def found(base: Path, able: Ability = CARD, **given: Any) -> list[Place]:
    complaint = given.pop("complaint", well)
    begun, form = given.pop("begun", None), given.pop("form", "packed")
    parameters = msgspec.structs.replace(AUTO, dtype="bfloat16", **given)
    return list(places(parameters, base, able, complaint=complaint, begun=begun, form=form))


def refusal(base: Path, able: Ability = CARD, **given: Any) -> str:
    with pytest.raises(TrainingFailed) as failed:
        found(base, able, **given)
    return str(failed.value.facts["reason"])


def test_a_card_comes_first_and_the_processor_where_it_has_no_room(base: Path) -> None:
    assert found(base) == [Place("cuda", "bfloat16"), Place("cpu", "bfloat16", "cuda:card_memory")]
    assert found(base, device="cpu") == [Place("cpu", "bfloat16")]
    assert found(base, Ability()) == [Place("cpu", "bfloat16")]


@pytest.mark.parametrize("why", ["card_wrong", "card_lacks", "card_memory"])
@pytest.mark.parametrize(("able", "device"), [(CARD, "cuda"), (MAC, "mps")])
def test_what_speaks_against_a_card_is_told(base: Path, able: Ability, device: str, why: str) -> None:
    assert found(base, able, complaint=lambda *_: why) == [Place("cpu", "bfloat16", f"{device}:{why}")]
    assert refusal(base, able, device=device, complaint=lambda *_: why) == why


def test_by_name_a_card_without_room_is_refused_and_not_left(base: Path) -> None:
    assert refusal(base, device="cuda") == "card_memory"  # asked for another, after the first had no room
    small = Ability(cuda=True, bfloat16=True, room=Room(100 << 20, 12 << 30))
    asked: list[object] = []
    assert refusal(base, small, device="cuda", complaint=lambda *told: str(asked.append(told))) == "card_memory"
    assert found(base, small) == [Place("cpu", "bfloat16", "cuda:card_memory")]
    assert not asked


def test_a_job_goes_on_where_and_as_it_was_begun(base: Path) -> None:
    assert found(base, begun=Begun("cpu", "float32")) == [Place("cpu", "float32")]
    assert found(base, begun=Begun("cuda", "float32"))[0] == Place("cuda", "float32")
    assert found(base, Ability(), begun=Begun("cuda", "float32")) == [Place("cpu", "bfloat16")]
    assert found(base, begun=Begun("", "float32"))[0] == Place("cuda", "float32")


# ---- a card tried out ----------------------------------------------------------------------------------------------


def tried(path: Path, dtype: str, change: Callable[[Any], None]) -> str:
    """What is said of another device than "cpu", on which `change` has been at the network."""

    def assemble(plan: blueprint.Blueprint, *, device: str, dtype: torch.dtype) -> Any:
        model = bases.assemble(plan, device=device, dtype=dtype)
        if device != "cpu":
            change(model)
        return model

    return trial.compared(blueprint.read(path), "cpu:0", dtype, assemble=assemble)


def same(model: Any) -> None:
    """As the processor."""


def turned(model: Any) -> None:
    held = model.model.layers[0].self_attn.q_proj.weight
    held.data.copy_(held.data.flip(0))


def nowhere(model: Any) -> None:
    model.model.norm.weight.data.fill_(torch.nan)


def raises(error: Exception) -> Callable[[Any], None]:
    def change(model: Any) -> None:
        def hook(*_: object) -> None:
            raise error

        model.model.norm.register_forward_hook(hook)

    return change


def backwards(model: Any) -> None:
    """Forward it is right."""
    model.model.layers[1].mlp.register_full_backward_hook(lambda _module, into, _out: tuple(-one for one in into))


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", ["llama", "llama tied", "qwen2", "qwen3", "wide Q4_K_M", "wide Q8_0"])
def test_a_card_that_computes_the_same_is_taken(files: Files, name: str, dtype: str) -> None:
    shape, _, kind = name.partition(" Q")
    path = files.packed(shape, f"Q{kind}") if kind else files.plain(name)
    assert tried(path, dtype, same) == ""


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("change", [turned, nowhere, backwards])
def test_a_card_that_computes_something_else_is_told(base: Path, dtype: str, change: Callable[[Any], None]) -> None:
    assert tried(base, dtype, change) == "card_wrong"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NotImplementedError("The operator 'aten::x' is not currently implemented for the MPS device."), "card_lacks"),
        (TypeError("Cannot convert a MPS Tensor to float64 dtype"), "card_lacks"),
        (torch.OutOfMemoryError("CUDA out of memory."), "card_memory"),
    ],
)
def test_what_a_card_lacks_is_told(base: Path, error: Exception, why: str) -> None:
    assert tried(base, "float32", raises(error)) == why


def test_trying_a_card_changes_nothing_of_the_job(base: Path) -> None:
    assert trial.complaint(base, "cpu:0", "float32") == ""
    alone, after = Run(base).train(), Run(base).train(where=lambda _: places_after_a_trial(base))
    assert alone.adapter == after.adapter


def places_after_a_trial(base: Path) -> Any:
    tried(base, "float32", same)
    yield Place("cpu", "float32")


# ---- a card without room -------------------------------------------------------------------------------------------


def crowded(most: int, *, backward: bool = False, device: str = "cpu") -> Opener:
    """The file on a device that has room for so many tokens at once; of the last layers' gradients only, it may be."""

    def full(held: torch.Tensor) -> None:
        if held.shape[0] * held.shape[1] > most:
            raise torch.OutOfMemoryError("CUDA out of memory.")

    def opened(path: Path, where: str, dtype: torch.dtype) -> Any:
        model = open_base(path, device=where, dtype=dtype)
        if where != device:
            return model

        def passed(_module: object, _inputs: object, output: torch.Tensor) -> None:
            if not backward:
                full(output)
            elif output.requires_grad:
                output.register_hook(full)

        model.model.layers[0].mlp.register_forward_hook(passed)
        return model

    return Opener("packed", opened)


@pytest.mark.parametrize("backward", [False, True])
def test_a_full_card_is_given_less_at_once_and_the_same_is_learnt(base: Path, backward: bool) -> None:
    """Begun anew in smaller parts, a step has the gradients of all its turns, once each, and the same dropout."""
    whole = Run(base).train(dropout=0.0, tokens_together=10**6)
    cut = Run(base).train(dropout=0.0, tokens_together=10**6, opener=crowded(700, backward=backward))
    for name, held in load(whole.adapter).items():
        assert torch.allclose(load(cut.adapter)[name], held, atol=2e-3), name
    assert cut.best_loss == pytest.approx(whole.best_loss, abs=1e-3)
    again = Run(base).train(tokens_together=10**6, opener=crowded(700, backward=backward))
    assert again.adapter == Run(base).train(tokens_together=10**6, opener=crowded(700, backward=backward)).adapter


def test_a_card_without_room_for_one_turn_is_left_for_the_processor(base: Path) -> None:
    told = [Place("cpu:0", "float32"), Place("cpu", "float32", "cuda:card_memory")]
    run = Run(base)
    made = run.train(opener=crowded(10, backward=True, device="cpu:0"), where=lambda _: iter(told))
    assert (made.device, made.left) == ("cpu", "cuda:card_memory")
    assert made.adapter == Run(base).train().adapter


def test_without_room_anywhere_it_is_told(base: Path) -> None:
    with pytest.raises(TrainingFailed) as failed:
        Run(base).train(opener=crowded(10))
    assert failed.value.facts["reason"] == "memory"


def test_the_same_opener_with_room_is_the_usual_one(base: Path) -> None:
    assert Run(base).train(opener=crowded(10**6)).adapter == Run(base).train(opener=PACKED).adapter
