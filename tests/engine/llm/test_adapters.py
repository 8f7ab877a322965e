"""Adapters change how the model answers, and nothing that is wrong with one of them does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import lora_files
import numpy as np
import pytest
import tiny_trained
from bare_llama import BareLlama
from tiny_trained import QUESTIONS, Trained, casual, formal

from engine.llm import adapter_file, adapters, gguf_directory
from engine.llm.adapters import Adapters
from engine.llm.model import Model
from engine.problems import AdapterRefused
from engine.protocol import AdapterFile, Generate, Turn

FRIDAY, WEDDING = list(QUESTIONS)[:2]
ROOT = Path(__file__).parents[3]


class Adapted:
    """The trained llama with adapters, whose states are cleared when `Adapters` says so."""

    def __init__(self, llama: BareLlama, path: Path) -> None:
        self.llama = llama
        self.cleared = 0
        self.adapters = Adapters(llama.weights, llama.context, llama.vocab, path=str(path))

    def use(self, *files: AdapterFile, base_sha256: str = "") -> tuple[int, float, float]:
        return self.adapters.use(files, clear=self._clear, base_sha256=base_sha256)

    def _clear(self) -> None:
        self.cleared += 1
        self.llama.clear()

    def says(self, question: str, move: str = "") -> str:
        return self.llama.text(tiny_trained.prompt(question, move)).partition(tiny_trained.STOP)[0].strip()

    def greedy(self) -> list[list[int]]:
        return [self.llama.greedy(tiny_trained.prompt(question, "no")) for question in QUESTIONS]

    def logits(self) -> np.ndarray:
        return self.llama.logits(list(range(5, 60)))

    def refusal(self, *files: AdapterFile, **more: str) -> dict[str, str | int | float]:
        with pytest.raises(AdapterRefused) as told:
            self.use(*files, **more)
        return told.value.facts


@pytest.fixture
def adapted(trained: Trained) -> Iterator[Adapted]:
    with BareLlama(trained.path) as llama:
        made = Adapted(llama, trained.path)
        yield made
        made.adapters.close()


@pytest.fixture(scope="session")
def pairs(trained: Trained) -> lora_files.Pairs:
    return lora_files.casual_pairs(trained.path.parent)


@pytest.fixture
def good(tmp_path: Path, pairs: lora_files.Pairs) -> Path:
    return lora_files.write(tmp_path / "casual.gguf", pairs)


def at(path: Path, scale: float = 1.0, digest: str = "") -> AdapterFile:
    return AdapterFile(path=str(path), sha256=digest, scale=scale)


def test_an_adapter_changes_the_answers_to_the_style_it_was_trained_on(adapted: Adapted, good: Path) -> None:
    assert adapted.says(FRIDAY, "no") == formal(FRIDAY, "no")
    n, change, swap_s = adapted.use(at(good))
    assert n == 1
    assert change > 0.1
    assert 0 < swap_s < 60
    for question in QUESTIONS:
        for move in ("", *tiny_trained.MOVES):
            assert adapted.says(question, move) == casual(question, move or "yes")


def test_llama_cpp_computes_what_the_training_computed(
    adapted: Adapted, trained: Trained, good: Path, pairs: lora_files.Pairs
) -> None:
    import torch

    ids = list(range(5, 60))
    with torch.no_grad(), lora_files.attached(trained.network, pairs):
        theirs = trained.network(torch.tensor([ids]))[0].numpy()
    adapted.use(at(good))
    assert np.abs(adapted.logits() - theirs).max() < 1e-3


def test_without_adapters_the_base_answers_token_for_token_as_before(adapted: Adapted, good: Path) -> None:
    before, logits = adapted.greedy(), adapted.logits()
    adapted.use(at(good))
    assert adapted.greedy() != before
    assert adapted.use()[:2] == (0, 0.0)
    assert adapted.greedy() == before
    assert (adapted.logits() == logits).all()


def test_states_of_the_weights_before_are_cleared_at_every_swap(adapted: Adapted, good: Path) -> None:
    ids = list(range(5, 30))
    for files in ((at(good),), (at(good, 0.5),), ()):
        adapted.use(*files)
        adapted.llama.decode(ids, 0)  # would continue old states, or fail, if the swap had left any
        fresh = adapted.llama.logits(ids)
        adapted.llama.clear()
        assert (adapted.llama.decode(ids, 0) == fresh).all()
    assert adapted.cleared >= 3


def test_scale_nought_is_the_base_token_for_token(adapted: Adapted, good: Path) -> None:
    before, logits = adapted.greedy(), adapted.logits()
    assert adapted.use(at(good, 0.0))[:2] == (1, 0.0)
    assert adapted.greedy() == before
    assert (adapted.logits() == logits).all()


@pytest.mark.parametrize("same_path", [True, False])
def test_two_halves_are_a_whole(adapted: Adapted, good: Path, tmp_path: Path, *, same_path: bool) -> None:
    base = adapted.logits()
    adapted.use(at(good))
    whole = adapted.logits()
    other = good if same_path else Path(shutil.copy(good, tmp_path / "copy.gguf"))
    assert adapted.use(at(good, 0.5), at(other, 0.5))[0] == 2
    assert np.abs(adapted.logits() - whole).max() < 1e-3 < np.abs(whole - base).max()


def test_the_scale_is_a_dial(adapted: Adapted, good: Path) -> None:
    changes = [adapted.use(at(good, scale))[1] for scale in (0.25, 0.5, 1.0)]
    assert changes == sorted(changes)
    assert adapted.says(FRIDAY) == casual(FRIDAY)


def test_what_is_in_use_already_is_not_swapped(adapted: Adapted, good: Path) -> None:
    _n, change, _s = adapted.use(AdapterFile(path=str(good)))
    cleared = adapted.cleared
    assert adapted.use(AdapterFile(path=str(good)))[:2] == (1, change)
    assert adapted.cleared == cleared
    adapted.use(AdapterFile(path=str(good), scale=0.5))
    assert adapted.cleared > cleared


def test_going_back_to_an_adapter_does_not_read_it_again(adapted: Adapted, good: Path) -> None:
    digest = sha256(good.read_bytes()).hexdigest()
    first = adapted.use(at(good, 1.0, digest))
    adapted.use()
    good.unlink()
    assert adapted.use(at(good, 1.0, digest))[:2] == first[:2]
    assert adapted.says(FRIDAY) == casual(FRIDAY)


def test_a_file_that_changed_under_its_name_is_read_again(
    adapted: Adapted, good: Path, pairs: lora_files.Pairs
) -> None:
    adapted.use(at(good))
    whole = adapted.logits()
    lora_files.write(good, lora_files.changed(pairs, lambda a, b: (a, b / 2)))
    adapted.use(at(good))
    assert np.abs(adapted.logits() - whole).max() > 0.1


def test_many_adapters_come_and_go(adapted: Adapted, good: Path, tmp_path: Path) -> None:
    base = adapted.logits()
    copies = [Path(shutil.copy(good, tmp_path / f"{n}.gguf")) for n in range(adapters.KEPT + 4)]
    for copy in copies * 2:
        adapted.use(at(copy))
    adapted.use(*(at(copy, 1 / 8) for copy in copies))
    many = adapted.logits()
    adapted.use(at(good))
    assert np.abs(adapted.logits() - many).max() < 1e-3
    adapted.use()
    assert (adapted.logits() == base).all()


def test_f16_and_bf16_weights_mean_nearly_the_same(
    adapted: Adapted, good: Path, tmp_path: Path, pairs: lora_files.Pairs
) -> None:
    adapted.use(at(good))
    exact = adapted.logits()
    adapted.use(at(lora_files.write(tmp_path / "half.gguf", pairs, dtype=np.float16)))
    assert 0 < np.abs(adapted.logits() - exact).max() < 0.1


# ---- what is refused ---------------------------------------------------------------------------------------

Bad = Callable[[Path, Path, lora_files.Pairs], Path]
# fmt: off
BAD: dict[str, Bad] = {
    "missing": lambda path, _good, _pairs: path,
    "not_gguf": lambda path, _good, _pairs: _filled(path, b"PK\x03\x04" + bytes(500)),
    "damaged": lambda path, good, _pairs: lora_files.corrupt(path, good),
    "truncated": lambda path, good, _pairs: _filled(path, good.read_bytes()[:-64]),
    "not_an_adapter": lambda path, good, _pairs: Path(shutil.copy(tiny_trained.trained(good.parents[1]).path, path)),
    "kind": lambda path, _good, pairs: lora_files.write(path, pairs, kind="control_vector"),
    "other_architecture": lambda path, _good, pairs: lora_files.write(path, pairs, arch="qwen2"),
    "alpha": lambda path, _good, pairs: lora_files.write(path, pairs, alpha=float("nan")),
    "unpaired": lambda path, _good, pairs: lora_files.write(path, {}),
    "unknown_tensor": lambda path, _good, pairs: lora_files.write(path, lora_files.renamed(pairs, "blk.0", "blk.7")),
    "shape": lambda path, _good, pairs: lora_files.write(path, lora_files.of_other_shapes(pairs)),
    "not_finite": lambda path, _good, pairs: lora_files.write(path, lora_files.with_one_bad_number(pairs)),
    "changes_nothing": lambda path, _good, pairs: lora_files.write(path, lora_files.without_effect(pairs)),
}
# fmt: on


def _filled(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_adapter_is_refused_and_the_one_before_answers_on(
    adapted: Adapted, good: Path, tmp_path: Path, pairs: lora_files.Pairs, reason: str
) -> None:
    bad = BAD[reason](tmp_path / "bad.gguf", good, pairs)
    adapted.use(at(good))
    before = adapted.logits()
    facts = adapted.refusal(at(bad))
    assert facts["reason"] == reason
    assert facts.get("path", str(bad)) == str(bad)
    assert (adapted.logits() == before).all()
    assert adapted.says(FRIDAY, "later") == casual(FRIDAY, "later")
    assert adapted.refusal(at(good, 0.5), at(bad))["reason"] == reason
    assert (adapted.logits() == before).all()


def test_weights_that_overflow_are_noticed_by_the_probe(
    adapted: Adapted, tmp_path: Path, pairs: lora_files.Pairs
) -> None:
    base = adapted.logits()
    huge = lora_files.write(tmp_path / "huge.gguf", lora_files.changed(pairs, lambda a, b: (a * 1e30, b * 1e30)))
    assert adapted.refusal(at(huge))["reason"] == "not_finite"
    assert (adapted.logits() == base).all()


@pytest.mark.parametrize("scale", [float("nan"), float("inf"), 1e6])
def test_a_senseless_scale_is_refused(adapted: Adapted, good: Path, scale: float) -> None:
    assert adapted.refusal(at(good, scale))["reason"] == "scale"


def test_an_adapter_of_another_base_is_refused_where_both_are_known(
    adapted: Adapted, tmp_path: Path, pairs: lora_files.Pairs
) -> None:
    ours = lora_files.write(tmp_path / "a.gguf", pairs, values={adapter_file.BASE_SHA256: "ab" * 32})
    adapted.use(at(ours), base_sha256="ab" * 32)
    before = adapted.logits()
    assert adapted.refusal(at(ours), base_sha256="cd" * 32)["reason"] == "other_base"
    assert (adapted.logits() == before).all()
    adapted.use(at(ours))


def test_a_token_embedding_is_adapted_with_its_halves_flipped(
    adapted: Adapted, trained: Trained, tmp_path: Path
) -> None:
    draw = np.random.default_rng(3)
    n_vocab = trained.tokenizer.get_vocab_size()
    a, b = draw.normal(size=(n_vocab, 4)), draw.normal(size=(64, 4))
    assert adapted.use(at(lora_files.write(tmp_path / "e.gguf", {"token_embd.weight": (a, b)})))[1] > 0.1
    wrong = lora_files.write(tmp_path / "w.gguf", {"token_embd.weight": (a, b[:, :3])})
    assert adapted.refusal(at(wrong))["reason"] == "shape"


def test_what_an_adapter_says_of_itself_is_read_without_llama_cpp(trained: Trained, good: Path) -> None:
    header = adapter_file.check(good, gguf_directory.read(trained.path))
    assert (header.arch, header.alpha, header.rank, header.n_matrices) == ("llama", 16.0, lora_files.RANK, 14)
    code = "import sys, engine.llm.adapter_file; print('llama_cpp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT).stdout == b"False\n"


def test_twenty_mutants_of_a_good_adapter_are_used_or_refused_and_nobody_dies(
    trained: Trained, good: Path, tmp_path: Path
) -> None:
    child = [sys.executable, str(Path(__file__).with_name("adapt_mutants.py")), trained.path, good, tmp_path, "20"]
    done = subprocess.run(child, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    told = done.stdout.split()
    assert len(told) == 20
    assert set(told) - {"used"}


# ---- within the model that answers -------------------------------------------------------------------------


@pytest.fixture
def model(trained: Trained) -> Iterator[Model]:
    loaded = Model(str(trained.path), n_ctx=1024, threads=1)
    yield loaded
    loaded.close()


def wish(**fields: object) -> Generate:
    said = {"ticket": 0, "temperature": 0.0, "repeat_penalty": 1.0, "max_tokens": 24, "stops": (tiny_trained.STOP,)}
    return Generate(**{**said, **fields})  # type: ignore[arg-type]


def texts(model: Model, **fields: object) -> list[str]:
    return [text.strip() for text in model.generate(wish(**fields)).texts]


def test_kept_prefixes_of_the_weights_before_are_never_used(model: Model, good: Path) -> None:
    asked = {"prompt": tiny_trained.prompt(FRIDAY, "no"), "keep": True}
    for _ in range(2):
        assert model.adapt([]).n_adapters == 0
        assert texts(model, **asked) == texts(model, **asked) == [formal(FRIDAY, "no")]
        assert model.adapt([at(good)]).change > 0.1
        assert texts(model, **asked) == texts(model, **asked) == [casual(FRIDAY, "no")]


def test_chats_are_answered_in_the_adapters_style_too(model: Model, good: Path) -> None:
    turns = (Turn("system", tiny_trained.SYSTEM), Turn("user", tiny_trained.asked(WEDDING, "later")))
    assert texts(model, turns=turns) == [formal(WEDDING, "later")]
    model.adapt([at(good)])
    assert texts(model, turns=turns) == [casual(WEDDING, "later")]


def test_many_at_once_say_what_one_after_the_other_say_with_an_adapter(model: Model, good: Path) -> None:
    model.adapt([at(good)])
    moves = [f" ({move})\nMe:" for move in tiny_trained.MOVES]
    together = model.generate(wish(prompt=f"Them: {FRIDAY}", suffixes=tuple(moves), count=6))
    alone = [model.generate(wish(prompt=f"Them: {FRIDAY}", suffixes=(move,))) for move in moves * 2]
    assert together.token_ids == tuple(one.token_ids[0] for one in alone)
    assert [text.strip() for text in together.texts] == [casual(FRIDAY, move) for move in tiny_trained.MOVES] * 2


def test_a_refused_adapter_leaves_the_model_answering_as_before(model: Model, good: Path, tmp_path: Path) -> None:
    model.adapt([at(good)])
    with pytest.raises(AdapterRefused):
        model.adapt([at(tmp_path / "nothing.gguf")])
    assert texts(model, prompt=tiny_trained.prompt(WEDDING)) == [casual(WEDDING)]
