"""An adapter made one with its base: a model file of its own, as the adapter's effect for those who want no adapters.

On the level of GGUF: every key and every tensor is copied, so tokenizer, template and rope are the base's to the byte;
only the matrices that the adapter changes get scale * B A added, in the file's own order of rows. A piece of a matrix
is in memory at a time. What comes out has F16 or F32 numbers and is quantised by llama.cpp in this process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import gguf
import llama_cpp as llama
import numpy as np
from gguf import GGUFValueType

from engine.llm import adapter_file, gguf_directory
from engine.llm.llamacpp import Listening, load_weights, n_threads, put
from engine.problems import AdapterRefused, BaseRefused, Cancelled, ModelFailed

#: Numbers that are added up at a time: 16 MB in float32.
PIECE = 4 << 20
#: Kinds of files that can be made, and llama.cpp's numbers of them.
KINDS = {
    "F16": llama.LLAMA_FTYPE_MOSTLY_F16,
    "Q8_0": llama.LLAMA_FTYPE_MOSTLY_Q8_0,
    "Q4_K_M": llama.LLAMA_FTYPE_MOSTLY_Q4_K_M,
}
#: Keys that are told anew.
_OURS = ("general.architecture", "general.file_type", "general.quantization_version", gguf.Keys.General.ALIGNMENT)

Array = np.ndarray
Pairs = dict[str, tuple[Array, Array]]


def merge(
    base: Path,
    adapter: Path,
    out: Path,
    *,
    scale: float = 1.0,
    half: bool = True,
    poll: Callable[[], bool] = lambda: False,
    tell: Callable[[float], None] = lambda done: None,
) -> int:
    """Write `out`; returns how many matrices were changed.

    Args:
        scale: how much of the adapter; 1 is all.
        half: matrices in F16, else in F32; vectors are F32 in any case.
        poll: asked between pieces; True stops. tell: hears which share is done.

    Raises:
        AdapterRefused: the adapter does not fit the base. BaseRefused: `reason` "unreadable" or "type".
        Cancelled: `poll` said so; nothing is left of `out`, nor is after any failure.
        OSError: it cannot be written.
    """
    adapter_file.check(adapter, gguf_directory.read(base))
    reader, pairs, factor = _read(base), *_pairs(adapter)
    try:
        _describe(reader, out, half=half)
        with out.open("ab") as file:
            _write(file, reader, {name: (a, b * factor * scale) for name, (a, b) in pairs.items()}, half, poll, tell)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return len(pairs)


def quantise(source: Path, out: Path, kind: str, *, threads: int = 0, poll: Callable[[], bool] = lambda: False) -> None:
    """Write `source` anew as one of `KINDS`; llama.cpp does it in one go, which cannot be stopped from here.

    Args:
        threads: 0 for half the physical cores.

    Raises:
        ModelFailed: llama.cpp could not. Cancelled: `poll` said so before or after; nothing is left of `out`.
    """
    if poll():
        raise Cancelled
    params = llama.llama_model_quantize_default_params()
    put(params, ftype=KINDS[kind], nthread=threads or max(1, n_threads(0) // 2), allow_requantize=True)
    with Listening() as listening:
        code = llama.llama_model_quantize(os.fsencode(source), os.fsencode(out), params)
    if code or poll():
        out.unlink(missing_ok=True)
        raise ModelFailed(step="quantise", reason=listening.reason) if code else Cancelled


def check(path: Path) -> None:
    """Open what was made as the worker would.

    Raises:
        ModelFailed: llama.cpp refuses it. ModelRefused: it is no whole file.
    """
    gguf_directory.read(path)
    with Listening() as listening:
        try:
            weights = load_weights(str(path), gpu_layers=0)
        except ModelFailed:
            weights = None
    if weights is None:
        raise ModelFailed(step="load", reason=listening.reason)
    llama.llama_model_free(weights)


def _read(path: Path) -> Any:
    try:
        reader = gguf.GGUFReader(path)
    except (ValueError, OSError, KeyError, IndexError, OverflowError, MemoryError) as error:
        raise BaseRefused(reason="unreadable", error=type(error).__name__) from None
    if int(reader.alignment).bit_count() != 1:  # llama.cpp reads no other
        raise BaseRefused(reason="unreadable", error="alignment")
    return reader


def _pairs(adapter: Path) -> tuple[Pairs, float]:
    """(A and B by the name of their matrix, B scaled by 1 / rank; alpha)."""
    reader = gguf.GGUFReader(adapter)
    held = {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type) for tensor in reader.tensors}
    names = {name.removesuffix(adapter_file.A).removesuffix(adapter_file.B) for name in held}
    if adapter_file.TOKENS in names:  # its two halves are flipped, and ours never change it
        raise AdapterRefused(reason="unknown_tensor", tensor=adapter_file.TOKENS)
    pairs = {name: (held[name + adapter_file.A], held[name + adapter_file.B]) for name in names}
    scaled = {name: (a.astype(np.float32), b.astype(np.float32) / a.shape[0]) for name, (a, b) in pairs.items()}
    return scaled, float(reader.fields[adapter_file.ALPHA].contents())


def _describe(reader: Any, out: Path, *, half: bool) -> None:
    """Everything before the numbers."""
    writer = gguf.GGUFWriter(out, reader.fields["general.architecture"].contents())
    for field in reader.fields.values():
        if field.name in _OURS or field.name.startswith("GGUF."):
            continue
        of = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), field.types[0], of)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16 if half else gguf.LlamaFileType.ALL_F32)
    if gguf.Keys.General.ALIGNMENT in reader.fields:  # copied as a key, it would not be what the writer keeps to
        writer.add_custom_alignment(int(reader.alignment))
    for tensor in reader.tensors:
        kind, shape = _kind(tensor, half), [int(n) for n in reversed(tensor.shape)]
        writer.add_tensor_info(tensor.name, shape, kind, int(np.prod(shape)) * kind.itemsize)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()


def _kind(tensor: Any, half: bool) -> np.dtype[Any]:
    return np.dtype(np.float16 if half and len(tensor.shape) > 1 else np.float32)


def _write(
    file: BinaryIO, reader: Any, pairs: Pairs, half: bool, poll: Callable[[], bool], tell: Callable[[float], None]
) -> None:
    whole, done = sum(int(tensor.n_elements) for tensor in reader.tensors), 0
    for tensor in reader.tensors:
        _align(file, int(reader.alignment))  # numpy's uint32 has no negative
        for piece in _pieces(tensor, pairs.get(tensor.name)):
            if poll():
                raise Cancelled
            piece.astype(_kind(tensor, half)).tofile(file)
            done += piece.size
            tell(done / whole)
    _align(file, int(reader.alignment))


def _align(file: BinaryIO, alignment: int) -> None:
    file.write(bytes(-file.tell() % alignment))


def _pieces(tensor: Any, pair: tuple[Array, Array] | None) -> Iterator[Array]:
    """A tensor's numbers in float32, some rows at a time."""
    columns = int(tensor.shape[0])
    packed = tensor.data.reshape(-1, tensor.data.shape[-1])
    at_once = max(1, PIECE // columns)
    for first in range(0, packed.shape[0], at_once):
        try:
            rows = gguf.quants.dequantize(packed[first : first + at_once], tensor.tensor_type).astype(np.float32)
        except NotImplementedError:
            raise BaseRefused(reason="type", name=tensor.name, type=int(tensor.tensor_type)) from None
        if pair is not None:
            rows = rows + pair[1][first : first + at_once] @ pair[0]
        yield rows
