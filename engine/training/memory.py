"""How much memory training takes, from the measures of the file and the settings of the job; known before it begins.

The figures were measured with torch's own account of what is in use (torch 2.13 on a processor): activations grow with
the tokens that go through the network together, not with their square, and with nothing else than what stands here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.llm.gguf_directory import Directory
from engine.training.values import Parameters

#: torch, transformers and peft, imported.
LIBRARIES = 450_000_000
#: What a chunk of packed numbers takes on its way to a product (`engine.training.packed.CHUNK`), and logits of a piece.
PIECES = 130_000_000
#: Freed and not yet given back (`engine.training.heap.LOOSE`).
LOOSE = 256_000_000
#: Tokens that go through the network together on a processor: more make nothing faster there.
TOGETHER = 1024
#: Bytes for each number of a layer's width and of its feed-forward part, for a token: of every layer where activations
#: are kept, and of the one at work where they are computed again.
KEPT = {"float32": (77, 20), "bfloat16": (63, 16)}
AT_WORK = {"float32": (90, 24), "bfloat16": (76, 20)}
NUMBER = {"float32": 4, "bfloat16": 2}
#: Numbers in memory for one of the adapter: itself, its gradient, AdamW's two and the best one so far; and copies while
#: a state of four is saved, when there are no activations: safetensors' own and Python's.
LEARNT, SAVED = 5, 8
#: In memory of less than this, in bytes, activations are computed again in place of being kept; and where they would
#: take more than this share of what is free.
SMALL_MEMORY, LARGE_SHARE = 16_000_000_000, 0.5
#: Of what is free on a graphics card, for activations: its allocator cuts what it has into pieces that do not all fit.
CARD_SHARE = 0.8
#: A gradient and AdamW's two numbers for each of the adapter; the best one so far lies in main memory.
GROWN = 3
#: Bytes of a number in NF4 with its scales, which are quantised themselves; of a card for libraries' work space.
FOUR_BIT, WORK_SPACE = 0.53, 300_000_000
#: What bitsandbytes and the reading of a folder take besides, measured with 150 million weights on a processor.
FOLDER = 150_000_000
#: Architectures whose queries and keys are put into another order, so that they lie in memory besides the file.
COPIED = frozenset({"llama"})
#: The embedding and the output matrix, which bitsandbytes leaves as they are.
OUTSIDE = frozenset({"token_embd.weight", "output.weight"})


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of a device's memory."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Cut:
    """How a batch goes through the network.

    Attributes:
        tokens: with what is padded, at once. recomputing: whether activations are computed again in the backward pass;
            what is learnt is the same, on a processor to the last bit.
    """

    tokens: int
    recomputing: bool


@dataclass(frozen=True, slots=True)
class Measures:
    """What of a model file counts.

    Attributes:
        width: of what goes from layer to layer, or of all queries where that is more. feed: of the feed-forward part.
        pairs: rows and columns of all matrices that an adapter changes, added up.
        copied_bytes: of the file, that lie in memory besides it.
        in_layers, outside: numbers of the layers' matrices, and of the embedding and the output matrix.
    """

    layers: int
    width: int
    feed: int
    pairs: int
    file_bytes: int
    copied_bytes: int = 0
    in_layers: int = 0
    outside: int = 0


def measures(directory: Directory) -> Measures | None:
    """Those of a file; None where it does not say them."""
    arch = directory.values.get("general.architecture")
    found = [
        directory.values.get(f"{arch}.{key}") for key in ("block_count", "embedding_length", "feed_forward_length")
    ]
    if not all(isinstance(one, int) and one > 0 for one in found):
        return None
    layers, width, feed = (int(str(one)) for one in found)
    matrices = [one for one in directory.tensors if one.name.startswith("blk.") and len(one.shape) == 2]
    queries = [one for one in matrices if one.name.endswith(".attn_q.weight")]
    turned = [one for one in matrices if one.name.endswith((".attn_q.weight", ".attn_k.weight"))]
    return Measures(
        layers=layers,
        width=max([width, *(one.shape[1] for one in queries)]),
        feed=feed,
        pairs=sum(sum(one.shape) for one in matrices),
        file_bytes=directory.file_bytes,
        copied_bytes=sum(one.n_bytes for one in turned) if arch in COPIED else 0,
        in_layers=sum(math.prod(one.shape) for one in matrices),
        outside=sum(math.prod(one.shape) for one in directory.tensors if one.name in OUTSIDE),
    )


def together(parameters: Parameters, device: str) -> int:
    """Tokens, with what is padded, that go through the network together at most; a longer turn goes alone."""
    all_of_them = parameters.batch * parameters.max_tokens
    return parameters.tokens_together or (all_of_them if device == "cuda" else TOGETHER)


def activations(layers: int, width: int, feed: int, *, tokens: int, dtype: str, kept: bool) -> int:
    """Bytes of them, `tokens` going through the network together."""
    of_width, of_feed = (KEPT if kept else AT_WORK)[dtype]
    layer = of_width * width + of_feed * feed
    return tokens * (layers * layer if kept else layer + NUMBER[dtype] * layers * width)


def cut(layers: int, width: int, feed: int, parameters: Parameters, *, device: str, room: Room, dtype: str) -> Cut:
    """How batches of this job go through a network that lies on `device` already, with its adapter.

    Args:
        room: what is left there for activations. dtype: what is computed in, a key of `NUMBER`.
    """
    wanted = together(parameters, device)
    recomputing = parameters.checkpointing == "on"
    if parameters.checkpointing == "auto":
        most = max(wanted, parameters.max_tokens)
        kept = activations(layers, width, feed, tokens=most, dtype="float32", kept=True)
        recomputing = room.total < SMALL_MEMORY or kept > LARGE_SHARE * room.free
    if device == "cpu" or parameters.tokens_together:
        return Cut(wanted, recomputing)
    each = activations(layers, width, feed, tokens=1, dtype=dtype, kept=not recomputing)
    return Cut(max(1, min(wanted, int(CARD_SHARE * room.free) // each)), recomputing)


def on_card(found: Measures, parameters: Parameters, *, dtype: str, four_bit: bool) -> int:
    """Bytes of a graphics card's memory without which a job is not begun there: a turn of full length goes alone.

    From the measures taken on a processor, and sizes; not measured on a card.
    """
    base = _in_four_bits(found, dtype) if four_bit else found.file_bytes
    adapter = (1 + GROWN) * NUMBER["float32"] * parameters.rank * found.pairs
    kept = parameters.checkpointing == "off"
    passing = activations(
        found.layers, found.width, found.feed, tokens=parameters.max_tokens, dtype=dtype, kept=kept
    )  # fmt: skip
    return math.ceil(base + adapter + passing + PIECES + WORK_SPACE)


def needed(found: Measures, parameters: Parameters, *, recomputing: bool = True, device: str = "cpu") -> int:
    """Bytes of main memory that a job takes at most; float32, which takes more, where "auto" may choose it.

    What "auto" keeps in four bits lies on a card.

    Args:
        recomputing: whether activations are computed again in the backward pass, as they are where memory is small.
    """
    dtype = parameters.dtype if parameters.dtype in NUMBER else "float32"
    tokens = min(together(parameters, device), parameters.batch * parameters.max_tokens)
    at_work = activations(
        found.layers, found.width, found.feed, tokens=max(tokens, parameters.max_tokens), dtype=dtype,
        kept=not recomputing,
    )  # fmt: skip
    adapter = NUMBER["float32"] * parameters.rank * found.pairs
    passing = max(at_work + PIECES, SAVED * adapter)
    base: float = found.file_bytes + found.copied_bytes
    if parameters.four_bit == "nf4":  # a whole matrix of it is unpacked at once
        base = _in_four_bits(found, dtype) + NUMBER[dtype] * found.width * found.feed + FOLDER
    return math.ceil(LIBRARIES + base + LEARNT * adapter + passing + LOOSE)


def _in_four_bits(found: Measures, dtype: str) -> float:
    """Bytes of the base in NF4."""
    return FOUR_BIT * found.in_layers + NUMBER[dtype] * found.outside
