"""The LoRA adapters of a loaded model: several at once, swapped in milliseconds, all or nothing.

llama.cpp tells of a refused file by a NULL pointer, uses memory that was freed while still attached, and computes on
with states of other weights if they are not cleared; so each step is checked and a probe sentence has the last word.
Loading reads the file whole and closes it: it may be replaced afterwards.
"""

from __future__ import annotations

import ctypes
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp as llama
import numpy as np
import numpy.typing as npt

from engine.llm import adapter_file, gguf_directory
from engine.llm.gguf_directory import Directory
from engine.llm.llamacpp import Batch, Listening, tokenize
from engine.problems import AdapterRefused
from engine.protocol import AdapterFile

#: Adapters that stay in memory, those in use included, so that going back to one does not read it again.
KEPT = 4
MAX_ADAPTERS, MAX_SCALE = 8, 4.0
#: Sets of adapters whose effect is remembered.
MAX_PROVED = 64
#: What is decoded after a swap to something new: more than one token, or attention would have nothing to choose from.
PROBE, PROBE_TOKENS = "Me: Yes", 2
#: Less than this on every logit is no change (differences of real adapters are 0.1 and more).
EPSILON = 1e-4

Clear = Callable[[], None]
Floats = npt.NDArray[np.float32]
#: Path and what its bytes are known by.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Held:
    """A loaded adapter; `base_sha256` is what it says it was trained on."""

    pointer: Any
    base_sha256: str


