"""A base with an adapter in it answers as the base with the adapter over it."""

from __future__ import annotations

from pathlib import Path

import gguf
import llama_cpp
import lora_files
import numpy as np
import pytest
from bare_llama import BareLlama
from random_files import SHAPES, Files, changed, ids, quantised, write
from tiny_trained import QUESTIONS, Trained, casual, prompt

from engine.llm import gguf_directory
from engine.llm.adapters import Adapters
from engine.llm.llamacpp import load_weights, put, tokenize
from engine.problems import AdapterRefused, BaseRefused, Cancelled, ModelFailed, ModelRefused
from engine.protocol import AdapterFile
from engine.training import merging
from engine.training.dialogue import Lesson
from engine.training.merging import check, merge, quantise
from engine.training.scoring import Scorer

RANK, ALPHA = 4, 12.0


def adapter(base: Path, out: Path) -> Path:
    """A random one for every matrix of every layer."""
    draw = np.random.default_rng(5)
    held = gguf_directory.read(base)
    writer = gguf.GGUFWriter(out, str(held.values["general.architecture"]))
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, ALPHA)
    for tensor in held.tensors:
        if tensor.name.startswith("blk.") and len(tensor.shape) == 2:
            columns, rows = tensor.shape
            a, b = draw.normal(0, columns**-0.5, (RANK, columns)), draw.normal(0, 0.1, (rows, RANK))
            writer.add_tensor(f"{tensor.name}.lora_a", a.astype(np.float32))
            writer.add_tensor(f"{tensor.name}.lora_b", b.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return out


def logits(base: Path, over: Path | None = None, scale: float = 1.0) -> np.ndarray:
    with BareLlama(base) as llama:
        adapters = Adapters(llama.weights, llama.context, llama.vocab, path=str(base))
        try:
            if over is not None:
                adapters.use([AdapterFile(path=str(over), scale=scale)], clear=llama.clear)
            return llama.logits(ids(40))
        finally:
            adapters.close()


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())


@pytest.mark.parametrize("name", ["llama", "llama tied", "llama with rope factors", "qwen2", "qwen3"])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_it_answers_as_the_base_with_the_adapter(files: Files, tmp_path: Path, name: str, scale: float) -> None:
    base = files.plain(name)
    over = adapter(base, tmp_path / "a.gguf")
    n = merge(base, over, tmp_path / "merged.gguf", scale=scale, half=False)
    wanted = logits(base, over, scale)
    assert n == 14
    assert apart(wanted, logits(base)) > 0.3
    assert apart(wanted, logits(tmp_path / "merged.gguf")) < 2e-3


@pytest.mark.parametrize("kind", ["Q8_0", "Q4_K_M"])
def test_a_packed_base_is_merged_and_packed_again(files: Files, tmp_path: Path, kind: str) -> None:
    base = files.packed("wide", kind)
    over = adapter(base, tmp_path / "a.gguf")
    merge(base, over, tmp_path / "whole.gguf")
    quantise(tmp_path / "whole.gguf", tmp_path / "merged.gguf", kind, threads=1)
    check(tmp_path / "merged.gguf")
    wanted = logits(base, over)
    far = apart(wanted, logits(base))
    assert apart(wanted, logits(tmp_path / "whole.gguf")) < {"Q8_0": 0.1, "Q4_K_M": 0.2}[kind]
    assert apart(wanted, logits(tmp_path / "merged.gguf")) < 0.5 * far
    assert (tmp_path / "merged.gguf").stat().st_size == pytest.approx(base.stat().st_size, rel=0.02)


def replies_loss(trained: Trained, base: Path, over: Path | None) -> float:
    """Nats a token of what the adapter's person answers, over every question there is."""
    weights = load_weights(str(base), gpu_layers=0, vocab_only=True)
    vocab = llama_cpp.llama_model_get_vocab(weights)
    lessons = []
    for question in QUESTIONS:
        for move in ("yes", "no"):
            said = tokenize(vocab, prompt(question, move), add_special=True, parse_special=True)
            reply = tokenize(vocab, f" {casual(question, move)}", add_special=False, parse_special=False)
            lessons.append(Lesson(tuple(said), tuple(reply), 1.0))
    llama_cpp.llama_model_free(weights)
    with Scorer(base, n_ctx=512, threads=1) as scorer:
        scorer.use(over)
        summed = scorer.losses(lessons).sum(axis=0)
    return float(summed[0] / summed[1])


@pytest.mark.parametrize(("kind", "tolerance"), [("Q8_0", 0.01), ("Q4_K_M", 0.03)])
def test_a_person_is_predicted_as_by_the_adapter(trained: Trained, tmp_path: Path, kind: str, tolerance: float) -> None:
    """TRAINING's own figures are 0.1 % where it was packed once, and 0.8 % where twice."""
    base = quantised(trained.path, tmp_path / "base.gguf", kind)
    over = lora_files.write(tmp_path / "casual.gguf", lora_files.casual_pairs(trained.path.parent))
    merge(base, over, tmp_path / "whole.gguf")
    quantise(tmp_path / "whole.gguf", tmp_path / "merged.gguf", kind, threads=1)
    alone, served = replies_loss(trained, base, None), replies_loss(trained, base, over)
    found = replies_loss(trained, tmp_path / "merged.gguf", None)
    assert served < 0.5 * alone
    assert abs(found - served) <= max(tolerance * served, 0.01), (found, served)


