"""How fast an adapter can be trained on a model of a real shape with random weights, and how much memory it takes."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.benches import shapes
from engine import training
from engine.problems import TrainingFailed

#: The folder that our packages lie in.
ROOT = Path(training.__file__).parents[2]
#: Whether activations are computed again in place of being kept.
WAYS = {"": "off", "recomputing_": "on"}


def run(
    shape: str = "150m", *, batch: int = 4, tokens: int = 128, steps: int = 3, n_threads: int = 0, dtype: str = "auto"
) -> dict[str, Any]:
    """Train some steps at the defaults, each way in a process of its own.

    Args:
        n_threads: 0 for half the physical cores. dtype: as in `engine.training.values.Parameters`.

    Returns:
        By kind of file and way: `…_tokens_per_s`, `…_peak_mb` over the libraries' own, and `…_opening_s`; `…_file_mb`
        by kind.

    Raises:
        TrainingFailed: `reason` "parts": torch and friends are not installed; "memory" or "died": a way did not end.
    """
    if importlib.util.find_spec("torch") is None:
        raise TrainingFailed(reason="parts", module="torch")
    from engine.training import merging  # llama.cpp with it

    figures: dict[str, Any] = {"batch": batch, "tokens": tokens}
    with tempfile.TemporaryDirectory() as folder:
        plain = shapes.write(Path(folder) / "q8_0.gguf", shape)
        packed = Path(folder) / "q4_k_m.gguf"
        merging.quantise(plain, packed, "Q4_K_M")
        for path in (plain, packed):
            figures[f"{path.stem}_file_mb"] = round(path.stat().st_size / 1e6)
            for way, checkpointing in WAYS.items():
                found = measured(path, batch, tokens, steps, n_threads, checkpointing, dtype)
                figures["dtype"] = found.pop("dtype")
                figures |= {f"{path.stem}_{way}{name}": value for name, value in found.items()}
    return figures


def measured(path: Path, *settings: int | str) -> dict[str, Any]:
    """What `engine.training.timing` finds out, in a process of its own; `settings` as it wants them."""
    ended = subprocess.run(
        [sys.executable, "-m", "engine.training.timing", str(path), *map(str, settings)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        raise TrainingFailed(reason="memory" if ended.returncode in (-9, 137) else "died", code=ended.returncode)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found
