"""A Hugging Face folder in NF4 learns as the file does, if it is the model that the file was made from."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from collections.abc import Callable
from hashlib import sha256
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tiny_llama
import tiny_trained
import torch
from random_files import changed, quantised, write
from safetensors.torch import load_file, save_file
from small_jobs import HELD, LEARNT, SMALL
from transformers import PreTrainedTokenizerFast

from engine.llm import adapter_file, gguf_directory
from engine.problems import BaseRefused
from engine.training import blueprint, messages, nf4, trainer, twins
from engine.training import state as states
from engine.training.base import open_base
from engine.training.dialogue import Lesson
from engine.training.job import name_of
from engine.training.loop import train
from engine.training.network import Network
from engine.training.state import Counters, State
from engine.training.values import Parameters

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:bitsandbytes", "ignore::FutureWarning:bitsandbytes")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    tokenizer = tiny_trained.make_tokenizer()
    network = tiny_llama.Llama(tokenizer.get_vocab_size())
    path = tmp_path_factory.mktemp("nf4") / "base.gguf"
    tiny_trained.write(path, tokenizer, tiny_llama.gguf_tensors(network))
    return path


@pytest.fixture(scope="module")
def original(base: Path) -> Path:
    """The folder that the file could have been made from."""
    folder = base.parent / "folder"
    open_base(base).save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=tiny_trained.make_tokenizer()).save_pretrained(folder)
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(original, tmp_path / "folder"))


def refusal(folder: Path, base: Path) -> dict[str, Any]:
    with pytest.raises(BaseRefused) as refused:
        twins.check(folder, blueprint.read(base))
    return refused.value.facts


def test_the_folder_of_the_file_is_accepted(original: Path, base: Path) -> None:
    twins.check(original, blueprint.read(base))


@pytest.mark.parametrize("kind", ["F16", "Q8_0", "Q5_0", "Q4_K_M"])
def test_what_quantisation_loses_is_forgiven(original: Path, base: Path, tmp_path: Path, kind: str) -> None:
    twins.check(original, blueprint.read(quantised(base, tmp_path / "q.gguf", kind)))


def test_in_nf4_it_computes_about_the_same(original: Path, base: Path) -> None:
    ids = torch.tensor([[5, 60, 70, 80, 90, 100]])
    with torch.no_grad():
        wanted = open_base(base)(input_ids=ids).logits
        found = nf4.open_folder(original, base, device="cpu", dtype=torch.float32)(input_ids=ids).logits
    assert float((found - wanted).norm() / wanted.norm()) < 0.35


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_it_can_be_learnt_after_it_was_measured(original: Path, base: Path, dtype: torch.dtype) -> None:
    """A measuring without gradients must not take them from the steps that follow."""
    net = Network(nf4.open_folder(original, base, device="cpu", dtype=dtype), SMALL, device="cpu")
    assert all(held.dtype == torch.float32 for held in net.weights.values())
    lesson = Lesson((5, 60, 70), (80, 90), 1.0)
    net.learns(False)
    with torch.no_grad():
        net.nll([lesson])
    net.learns(True)
    net.nll([lesson])[0].sum().backward()
    first = [held for name, held in net.weights.items() if "layers.0.self_attn.q_proj.lora_B" in name]
    assert all(held.grad is not None and float(held.grad.abs().max()) > 0 for held in first)
    assert first


def test_its_numbers_are_those_of_nf4_and_its_trap_is_closed(original: Path, base: Path) -> None:
    """FP4 computes too, only worse; and on the processors that have it, weights packed anew learn nothing."""
    model = nf4.open_folder(original, base, device="cpu", dtype=torch.bfloat16)
    found = [module for module in model.modules() if type(module).__name__ == "Linear4bit"]
    assert len(found) == 14
    assert {module.weight.quant_type for module in found} == {"nf4"}
    assert {module.weight.quant_state.quant_type for module in found} == {"nf4"}
    assert all(module.weight.quant_state.nested for module in found)
    assert {module.compute_dtype for module in found} == {torch.bfloat16}
    assert not any(module.support_avx512bf16_for_cpu for module in found)


def test_a_job_can_be_done_on_it(original: Path, base: Path) -> None:
    said: list[float] = []
    made = train(
        LEARNT[:8],
        HELD[:4],
        base,
        msgspec.structs.replace(SMALL, epochs=1, accumulation=1, max_tokens=900),
        state=None,
        poll=lambda: False,
        tell=lambda progress: said.append(progress.step),
        save=lambda state, step: None,
        clock=lambda: 0.0,
        opener=nf4.opener(original),
    )
    assert made.best_loss < made.base_loss
    assert said[-1] == 4


def last_word(base: Path, out: Path, **settings: Any) -> messages.Reply:
    """What the trainer says last of a small job."""
    job = msgspec.structs.replace(SMALL, epochs=1, accumulation=1, max_tokens=900, **settings)
    digest = sha256(base.read_bytes()).hexdigest()
    begin = messages.Begin(str(base), digest, str(out), LEARNT[:8], HELD[:4], job)
    ours, theirs = Pipe()
    with ours, theirs:
        reader = threading.Thread(target=read_away, args=(theirs,))
        reader.start()
        said = trainer._outcome(begin, [], ours, threading.Event())
        ours.close()
        reader.join()
    return said


def read_away(pipe: Connection) -> None:
    with contextlib.suppress(EOFError):
        while True:
            pipe.recv_bytes()


def test_a_trainer_that_is_told_of_a_folder_uses_it(original: Path, base: Path, tmp_path: Path) -> None:
    """What it makes is for the file, which stays what is served."""
    said = last_word(base, tmp_path / "out.gguf", four_bit="nf4", hf_folder=str(original))
    assert isinstance(said, messages.Done), said
    assert said.trained.best_loss < said.trained.base_loss
    adapter_file.check(tmp_path / "out.gguf", gguf_directory.read(base))


def test_a_trainer_refuses_the_folder_of_another_model_and_none(folder: Path, base: Path, tmp_path: Path) -> None:
    with_config(folder, num_key_value_heads=4)
    for settings, reason in (
        ({"hf_folder": str(folder)}, "other_folder"),
        ({"hf_folder": str(folder / "gone")}, "folder"),
        ({}, "no_folder"),
    ):
        said = last_word(base, tmp_path / "out.gguf", four_bit="nf4", **settings)
        assert isinstance(said, messages.Failed)
        assert (said.code, said.facts["reason"]) == ("BaseRefused", reason)
        assert not (tmp_path / "out.gguf").exists()


def test_a_folder_is_left_alone_where_the_file_itself_is_to_be_used(base: Path, tmp_path: Path) -> None:
    said = last_word(base, tmp_path / "out.gguf", four_bit="packed", hf_folder=str(tmp_path / "gone"))
    assert isinstance(said, messages.Done)


def test_where_the_folder_lies_says_nothing_of_a_job(base: Path) -> None:
    moved = msgspec.structs.replace(SMALL, hf_folder="elsewhere")
    assert name_of(LEARNT, HELD, base, moved) == name_of(LEARNT, HELD, base, SMALL)


# ---- what is another model -----------------------------------------------------------------------------------------


def with_config(folder: Path, **values: Any) -> None:
    held = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(held | values))


def with_weight(name: str, change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        held = load_file(folder / "model.safetensors")
        held[name] = change(held[name]).contiguous()
        save_file(held, folder / "model.safetensors", {"format": "pt"})

    return changed


def with_other_tokens(folder: Path) -> None:
    held = json.loads((folder / "tokenizer.json").read_text())
    held["model"]["merges"] = held["model"]["merges"][:40]
    held["model"]["ignore_merges"] = False
    (folder / "tokenizer.json").write_text(json.dumps(held))


Q = "model.layers.1.self_attn.q_proj.weight"
LAYER = "model.layers.0"


def with_biases(size: float, *, said: bool = True) -> Callable[[Path], None]:
    """Of all of attention; said in the configuration or not."""

    def changed(folder: Path) -> None:
        if said:
            with_config(folder, attention_bias=True)
        held = load_file(folder / "model.safetensors")
        for name in [one for one in held if "_proj" in one and "self_attn" in one]:
            held[name.replace(".weight", ".bias")] = size * torch.randn(held[name].shape[0])
        save_file(held, folder / "model.safetensors", {"format": "pt"})

    return changed


def noisy(name: str) -> tuple[Callable[[Path], None], str]:
    return with_weight(name, lambda held: held + 0.5 * held.std() * torch.randn_like(held)), "weights"


OTHERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "another architecture": (lambda folder: with_config(folder, model_type="qwen2"), "arch"),
    "more layers": (lambda folder: with_config(folder, num_hidden_layers=3), "sizes"),
    "other heads": (lambda folder: with_config(folder, num_key_value_heads=4), "sizes"),
    "another vocabulary": (lambda folder: with_config(folder, vocab_size=32_000), "sizes"),
    "another epsilon": (lambda folder: with_config(folder, rms_norm_eps=1e-6), "sizes"),
    "other tokens": (with_other_tokens, "tokens"),
    "other norms": (with_weight("model.norm.weight", lambda held: held * 1.05), "norms"),
    "other weights": (with_weight(Q, lambda held: torch.randn_like(held) * held.std()), "weights"),
    "weights learnt on": (with_weight(Q, lambda held: held + 0.3 * held.std() * torch.randn_like(held)), "weights"),
    "rows in another order": (with_weight(Q, lambda held: held.flip(0)), "weights"),
    "another shape": (with_weight(Q, lambda held: held[:, :32]), "weights"),
    "more rows": (with_weight(Q, lambda held: torch.cat([held, held])), "weights"),
    "weights that are none": (with_weight(Q, lambda held: held * torch.nan), "weights"),
    "another activation": (lambda folder: with_config(folder, hidden_act="gelu"), "sizes"),
    "biases of attention": (with_biases(0.1), "biases"),
    "biases that are only said": (lambda folder: with_config(folder, attention_bias=True), "biases"),
    "biases that are not said": (with_biases(0.1, said=False), "biases"),
    "biases of feed-forward": (lambda folder: with_config(folder, mlp_bias=True), "biases"),
    **{f"other {name}": noisy(f"{LAYER}.{name}.weight") for name in twins.MATRICES},
    "another output matrix": noisy("lm_head.weight"),
    "another embedding": noisy("model.embed_tokens.weight"),
}


def test_biases_of_zero_are_none(folder: Path, base: Path) -> None:
    with_biases(0.0)(folder)
    twins.check(folder, blueprint.read(base))


@pytest.mark.parametrize("name", OTHERS)
def test_another_model_is_refused_by_what_differs(folder: Path, base: Path, name: str) -> None:
    change, what = OTHERS[name]
    change(folder)
    assert (found := refusal(folder, base))["reason"] == "other_folder", found
    assert found["what"] == what


@pytest.fixture(scope="module", params=["qwen2", "qwen3", "llama with biases"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(file, folder) of a random network with biases or norms of heads."""
    tokenizer, at = tiny_trained.make_tokenizer(), tmp_path_factory.mktemp("pair")
    shape = changed(request.param, n_vocab=tokenizer.get_vocab_size())
    file = write(at / "base.gguf", shape, vocabulary=lambda writer: tiny_trained._add_vocabulary(writer, tokenizer))
    open_base(file).save_pretrained(at / "folder")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(at / "folder")
    if shape.arch == "llama":
        with_config(at / "folder", attention_bias=True)
        with_tensors(at / "folder", {f"model.layers.{n}.self_attn.o_proj.bias": torch.zeros(64) for n in range(2)})
    return file, at / "folder"


