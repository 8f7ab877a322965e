"""A small llama in torch, trained by the tests: its mathematics, its fine-tuning by low rank, its tensors for GGUF.

The layout is that of published checkpoints (rotary embedding by halves); `gguf_tensors` and `lora_tensors` turn the
rows of queries and keys into the pairwise layout that llama.cpp computes with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

WIDTH, LAYERS, HEADS, KV_HEADS, FEED = 64, 2, 4, 2, 160
HEAD = WIDTH // HEADS
ROPE_BASE, EPSILON = 10_000.0, 1e-5
IGNORED = -100
#: Our names of one layer's matrices, and GGUF's.
NAMES = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}

Arrays = dict[str, np.ndarray]
Pairs = dict[str, tuple[np.ndarray, np.ndarray]]


class Linear(nn.Linear):
    """Without bias; `lora` adds a low-rank product to what it computes."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__(n_in, n_out, bias=False)
        nn.init.normal_(self.weight, std=n_in**-0.5)
        self.lora: tuple[Tensor, Tensor, float] | None = None

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        if self.lora is not None:
            a, b, scale = self.lora
            y = y + (x @ a.T @ b.T) * scale
        return y


class Layer(nn.Module):
    """Grouped-query attention and a gated feed-forward, both behind an RMS norm."""

    def __init__(self) -> None:
        super().__init__()
        self.attn_norm, self.ffn_norm = nn.RMSNorm(WIDTH, eps=EPSILON), nn.RMSNorm(WIDTH, eps=EPSILON)
        self.q, self.o = Linear(WIDTH, WIDTH), Linear(WIDTH, WIDTH)
        self.k, self.v = Linear(WIDTH, KV_HEADS * HEAD), Linear(WIDTH, KV_HEADS * HEAD)
        self.gate, self.up, self.down = Linear(WIDTH, FEED), Linear(WIDTH, FEED), Linear(FEED, WIDTH)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
        normed = self.attn_norm(x)
        q, k, v = (_heads(project(normed)) for project in (self.q, self.k, self.v))
        mixed = F.scaled_dot_product_attention(_turn(q, turns), _turn(k, turns), v, is_causal=True, enable_gqa=True)
        x = x + self.o(mixed.transpose(1, 2).flatten(2))
        normed = self.ffn_norm(x)
        return x + self.down(F.silu(self.gate(normed)) * self.up(normed))


class Llama(nn.Module):
    """Token ids (batch, n) to logits (batch, n, vocabulary); the embedding is the output matrix too."""

    def __init__(self, n_vocab: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_vocab, WIDTH)
        nn.init.normal_(self.embed.weight, std=0.5)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.RMSNorm(WIDTH, eps=EPSILON)

    def forward(self, ids: Tensor) -> Tensor:
        angles = torch.arange(ids.shape[1])[:, None] * ROPE_BASE ** (-torch.arange(0, HEAD, 2) / HEAD)
        turns = (angles.cos().repeat(1, 2), angles.sin().repeat(1, 2))
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x, turns)
        return self.norm(x) @ self.embed.weight.T * WIDTH**-0.5


def _heads(x: Tensor) -> Tensor:
    return x.unflatten(-1, (-1, HEAD)).transpose(1, 2)


def _turn(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    low, high = x.chunk(2, -1)
    return x * turns[0] + torch.cat((-high, low), -1) * turns[1]


@dataclass(frozen=True)
class Batch:
    """Sequences of equal length; positions with the label `IGNORED` are not learnt."""

    ids: Tensor
    labels: Tensor


def batch(sequences: Sequence[Sequence[int]], learnt_from: Sequence[int], pad: int) -> Batch:
    """Sequences padded to one length; each is learnt from position `learnt_from` on."""
    longest = max(map(len, sequences))
    ids = torch.full((len(sequences), longest), pad)
    labels = torch.full_like(ids, IGNORED)
    for row, (sequence, begin) in enumerate(zip(sequences, learnt_from, strict=True)):
        ids[row, : len(sequence)] = torch.tensor(sequence)
        labels[row, begin : len(sequence)] = torch.tensor(sequence[begin:])
    return Batch(ids, labels)


def fit(model: Llama, weights: Sequence[Tensor], batches: Sequence[Batch], *, rate: float) -> float:
    """One Adam step a batch, the rate falling by a cosine after a short rise; returns the last loss."""
    optimizer = torch.optim.Adam(weights, lr=rate, betas=(0.9, 0.98))
    loss = math.inf
    for step, part in enumerate(batches):
        done = step / len(batches)
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 10) * (0.52 + 0.48 * math.cos(math.pi * done))
        logits = model(part.ids)[:, :-1]
        measured = F.cross_entropy(logits.flatten(0, 1), part.labels[:, 1:].flatten(), ignore_index=IGNORED)
        optimizer.zero_grad()
        measured.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        loss = float(measured.detach())
    return loss


def train_lora(model: Llama, batches: Sequence[Batch], *, rank: int, alpha: float, rate: float) -> Pairs:
    """Low-rank pairs for every matrix of every layer, as GGUF names and lays them out; `model` is as it was."""
    adapted = linears(model)
    for linear in adapted.values():
        a = torch.randn(rank, linear.in_features) * linear.in_features**-0.5
        linear.lora = (a.requires_grad_(), torch.zeros(linear.out_features, rank, requires_grad=True), alpha / rank)
    fit(model, [weight for linear in adapted.values() for weight in linear.lora[:2]], batches, rate=rate)
    pairs = {}
    for name, linear in adapted.items():
        a, b = (weight.detach().numpy() for weight in linear.lora[:2])
        pairs[name] = (a, paired(b, name))
        linear.lora = None
    return pairs


def linears(model: Llama) -> dict[str, Linear]:
    """The matrices of all layers by their names in GGUF."""
    return {
        f"blk.{i}.{NAMES[name]}.weight": getattr(layer, name) for i, layer in enumerate(model.layers) for name in NAMES
    }


def gguf_tensors(model: Llama) -> Arrays:
    """The weights as GGUF names and lays them out."""
    arrays = {"token_embd.weight": model.embed.weight, "output.weight": model.embed.weight * WIDTH**-0.5}
    arrays["output_norm.weight"] = model.norm.weight
    for i, layer in enumerate(model.layers):
        arrays[f"blk.{i}.attn_norm.weight"] = layer.attn_norm.weight
        arrays[f"blk.{i}.ffn_norm.weight"] = layer.ffn_norm.weight
        for ours, theirs in NAMES.items():
            arrays[f"blk.{i}.{theirs}.weight"] = getattr(layer, ours).weight
    return {name: paired(weight.detach().numpy(), name) for name, weight in arrays.items()}


def paired(rows: np.ndarray, name: str) -> np.ndarray:
    """Rows of queries and keys with the two halves of each head interleaved; others as they are."""
    if "attn_q." not in name and "attn_k." not in name:
        return rows
    return rows.reshape(-1, 2, HEAD // 2, rows.shape[-1]).swapaxes(1, 2).reshape(rows.shape)


def unpaired(rows: np.ndarray, name: str) -> np.ndarray:
    """What `paired` was made from."""
    if "attn_q." not in name and "attn_k." not in name:
        return rows
    return rows.reshape(-1, HEAD // 2, 2, rows.shape[-1]).swapaxes(1, 2).reshape(rows.shape)
