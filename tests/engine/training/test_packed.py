"""Packed layers compute what dense ones compute, and nothing of a block is read differently than gguf reads it."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as Kind

from engine.training import packed
from engine.training.packed import PACKED, PackedEmbedding, PackedLinear

#: Kinds that gguf can write.
WRITABLE = (Kind.Q4_0, Kind.Q4_1, Kind.Q5_0, Kind.Q5_1, Kind.Q8_0)
ROWS, COLUMNS = 24, 512


def random_blocks(kind: Kind, rows: int = ROWS, columns: int = COLUMNS) -> np.ndarray:
    """Blocks of random bytes (rows, bytes of a row), their scales finite and neither huge nor nothing."""
    block, n_bytes = gguf.GGML_QUANT_SIZES[kind]
    blocks = np.random.default_rng(int(kind)).integers(0, 256, (rows, columns // block, n_bytes), dtype=np.uint8)
    for at in range(0, n_bytes - 1, 2):  # wherever a half-precision number may stand: none is infinite
        blocks[..., at + 1] &= 0xBB
    return blocks.reshape(rows, -1)


@pytest.mark.parametrize("kind", sorted(PACKED), ids=lambda kind: Kind(kind).name)
def test_every_kind_is_dequantised_as_gguf_does_it(kind: int) -> None:
    blocks = random_blocks(Kind(kind))
    wanted = gguf.quants.dequantize(blocks, Kind(kind))
    found = packed.dequantize(torch.from_numpy(blocks), kind).view(ROWS, COLUMNS).numpy()
    assert np.isfinite(wanted).all()
    assert np.abs(wanted).max() > 0
    np.testing.assert_allclose(found, wanted, rtol=2e-6, atol=1e-6 * np.abs(wanted).max())


def test_all_kinds_of_usual_files_can_stay_packed() -> None:
    """Q4_K_M and its kin hold Q4_K to Q6_K, and Q5_0, Q5_1 and Q8_0 where rows are no multiple of 256."""
    usual = {Kind.Q4_0, Kind.Q4_1, Kind.Q5_0, Kind.Q5_1, Kind.Q8_0, Kind.Q2_K, Kind.Q3_K, Kind.Q4_K, Kind.Q5_K}
    assert {int(kind) for kind in usual | {Kind.Q6_K, Kind.IQ4_NL, Kind.IQ4_XS}} <= PACKED


def layer_and_dense(kind: Kind, *, bias: bool) -> tuple[PackedLinear, torch.nn.Linear]:
    numbers = np.random.default_rng(2).normal(0, 0.1, (ROWS, COLUMNS)).astype(np.float32)
    blocks = gguf.quants.quantize(numbers, kind)
    added = torch.nn.Parameter(torch.randn(ROWS), requires_grad=False) if bias else None
    dense = torch.nn.Linear(COLUMNS, ROWS, bias=bias)
    dense.weight.data = torch.from_numpy(gguf.quants.dequantize(blocks, kind))
    if added is not None:
        dense.bias.data = added.data
    layer = PackedLinear(torch.from_numpy(blocks), int(kind), (ROWS, COLUMNS), added, torch.float32)
    return layer, dense


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
@pytest.mark.parametrize("bias", [False, True])
def test_a_packed_layer_gives_the_outputs_and_the_gradient_of_a_dense_one(kind: Kind, bias: bool) -> None:
    layer, dense = layer_and_dense(kind, bias=bias)
    x = torch.randn(2, 7, COLUMNS, requires_grad=True)
    also_x = x.detach().clone().requires_grad_()
    y, also_y = layer(x), dense(also_x)
    pull = torch.randn_like(y)
    y.backward(pull)
    also_y.backward(pull)
    assert x.grad is not None
    assert also_x.grad is not None
    torch.testing.assert_close(y, also_y, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(x.grad, also_x.grad, rtol=1e-5, atol=1e-5)
    assert x.grad.abs().max() > 0.1


def test_a_layer_larger_than_a_chunk_is_the_same_as_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, dense = layer_and_dense(Kind.Q8_0, bias=False)
    x = torch.randn(3, COLUMNS, requires_grad=True)
    monkeypatch.setattr(packed, "CHUNK", 5 * COLUMNS)  # 24 rows in five pieces
    y = layer(x)
    y.sum().backward()
    torch.testing.assert_close(y, dense(x), rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(x.grad, dense.weight.sum(0).expand(3, -1), rtol=1e-5, atol=1e-5)


def test_the_frozen_blocks_get_no_gradient() -> None:
    layer, _ = layer_and_dense(Kind.Q8_0, bias=True)
    layer(torch.randn(1, COLUMNS, requires_grad=True)).sum().backward()
    assert all(held.grad is None for held in layer.parameters())


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_a_packed_embedding_looks_up_what_the_dense_one_holds(kind: Kind) -> None:
    numbers = np.random.default_rng(4).normal(0, 1, (50, 64)).astype(np.float32)
    blocks = gguf.quants.quantize(numbers, kind)
    held = PackedEmbedding(torch.from_numpy(blocks), int(kind), (50, 64), torch.float32)
    ids = torch.tensor([[0, 49, 7], [7, 7, 1]])
    wanted = torch.from_numpy(gguf.quants.dequantize(blocks, kind))[ids]
    torch.testing.assert_close(held(ids), wanted, rtol=1e-6, atol=1e-6)


def test_in_bfloat16_it_stays_close() -> None:
    layer, dense = layer_and_dense(Kind.Q8_0, bias=False)
    layer.dtype = torch.bfloat16
    x = torch.randn(4, COLUMNS)
    wanted = dense(x)
    found = layer(x)
    assert found.dtype == torch.bfloat16
    assert float((found - wanted).detach().abs().max()) < 0.02 * float(wanted.detach().abs().max())