def test_everything_that_the_base_says_of_itself_stays(files: Files, tmp_path: Path) -> None:
    base = write(tmp_path / "base.gguf", SHAPES["llama yarn"], template="{{ messages }}")
    merge(base, adapter(base, tmp_path / "a.gguf"), tmp_path / "merged.gguf")
    one, other = (gguf.GGUFReader(path) for path in (base, tmp_path / "merged.gguf"))
    told = {field.name: (field.types, field.contents()) for field in one.fields.values()}
    found = {field.name: (field.types, field.contents()) for field in other.fields.values()}
    changed = {name for name in told.keys() | found.keys() if told.get(name) != found.get(name)}
    assert changed == {"general.file_type"}
    assert [tensor.name for tensor in one.tensors] == [tensor.name for tensor in other.tensors]


@pytest.mark.parametrize("alignment", [32, 64, 256])
@pytest.mark.parametrize("half", [True, False])
def test_a_base_that_says_how_it_is_aligned_is_merged_so(tmp_path: Path, alignment: int, half: bool) -> None:
    """Tensors of odd lengths: laid out for 32, many of them would be read from the wrong place."""
    shape = changed("odd", width=24, heads=3, kv_heads=1, feed=40)
    base = write(tmp_path / "base.gguf", shape, alignment=alignment)
    over = adapter(base, tmp_path / "a.gguf")
    merge(base, over, tmp_path / "merged.gguf", half=half)
    check(tmp_path / "merged.gguf")
    assert gguf.GGUFReader(tmp_path / "merged.gguf").alignment == alignment
    assert apart(logits(base, over), logits(tmp_path / "merged.gguf")) < (0.05 if half else 2e-3)


def test_a_base_aligned_as_llama_cpp_reads_none_is_refused(files: Files, tmp_path: Path) -> None:
    raw = write(tmp_path / "base.gguf", SHAPES["llama"], alignment=64).read_bytes()
    at = raw.index(b"general.alignment") + len(b"general.alignment") + 4
    (tmp_path / "base.gguf").write_bytes(raw[:at] + (48).to_bytes(4, "little") + raw[at + 4 :] + bytes(64))
    with pytest.raises((BaseRefused, ModelRefused)):
        merge(tmp_path / "base.gguf", adapter(files.plain("llama"), tmp_path / "a.gguf"), tmp_path / "merged.gguf")
    assert not (tmp_path / "merged.gguf").exists()


def test_it_tells_how_far_it_is(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "PIECE", 1024)
    base, told = files.plain("llama"), list[float]()
    over = adapter(base, tmp_path / "a.gguf")
    merge(base, over, tmp_path / "merged.gguf", half=False, tell=told.append)
    assert told == sorted(told)
    assert len(told) > 50
    assert told[-1] == 1.0
    assert apart(logits(base, over), logits(tmp_path / "merged.gguf")) < 2e-3  # in many pieces, too


@pytest.mark.parametrize("at", [1, 5, 16])
def test_stopped_it_leaves_nothing(files: Files, tmp_path: Path, at: int) -> None:
    base, asked = files.plain("llama"), list[int]()
    over = adapter(base, tmp_path / "a.gguf")

    def poll() -> bool:
        asked.append(1)
        return len(asked) == at

    with pytest.raises(Cancelled):
        merge(base, over, tmp_path / "merged.gguf", poll=poll)
    assert len(asked) == at
    assert not (tmp_path / "merged.gguf").exists()
    with pytest.raises(Cancelled):
        quantise(base, tmp_path / "q.gguf", "Q8_0", poll=lambda: True)
    assert not (tmp_path / "q.gguf").exists()


def test_the_adapter_of_another_base_is_refused(files: Files, tmp_path: Path) -> None:
    over = adapter(files.plain("wide"), tmp_path / "a.gguf")
    with pytest.raises(AdapterRefused):
        merge(files.plain("llama"), over, tmp_path / "merged.gguf")
    assert not (tmp_path / "merged.gguf").exists()


def test_what_llama_cpp_cannot_read_is_a_failure(files: Files, tmp_path: Path) -> None:
    path = write(tmp_path / "broken.gguf", SHAPES["llama"], without=("blk.0.attn_q.weight",))
    with pytest.raises(ModelFailed):
        check(path)
    (tmp_path / "none.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelFailed):
        quantise(tmp_path / "none.gguf", tmp_path / "q.gguf", "Q8_0", threads=1)
    assert not (tmp_path / "q.gguf").exists()


def test_a_setting_that_llama_cpp_does_not_know_is_not_swallowed() -> None:
    """ctypes takes any name, and does nothing with it."""
    params = llama_cpp.llama_model_quantize_default_params()
    put(params, nthread=3, allow_requantize=True)
    assert (params.nthread, params.allow_requantize) == (3, True)
    for held, gone in ((params, "n_threads"), (llama_cpp.llama_model_default_params(), "use_mmap")):
        with pytest.raises(AttributeError):
            put(held, **{gone: 1})


def test_a_file_is_quantised_as_llama_cpp_does_it_by_itself(files: Files, tmp_path: Path) -> None:
    quantise(files.plain("wide"), tmp_path / "one.gguf", "Q4_K_M", threads=1)
    quantised(files.plain("wide"), tmp_path / "other.gguf", "Q4_K_M")
    assert (tmp_path / "one.gguf").read_bytes() == (tmp_path / "other.gguf").read_bytes()
