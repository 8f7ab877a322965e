"""Jobs of the real trainer on a tiny model of random weights, in a home of the tests."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
from learning_bench import Bench
from small_jobs import HELD, LEARNT, SMALL

from app import manifest
from app.training_files import Snapshot
from app.vault import Vault
from engine.training.gate_messages import Voice
from engine.voice.verifier import Verifier, writing


def bench_on(vault: Vault, base: Path) -> Bench:
    """A home whose model the real trainer can train."""
    known = manifest.read(vault.home)
    content = base.read_bytes()
    entry = msgspec.structs.replace(known.models[0], path=str(base), sha256=sha256(content).hexdigest())
    manifest.write(vault.home, msgspec.structs.replace(known, models=(entry,)))
    return Bench(vault, SMALL)


def snapshot() -> Snapshot:
    """What a job of the real trainer learns from; nothing is measured of it."""
    theirs, mine = ["Certainly, I shall be there."] * 9, [one.output for one in LEARNT]
    return Snapshot(LEARNT, HELD, (), (), Voice.of(Verifier(writing(mine), writing(theirs))))
