"""A card that is too small, computes otherwise or lacks something is passed over, and it is told."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from random_files import Files
from safetensors.torch import load
from small_jobs import Run
from torch.optim.optimizer import register_optimizer_step_pre_hook

from engine.problems import Cancelled, TrainingFailed
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


@pytest.fixture(scope="module")
def whole(base: Path) -> bytes:
    """The adapter of the small job that nothing troubles."""
    return Run(base).train(opener=PACKED).adapter


def well(base: Path, device: str, dtype: str) -> str:
    return ""


def found(base: Path, able: Ability = CARD, **given: Any) -> list[Place]:
    complaint = given.pop("complaint", well)
    begun, form, avoids = given.pop("begun", None), given.pop("form", "packed"), given.pop("avoids", "")
    parameters = msgspec.structs.replace(AUTO, dtype="bfloat16", **given)
    return list(places(parameters, base, able, complaint=complaint, begun=begun, form=form, avoids=avoids))


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
    left = "cuda:card_died"
    assert found(base, begun=Begun("cpu", "float32", left)) == [Place("cpu", "float32", left)]


def test_a_card_that_is_avoided_is_asked_for_nothing(base: Path) -> None:
    asked: list[object] = []
    given: dict[str, Any] = {"avoids": "card_died", "complaint": lambda *told: str(asked.append(told))}
    assert found(base, **given) == [Place("cpu", "bfloat16", "cuda:card_died")]
    assert found(base, Ability(), **given) == [Place("cpu", "bfloat16")]
    assert refusal(base, device="cuda", **given) == "card_died"
    assert not asked


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


@pytest.mark.parametrize("name", ["llama", "llama tied", "qwen2", "qwen3", "wide Q4_K_M"])
def test_a_card_that_computes_the_same_is_taken(files: Files, name: str) -> None:
    taken_if_it_computes_the_same(files, name, "float32")


@pytest.mark.parametrize(
    "name",
    [
        "qwen2",
        *(
            pytest.param(name, marks=pytest.mark.faults)
            for name in ("llama", "llama tied", "qwen3", "wide Q4_K_M", "wide Q8_0")
        ),
    ],
)
def test_a_card_that_computes_the_same_in_half_the_bits_is_taken(files: Files, name: str) -> None:
    taken_if_it_computes_the_same(files, name, "bfloat16")


def taken_if_it_computes_the_same(files: Files, name: str, dtype: str) -> None:
    shape, _, kind = name.partition(" Q")
    path = files.packed(shape, f"Q{kind}") if kind else files.plain(name)
    assert tried(path, dtype, same) == ""


def draws_anew(model: Any) -> None:
    """What is left out is another each time that activations are computed."""
    usual = model.activation_checkpointing_enable
    model.activation_checkpointing_enable = lambda told: usual({**told, "preserve_rng_state": False})


@pytest.mark.parametrize(
    ("change", "dtype"),
    [
        (turned, "float32"), (nowhere, "float32"), (backwards, "float32"), (draws_anew, "float32"),
        (turned, "bfloat16"), (backwards, "bfloat16"), (draws_anew, "bfloat16"),
    ],
)  # fmt: skip
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


def test_trying_a_card_changes_nothing_of_the_job(base: Path, whole: bytes) -> None:
    assert trial.complaint(base, "cpu:0", "float32") == ""
    assert Run(base).train(where=lambda _: places_after_a_trial(base)).adapter == whole


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
    again = Run(base).train(dropout=0.0, tokens_together=10**6, opener=crowded(700, backward=backward))
    assert again.adapter == cut.adapter


def test_a_full_card_leaves_out_the_same_each_time(base: Path) -> None:
    one, other = (Run(base).train(epochs=1, tokens_together=10**6, opener=crowded(700)) for _ in range(2))
    assert one.adapter == other.adapter


TWO = (Place("cpu:0", "float32"), Place("cpu", "float32", "cuda:card_memory"))


def test_nothing_of_a_place_that_was_left_is_in_memory_at_the_next(base: Path) -> None:
    opened: list[weakref.ref[Any]] = []
    usual = crowded(10, device="cpu:0")

    def open_and_look(path: Path, where: str, dtype: torch.dtype) -> Any:
        assert [one() for one in opened] == [None] * len(opened)
        model = usual.open(path, where, dtype)
        opened.append(weakref.ref(model))
        return model

    Run(base).train(epochs=1, opener=Opener("packed", open_and_look), where=lambda _: iter(TWO))
    assert len(opened) == 2


def test_a_state_for_which_a_card_has_no_room_is_gone_on_from_at_the_next_place(base: Path) -> None:
    """The room ends as the state is put back."""
    run = Run(base, tick=400.0)
    whole = run.train()

    def no_room(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    def opened(path: Path, where: str, dtype: torch.dtype) -> Any:
        model = open_base(path, device=where, dtype=dtype)
        if where == "cpu:0":
            model.register_load_state_dict_pre_hook(no_room)
        return model

    then = Run(base)
    made = then.train(state=run.saved[3], opener=Opener("packed", opened), where=lambda _: iter(TWO))
    assert then.told[0].step > 0
    assert (made.device, made.adapter) == ("cpu", whole.adapter)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(torch.OutOfMemoryError("CUDA out of memory."), "card_memory"), (torch.AcceleratorError("lost"), "card_died")],
)
def test_a_card_that_fails_within_a_step_is_told_and_what_was_saved_holds(
    base: Path, whole: bytes, error: Exception, reason: str
) -> None:
    """The step may be half done: its moments moved, its weights not."""

    def fail(*_: object) -> None:
        raise error

    run, hook = Run(base), register_optimizer_step_pre_hook(fail)
    try:
        with pytest.raises(TrainingFailed) as failed:
            run.train(where=lambda _: iter(TWO))
    finally:
        hook.remove()
    assert failed.value.facts == {"reason": reason, "device": "cpu:0"}
    assert Run(base).train(state=run.saved[-1]).adapter == whole


def test_single_tokens_are_said_to_be_of_the_numbers_they_were_computed_in(base: Path) -> None:
    """The base is measured in float32, what is best on another device in bfloat16; half a measuring is begun anew."""
    kept = Run(base, stop_at=20)
    with pytest.raises(Cancelled):
        kept.train(epochs=1)
    half = Run(base)
    made = half.train(epochs=1, state=kept.saved[-1], where=lambda _: iter([Place("cpu", "bfloat16")]))
    again = Run(base).train(epochs=1, dtype="bfloat16")
    assert (made.dtype, made.base_loss) == ("bfloat16", again.base_loss)
    begun = Run(base, tick=400.0)
    begun.train(epochs=1)
    last = Run(base).train(epochs=1, state=begun.saved[-1], where=lambda _: iter([Place("cpu", "bfloat16")]))
    assert (last.dtype, last.best_step) == ("float32", 4)


def test_a_card_without_room_for_one_turn_is_left_for_the_processor(base: Path, whole: bytes) -> None:
    run = Run(base)
    made = run.train(opener=crowded(10, backward=True, device="cpu:0"), where=lambda _: iter(TWO))
    assert (made.device, made.left) == ("cpu", "cuda:card_memory")
    assert made.adapter == whole
    begun: list[Begun] = []

    def where(found: Begun) -> Iterator[Place]:
        begun.append(found)
        yield from TWO[1:]

    Run(base).train(state=run.saved[-1], where=where)
    assert begun == [Begun("cpu", "float32", "cuda:card_memory")]


def test_without_room_anywhere_it_is_told(base: Path) -> None:
    with pytest.raises(TrainingFailed) as failed:
        Run(base).train(opener=crowded(10))
    assert failed.value.facts["reason"] == "memory"


def test_the_same_opener_with_room_is_the_usual_one(base: Path, whole: bytes) -> None:
    assert Run(base).train(opener=crowded(10**6)).adapter == whole
