"""A home in which something can be learnt, and jobs that run in it with a trainer and a gate that compute nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import learning_targets
import msgspec
from sqlite_utils import Database

from app import manifest, model_rows, training_files
from app.books import Lent
from app.child import Child
from app.examples_taken import Taking
from app.learning import Course, Workers
from app.manifest import Entry, Manifest
from app.paths import Home
from app.settings import Settings
from app.store import adapters, trainings
from app.store.adapters import Adapter
from app.store.trainings import Job
from app.vault import Vault
from engine.domain import micros
from engine.training import gate_messages, messages
from engine.training.gate import Verdict
from engine.training.values import Parameters
from tests.stores import throwaway

#: So far ahead that no timer of these tests rings by itself.
NOW = datetime(2036, 3, 4, 5, 6, tzinfo=UTC)
KEY, NAMES = bytes(range(32)), bytes(32)
MODEL = "tiny"
PASSED = Verdict(True, ())
QUICK, SLOW = Parameters(epochs=3, warmup=0.0), Parameters(epochs=3, warmup=0.1)
SYLLABLES = ["ba", "ko", "ri", "lu", "me", "ta", "no", "si", "pe", "du", "ga", "vi", "ho", "zu", "ne", "fa"]
Target = Callable[[Connection], None]


def child_of(target: Target, encode: Callable[[object], bytes]) -> Callable[[object], Child]:
    def start(request: object) -> Child:
        child = Child(target, name="test")
        child.send(encode(request))
        return child

    return start


def workers(trainer: Target = learning_targets.train, gate: Target = learning_targets.gate) -> Workers:
    return Workers(child_of(trainer, messages.encode), child_of(gate, gate_messages.encode))  # type: ignore[arg-type]


def with_parameters(parameters: Parameters, at_work: Workers | None = None) -> Workers:
    """Such workers with these parameters, whatever is asked for."""
    known = at_work or workers()
    return Workers(lambda begin: known.trainer(msgspec.structs.replace(begin, parameters=parameters)), known.gate)


@contextmanager
def filled(n_samples: int = 60, contacts: int = 3) -> Iterator[Vault]:
    """A store with samples of some contacts, and a model that can learn."""
    with throwaway() as vault:
        fill(vault.db, n_samples, contacts)
        base = vault.home.models / "base.gguf"
        base.write_bytes(b"GGUF a base")
        use_base(vault, base)
        yield vault


@contextmanager
def on_base(base: Path) -> Iterator[Vault]:
    """A store without samples, whose model in use is this file."""
    with throwaway() as vault:
        use_base(vault, base)
        yield vault


def use_base(vault: Vault, base: Path) -> None:
    digest = hash_of(base.read_bytes())
    entry = Entry(MODEL, "Tiny", str(base), digest, base.stat().st_size, "llama", "F32", "", 2048, True, False)
    manifest.write(vault.home, Manifest(active=MODEL, models=(entry,)))


def fill(db: Database, n_samples: int, contacts: int) -> None:
    draw = random.Random(4)
    for person in range(1, contacts + 1):
        db.conn.execute("INSERT INTO contact (id, name) VALUES (?, ?)", (person, f"Person {person}"))
        db.conn.execute(
            "INSERT INTO conversation (id, merge_key, contact_id) VALUES (?, ?, ?)", (person, f"key {person}", person)
        )
        address = f"+4477009006{person:02}"
        db.conn.execute(
            "INSERT INTO handle (id, address, shown, contact_id) VALUES (?, ?, ?, ?)",
            (person, address, address, person),
        )
    for at in range(n_samples):
        asked, answer = (" ".join("".join(draw.choices(SYLLABLES, k=3)) for _ in range(5)) for _ in range(2))
        db.conn.execute(
            "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, masked) "
            "VALUES (?, 'accepted', ?, ?, 1.0, ?, 1)",
            (at % contacts + 1, f"Them: {asked}?\nMe:", answer, micros(NOW) - at * 60_000_000),
        )


@dataclass
class Bench:
    """A job in a home, and how it is run."""

    vault: Vault
    parameters: Parameters = QUICK
    told: list[Job] = field(default_factory=list)

    @property
    def books(self) -> Lent:
        return Lent(self.vault)

    def job(self, *, key: bytes = KEY, **fields: object) -> Job:
        entry = manifest.read(self.vault.home).models[0]
        given: dict[str, object] = {"by_hand": True, "merges": False, "now_us": micros(NOW)}
        return trainings.add(
            self.vault.db, model_id=entry.id, base_sha256=entry.sha256, parameters=self.parameters, key=key,
            **(given | fields),
        )  # type: ignore[arg-type]  # fmt: skip

    def run(
        self, job: Job, at_work: Workers | None = None, *, halt: Callable[[], str] = lambda: "", look_s: float = 0.02
    ) -> Job:
        taking = Taking(Settings(), NAMES)
        return Course(
            self.vault.home, self.books, job.id, taking, halt=halt, now=lambda: NOW, tell=self.told.append,
            workers=at_work or workers(), look_s=look_s,
        ).run()  # fmt: skip

    def adapter(self, job: Job, content: bytes, verdict: Verdict = PASSED, **fields: object) -> Adapter:
        """What a job made, sealed and noted as it is when the gate is through with it."""
        path = training_files.adapter_file(self.vault.home, job.id)
        training_files.seal_adapter(path, content, key=KEY, job_id=job.id)
        given: dict[str, object] = {"model_id": job.model_id, "base_sha256": job.base_sha256}
        return adapters.add(
            self.vault.db, job_id=job.id, sha256=hash_of(content), n_bytes=len(content), key=KEY, verdict=verdict,
            pairs=(), n_learnt=5, now_us=micros(NOW), **(given | fields),
        )  # type: ignore[arg-type]  # fmt: skip

    def use(self, adapter: Adapter) -> Adapter:
        """Its job is over, and it is in use."""
        db = self.vault.db
        trainings.complete(db, adapter.job_id, str(adapter.id), now_us=micros(NOW))
        number = adapters.begin_use(db, adapter.model_id, adapter.id, adapters.How.PERSON, now_us=micros(NOW))
        adapters.settle_use(db, number)
        return adapters.get(db, adapter.id)

    def files(self) -> list[str]:
        """What lies in the training folder, but for folders."""
        root = self.vault.home.training
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def home_at(folder: Path) -> Home:
    return Home(folder)


def made_by(bench: Bench, job_id: str) -> str:
    """The hash of the adapter that a job made."""
    made = adapters.of_job(bench.vault.db, job_id)
    assert made is not None
    return made.sha256


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def decide(vault: Vault, n_kept: int, n_unwanted: int) -> None:
    """Decisions on drafts that are signed with what is in use now."""
    version = model_rows.version(manifest.read(vault.home).models[0])
    (first,) = vault.db.conn.execute("SELECT count(*) FROM request").fetchone()
    for at in range(first, first + n_kept + n_unwanted):
        verb = "accept" if at < first + n_kept else ("edit", "reject")[at % 2]
        vault.db.conn.execute(
            "INSERT INTO request (id, conversation_id, mode, model_version, elapsed_ms, made_us) "
            "VALUES (?, 1, 'model', ?, 1, 1)", (f"r{at}", version),
        )  # fmt: skip
        vault.db.conn.execute("INSERT INTO option VALUES (?, ?, 0, '{}')", (f"o{at}", f"r{at}"))
        vault.db.conn.execute(
            "INSERT INTO decision (option_id, conversation_id, verb, decided_us) VALUES (?, 1, ?, 1)", (f"o{at}", verb)
        )
