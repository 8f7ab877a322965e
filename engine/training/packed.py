"""A model file's own blocks as layers: kept packed, dequantised a chunk at a time in forward and again in backward.

Memory is about the file's size (mapped) plus one chunk; the frozen weight needs no gradient, so only the one of the
input is computed. Pure torch, hence CPU, CUDA and MPS alike. Dequantising is transformers' (pinned, and held against
gguf's own in the tests), and for the two kinds that it leaves out our own: llama.cpp falls back to these where rows
are no multiple of 256, as in Qwen2.5 0.5B.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers.integrations.gguf import dequant

#: Numbers that are dequantised at a time: 16 MB in float32.
CHUNK = 4 << 20
#: ggml's numbers of the kinds with a fifth bit apart.
Q5_0, Q5_1 = 6, 7
#: Bytes before the fifth bits of a block: a scale, and a minimum too.
_FIVE = {Q5_0: 2, Q5_1: 4}
#: Types whose blocks can be kept packed, by ggml's number.
PACKED = frozenset(dequant.GGML_BLOCK) | frozenset(_FIVE)


def dequantize(packed: Tensor, kind: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Whole blocks (uint8, any shape) as numbers, flat."""
    if kind in _FIVE:
        return _five_bits(packed, _FIVE[kind], dtype)
    return dequant.dequantize(packed, kind, dtype)


def _five_bits(packed: Tensor, begin: int, dtype: torch.dtype) -> Tensor:
    """Blocks of 32: a scale, perhaps a minimum, the fifth bits in four bytes, then two numbers a byte.

    From ggml's dequantize_row_q5_0 and _q5_1 (ggml-quants.c).
    """
    blocks = packed.reshape(-1, begin + 20)
    scale, minimum = (blocks[:, at : at + 2].contiguous().view(torch.float16).to(dtype) for at in (0, begin - 2))
    bits = torch.arange(8, device=blocks.device, dtype=torch.uint8)
    fifth = ((blocks[:, begin : begin + 4, None] >> bits) & 1).reshape(-1, 32) << 4
    pairs = blocks[:, begin + 4 :]
    numbers = (torch.cat((pairs & 0xF, pairs >> 4), 1) | fifth).to(torch.int8)
    return (scale * (numbers - 16) if begin == _FIVE[Q5_0] else scale * numbers + minimum).reshape(-1)


class _Product(torch.autograd.Function):
    """x @ w.T for a packed w of (rows, columns)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, packed: Tensor, kind: int, shape: tuple[int, int], dtype: torch.dtype) -> Tensor:
        ctx.packed, ctx.kind, ctx.shape, ctx.dtype = packed, kind, shape, dtype
        x = x.to(dtype)
        y = x.new_empty(*x.shape[:-1], shape[0])
        for first, rows in pieces(packed, kind, shape, dtype):
            y[..., first : first + rows.shape[0]] = x @ rows.T
        return y

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        grad = grad.to(ctx.dtype)
        into: Tensor | None = None
        for first, rows in pieces(ctx.packed, ctx.kind, ctx.shape, ctx.dtype):
            part = grad[..., first : first + rows.shape[0]] @ rows
            into = part if into is None else into.add_(part)
        return into, None, None, None, None


def pieces(
    packed: Tensor, kind: int, shape: tuple[int, int], dtype: torch.dtype, *, at_once: int = 0
) -> Iterator[tuple[int, Tensor]]:
    """(number of the first row, rows as numbers), a chunk at a time, or `at_once` rows."""
    at_once = at_once or max(1, CHUNK // shape[1])
    for first in range(0, shape[0], at_once):
        rows = packed[first : first + at_once]
        yield first, dequantize(rows, kind, dtype).view(rows.shape[0], shape[1])


#: torch leaves `apply` without types.
_product = cast(Callable[..., Tensor], _Product.apply)


class PackedLinear(nn.Linear):
    """A frozen linear layer over packed blocks; peft wraps it like any other."""

    def __init__(
        self, packed: Tensor, kind: int, shape: tuple[int, int], bias: nn.Parameter | None, dtype: torch.dtype
    ) -> None:
        """`packed`: uint8 (rows, bytes of a row); `shape`: (rows, columns) in numbers; `dtype`: computed with."""
        nn.Module.__init__(self)
        self.out_features, self.in_features = shape
        self.kind, self.shape, self.dtype = kind, shape, dtype
        self.weight = nn.Parameter(packed, requires_grad=False)
        self.register_parameter("bias", bias)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch's name
        """(…, columns) to (…, rows)."""
        y = _product(input, self.weight, self.kind, self.shape, self.dtype)
        return y if self.bias is None else y + self.bias


class PackedEmbedding(nn.Embedding):
    """A frozen embedding over packed blocks: only the rows that are looked up are dequantised."""

    def __init__(self, packed: Tensor, kind: int, shape: tuple[int, int], dtype: torch.dtype) -> None:
        """As for `PackedLinear`."""
        nn.Module.__init__(self)
        self.num_embeddings, self.embedding_dim = shape
        self.padding_idx, self.max_norm, self.norm_type = None, None, 2.0
        self.scale_grad_by_freq, self.sparse = False, False
        self.kind, self.dtype = kind, dtype
        self.weight = nn.Parameter(packed, requires_grad=False)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch's name
        """Token ids (…) to vectors (…, width)."""
        ids = input.reshape(-1)
        rows = dequantize(self.weight.index_select(0, ids), self.kind, self.dtype)
        return rows.view(*input.shape, self.embedding_dim)
