"""A job learns what it is shown, can be stopped at any moment, and goes on to the very same adapter."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from random_files import SHAPES, Files, write
from safetensors.torch import load
from small_jobs import EXAMPLES, HELD, LEARNT, SMALL, Run, example

from engine.llm.llamacpp import n_threads
from engine.problems import Cancelled, TooFewExamples, TrainingFailed
from engine.training import course, devices, network
from engine.training import state as states
from engine.training.agreement import PROBE_TOKENS
from engine.training.base import open_base
from engine.training.course import rate
from engine.training.dialogue import Dialogue, Lesson, lessons_of
from engine.training.job import name_of
from engine.training.network import IGNORED, Network, Opener, padded, parts
from engine.training.state import Measuring
from engine.training.values import Parameters, Trained

BOTH = ((LEARNT, "a"), (HELD, "b"))
LETTERS = ((LEARNT, "aaaaaaaa"), (HELD, "aaaaaabb"))


@pytest.fixture(scope="module")
def base(files: Files) -> Path:
    return files.plain("llama")


@pytest.fixture(scope="module")
def whole(base: Path) -> tuple[Trained, Run]:
    """The small job from its begin to its end without a stop; time passes whenever it looks at the clock."""
    run = Run(base, tick=0.25)
    return run.train(), run


def lessons(base: Path, parameters: Parameters = SMALL) -> list[Lesson]:
    dialogue = Dialogue(base)
    try:
        return lessons_of(LEARNT, dialogue, parameters)
    finally:
        dialogue.close()


def nll_by_hand(base: Path, lesson: Lesson) -> float:
    """Of the reply alone, from the logits of the whole."""
    ids = [*lesson.prompt, *lesson.reply]
    with torch.no_grad():
        chances = open_base(base)(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
    return -sum(float(chances[at - 1, ids[at]]) for at in range(len(lesson.prompt), len(ids)))


# ---- what is learnt ------------------------------------------------------------------------------------------------


def test_the_loss_falls_on_turns_that_were_never_learnt_from(base: Path) -> None:
    made = Run(base).train(epochs=4)
    assert made.best_loss < 0.6 * made.base_loss
    assert made.losses[-1][1] < 0.6 * made.losses[0][1]
    assert (made.n_train, made.n_held) == (len(LEARNT), len(HELD))
    assert [step for step, _ in made.held_losses] == [0, 4, 8, 12, 16]


def test_the_adapter_is_the_best_one_not_the_last(tmp_path: Path) -> None:
    """An "a" becomes likelier in what is held out too; then its "b" loses more than that."""
    path = write(tmp_path / "base.gguf", SHAPES["llama"], seed=2)
    learnt, held = ([msgspec.structs.replace(one, output=text) for one in some] for some, text in LETTERS)
    run = Run(path)
    made = run.train(learnt, held, learning_rate=4e-2, epochs=5)
    assert made.best_loss == pytest.approx(min(dict(made.held_losses).values()), abs=1e-4)
    assert 0 < made.best_step < made.steps
    job = name_of(learnt, held, path, msgspec.structs.replace(SMALL, learning_rate=4e-2, epochs=5))
    then = [states.unpack(data, job=job) for data in run.saved]
    best = next(one for one in then if one.counters.step == made.best_step)
    assert load(made.adapter).keys() == best.adapter.keys()
    assert all(torch.equal(held, best.adapter[name]) for name, held in load(made.adapter).items())


def test_no_adapter_is_better_than_one_that_makes_it_worse(base: Path) -> None:
    """The more an "a" is expected, the less is a "b"."""
    learnt, held = ([msgspec.structs.replace(one, output=8 * text) for one in some] for some, text in BOTH)
    made = Run(base).train(learnt, held, learning_rate=0.3, epochs=1)
    assert made.held_losses[-1][1] > made.base_loss
    assert (made.adapter, made.best_step, made.best_loss) == (b"", 0, made.base_loss)


def test_only_the_tokens_of_the_reply_are_learnt(base: Path) -> None:
    found = lessons(base)[:3]
    ids, labels, seen = padded(found)
    for row, one in enumerate(found):
        learnt = labels[row] != IGNORED
        assert labels[row][learnt].tolist() == list(one.reply)
        assert learnt.nonzero()[0].item() == len(one.prompt)
        assert ids[row][: one.n_tokens].tolist() == [*one.prompt, *one.reply]
        assert seen[row].sum() == one.n_tokens
    net = Network(open_base(base), SMALL, device="cpu")
    net.learns(False)
    nll, n = net.nll(found)
    assert n.tolist() == [len(one.reply) for one in found]
    assert nll.tolist() == pytest.approx([nll_by_hand(base, one) for one in found], rel=1e-4)


def test_a_reply_counts_the_same_alone_and_beside_longer_ones(base: Path) -> None:
    found = lessons(base)
    short, long = min(found, key=lambda one: one.n_tokens), max(found, key=lambda one: one.n_tokens)
    assert short.n_tokens < long.n_tokens
    net = Network(open_base(base), SMALL, device="cpu")
    net.learns(False)
    alone, beside = net.nll([short])[0], net.nll([long, short])[0]
    assert float(alone[0].detach()) == pytest.approx(float(beside[1].detach()), rel=1e-5)


def test_the_loss_of_a_step_is_weighted_by_quality(base: Path) -> None:
    qualities = [1.0, 0.4, 0.9, 0.6, 0.5, 1.0, 0.7, 0.8]
    learnt = [msgspec.structs.replace(one, quality=q) for one, q in zip(LEARNT[:8], qualities, strict=True)]
    found = lessons(base)[:8]
    nlls = [nll_by_hand(base, one) for one in found]
    wanted = np.dot(qualities, nlls) / np.dot(qualities, [len(one.reply) for one in found])
    made = Run(base).train(learnt, batch=3, accumulation=3, epochs=1)
    assert made.losses[0][1] == pytest.approx(wanted, abs=2e-5)
    assert wanted != pytest.approx(sum(nlls) / sum(len(one.reply) for one in found), abs=4e-4)


def test_the_gradient_of_a_step_is_that_of_its_weighted_loss(base: Path) -> None:
    """However the step is cut into parts."""
    found = [msgspec.structs.replace(one, quality=q) for one, q in zip(LEARNT[:8], [1.0, 0.5] * 4, strict=True)]
    whole = load(Run(base).train(found, batch=8, accumulation=1, epochs=1, dropout=0.0).adapter)
    cut = load(Run(base).train(found, batch=3, accumulation=3, epochs=1, dropout=0.0).adapter)
    unweighted = load(Run(base).train(LEARNT[:8], batch=8, accumulation=1, epochs=1, dropout=0.0).adapter)
    net = Network(open_base(base), SMALL, device="cpu")
    assert whole.keys() == cut.keys() == net.adapter.keys()
    name = next(name for name in whole if "lora_B" in name)
    torch.testing.assert_close(whole[name], cut[name], rtol=1e-3, atol=1e-4)
    assert float((whole[name] - unweighted[name]).abs().max()) > 1e-3


def test_a_batch_that_is_cut_by_its_tokens_comes_to_the_same_step(base: Path) -> None:
    """Parts of one to four turns, each its share of the loss; a turn that is too long by itself goes alone."""
    uncut = load(Run(base).train(batch=4, accumulation=1, epochs=1, dropout=0.0, tokens_together=10**6).adapter)
    longest = max(one.n_tokens for one in lessons(base))
    for tokens in (1, 2 * longest):
        cut = load(Run(base).train(batch=4, accumulation=1, epochs=1, dropout=0.0, tokens_together=tokens).adapter)
        for name, held in uncut.items():
            torch.testing.assert_close(cut[name], held, rtol=1e-3, atol=1e-4)


def test_a_job_whose_batches_are_cut_goes_on_to_the_very_same_adapter(base: Path) -> None:
    whole = Run(base).train(tokens_together=1)
    first = Run(base, stop_at=300)
    with pytest.raises(Cancelled):
        first.train(tokens_together=1)
    assert Run(base).train(tokens_together=1, state=first.saved[-1]).adapter == whole.adapter


def test_parts_are_as_large_as_they_may_be(base: Path) -> None:
    found = sorted(lessons(base), key=lambda one: one.n_tokens)
    for tokens in (1, 150, 400, 10**6):
        cut = list(parts(found, 4, tokens))
        assert [one for part in cut for one in part] == found
        for part, then in zip(cut, [*cut[1:], None], strict=True):
            assert len(part) == 1 or len(part) * part[-1].n_tokens <= tokens
            assert then is None or len(part) == 4 or (len(part) + 1) * then[0].n_tokens > tokens


def test_turns_of_little_quality_and_of_none_are_left_out(base: Path) -> None:
    poor = [example("who?", "sun", quality=quality) for quality in (0.29, 0.0, -1.0, 2.0, float("nan"))]
    assert Run(base).train([*LEARNT, *poor], epochs=1).n_train == len(LEARNT)
    assert Run(base).train([*LEARNT, *poor], epochs=1, min_quality=0.0).n_train == len(LEARNT) + 1


def kept_at(base: Path, stop_at: int, **fields: Any) -> states.State:
    """What is kept of the small job that was stopped at this look."""
    run = Run(base, stop_at=stop_at)
    with pytest.raises(Cancelled):
        run.train(**fields)
    return states.unpack(run.saved[-1], job=name_of(LEARNT, HELD, base, msgspec.structs.replace(SMALL, **fields)))


def test_the_held_out_loss_is_one_of_tokens_not_of_turns(base: Path) -> None:
    held = [msgspec.structs.replace(one, output=one.output * (1 + 2 * at)) for at, one in enumerate(HELD)]
    dialogue = Dialogue(base)
    tests = lessons_of(held, dialogue, SMALL)
    dialogue.close()
    nlls, lengths = [nll_by_hand(base, one) for one in tests], [len(one.reply) for one in tests]
    made = Run(base).train(held=held, epochs=1)
    assert made.base_loss == pytest.approx(sum(nlls) / sum(lengths), rel=1e-4)
    assert made.base_loss != pytest.approx(float(np.mean(np.divide(nlls, lengths))), rel=1e-3)


def test_the_first_step_is_as_long_as_the_rate_says(base: Path) -> None:
    """AdamW's first step moves every weight that has a gradient by the rate; half of all steps the rate rises."""
    state = kept_at(base, 110, warmup=0.5)
    assert state.counters.step == 1
    moved = max(float(held.abs().max()) for name, held in state.adapter.items() if "lora_B" in name)
    assert moved == pytest.approx(SMALL.learning_rate / 4, rel=1e-3)


