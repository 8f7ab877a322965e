"""llama.cpp as we call it: silent, strict about field names, and with every NULL noticed.

Traps of llama-cpp-python 0.3.36: a failed load gives a NULL pointer, which is an object and false, never
None; ctypes takes misspelt or renamed struct fields without a word; `Llama(verbose=False)` still prints,
and on import the package sets a log callback of its own that writes to stderr.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llama_cpp as llama
import psutil

from engine.problems import Cancelled, ModelFailed

ERROR = 4  # GGML_LOG_LEVEL_ERROR
#: More threads wait for each other longer than they compute: decoding is bound by memory.
MAX_THREADS = 16

_heard: list[tuple[int, str]] = []
_listening = False


@llama.llama_log_callback  # type: ignore[untyped-decorator]  # llama_cpp has no types
def _log(level: int, text: bytes, _data: Any) -> None:
    if _listening:
        _heard.append((level, text.decode("utf-8", "replace")))


llama.llama_log_set(_log, ctypes.c_void_p(0))
llama.llama_backend_init()


def put(struct: Any, **fields: object) -> None:
    """Set fields of a ctypes struct.

    Raises:
        AttributeError: it has no such field (plain assignment would do nothing, silently).
    """
    names = {field[0] for field in struct._fields_}
    for name, value in fields.items():
        if name not in names:
            raise AttributeError(f"{type(struct).__name__} has no field {name}")
        setattr(struct, name, value)


class Listening:
    """Keeps what llama.cpp logs within a `with`: the one place that tells devices and reasons.

    Used around loading only, so that nothing of a prompt can be heard.
    """

    def __enter__(self) -> Listening:
        global _listening
        _heard.clear()
        _listening = True
        return self

    def __exit__(self, *_: object) -> None:
        global _listening
        _listening = False
        self._text = "".join(text for _, text in _heard)
        self._errors = [text.strip() for level, text in _heard if level == ERROR]
        _heard.clear()

    @property
    def reason(self) -> str:
        """The first error llama.cpp gave, cut to 200 characters."""
        return (self._errors or ["unknown"])[0][:200]

    @property
    def layers(self) -> tuple[int, int]:
        """(layers on a device, layers in all); (0, 0) when nothing was said."""
        found = re.search(r"offloaded (\d+)/(\d+) layers to GPU", self._text)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    @property
    def device(self) -> str:
        """The device the layers went to."""
        found = re.search(r"using device (\S+) \(([^)]*)\)", self._text)
        return f"{found[1]} ({found[2]})" if found and self.layers[0] else "CPU"


def n_threads(wanted: int) -> int:
    """`wanted`, or one thread for each physical core that this process may use, at most `MAX_THREADS`."""
    if wanted > 0:
        return wanted
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(MAX_THREADS, allowed, _physical_cores() or allowed))


def _physical_cores() -> int:
    """Cores behind the processors this process may use: two hyper-threads of one core count once; 0 is unknown."""
    if not hasattr(os, "sched_getaffinity"):
        return psutil.cpu_count(logical=False) or 0
    siblings = set()
    for processor in os.sched_getaffinity(0):
        path = Path(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list")
        try:
            siblings.add(path.read_text(encoding="ascii"))
        except OSError:
            return psutil.cpu_count(logical=False) or 0
    return len(siblings)


def device() -> str:
    """The kind of device that models run on: the first backend named before the processor, else "CPU"."""
    if not llama.llama_supports_gpu_offload():
        return "CPU"
    named = re.findall(r"(\w+) : ", llama.llama_print_system_info().decode("utf-8", "replace"))
    return next((name for name in named if name != "CPU"), "CPU")


class _Progress:
    """Looks up between the tensors of a file that is being read; what is raised there is raised again afterwards."""

    def __init__(self, poll: Callable[[], bool]) -> None:
        self._poll = poll
        self._error: BaseException | None = None
        self.native = llama.llama_progress_callback(self._go_on)

    def _go_on(self, _fraction: float, _data: Any) -> bool:
        try:
            if self._poll():
                self._error = Cancelled()
        except BaseException as error:  # noqa: BLE001 - nothing may rise through a C function
            self._error = error
        return self._error is None

    def raise_again(self) -> None:
        if self._error is not None:
            raise self._error


def load_weights(
    path: str, *, gpu_layers: int, poll: Callable[[], bool] = lambda: False, vocab_only: bool = False
) -> Any:
    """A `llama_model*` with mapped weights.

    Args:
        vocab_only: metadata and vocabulary alone, for counting and writing tokens.
        poll: called between tensors; True cancels.

    Raises:
        ModelFailed: llama.cpp refused the file (call within `Listening` to learn why).
        Cancelled: `poll` said so.
    """
    progress = _Progress(poll)
    params = llama.llama_model_default_params()
    layers = gpu_layers if llama.llama_supports_gpu_offload() else 0
    put(
        params,
        n_gpu_layers=999 if layers < 0 else layers,
        load_mode=llama.LLAMA_LOAD_MODE_MMAP,
        check_tensors=False,
        vocab_only=vocab_only,
        progress_callback=progress.native,
    )
    weights = llama.llama_model_load_from_file(os.fsencode(path), params)
    if not weights:
        progress.raise_again()
        raise ModelFailed(step="load")
    return weights


def tokenize(vocab: Any, text: str, *, add_special: bool, parse_special: bool) -> list[int]:
    """Token ids of `text`; half characters (lone surrogates) become "?"."""
    data = text.encode("utf-8", "replace")
    room = len(data) + 4
    ids = (llama.llama_token * room)()
    n = llama.llama_tokenize(vocab, data, len(data), ids, room, add_special, parse_special)
    if n < 0:
        room = -n
        ids = (llama.llama_token * room)()
        n = llama.llama_tokenize(vocab, data, len(data), ids, room, add_special, parse_special)
    return list(ids[: max(n, 0)])


def piece(vocab: Any, token: int) -> bytes:
    """The bytes of one token, possibly a part of a character; control tokens have none."""
    room = 64
    while True:
        buffer = ctypes.create_string_buffer(room)
        n = llama.llama_token_to_piece(vocab, token, buffer, room, 0, False)
        if n >= 0:
            return buffer.raw[:n]
        room = -n


def metadata(weights: Any, key: str) -> str:
    """A metadata value as text, "" if there is none."""
    buffer = ctypes.create_string_buffer(256)
    n = llama.llama_model_meta_val_str(weights, key.encode(), buffer, 256)
    return buffer.value.decode("utf-8", "replace") if n >= 0 else ""


class Batch:
    """A `llama_batch` that is filled token by token and freed.

    Attributes:
        native: the struct; its `n_tokens` is how many were added.
        room: tokens it can hold.
    """

    def __init__(self, room: int, n_sequences: int = 1) -> None:
        self.room = room
        self.native = llama.llama_batch_init(room, 0, n_sequences)
        self.native.n_tokens = 0

    def clear(self) -> None:
        """Start anew."""
        self.native.n_tokens = 0

    def add(self, token: int, position: int, sequence: int, *, wanted: bool) -> None:
        """One token more; `wanted` asks for its logits or its share in the pooled vector."""
        i = self.native.n_tokens
        if i >= self.room:
            raise IndexError("batch is full")
        self.native.token[i] = token
        self.native.pos[i] = position
        self.native.n_seq_id[i] = 1
        self.native.seq_id[i][0] = sequence
        self.native.logits[i] = wanted
        self.native.n_tokens = i + 1

    def close(self) -> None:
        """Free it."""
        if self.native is not None:
            llama.llama_batch_free(self.native)
            self.native = None
