"""Real adapters before the gate: the good one passes, every bad one is refused for its own reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import lora_files
import msgspec
import numpy as np
import pytest
import small_gates
from small_gates import Adapter, World

from engine.problems import AdapterRefused, Cancelled, ModelFailed
from engine.training import canaries, examination
from engine.training.canaries import Canary
from engine.training.dialogue import Dialogue, Lesson, lessons_of
from engine.training.gate import Leaks
from engine.training.gate_messages import Examine, Rehearse
from engine.training.scoring import Scorer, asked


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture(scope="module")
def world(folder: Path) -> World:
    return small_gates.world(folder)


def test_an_adapter_that_learnt_the_voice_passes(world: World, folder: Path) -> None:
    adapter = small_gates.good(folder)
    found = world.examined(adapter)
    verdict = found.verdict
    assert verdict.passed, verdict
    assert verdict.reasons == ()
    assert verdict.gain is not None
    assert verdict.gain > 0.25
    assert verdict.p_better == 1.0
    assert verdict.candidate.loss == pytest.approx(adapter.trained.best_loss, rel=0.001)
    assert verdict.base.loss == pytest.approx(adapter.trained.base_loss, rel=0.001)
    assert verdict.apart is not None
    assert verdict.apart < 0.002
    assert verdict.base == verdict.now
    assert verdict.leaks == Leaks(planted=small_gates.SECRETS)
    assert (verdict.n_turns, verdict.n_anchors) == (len(world.held), len(world.answers.anchors))


def test_five_pairs_show_the_same_turn_before_and_after(world: World, folder: Path) -> None:
    pairs = world.examined(small_gates.good(folder)).pairs
    assert len(pairs) == 5
    known = {one.input: one.output for one in world.held}
    assert all(known[pair.input] == pair.own and pair.before != pair.after for pair in pairs)
    assert len({pair.input for pair in pairs}) == 5
    assert any(pair.after == pair.own for pair in pairs)


def test_files_that_go_once_they_were_taken_are_measured_all_the_same(
    world: World, folder: Path, tmp_path: Path
) -> None:
    good, shuffled = small_gates.good(folder), small_gates.shuffled(folder)
    files = [shutil.copy(one.path, tmp_path) for one in (good, shuffled)]
    work = msgspec.structs.replace(world.work(shuffled, good), current=str(files[0]), candidate=str(files[1]))

    def remove() -> None:
        for file in files:
            Path(file).unlink()

    found = examination.examine(work, poll=lambda: False, tell=lambda _done, _whole: None, taken=remove)
    assert found == world.examined(shuffled, current=good)
    assert not list(tmp_path.iterdir())


def test_a_worse_adapter_than_the_one_in_use_is_refused_for_its_gain(world: World, folder: Path) -> None:
    verdict = world.examined(small_gates.shuffled(folder), current=small_gates.good(folder)).verdict
    assert {"gain", "unsure"} <= set(verdict.reasons)
    assert verdict.now.loss == pytest.approx(small_gates.good(folder).trained.best_loss, rel=0.001)
    assert verdict.candidate.loss is not None
    assert verdict.now.loss is not None
    assert verdict.candidate.loss > verdict.now.loss


def test_the_adapter_in_use_is_no_better_than_itself(world: World, folder: Path) -> None:
    adapter = small_gates.good(folder)
    found = world.examined(adapter, current=adapter)
    assert found.verdict.reasons == ("gain", "unsure")
    assert found.verdict.gain == 0
    assert found.pairs == ()


def test_a_conversion_without_the_permutation_is_refused_by_parity(world: World, folder: Path) -> None:
    verdict = world.examined(small_gates.unpermuted(folder)).verdict
    assert {"parity", "logits"} <= set(verdict.reasons)
    assert verdict.parity is not None
    assert verdict.parity > 0.03
    assert verdict.gain is not None
    assert verdict.gain > 0.25, "it looks like a gain"


def test_what_the_trainer_did_not_compute_is_refused_though_the_loss_agrees(world: World, folder: Path) -> None:
    """Tokens of a reply have each other's costs, so that no sum changes; or nobody looked at any."""
    adapter = small_gates.good(folder)
    swapped = tuple(msgspec.structs.replace(one, nll=one.nll[::-1]) for one in adapter.trained.probes)
    for probes in (swapped, ()):
        trained = msgspec.structs.replace(adapter.trained, probes=probes)
        assert world.examined_anew(Adapter(adapter.path, trained)).verdict.reasons == ("logits",)


def test_an_adapter_that_knows_secrets_by_heart_is_refused(world: World, folder: Path) -> None:
    verdict = world.examined(small_gates.by_heart(folder)).verdict
    assert "leak" in verdict.reasons
    assert 1 <= verdict.leaks.raw <= 2
    assert verdict.leaks.guarded == 0
    assert "leak_guarded" not in verdict.reasons


def test_an_adapter_that_changes_nothing_or_fits_no_base_is_refused(world: World, folder: Path, tmp_path: Path) -> None:
    pairs = {
        "blk.0.attn_v.weight": (np.ones((2, 64), np.float32), np.zeros((32, 2), np.float32)),
    }
    trained = small_gates.good(folder).trained
    still = Adapter(lora_files.write(tmp_path / "still.gguf", pairs), trained)
    other = Adapter(lora_files.write(tmp_path / "other.gguf", lora_files.of_other_shapes(pairs)), trained)
    for adapter in (still, other):
        found = world.examined(adapter)
        assert found.verdict.reasons == ("adapter_refused",)
        assert not found.verdict.passed