def test_some_activations_are_left_out_while_it_learns_and_none_while_it_is_measured(base: Path) -> None:
    none, half = (Run(base).train(dropout=share, epochs=1) for share in (0.0, 0.5))
    assert none.losses[0] == half.losses[0]  # an adapter that does nothing yet
    assert [one for _, one in none.losses[1:]] != [one for _, one in half.losses[1:]]
    assert none.base_loss == half.base_loss


def test_every_epoch_has_an_order_of_its_own(base: Path) -> None:
    """Where nothing is learnt, the loss of a step tells which turns are in it."""
    made = Run(base).train(learning_rate=1e-12, dropout=0.0, epochs=2, batch=1, accumulation=1)
    first, second = ([loss for _, loss in made.losses[at : at + len(LEARNT)]] for at in (0, len(LEARNT)))
    assert first != second
    assert sorted(first) == pytest.approx(sorted(second), abs=2e-5)


def test_a_job_begins_as_its_seed_says(base: Path) -> None:
    one, same, other = (kept_at(base, 1, seed=seed).adapter for seed in (1, 1, 2))
    name = next(name for name in one if "lora_A" in name)
    assert torch.equal(one[name], same[name])
    assert not torch.equal(one[name], other[name])


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_it_computes_in_what_it_was_told_to(base: Path, whole: tuple[Trained, Run], dtype: str) -> None:
    made = Run(base).train(dtype=dtype, epochs=1)
    assert made.dtype == dtype
    assert (made.base_loss == whole[0].base_loss) == (dtype == "float32")


