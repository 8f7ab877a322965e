"""How fast an adapter can be trained on a model of a real shape with random weights, and how much memory it takes."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.benches import folders, shapes
from engine import training
from engine.problems import BaseRefused, TrainingFailed, rebuilt
from engine.training.values import Parameters

#: The folder that our packages lie in.
ROOT = Path(training.__file__).parents[2]
#: Whether activations are computed again in place of being kept: both ways on a processor; on a card as the default
#: has it by what is free there, and always.
WAYS = {"": "off", "recomputing_": "on"}
WAYS_ON_CARD = {"": "auto", "recomputing_": "on"}
#: Tokens of a sample where none are named: the default of a job on a card, fewer where that takes minutes a step.
TOKENS_ON_CARD, TOKENS = Parameters().max_tokens, 128
#: What does not belong to one way.
COMMON = ("device", "dtype")


def run(
    shape: str = "150m",
    *,
    batch: int = 4,
    tokens: int = 0,
    steps: int = 3,
    n_threads: int = 0,
    dtype: str = "auto",
    device: str = "cpu",
    quant: str = "packed",
    measure: Callable[..., dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Train some steps at the defaults, each way in a process of its own.

    Args:
        tokens: of each sample; 0 for 1,024 on a graphics card and 128 on a processor.
        n_threads: 0 for half the physical cores. dtype, device: as in `engine.training.values.Parameters`.
        quant: "packed", a file in Q8_0 and one in Q4_K_M; or "nf4", a Hugging Face folder in four bits.
        measure: what measures one way, None for `measured`.

    Returns:
        By form and way the figures of `engine.training.timing.measured`: `…_tokens_per_s`, `…_peak_mb`, `…_samples_s`
        (1,000 samples over all epochs, a step taken after every `accumulation` batches) and so on; `…_file_mb` by form.

    Raises:
        TrainingFailed: `reason` "parts": torch and friends are not installed; "device": torch has no such card here;
            "memory", "card_memory" or "died": a way did not end. BaseRefused: `reason` "no_bitsandbytes".
    """
    if importlib.util.find_spec("torch") is None:
        raise TrainingFailed(reason="parts", module="torch")
    if quant == "nf4" and importlib.util.find_spec("bitsandbytes") is None:
        raise BaseRefused(reason="no_bitsandbytes")
    job = Parameters(batch=batch, threads=n_threads, dtype=dtype, device=device)
    measure = measure or measured
    found_on = measure("", job, steps=0)["device"]  # before gigabytes are written
    on_card = found_on != "cpu"
    job = msgspec.structs.replace(job, max_tokens=tokens or (TOKENS_ON_CARD if on_card else TOKENS))
    figures: dict[str, Any] = {"batch": batch, "accumulation": job.accumulation, "tokens": job.max_tokens}
    figures |= {"epochs": job.epochs, "quant": quant}
    with tempfile.TemporaryDirectory() as folder:
        for path in _bases(Path(folder), shape, quant):
            figures[f"{path.stem}_file_mb"] = round(_bytes(path) / 1e6)
            for way, checkpointing in (WAYS_ON_CARD if on_card else WAYS).items():
                found = measure(str(path), msgspec.structs.replace(job, checkpointing=checkpointing), steps=steps)
                figures |= {name: found.pop(name) for name in COMMON}
                figures |= {f"{path.stem}_{way}{name}": value for name, value in found.items()}
    return figures


def _bases(folder: Path, shape: str, quant: str) -> Iterator[Path]:
    """What is trained on, made when it is asked for."""
    if quant == "nf4":
        yield folders.write(folder / "nf4", shape)
        return
    from engine.training import merging  # llama.cpp with it

    yield (plain := shapes.write(folder / "q8_0.gguf", shape))
    packed = folder / "q4_k_m.gguf"
    merging.quantise(plain, packed, "Q4_K_M")
    yield packed


def _bytes(path: Path) -> int:
    return sum(one.stat().st_size for one in path.iterdir()) if path.is_dir() else path.stat().st_size


def measured(base: str, parameters: Parameters, *, steps: int) -> dict[str, Any]:
    """What `engine.training.timing` finds out, in a process of its own; without a base, only the device.

    Raises:
        TrainingFailed, BaseRefused: as that tells, or `reason` "memory" or "died" of the process.
    """
    wanted = msgspec.json.encode({"parameters": parameters, "base": base, "steps": steps}).decode()
    ended = subprocess.run(
        [sys.executable, "-m", "engine.training.timing", wanted],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTORCH_ENABLE_MPS_FALLBACK": "1", "HF_HUB_OFFLINE": "1"},
    )
    if ended.returncode:
        raise TrainingFailed(reason="memory" if ended.returncode in (-9, 137) else "died", code=ended.returncode)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    if "failed" in found:
        raise rebuilt(found["failed"], found["facts"])
    return found