class Adapters:
    """What lies over the weights of one context; at first nothing."""

    def __init__(self, weights: Any, context: Any, vocab: Any, *, path: str) -> None:
        """`path` is the base's file: the shapes of its tensors are read when the first adapter comes."""
        self._weights, self._context, self._vocab = weights, context, vocab
        self._path = Path(path)
        self._directory: Directory | None = None
        self._base_logits: Floats | None = None
        self._held: dict[Key, _Held] = {}  # the one used last comes last
        self._in_use: dict[Key, float] = {}
        self._proved: dict[frozenset[tuple[Key, float]], float] = {}

    def use(self, files: Sequence[AdapterFile], *, clear: Clear, base_sha256: str = "") -> tuple[int, float, float]:
        """Put `files` over the base in place of what was there; none is the base alone.

        Args:
            clear: forgets every state that was computed with the weights before; called whenever these change, and
                not for what is in use already.
            base_sha256: hash of the base's file; an adapter that names another one is refused. "" is not compared.

        Returns:
            how many, the largest change of a logit of the probe sentence, and seconds that it took.

        Raises:
            AdapterRefused: for a reason of `adapter_file.check`, or scale, too_many, llama_cpp, probe_failed,
                not_finite, changes_nothing. What was in use before is in use again.
        """
        began = time.perf_counter()
        self._check_asked(files)
        with ExitStack() as undo:
            undo.callback(self._free_all_but, set(self._held))
            wanted: dict[Key, float] = {}
            for file in files:
                key = self._hold(file, base_sha256)
                wanted[key] = wanted.get(key, 0.0) + file.scale  # llama.cpp takes each adapter once
            if wanted == self._in_use:
                change = self._proved.get(frozenset(wanted.items()), 0.0)
            else:
                undo.callback(self._put_back, dict(self._in_use), clear)
                change = self._switch(wanted, clear)
            undo.pop_all()
        self._forget_old()
        return len(files), change, time.perf_counter() - began

    def hold(self, files: Sequence[AdapterFile], *, base_sha256: str = "") -> None:
        """Load `files` for `use`, which needs them no more then: each is known by its path and its hash.

        Raises:
            AdapterRefused: for a reason of `adapter_file.check`, or llama_cpp.
        """
        for file in files:
            self._hold(file, base_sha256)

    def close(self) -> None:
        """Detach and free all."""
        self._attach({})
        self._free_all_but(set())

    def _check_asked(self, files: Sequence[AdapterFile]) -> None:
        if len(files) > MAX_ADAPTERS:
            raise AdapterRefused(reason="too_many", most=MAX_ADAPTERS)
        for file in files:
            if not math.isfinite(file.scale) or abs(file.scale) > MAX_SCALE:
                raise AdapterRefused(reason="scale", path=file.path)

    def _hold(self, file: AdapterFile, base_sha256: str) -> Key:
        """Load an adapter, or find it among those that are."""
        key = file.path, file.sha256 or _stamp(file.path)
        held = self._held.pop(key, None)
        if held is None:
            if self._directory is None:
                self._directory = gguf_directory.read(self._path)
            header = adapter_file.check(Path(file.path), self._directory, base_sha256=base_sha256)
            held = _Held(self._load(file.path), header.base_sha256)
        self._held[key] = held
        if base_sha256 and held.base_sha256 not in ("", base_sha256):
            raise AdapterRefused(reason="other_base", path=file.path)
        return key

    def _load(self, path: str) -> Any:
        with Listening() as listening:
            pointer = llama.llama_adapter_lora_init(self._weights, os.fsencode(path))
        if not pointer:
            raise AdapterRefused(reason="llama_cpp", path=path, words=listening.reason)
        return pointer

    def _switch(self, wanted: Mapping[Key, float], clear: Clear) -> float:
        """Attach `wanted` and tell how far the probe's logits are from the base's."""
        if wanted and self._base_logits is None:  # nothing was attached yet
            clear()
            self._base_logits = self._probe()
        self._attach(wanted)
        clear()
        self._in_use = dict(wanted)
        return 0.0 if self._base_logits is None or not wanted else self._change(self._base_logits, clear)

    def _change(self, base: Floats, clear: Clear) -> float:
        """How far the probe's logits are; what it told of these weights is true as long as they are in memory."""
        asked = frozenset(self._in_use.items())
        if asked in self._proved:
            return self._proved[asked]
        change = float(np.abs(self._probe() - base).max())
        clear()
        if not math.isfinite(change):
            raise AdapterRefused(reason="not_finite")
        if change < EPSILON and any(self._in_use.values()):
            raise AdapterRefused(reason="changes_nothing")
        if len(self._proved) >= MAX_PROVED:
            self._proved.clear()
        self._proved[asked] = change
        return change

    def _put_back(self, before: Mapping[Key, float], clear: Clear) -> None:
        """After a failed switch: what was in use is in use again."""
        self._attach(before)
        self._in_use = dict(before)
        clear()

    def _attach(self, wanted: Mapping[Key, float]) -> None:
        n = len(wanted)
        pointer = llama.llama_adapter_lora_p_ctypes
        adapters = (pointer * n)(*(ctypes.cast(self._held[key].pointer, pointer) for key in wanted))
        scales = (ctypes.c_float * n)(*wanted.values())
        code = llama.llama_set_adapters_lora(self._context, adapters if n else None, n, scales if n else None)
        if code != 0:
            raise AdapterRefused(reason="llama_cpp", llama_code=int(code))

    def _probe(self) -> Floats:
        """Logits behind the probe sentence, from an empty memory."""
        tokens = tokenize(self._vocab, PROBE, add_special=True, parse_special=False)[:PROBE_TOKENS]
        batch = Batch(PROBE_TOKENS)
        try:
            for position, token in enumerate(tokens):
                batch.add(token, position, 0, wanted=position == len(tokens) - 1)
            code = llama.llama_decode(self._context, batch.native)
            pointer = llama.llama_get_logits_ith(self._context, -1) if code == 0 else None
            if not pointer:
                raise AdapterRefused(reason="probe_failed", llama_code=int(code))
            n_vocab = llama.llama_vocab_n_tokens(self._vocab)
            return np.ctypeslib.as_array(pointer, shape=(n_vocab,)).copy()
        finally:
            batch.close()

    def _forget_old(self) -> None:
        """Free the adapters that were not used for longest, never one in use."""
        idle = [key for key in self._held if key not in self._in_use]
        for key in idle[: max(0, len(self._held) - KEPT)]:
            self._free(key)

    def _free_all_but(self, kept: set[Key]) -> None:
        for key in set(self._held) - kept:
            self._free(key)

    def _free(self, key: Key) -> None:
        self._proved = {asked: change for asked, change in self._proved.items() if key not in dict(asked)}
        llama.llama_adapter_lora_free(self._held.pop(key).pointer)


def _stamp(path: str) -> str:
    """What a file without a recorded hash is known by: it changes when the file does."""
    try:
        told = Path(path).stat()
    except OSError:
        return ""
    return f"{told.st_ino}:{told.st_mtime_ns}:{told.st_size}"