def test_the_rate_rises_shortly_and_falls_by_a_cosine() -> None:
    rates = [rate(Parameters(learning_rate=1.0, warmup=0.1), step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9] > 0.95
    assert rates[50] == pytest.approx(0.5)
    assert rates[-1] == 0.05
    assert rates[9:] == sorted(rates[9:], reverse=True)


def test_activations_that_are_computed_again_change_nothing(base: Path, whole: tuple[Trained, Run]) -> None:
    assert Run(base).train(checkpointing="on").adapter == whole[0].adapter


def test_a_packed_base_can_be_learnt_on(files: Files) -> None:
    made = Run(files.packed("wide", "Q4_K_M")).train(LEARNT[:8], HELD[:4], epochs=1, accumulation=1)
    assert made.best_loss < made.base_loss


# ---- stopping and going on -----------------------------------------------------------------------------------------


def test_the_same_job_gives_the_same_adapter_twice(base: Path, whole: tuple[Trained, Run]) -> None:
    torch.manual_seed(99)  # whatever was random before
    assert Run(base).train().adapter == whole[0].adapter


#: It looks 14 times in a pass forward and about as often backward. The base's loss takes three passes, so does the end
#: of each epoch (the last at 485 to 526); a step is one or two passes in both directions and a look before it is done.
STOPS = [1, 20, 43, 71, 100, 271, 314, 526]
MORE_STOPS = [42, 60, 99, 113, 170, 275, 300, 313, 500, 520, *range(2, 526, 13)]


@pytest.mark.parametrize("stop_at", [*STOPS, *(pytest.param(at, marks=pytest.mark.faults) for at in MORE_STOPS)])
def test_stopped_at_any_moment_it_goes_on_to_the_very_same_adapter(
    base: Path, whole: tuple[Trained, Run], stop_at: int
) -> None:
    first = Run(base, stop_at=stop_at)
    assert stop_at <= whole[1].polls
    with pytest.raises(Cancelled):
        first.train()
    assert first.polls == stop_at  # at once, and not later
    torch.manual_seed(stop_at)
    made = Run(base).train(state=first.saved[-1])
    assert made.adapter == whole[0].adapter
    assert (made.losses, made.held_losses) == (whole[0].losses, whole[0].held_losses)
    assert (made.best_step, made.n_tokens) == (whole[0].best_step, whole[0].n_tokens)
    assert made.probes == whole[0].probes


@pytest.mark.parametrize("checkpointing", ["on", "off"])
def test_it_looks_at_every_matrix_in_both_directions(base: Path, checkpointing: str) -> None:
    looks: list[None] = []
    net = Network(open_base(base), msgspec.structs.replace(SMALL, checkpointing=checkpointing), device="cpu")
    net.watch(lambda: looks.append(None))
    net.learns(True)
    nll, _ = net.nll(lessons(base)[:2])
    assert len(looks) == 14
    nll.sum().backward()
    assert len(looks) >= 27  # of the first layer's first input nobody asks a gradient


def test_stopped_again_and_again_it_still_comes_to_the_same_end(base: Path, whole: tuple[Trained, Run]) -> None:
    state: bytes | None = None
    for _ in range(100):
        run = Run(base, stop_at=120, tick=1.0)
        try:
            made = run.train(state=state)
            break
        except Cancelled:
            state = run.saved[-1]
    assert made.adapter == whole[0].adapter
    assert made.seconds >= whole[0].seconds


def test_killed_after_any_save_it_comes_to_the_same_end(base: Path, whole: tuple[Trained, Run]) -> None:
    run = Run(base, tick=course.SAVE_EVERY_S)  # each look at the clock is later than that: a save every step
    run.train()
    assert len(run.saved) > 8
    for state in (run.saved[0], run.saved[5], run.saved[-1]):
        assert Run(base).train(state=state).adapter == whole[0].adapter


def test_without_much_time_passing_it_saves_after_each_measuring(whole: tuple[Trained, Run]) -> None:
    assert len(whole[1].saved) == len(whole[0].held_losses)


def test_single_tokens_of_held_out_replies_are_kept_for_the_gate(whole: tuple[Trained, Run]) -> None:
    """Of the best adapter: here all that is held out is short enough to be kept whole."""
    made = whole[0]
    assert [one.at for one in sorted(made.probes, key=lambda one: one.at)] == list(range(len(HELD)))
    assert all(1 <= len(one.nll) <= PROBE_TOKENS for one in made.probes)
    assert (made.dtype, made.form) == ("float32", "packed")


def test_it_tells_how_far_it_is(whole: tuple[Trained, Run]) -> None:
    told = whole[1].told
    assert [one.step for one in told] == sorted(one.step for one in told)
    assert (told[0].step, told[0].loss, told[-1].step, told[-1].steps) == (0, None, 8, 8)
    assert [one.eta_s for one in told if one.step == 0] == [None] * sum(one.step == 0 for one in told)
    assert all(one.eta_s is not None and one.eta_s > 0 for one in told[:-1] if one.step)
    assert told[-1].eta_s == 0.0
    assert {(one.held_step, one.held_loss) for one in told} == {(None, None), *whole[0].held_losses}


def test_a_machine_however_slow_is_heard_within_a_measuring_and_a_step(base: Path) -> None:
    """A second passes whenever it looks at the clock, which is once for each matrix and once more."""
    run = Run(base, tick=1.0)
    run.train(epochs=1)
    assert max(after - before for before, after in itertools.pairwise([0.0, *run.when])) <= course.BEAT_S + 3
    at_first = [one for one in run.told if one.step == 0]
    assert [one.held_loss for one in at_first[:3]] == [None] * 3  # of the base alone
    assert at_first[-1].held_loss is not None  # within the first step
    assert at_first[-2].held_loss is not None


def test_steps_and_measurings_are_foreseen_each_at_its_own_pace(base: Path) -> None:
    """Of four turns a step, and a measuring of five by itself: half of a long night may be measuring."""
    run = Run(base, tick=1.0)
    run.train(epochs=4)
    begun, when = next((one, when) for one, when in zip(run.told, run.when, strict=True) if one.step == 1)
    assert begun.eta_s == pytest.approx(run.now - when, rel=0.15)


def test_a_measuring_that_was_stopped_goes_on_where_it_was(base: Path, whole: tuple[Trained, Run]) -> None:
    """The base's loss is measured in three passes of 14 looks; the first of them was whole."""
    first = Run(base, stop_at=20)
    with pytest.raises(Cancelled):
        first.train()
    kept = states.unpack(first.saved[-1], job=name_of(LEARNT, HELD, base, SMALL)).counters
    assert (kept.measured, kept.under_way.turns) == (-1, 2)
    again = Run(base)
    made = again.train(state=first.saved[-1])
    assert again.polls == whole[1].polls - 14
    assert made.held_losses == whole[0].held_losses


def test_a_long_measuring_is_saved_on_its_way(base: Path) -> None:
    run = Run(base, tick=course.SAVE_EVERY_S)
    run.train(epochs=1)
    kept = [states.unpack(data, job=name_of(LEARNT, HELD, base, msgspec.structs.replace(SMALL, epochs=1)))
            for data in run.saved]  # fmt: skip
    assert [one.counters.under_way.turns for one in kept][:3] == [2, 4, 0]
    assert kept[2].counters.measured == 0


def test_sums_of_turns_that_never_were_are_refused(base: Path, whole: tuple[Trained, Run]) -> None:
    job = name_of(LEARNT, HELD, base, SMALL)
    for wrong in (Measuring(turns=5, tokens=50), Measuring(turns=-1), Measuring(turns=3, tokens=0)):
        held = states.unpack(whole[1].saved[-1], job=job)
        held.counters = msgspec.structs.replace(held.counters, under_way=wrong)
        assert failure(Run(base), state=b"".join(states.pack(held)))["reason"] == "checkpoint"


# ---- what is refused -----------------------------------------------------------------------------------------------


def failure(run: Run, **given: Any) -> dict[str, Any]:
    with pytest.raises(TrainingFailed) as failed:
        run.train(**given)
    return failed.value.facts


def test_numbers_that_are_none_end_it(tmp_path: Path) -> None:
    path = write(tmp_path / "nan.gguf", SHAPES["llama"], extra={"output_norm.weight": np.full(64, np.nan)})
    run = Run(path)
    assert failure(run)["reason"] == "not_finite"
    assert run.saved == []


def test_a_loss_that_runs_away_ends_it(base: Path) -> None:
    run = Run(base)
    assert failure(run, learning_rate=1e30, epochs=3)["reason"] == "not_finite"


def test_a_gradient_that_is_none_ends_it_before_anything_is_learnt_from_it(base: Path) -> None:
    """A loss that is a number, and a step that would have made the adapter none; what was kept before stays."""

    def opened(path: Path, device: str, dtype: torch.dtype) -> Any:
        model = open_base(path, device=device, dtype=dtype)
        norm = model.model.norm
        norm.register_forward_hook(lambda _module, _inputs, output: _Spoilt.apply(output))
        return model

    run = Run(base)
    assert failure(run, opener=Opener("spoilt", opened))["reason"] == "not_finite"
    assert len(run.saved) == 1
    kept = states.unpack(run.saved[0], job=name_of(LEARNT, HELD, base, SMALL, opener="spoilt"))
    assert all(bool(torch.isfinite(held).all()) for held in kept.adapter.values())


class _Spoilt(torch.autograd.Function):
    """Passes numbers forward and none backward."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> torch.Tensor:
        return torch.full_like(grad, torch.inf)


def test_gradients_in_bfloat16_point_where_those_in_float32_do(files: Files) -> None:
    """Whichever a processor multiplies faster: the adapter itself is in float32 either way."""
    path = files.packed("wide", "Q8_0")
    found = {}
    for dtype in (torch.float32, torch.bfloat16):
        torch.manual_seed(5)
        net = Network(open_base(path, dtype=dtype), msgspec.structs.replace(SMALL, dropout=0.0), device="cpu")
        net.learns(True)
        net.gradients(lessons(path)[:4])
        held = [one.grad for one in net.weights.values() if one.grad is not None]
        assert {one.dtype for one in held} == {torch.float32}
        found[dtype] = torch.cat([one.flatten() for one in held])
    assert float(torch.cosine_similarity(*found.values(), dim=0)) > 0.99


def test_too_few_turns_are_refused_with_the_number_that_is_needed(base: Path) -> None:
    for learnt, held, wanted in ((LEARNT[:7], HELD, (8, 7)), ((), HELD, (8, 0)), (LEARNT, HELD[:3], (4, 3))):
        with pytest.raises(TooFewExamples) as refused:
            Run(base).train(learnt, held)
        assert (refused.value.facts["needed"], refused.value.facts["examples"]) == wanted


def test_the_state_of_another_job_is_refused(base: Path, whole: tuple[Trained, Run]) -> None:
    state = whole[1].saved[-1]
    assert failure(Run(base), learnt=LEARNT[1:], state=state)["reason"] == "other_job"
    assert failure(Run(base), held=HELD[1:], state=state)["reason"] == "other_job"
    assert failure(Run(base), rank=8, state=state)["reason"] == "other_job"


def test_a_job_is_known_by_all_that_its_adapter_depends_on(base: Path, tmp_path: Path) -> None:
    name = name_of(LEARNT, HELD, base, SMALL)
    other = write(tmp_path / "other.gguf", SHAPES["llama"], seed=8)
    assert other.stat().st_size == base.stat().st_size
    assert name_of(LEARNT, HELD, other, SMALL) != name
    assert name_of(LEARNT, HELD, base, SMALL, opener="nf4") != name
    assert name_of(EXAMPLES, HELD, base, SMALL) != name
    assert name_of(LEARNT, HELD, base, msgspec.structs.replace(SMALL, seed=1)) != name
    assert name_of(LEARNT, HELD, base, msgspec.structs.replace(SMALL, threads=7)) == name  # says nothing of the result


def test_a_state_that_does_not_fit_the_network_is_refused(base: Path, whole: tuple[Trained, Run]) -> None:
    job = name_of(LEARNT, HELD, base, SMALL)
    for change in ("adapter", "moments"):
        held = states.unpack(whole[1].saved[-1], job=job)
        tensors: dict[str, torch.Tensor] = getattr(held, change)
        tensors.pop(next(iter(tensors)))
        assert failure(Run(base), state=b"".join(states.pack(held)))["reason"] == "checkpoint"


def test_reading_a_state_runs_no_code(base: Path, whole: tuple[Trained, Run]) -> None:
    heard: list[str] = []
    listening = [True]
    sys.addaudithook(lambda event, _: heard.append(event) if listening and event.startswith("pickle.") else None)
    Run(base).train(state=whole[1].saved[1])
    listening.clear()
    assert heard == []


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")])
def test_too_little_memory_is_told(base: Path, error: Exception) -> None:
    def opened(*_: object) -> None:
        raise error

    assert failure(Run(base), opener=Opener("full", opened))["reason"] == "memory"


@pytest.mark.parametrize("words", ["shapes do not match", "CUDA error: an illegal memory access was encountered"])
def test_a_mistake_of_ours_is_not_hidden(base: Path, words: str) -> None:
    def opened(*_: object) -> None:
        raise RuntimeError(words)

    with pytest.raises(RuntimeError):
        Run(base).train(opener=Opener("broken", opened))


def test_half_the_cores_are_left_to_others() -> None:
    network.use_threads(0)
    assert torch.get_num_threads() == max(1, n_threads(0) // 2)
    network.use_threads(1)
    assert torch.get_num_threads() == 1


def test_it_goes_on_in_the_kind_of_numbers_it_began_with(base: Path, whole: tuple[Trained, Run]) -> None:
    """Which kind is quicker may be found out otherwise the next night."""
    assert devices.chosen_dtype("auto", "cpu", devices.Ability()) in devices.DTYPES
    job = name_of(LEARNT, HELD, base, SMALL)
    held = states.unpack(whole[1].saved[1], job=job)
    assert held.counters.dtype == "float32"
    held.counters = msgspec.structs.replace(held.counters, dtype="bfloat16")
    made = Run(base).train(state=b"".join(states.pack(held)))
    assert made.held_losses[1] == whole[0].held_losses[1]
    assert made.held_losses[2] != whole[0].held_losses[2]


def test_a_part_is_never_empty(base: Path) -> None:
    found = lessons(base)
    assert [len(part) for part in parts(found[:7], 3, 10**9)] == [3, 3, 1]
    assert [len(part) for part in parts(found[:3], 3, 1)] == [1, 1, 1]
