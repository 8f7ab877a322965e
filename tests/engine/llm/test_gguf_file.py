"""A model file is judged by its own words, and nothing hostile in them gets through."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import gguf
import pytest
import tiny_gguf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    assert refusal(path) == "not_a_model"


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