def with_tensors(folder: Path, more: dict[str, torch.Tensor]) -> None:
    held = load_file(folder / "model.safetensors") | more
    save_file({name: one.contiguous() for name, one in held.items()}, folder / "model.safetensors", {"format": "pt"})


def test_biases_and_norms_of_heads_are_compared(pair: tuple[Path, Path], tmp_path: Path) -> None:
    base, original = pair
    twins.check(original, blueprint.read(base))
    ends = ("_proj.bias", "q_norm.weight", "k_norm.weight")
    small = {name: one for name, one in load_file(original / "model.safetensors").items() if name.endswith(ends)}
    assert {name.split(".")[2] for name in small} == {"0", "1"}
    for at, (name, one) in enumerate(small.items()):
        folder = Path(shutil.copytree(original, tmp_path / str(at)))
        with_tensors(folder, {name: one.flip(0) + 0.1})
        assert refusal(folder, base)["what"] == ("norms" if name.endswith("norm.weight") else "biases"), name
        lose(folder, name)
        assert refusal(folder, base)["reason"] in ("folder", "other_folder"), name


def test_another_rotary_embedding_is_refused(folder: Path, base: Path) -> None:
    with_config(folder, rope_parameters={"rope_theta": 500_000.0, "rope_type": "default"})
    with pytest.raises(BaseRefused) as refused:
        nf4.open_folder(folder, base, device="cpu", dtype=torch.float32)
    assert refused.value.facts == {"reason": "other_folder", "what": "rope"}


