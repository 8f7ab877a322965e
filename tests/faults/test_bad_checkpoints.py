"""A checkpoint that lies although its seal and hash are good, as of another version: refused or computed with; no end.

`tests/engine/training/test_state.py` breaks the hash, `tests/app/learning/test_damaged.py` the seal.
"""

from __future__ import annotations

import json
import random
import struct
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mutations import mutants

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import learning_bench  # noqa: E402 - found on the path above
from learning_bench import KEY  # noqa: E402
from random_files import Files  # noqa: E402
from small_jobs import SMALL, Run  # noqa: E402

from app import sealed  # noqa: E402
from app.checkpoints import HEAD, KIND  # noqa: E402
from app.training_files import JobFiles  # noqa: E402
from engine.problems import TrainingFailed  # noqa: E402
from engine.training.state import DIGEST  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")
SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 320))]
#: One step, so that a state that is taken is computed with.
SHORT = msgspec.structs.replace(SMALL, epochs=1, accumulation=8)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Files(tmp_path_factory.mktemp("random")).plain("llama")


@pytest.fixture(scope="module")
def good(base: Path) -> bytes:
    """The state before the first step, without its hash."""
    run = Run(base)
    run.train(parameters=SHORT)
    return run.saved[0][DIGEST:]


@pytest.fixture(scope="module")
def further(base: Path) -> bytes:
    """The state after the last step, without its hash."""
    run = Run(base)
    run.train(parameters=SHORT)
    return run.saved[-1][DIGEST:]


def outcome(base: Path, state: bytes) -> str:
    """What becomes of a job that goes on from this state, whose hash is made good."""
    try:
        Run(base).train(state=sha256(state).digest() + state, parameters=SHORT)
    except TrainingFailed as failed:
        return str(failed.facts["reason"])
    return "taken"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_state_that_was_changed_under_a_good_hash_ends_no_trainer(
    base: Path, good: bytes, further: bytes, seed: int, tally: Callable[[str, str], None]
) -> None:
    found = outcome(base, mutants(further if seed % 2 else good, seed))
    tally("damaged checkpoint, hash good", found)
    assert found in {"checkpoint", "other_job", "not_finite", "taken"}


# ---- lies of the header ---------------------------------------------------------------------------------------------


def parts(state: bytes) -> tuple[dict[str, Any], bytes]:
    """Safetensors' header, and its data."""
    (n_bytes,) = struct.unpack_from("<Q", state)
    return json.loads(state[8 : 8 + n_bytes]), state[8 + n_bytes :]


def joined(header: object, data: bytes) -> bytes:
    said = json.dumps(header).encode()
    return struct.pack("<Q", len(said)) + said + data


def counters(state: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The state with other counters."""
    header, data = parts(state)
    found = json.loads(header["__metadata__"]["counters"])
    changed = change(found)
    header["__metadata__"]["counters"] = json.dumps(found if changed is None else changed)
    return joined(header, data)


def tensor(state: bytes, name: str, **changed: object) -> bytes:
    """The state with lies about its first tensor of this kind."""
    header, data = parts(state)
    key = next(key for key in header if key.startswith(name))
    header[key] |= changed
    return joined(header, data)


def without(state: bytes, name: str) -> bytes:
    """The state without its tensors of this kind."""
    header, data = parts(state)
    kept = {key: value for key, value in header.items() if not key.startswith(name)}
    draw, moved = bytearray(), dict(kept)
    for key, value in kept.items():
        if key != "__metadata__":
            begin, end = value["data_offsets"]
            moved[key] = value | {"data_offsets": [len(draw), len(draw) + end - begin]}
            draw += data[begin:end]
    return joined(moved, bytes(draw))


LIES: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda state: struct.pack("<Q", 9) + b"{no json}" + state[-100:],
    "a list for a header": lambda state: joined([1, 2], b""),
    "a header longer than the file": lambda state: struct.pack("<Q", 1 << 40) + state[8:],
    "a header of no length": lambda state: struct.pack("<Q", 0) + state[8:],
    "nothing": lambda _state: b"",
    "counters that are no JSON": lambda state: counters(state, lambda _: "]["),
    "counters that are a list": lambda state: counters(state, lambda _: [1]),
    "counters of an older version": lambda state: counters(state, lambda found: found.pop("job") and None),
    "a step that is text": lambda state: counters(state, lambda found: found.update(step="three")),
    "a step behind the end": lambda state: counters(state, lambda found: found.update(step=10**6)),
    "a step before the beginning": lambda state: counters(state, lambda found: found.update(step=-3)),
    "numbers of no kind": lambda state: counters(state, lambda found: found.update(dtype="float99")),
    "no tensors": lambda state: joined({"__metadata__": parts(state)[0]["__metadata__"]}, b""),
    "an adapter of another shape": lambda state: tensor(state, "adapter.", shape=[1, 1]),
    "data that lies elsewhere": lambda state: tensor(state, "adapter.", data_offsets=[1 << 40, (1 << 40) + 8]),
    "a type that there is not": lambda state: tensor(state, "adapter.", dtype="F7"),
    "no adapter": lambda state: without(state, "adapter."),
    "no moments": lambda state: without(state, "exp_avg"),
    "no best": lambda state: without(state, "best."),
    "no randomness": lambda state: without(state, "rng."),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_state_that_lies_is_refused(base: Path, further: bytes, lie: str) -> None:
    """One whose adapter is whole may be taken: what it lacks is made anew."""
    found = outcome(base, LIES[lie](further))
    assert found == "checkpoint" or (found == "taken" and lie == "no randomness")


# ---- of another job, of another version -----------------------------------------------------------------------------


def place(folder: Path, job: str, name: str = "checkpoint-a") -> Path:
    return learning_bench.home_at(folder).training / job / f"{name}.sealed"


def test_checkpoints_of_two_jobs_that_changed_places_open_in_neither(tmp_path: Path) -> None:
    home = learning_bench.home_at(tmp_path)
    for job in ("one", "two"):
        JobFiles(home, job, KEY).put_checkpoint(2, [job.encode()])
    one, two = (place(tmp_path, job) for job in ("one", "two"))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert JobFiles(home, "one", KEY).checkpoints() == JobFiles(home, "two", KEY).checkpoints() == []


@pytest.mark.parametrize(
    "content", [b"", b"\xc1", b'{"step": 2}', HEAD.pack(b"state 0\n", 2, 1) + b"state", HEAD.pack(KIND, 2, 1)[:-1]]
)
def test_a_checkpoint_of_another_version_gives_way_to_the_older_one(tmp_path: Path, content: bytes) -> None:
    files = JobFiles(learning_bench.home_at(tmp_path), "job", KEY)
    for step in (2, 4):
        files.put_checkpoint(step, [b"state"])
    sealed.seal(files.checkpoints()[0].path, [content], key=KEY, purpose="checkpoint job")
    assert [one.step for one in files.checkpoints()] == [2]
    again = JobFiles(learning_bench.home_at(tmp_path), "job", KEY)
    again.put_checkpoint(5, [b"state"])
    assert [one.step for one in again.checkpoints()] == [5, 2]


def test_a_snapshot_in_the_place_of_a_checkpoint_does_not_open(tmp_path: Path) -> None:
    home = learning_bench.home_at(tmp_path)
    files = JobFiles(home, "job", KEY)
    files.put_checkpoint(2, [random.Random(1).randbytes(50)])
    whole = place(tmp_path, "job").read_bytes()
    place(tmp_path, "job", "examples").write_bytes(whole)
    sealed.seal(place(tmp_path, "job"), [b"x"], key=KEY, purpose="examples job")
    assert files.checkpoints() == []
