"""Adapters are put to use and taken back whole: the one before holds until the new one does, whatever is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import learning_bench
import pytest
from learning_bench import MODEL, NOW, Bench

from app import adapters, manifest, models, settings, training_files
from app.adapter_opening import opener
from app.adapters import STEPS
from app.lock import HomeLock
from app.manifest import AdapterRef
from app.settings import Settings
from app.store import adapters as store
from app.store import erasure, people, trainings
from app.store.adapters import How, State
from app.vault import Vault
from engine.domain import micros
from engine.problems import AdapterRefused, NoSuchAdapter, SealBroken
from engine.protocol import AdapterFile
from engine.training.gate import refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(6) as opened:
        yield opened


def made(vault: Vault, content: bytes, *, passed: bool = True, base: str = "") -> int:
    """A version with its encrypted file."""
    bench = Bench(vault)
    job = bench.job()
    trainings.put_contacts(vault.db, job.id, [1])
    verdict = learning_bench.PASSED if passed else refused("gain")
    row = bench.adapter(job, content, verdict, base_sha256=base or job.base_sha256)
    trainings.complete(vault.db, job.id, str(row.id), now_us=micros(NOW))
    return row.id


def use(vault: Vault, adapter_id: int | None, how: How = How.PERSON) -> None:
    adapters.deploy(vault.home, vault.db, adapter_id, MODEL, how, now=NOW)


def loaded(vault: Vault) -> bytes | None:
    """What would be put on the model: the plain bytes of its adapter."""
    files = models.adapted(vault.home)
    if not files:
        return None
    with opener(vault.home)(files) as plain:
        return Path(plain[0].path).read_bytes()


def used(vault: Vault) -> int | None:
    found = store.in_use(vault.db, MODEL)
    return None if found is None else found.adapter_id


def states(vault: Vault) -> dict[int, str]:
    return {one.id: one.state.value for one in store.listing(vault.db)}


def test_an_adapter_is_used_from_the_next_loading_on(vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    assert (loaded(vault), used(vault)) == (None, None)
    use(vault, first)
    assert (loaded(vault), used(vault)) == (b"GGUF first", first)
    assert states(vault) == {first: "used"}
    assert models.active(vault.home) is None or models.usable(vault.home).version.endswith(
        store.get(vault.db, first).sha256[:8]
    )


def test_the_plain_file_is_there_only_while_it_is_read(vault: Vault) -> None:
    use(vault, made(vault, b"GGUF first"))
    assert loaded(vault) == b"GGUF first"
    assert not list(vault.home.training.rglob("*.gguf"))
    assert manifest.read(vault.home).models[0].adapters[0].path.endswith(".sealed")


def test_going_back_goes_one_version_at_a_time_to_the_model_alone(vault: Vault) -> None:
    first, second, third = (made(vault, f"GGUF {at}".encode()) for at in range(3))
    for one in (first, second, third):
        use(vault, one)
    way = [adapters.roll_back(vault.home, vault.db, MODEL, now=NOW) for _ in range(4)]
    assert way == [second, first, None, None]
    assert loaded(vault) is None
    assert states(vault) == {first: "retired", second: "retired", third: "retired"}
    assert [one.how for one in store.uses(vault.db, MODEL)][:4] == [How.ROLLED_BACK] * 4


def test_going_back_passes_over_a_version_that_was_deleted(vault: Vault) -> None:
    first, second, third = (made(vault, f"GGUF {at}".encode()) for at in range(3))
    for one in (first, second, third):
        use(vault, one)
    adapters.delete(vault.home, vault.db, second)
    assert adapters.roll_back(vault.home, vault.db, MODEL, now=NOW) == first


def test_the_one_in_use_is_not_deleted(vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    use(vault, first)
    with pytest.raises(AdapterRefused) as told:
        adapters.delete(vault.home, vault.db, first)
    assert told.value.facts["reason"] == "in_use"
    adapters.delete(vault.home, vault.db, second)
    assert states(vault) == {first: "used"}
    with pytest.raises(NoSuchAdapter):
        adapters.delete(vault.home, vault.db, second)
    assert len(list((vault.home.training / "adapters").iterdir())) == 1


def test_one_that_is_being_put_to_use_is_neither_deleted_nor_pruned(vault: Vault) -> None:
    settings.save(vault.home, Settings(keep_adapters=1))
    first, second, third = (made(vault, f"GGUF {at}".encode()) for at in range(3))
    adapters.keep_as_it_is(vault.db, third)
    number = adapters.begin(vault.home, vault.db, first, MODEL, How.PERSON, now=NOW)
    with pytest.raises(AdapterRefused):
        adapters.delete(vault.home, vault.db, first)
    assert adapters.prune(vault.home, vault.db) == [second]
    adapters.settle(vault.home, vault.db, number)
    assert (loaded(vault), used(vault)) == (b"GGUF 0", first)


def test_an_adapter_of_another_file_is_refused_and_the_one_in_use_stays(vault: Vault) -> None:
    first, other = made(vault, b"GGUF first"), made(vault, b"GGUF other", base="ab" * 32)
    use(vault, first)
    with pytest.raises(AdapterRefused) as told:
        use(vault, other)
    assert told.value.facts["reason"] == "other_base"
    assert (loaded(vault), used(vault)) == (b"GGUF first", first)


@pytest.mark.parametrize("damage", ["cut", "other", "gone"])
def test_a_damaged_adapter_is_refused_and_the_one_in_use_stays(vault: Vault, damage: str) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    use(vault, first)
    path = training_files.adapter_file(vault.home, store.get(vault.db, second).job_id)
    if damage == "gone":
        path.unlink()
    else:
        whole = training_files.adapter_file(vault.home, store.get(vault.db, first).job_id).read_bytes()
        path.write_bytes(path.read_bytes()[:-1] if damage == "cut" else whole)
    with pytest.raises(SealBroken):
        use(vault, second)
    assert (loaded(vault), used(vault)) == (b"GGUF first", first)


def test_a_file_that_is_damaged_while_in_use_is_not_loaded(vault: Vault) -> None:
    use(vault, made(vault, b"GGUF first"))
    path = Path(models.adapted(vault.home)[0].path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(AdapterRefused):
        loaded(vault)
    unknown = AdapterFile(path=str(path), sha256="0" * 64)
    with pytest.raises(AdapterRefused), opener(vault.home)((unknown,)):
        pass


def test_what_was_not_settled_is_taken_back(vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    use(vault, first)
    number = adapters.begin(vault.home, vault.db, second, MODEL, How.PERSON, now=NOW)
    assert loaded(vault) == b"GGUF second"
    adapters.withdraw(vault.home, vault.db, number)
    assert (loaded(vault), used(vault)) == (b"GGUF first", first)
    assert states(vault) == {first: "used", second: "offered"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_one_whole_adapter_in_use(vault: Vault, step: str) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    use(vault, first)
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.adapter_kills", vault.home.root, vault.key.hex(), str(second), step],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    adapters.recover(vault.home, vault.db)
    adapters.sweep(vault.home, vault.db)
    kept = (b"GGUF second", second) if step == "settled" else (b"GGUF first", first)
    assert (loaded(vault), used(vault)) == kept
    assert not list(vault.home.training.rglob("*.gguf"))
    use(vault, second)
    assert loaded(vault) == b"GGUF second"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_of_going_back_leaves_one_whole_adapter_in_use(vault: Vault, step: str) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    use(vault, first)
    use(vault, second)
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.adapter_kills", vault.home.root, vault.key.hex(), "back", step],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    adapters.recover(vault.home, vault.db)
    adapters.sweep(vault.home, vault.db)
    kept = (b"GGUF first", first) if step == "settled" else (b"GGUF second", second)
    assert (loaded(vault), used(vault)) == kept
    assert not list(vault.home.training.rglob("*.gguf"))


def test_a_plain_file_that_a_crash_left_goes_with_the_next_start_whoever_trains(vault: Vault) -> None:
    use(vault, made(vault, b"GGUF first"))
    left = training_files.fresh_plain(vault.home).with_name("999999999-left.gguf")
    left.write_bytes(b"GGUF first")
    alone = HomeLock(training_files.lock_of(vault.home))
    adapters.recover(vault.home, vault.db)
    alone.release()
    assert not left.exists()
    assert loaded(vault) == b"GGUF first"


def test_recovering_leaves_adapters_of_the_persons_own_alone(vault: Vault) -> None:
    own = AdapterRef("/somewhere/own.gguf", "ab" * 32)
    models.set_adapters(vault.home, MODEL, [own])
    adapters.recover(vault.home, vault.db)
    assert manifest.read(vault.home).models[0].adapters == (own,)


@pytest.mark.parametrize("ended", ["withdrawn", "killed", "settled"])
@pytest.mark.parametrize("alone", [False, True])
def test_an_adapter_of_the_persons_own_holds_until_another_does(vault: Vault, ended: str, alone: bool) -> None:
    own = AdapterRef("/somewhere/own.gguf", "ab" * 32)
    first = made(vault, b"GGUF first")
    models.set_adapters(vault.home, MODEL, [own])
    for chosen in (None, None if alone else first):  # what is chosen instead changes nothing of that
        number = adapters.begin(vault.home, vault.db, chosen, MODEL, How.PERSON, now=NOW)
    if ended == "settled":
        adapters.settle(vault.home, vault.db, number)
    if ended == "withdrawn":
        adapters.withdraw(vault.home, vault.db)
    adapters.recover(vault.home, vault.db)
    entry = manifest.read(vault.home).models[0]
    ref = () if alone else (adapters.ref_of(vault.home, store.get(vault.db, first)),)
    assert (entry.adapters, entry.own) == (ref if ended == "settled" else (own,), ())


def test_a_manifest_that_names_what_is_not_in_use_is_put_right(vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    use(vault, first)
    wrong = adapters.ref_of(vault.home, store.get(vault.db, second))
    models.set_adapters(vault.home, MODEL, [wrong])
    adapters.recover(vault.home, vault.db)
    assert loaded(vault) == b"GGUF first"


def test_only_the_newest_are_kept_beside_the_one_in_use_and_the_offered(vault: Vault) -> None:
    first = made(vault, b"GGUF 0")
    use(vault, first)
    for at in range(1, 9):
        made(vault, f"GGUF {at}".encode())
    gone = adapters.prune(vault.home, vault.db)
    assert gone == [3, 2]
    assert sorted(states(vault)) == [first, 4, 5, 6, 7, 8, 9]
    assert states(vault)[9] == "offered"
    assert len(list((vault.home.training / "adapters").iterdir())) == 7


def test_nights_that_come_to_nothing_cost_no_version_that_can_be_gone_back_to(vault: Vault) -> None:
    first, second = made(vault, b"GGUF 1"), made(vault, b"GGUF 2")
    use(vault, first)
    use(vault, second)
    for at in range(3, 8):
        made(vault, f"GGUF {at}".encode(), passed=False)
    assert adapters.prune(vault.home, vault.db) == [5, 4, 3]
    assert adapters.roll_back(vault.home, vault.db, MODEL, now=NOW) == first
    assert loaded(vault) == b"GGUF 1"


def test_the_version_a_step_back_leads_to_is_kept_however_many_were_made_since(vault: Vault) -> None:
    settings.save(vault.home, Settings(keep_adapters=1))
    first, second = made(vault, b"GGUF 1"), made(vault, b"GGUF 2")
    use(vault, first)
    use(vault, second)
    newer = [made(vault, f"GGUF {at}".encode()) for at in (3, 4, 5)]
    assert adapters.prune(vault.home, vault.db) == [newer[0]]
    assert store.before(vault.db, MODEL) == first
    bench = Bench(vault)  # what is offered for a model that is not here counts too
    older, newest = (bench.adapter(bench.job(), b"GGUF", model_id=gone, base_sha256=gone) for gone in ("6", "7"))
    assert adapters.prune(vault.home, vault.db) == [older.id, newer[1]]
    assert states(vault)[newest.id] == "offered"


def test_how_many_are_kept_is_the_persons_choice(vault: Vault) -> None:
    settings.save(vault.home, Settings(keep_adapters=2))
    first = made(vault, b"GGUF 0")
    use(vault, first)
    for at in range(1, 6):
        made(vault, f"GGUF {at}".encode())
    adapters.prune(vault.home, vault.db)
    assert sorted(states(vault)) == [first, 4, 5, 6]


def test_a_version_that_is_noted_again_after_a_kill_is_offered_still(vault: Vault) -> None:
    first = store.get(vault.db, made(vault, b"GGUF first"))
    again = store.add(
        vault.db, job_id=first.job_id, model_id=first.model_id, base_sha256=first.base_sha256, sha256=first.sha256,
        n_bytes=first.n_bytes, key=first.key, verdict=first.verdict, pairs=(), n_learnt=5, now_us=micros(NOW),
    )  # fmt: skip
    assert again == first
    assert again.state is State.OFFERED


def test_a_newer_offer_replaces_the_older_one(vault: Vault) -> None:
    first, second = made(vault, b"GGUF first"), made(vault, b"GGUF second")
    assert states(vault) == {first: "kept", second: "offered"}
    adapters.keep_as_it_is(vault.db, second)
    assert store.get(vault.db, second).state is State.KEPT


def test_erasing_somebody_marks_the_adapters_that_saw_them(vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    erasure.erase(vault.db, 2, now_us=micros(NOW))
    assert not store.get(vault.db, first).stale
    erasure.erase(vault.db, 1, now_us=micros(NOW + timedelta(seconds=1)))
    assert store.get(vault.db, first).stale


def test_uniting_two_contacts_keeps_who_went_in(vault: Vault) -> None:
    first = made(vault, b"GGUF first")
    job_id = store.get(vault.db, first).job_id
    before = trainings.contacts(vault.db, job_id)
    assert len(before) == 1
    (gone,) = before
    kept = next(one for one in (1, 2, 3) if one != gone)
    people.unite_handles(vault.db, [kept, gone])
    assert not store.get(vault.db, first).stale
    assert len(trainings.contacts(vault.db, job_id)) == 1
