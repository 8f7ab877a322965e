"""A model file is judged by its own words, and nothing hostile in them gets through."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import gguf
import numpy as np
import pytest
import tiny_gguf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.llm import catalogue
from engine.llm.architectures import supported
from engine.llm.gguf_file import check
from engine.problems import ModelMissing, ModelRefused

SCRIPT = ["Sure", "."]


def refusal(path: Path) -> str:
    with pytest.raises(ModelRefused) as told:
        check(path)
    assert told.value.facts["path"] == str(path)
    return str(told.value.facts["reason"])


def test_a_model_tells_what_it_is(tmp_path: Path) -> None:
    found = check(tiny_gguf.write(tmp_path / "m.gguf", SCRIPT, template="{{ messages }}"))
    assert (found.arch, found.name, found.quant, found.licence) == ("llama", "tiny", "F32", "apache-2.0")
    assert (found.n_ctx_train, found.n_layers, found.n_vocab) == (65536, 1, 264)
    assert found.chat_template == "{{ messages }}"
    assert not found.is_encoder
    assert found.n_params * 4 < found.file_bytes < found.n_params * 4 + 30_000


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        check(tmp_path / "m.gguf")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_gguf"),
        (b"GG", "not_gguf"),
        (b"PK\x03\x04" + bytes(100), "not_gguf"),
        (b"GGUF", "truncated"),
        (b"GGUF\x01\0\0\0" + bytes(100), "version"),
        (b"GGUF\0\0\0\x03" + bytes(100), "big_endian"),
        (b"GGUF\x03\0\0\0" + b"\xff" * 100, "damaged"),
        (b"GGUF\x03\0\0\0" + bytes(100), "no_architecture"),
    ],
)
def test_other_files_are_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    assert refusal(path) == reason


def test_half_a_download_is_refused(tmp_path: Path) -> None:
    path = tiny_gguf.write(tmp_path / "m.gguf", SCRIPT)
    path.write_bytes(path.read_bytes()[:60_000])
    assert refusal(path) == "truncated"


def test_an_embedding_model_does_not_write(tmp_path: Path) -> None:
    path = tiny_gguf.write(tmp_path / "m.gguf", SCRIPT, arch="bert")
    assert refusal(path) == "embeds_only"
    assert check(path, writes=False).is_encoder


def test_an_adapter_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert refusal(path) == "adapter"


def header(path: Path, arch: str, **values: float | str | list[float]) -> Path:
    """A file with these values and one tensor."""
    writer = gguf.GGUFWriter(path, arch)
    for name, value in values.items():
        key = name.replace("__", ".")
        if isinstance(value, list):
            writer.add_array(key, value)
        elif isinstance(value, str):
            writer.add_string(key, value)
        elif isinstance(value, float):
            writer.add_float32(key, value)
        else:
            writer.add_uint32(key, value)
    writer.add_tensor("token_embd.weight", np.zeros((4, 8), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_a_part_of_a_model_is_refused(tmp_path: Path) -> None:
    assert refusal(header(tmp_path / "m.gguf", "llama", tokenizer__ggml__model="llama", split__count=3)) == "in_parts"


def test_a_projector_is_no_model(tmp_path: Path) -> None:
    assert refusal(header(tmp_path / "m.gguf", "clip", general__type="mmproj")) == "not_a_model"


def test_an_architecture_that_llama_cpp_does_not_know_is_refused(tmp_path: Path) -> None:
    assert refusal(header(tmp_path / "m.gguf", "xyzzy7", tokenizer__ggml__model="llama")) == "unsupported"


def test_this_llama_cpp_runs_every_model_of_the_catalogue() -> None:
    archs = {model.arch for model in catalogue.known()}
    assert {arch for arch in archs if not supported(arch)} == set()
    assert not supported("xyzzy7")


def test_the_size_of_the_cache_is_told_by_the_header(tmp_path: Path) -> None:
    tiny = check(tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    assert tiny.kv_bytes_per_token % (2 * 2 * tiny_gguf.HEADS) == 0
    qwen3_4b = {
        "tokenizer__ggml__model": "gpt2",
        "qwen3__block_count": 36,
        "qwen3__embedding_length": 2560,
        "qwen3__attention__head_count": 32,
        "qwen3__attention__head_count_kv": 8,
        "qwen3__attention__key_length": 128,
        "qwen3__attention__value_length": 128,
    }
    assert check(header(tmp_path / "q.gguf", "qwen3", **qwen3_4b)).kv_bytes_per_token == 147_456
    layers = {
        "tokenizer__ggml__model": "gpt2",
        "lfm2__block_count": 4,
        "lfm2__embedding_length": 2048,
        "lfm2__attention__head_count": 32,
        "lfm2__attention__head_count_kv": [0, 8, 0, 8],
    }
    assert check(header(tmp_path / "l.gguf", "lfm2", **layers)).kv_bytes_per_token == 16 * (64 + 64) * 2


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("key", ["general__file_type", "llama__block_count", "llama__context_length"])
def test_a_figure_that_is_no_number_is_damage(tmp_path: Path, key: str, value: float) -> None:
    told: dict[str, str | list[float]] = {
        "tokenizer__ggml__model": "gpt2",
        "llama__attention__head_count_kv": [1.0, 2.0],
    }
    assert check(header(tmp_path / "whole.gguf", "llama", **told)).arch == "llama"
    assert refusal(header(tmp_path / "m.gguf", "llama", **told, **{key: value})) == "damaged"
    told["llama__attention__head_count_kv"] = [1.0, value]
    assert refusal(header(tmp_path / "l.gguf", "llama", **told)) == "damaged"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 12_000), value=st.integers(0, 255), length=st.integers(1, 8))
def test_any_damage_to_the_header_is_read_or_refused(tmp_path: Path, at: int, value: int, length: int) -> None:
    path = tmp_path / "m.gguf"
    if not path.exists():
        tiny_gguf.write(path, SCRIPT)
        (tmp_path / "whole").write_bytes(path.read_bytes())
    data = bytearray((tmp_path / "whole").read_bytes())
    data[at : at + length] = bytes([value]) * length
    path.write_bytes(data)
    with suppress(ModelRefused):
        assert check(path).arch
