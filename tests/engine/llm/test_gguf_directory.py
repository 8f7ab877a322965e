"""The directory of a GGUF file is read as it stands there, and what would end llama.cpp is damage."""

from __future__ import annotations

import struct
from pathlib import Path

import gguf
import lora_files
import numpy as np
import pytest

from engine.llm import gguf_directory
from engine.problems import ModelMissing, ModelRefused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    draw = np.random.default_rng(1)
    pairs = {"blk.0.attn_q.weight": (draw.normal(size=(4, 64)), draw.normal(size=(32, 4)))}
    return lora_files.write(tmp_path / "a.gguf", pairs)


def test_tensors_are_found_where_they_lie(path: Path) -> None:
    found = gguf_directory.read(path)
    a, b = found.tensors
    assert (a.name, a.shape, a.type) == ("blk.0.attn_q.weight.lora_a", (64, 4), 0)
    assert (b.name, b.shape) == ("blk.0.attn_q.weight.lora_b", (4, 32))
    values = np.fromfile(path, dtype="<f4", count=4 * 32, offset=b.start).reshape(32, 4)
    theirs = next(tensor for tensor in gguf.GGUFReader(path).tensors if tensor.name == b.name)
    assert (values == theirs.data).all()
    assert found.values["adapter.lora.alpha"] == lora_files.ALPHA
    assert found.kinds["adapter.lora.alpha"] == gguf_directory.FLOAT32
    assert found.file_bytes == path.stat().st_size


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        gguf_directory.read(tmp_path / "nothing.gguf")


def key(name: str, kind: int, value: bytes) -> bytes:
    return struct.pack("<Q", len(name)) + name.encode() + struct.pack("<I", kind) + value


ONE = struct.pack("<I", 1)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([key("x", 4, ONE), key("x", 4, ONE)], id="a name twice"),
        pytest.param([key("general.alignment", 10, struct.pack("<Q", 32))], id="an alignment of another type"),
        pytest.param([key("general.alignment", 4, struct.pack("<I", 0))], id="an alignment of nothing"),
        pytest.param([key("x", 13, ONE)], id="an unknown type"),
        pytest.param([key("x", 9, ONE + struct.pack("<Q", 1 << 60))], id="an endless array"),
        pytest.param([key("x", 8, struct.pack("<Q", 1) + b"\xff")], id="no UTF-8"),
    ],
)
def test_metadata_that_cannot_be_is_damage(tmp_path: Path, keys: list[bytes]) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(keys)) + b"".join(keys) + bytes(64))
    with pytest.raises(ModelRefused) as told:
        gguf_directory.read(path)
    assert told.value.facts["reason"] == "damaged"


def one_tensor(path: Path, kind: int, shape: tuple[int, ...], n_bytes: int) -> Path:
    """A file with a single tensor, of which `n_bytes` are there."""
    entry = struct.pack("<Q", 1) + b"w" + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + entry + struct.pack("<IQ", kind, 0)
    path.write_bytes(head + bytes(-len(head) % 32) + bytes(n_bytes))
    return path


def test_a_file_cut_inside_its_last_tensor_is_truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(ModelRefused) as told:
        gguf_directory.read(path)
    assert told.value.facts["reason"] == "truncated"


@pytest.mark.parametrize("kind", sorted(gguf_directory.BLOCKS))
def test_a_tensor_of_any_type_is_there_to_its_last_byte(tmp_path: Path, kind: int) -> None:
    block, block_bytes = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType(kind)]
    shape, n_bytes = (2 * block, 3), 6 * block_bytes
    assert gguf_directory.read(one_tensor(tmp_path / "x.gguf", kind, shape, n_bytes)).tensors[0].n_bytes == n_bytes
    with pytest.raises(ModelRefused) as told:
        gguf_directory.read(one_tensor(tmp_path / "x.gguf", kind, shape, n_bytes - 1))
    assert told.value.facts["reason"] == "truncated"


def test_a_tensor_of_an_unknown_type_need_only_begin_in_the_file(tmp_path: Path) -> None:
    assert gguf_directory.read(one_tensor(tmp_path / "x.gguf", 1000, (64, 64), 1)).tensors[0].n_bytes == 0
    with pytest.raises(ModelRefused) as told:
        gguf_directory.read(one_tensor(tmp_path / "x.gguf", 1000, (64, 64), 0))
    assert told.value.facts["reason"] == "truncated"


def test_a_row_of_no_whole_blocks_is_damage(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused) as told:
        gguf_directory.read(one_tensor(tmp_path / "x.gguf", 12, (100, 4), 4096))
    assert told.value.facts["reason"] == "damaged"