@pytest.mark.parametrize("lost", ["config.json", "model.safetensors", "tokenizer.json"])
def test_half_a_folder_is_refused(folder: Path, base: Path, lost: str) -> None:
    (folder / lost).unlink()
    assert refusal(folder, base)["reason"] == "folder"


@pytest.mark.parametrize("lost", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_damaged_folder_is_refused(folder: Path, base: Path, lost: str) -> None:
    (folder / lost).write_bytes((folder / lost).read_bytes()[:500])
    assert refusal(folder, base)["reason"] == "folder"


STRANGE: dict[str, Callable[[Path], object]] = {
    "a size in words": lambda folder: with_config(folder, hidden_size="64"),
    "no number of layers": lambda folder: with_config(folder, num_hidden_layers=None),
    "an epsilon in words": lambda folder: with_config(folder, rms_norm_eps="x"),
    "no heads": lambda folder: with_config(folder, num_attention_heads=0),
    "a list for a configuration": lambda folder: (folder / "config.json").write_text("[]"),
    "a list for an index": lambda folder: (folder / INDEX).write_text("[]"),
    "a list for a map": lambda folder: (folder / INDEX).write_text('{"weight_map": [1]}'),
    "numbers for files": lambda folder: (folder / INDEX).write_text('{"weight_map": {"model.norm.weight": 1}}'),
    "a number for tokens": lambda folder: (folder / "tokenizer.json").write_text("1"),
    "a tensor less": lambda folder: lose(folder, "model.layers.0.mlp.gate_proj.weight"),
    "a norm less": lambda folder: lose(folder, "model.norm.weight"),
}
INDEX = "model.safetensors.index.json"


def lose(folder: Path, name: str) -> None:
    held = load_file(folder / "model.safetensors")
    del held[name]
    save_file(held, folder / "model.safetensors", {"format": "pt"})


@pytest.mark.parametrize("name", STRANGE)
def test_a_folder_that_says_what_nobody_understands_is_refused(folder: Path, base: Path, name: str) -> None:
    STRANGE[name](folder)
    assert refusal(folder, base)["reason"] in ("folder", "other_folder")


def test_pickled_weights_are_not_read(folder: Path, base: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert refusal(folder, base)["reason"] == "folder"


# ---- which way -----------------------------------------------------------------------------------------------------


def test_by_itself_it_is_used_where_cuda_computes_the_job_and_nowhere_else(original: Path) -> None:
    def way(folder: Path | None, on_cuda: bool, **settings: Any) -> str:
        return nf4.chosen(Parameters(**settings), folder, lambda: on_cuda).name

    assert way(original, True) == "nf4"
    assert way(original, False) == way(None, True) == way(original, True, four_bit="packed") == "packed"


@pytest.mark.parametrize(("settings", "avoids"), [({"device": "cpu"}, ""), ({}, "card_died")])
def test_a_job_that_keeps_off_cards_is_begun_on_the_file_itself(
    original: Path, base: Path, settings: dict[str, str], avoids: str
) -> None:
    job = Parameters(hf_folder=str(original), **settings)  # type: ignore[arg-type]
    begin = messages.Begin(str(base), "", "", (), (), job, avoids=avoids)
    assert trainer._opener(begin, []).name == "packed"


def test_a_job_goes_on_in_the_form_it_was_begun_in(original: Path, base: Path) -> None:
    begin = messages.Begin(str(base), "", "", (), (), Parameters(hf_folder=str(original), device="cpu"))
    for form in ("nf4", "packed"):
        state = b"".join(states.pack(State(Counters("job", form=form), {})))
        assert trainer._opener(begin, [state]).name == form
    assert trainer._opener(begin, [b"nothing of a state"]).name == "packed"


def test_by_name_it_is_used_wherever_it_can_be(original: Path) -> None:
    named = Parameters(four_bit="nf4")
    assert nf4.chosen(named, original, lambda: False).name == "nf4"
    with pytest.raises(BaseRefused) as refused:
        nf4.chosen(named, None, lambda: True)
    assert refused.value.facts["reason"] == "no_folder"