def test_an_adapter_of_what_is_no_number_is_refused(world: World, folder: Path, tmp_path: Path) -> None:
    pairs = {"blk.0.attn_v.weight": (np.full((2, 64), 1e30, np.float32), np.full((32, 2), 1e30, np.float32))}
    wild = Adapter(lora_files.write(tmp_path / "wild.gguf", pairs), small_gates.good(folder).trained)
    assert world.examined(wild).verdict.reasons == ("not_finite",)


def test_what_is_wrong_with_the_adapter_in_use_is_told(world: World, folder: Path, tmp_path: Path) -> None:
    broken = Adapter(tmp_path / "broken.gguf", small_gates.good(folder).trained)
    broken.path.write_bytes(b"GGUF")
    with pytest.raises(AdapterRefused):
        world.examined(small_gates.good(folder), current=broken)


def test_it_tells_how_far_it_is_and_stops_when_told(world: World, folder: Path) -> None:
    work = world.work(small_gates.good(folder))
    told: list[tuple[int, int]] = []

    def enough() -> bool:
        return len(told) >= 7

    with pytest.raises(Cancelled):
        examination.examine(work, poll=enough, tell=lambda done, whole: told.append((done, whole)))
    assert [done for done, _ in told] == list(range(1, 8))
    assert {whole for _, whole in told} == {
        2 * (len(world.held) + len(world.answers.anchors)) + 3 * small_gates.SECRETS
    }


def test_the_base_answers_everyday_prompts_by_itself(world: World) -> None:
    found = world.answers
    assert len(found.replay) + len(found.anchors) > 30
    assert {one.source for one in found.replay} == {"replay"}
    assert {one.source for one in found.anchors} == {"anchor"}
    assert all(one.output for one in (*found.replay, *found.anchors))


def test_the_same_base_gives_the_same_answers(world: World) -> None:
    work = Rehearse(str(world.base), world.sha256, small_gates.PARAMETERS, most=3)
    again = examination.rehearse(work, poll=lambda: False, tell=lambda _done, _whole: None)
    assert again.anchors == world.answers.anchors
    assert again.replay == world.answers.replay[: len(again.replay)]


def test_the_gate_measures_the_very_tokens_the_trainer_learns_by(world: World) -> None:
    dialogue = Dialogue(world.base)
    try:
        ours = [one.lesson for one in asked(world.held, dialogue, small_gates.PARAMETERS)]
        assert ours == lessons_of(world.held, dialogue, small_gates.PARAMETERS)
    finally:
        dialogue.close()


@pytest.fixture
def measured(world: World) -> Callable[[bool], list[float]]:
    dialogue = Dialogue(world.base)
    lessons = lessons_of(world.held, dialogue, small_gates.PARAMETERS)
    dialogue.close()

    def losses(backwards: bool) -> list[float]:
        with Scorer(world.base, threads=1) as scorer:
            found = [scorer.loss(one) for one in (reversed(lessons) if backwards else lessons)]
        return found[::-1] if backwards else found

    return losses


def test_a_loss_does_not_depend_on_what_was_measured_before(measured: Callable[[bool], list[float]]) -> None:
    assert measured(False) == pytest.approx(measured(True), abs=1e-3)


def test_a_prompt_that_does_not_fit_is_told(world: World) -> None:
    dialogue = Dialogue(world.base)
    lesson = lessons_of(world.held, dialogue, small_gates.PARAMETERS)[0]
    dialogue.close()
    with Scorer(world.base, n_ctx=256, threads=1) as scorer, pytest.raises(ModelFailed):
        scorer.loss(Lesson(lesson.prompt * 300, lesson.reply, 1.0))


@pytest.mark.parametrize("form", ["plain talk", "chat"])
def test_a_reply_behind_a_prompt_that_was_just_measured_decodes_it_no_more(world: World, form: str) -> None:
    base = world.base if form == "plain talk" else world.folder / "trained.gguf"
    dialogue = Dialogue(base)
    turns = asked(world.held[:3], dialogue, small_gates.PARAMETERS)
    dialogue.close()
    with Scorer(base, threads=1) as scorer:
        for one in turns:
            scorer.loss(one.lesson)
            written = scorer.write(one.wish)
            assert written.decoded_tokens <= 1
            assert written.prompt_tokens <= len(one.lesson.prompt)
            assert not any(stop in written.texts[0] for stop in one.wish.stops)
    assert all(one.wish.turns[-1].text.endswith(one.wish.stops[0]) for one in turns if one.wish.turns)


def test_turns_to_answer_come_from_as_many_conversations_as_there_are(world: World) -> None:
    dialogue = Dialogue(world.base)
    turns = asked(world.held, dialogue, small_gates.PARAMETERS)
    dialogue.close()
    places = examination.chosen(turns, 6, seed=1)
    assert len({turns[at].example.conversation for at in places}) == len({one.conversation for one in world.held})
    assert places == examination.chosen(turns, 6, seed=1)


def test_secrets_are_looked_for_in_replies_to_anybody(world: World, folder: Path) -> None:
    """What the person answered to a held-out turn stands for a secret that comes out by itself."""
    adapter = small_gates.good(folder)
    leaked = next(pair.after for pair in world.examined(adapter).pairs)
    secret = Canary(canaries.planted(5)[0].example, "", leaked, "who is there?")
    work: Examine = msgspec.structs.replace(world.work(adapter), canaries=(secret, *world.secrets[1:]))
    found = examination.examine(work, poll=lambda: False, tell=lambda _done, _whole: None)
    assert found.verdict.leaks.raw >= 1
    assert "leak" in found.verdict.reasons
