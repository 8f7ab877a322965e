"""A model that an adapter was merged into cannot forget: where somebody is erased it goes, or the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import learning_bench
import msgspec
import pytest
from learning_bench import MODEL, NOW, Bench

from app import adapters, erasing, manifest, merged, models
from app.manifest import Entry
from app.merged import Going
from app.store import adapters as versions
from app.store import erasure, learnt_words, parting, trainings
from app.store import merged as stored
from app.vault import Vault
from app.wording import forgetting
from app.wording import models as words
from engine.domain import micros
from tests.app.store.conftest import versions as versions_of

ANNA, BERT = 1, 2


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(6) as opened:
        yield opened


def sample_of(vault: Vault, contact_id: int) -> int:
    (found,) = vault.db.conn.execute("SELECT min(id) FROM sample WHERE conversation_id = ?", (contact_id,)).fetchone()
    return int(found)


def version(vault: Vault, contact_id: int, base: Entry) -> int:
    """An adapter that learnt from one person."""
    bench = Bench(vault)
    job = bench.job()
    taken = sample_of(vault, contact_id)
    assert learnt_words.put(vault.db, job.id, versions_of(vault.db, taken), groups=False, edits=True)
    trainings.put_contacts(vault.db, job.id, [taken])
    row = bench.adapter(job, f"GGUF {job.id}".encode(), model_id=base.id, base_sha256=base.sha256)
    trainings.complete(vault.db, job.id, str(row.id), now_us=micros(NOW))
    return row.id


def base_of(vault: Vault) -> Entry:
    return manifest.find(manifest.read(vault.home), MODEL)


def model(vault: Vault, adapter_id: int, *, base: Entry | None = None, noted: bool = True) -> Entry:
    """A model that a version was merged into, as the manifest knows it."""
    of = base or base_of(vault)
    path = vault.home.models / f"voice-{adapter_id}.gguf"
    path.write_bytes(f"GGUF model {adapter_id}".encode())
    if noted:
        job_id = versions.get(vault.db, adapter_id).job_id
        stored.begin(vault.db, str(path), job_id, adapter_id, base_path=of.path)
        stored.settle(vault.db, str(path))
    entry = msgspec.structs.replace(
        of, id=path.stem, path=str(path), sha256=learning_bench.hash_of(path.read_bytes()),
        size_bytes=path.stat().st_size, copied=True, learnt=adapter_id, made_of=of.sha256 if noted else "",
    )  # fmt: skip
    known = manifest.read(vault.home)
    manifest.write(vault.home, msgspec.structs.replace(known, models=(*known.models, entry)))
    return entry


def here(vault: Vault) -> dict[str, bool]:
    """Every model that is known, and whether its file is there."""
    return {one.id: Path(one.path).is_file() for one in manifest.read(vault.home).models}


def erase(vault: Vault, contact_id: int) -> Going:
    would = erasing.leaving(vault, contact_id).models
    done = erasing.forget_contact(vault, contact_id, now=NOW).models
    assert done == would
    return done


def test_a_model_that_learnt_from_whoever_is_erased_goes_and_another_stays(vault: Vault) -> None:
    anna, bert = (model(vault, version(vault, who, base_of(vault))) for who in (ANNA, BERT))
    going = erase(vault, ANNA)
    assert going == Going(removed=(anna.id,))
    assert here(vault) == {MODEL: True, bert.id: True}
    assert not Path(anna.path).exists()
    assert f"Removed with them: {anna.id}." in forgetting.gone(going)


def test_in_place_of_one_in_use_the_model_that_it_was_made_of_is_used_again(vault: Vault) -> None:
    made = model(vault, version(vault, ANNA, base_of(vault)))
    models.use(vault.home, made.id)
    told = forgetting.what_goes(erasing.leaving(vault, ANNA))
    assert f"{MODEL} is used again" in told
    assert erase(vault, ANNA) == Going(removed=(made.id,), back_to=MODEL)
    assert (here(vault), manifest.read(vault.home).active) == ({MODEL: True}, MODEL)


def test_one_in_use_without_its_base_stays_marked_and_goes_once_another_is_in_use(vault: Vault) -> None:
    made = model(vault, version(vault, ANNA, base_of(vault)))
    models.use(vault.home, made.id)
    models.remove(vault.home, MODEL)
    going = erase(vault, ANNA)
    assert going == Going(kept=(made.id,))
    assert f"sotto model remove {made.id}" in forgetting.gone(going)
    (row,) = [one for one in models.listing(vault.home) if one.here]
    assert row.warnings == ("words_gone", "plain_text")
    assert "gone" in words.warning(row.warnings[0])
    models.use_none(vault.home)
    adapters.sweep(vault.home, vault.db)
    assert here(vault) == {}
    assert not Path(made.path).exists()


def test_whom_a_model_learnt_from_stays_known_when_its_adapter_is_deleted(vault: Vault) -> None:
    number = version(vault, ANNA, base_of(vault))
    made = model(vault, number)
    adapters.delete(vault.home, vault.db, number)
    for _ in range(trainings.KEPT + 1):
        trainings.cancel(vault.db, Bench(vault).job().id, now_us=micros(NOW))
    assert erase(vault, BERT) == Going()
    assert erase(vault, ANNA) == Going(removed=(made.id,))


def test_a_model_made_of_a_model_holds_what_that_one_learnt(vault: Vault) -> None:
    first = model(vault, version(vault, ANNA, base_of(vault)))
    second = model(vault, version(vault, BERT, first), base=first)
    models.use(vault.home, second.id)
    assert erase(vault, ANNA) == Going(removed=(first.id, second.id), back_to=MODEL)
    assert here(vault) == {MODEL: True}


@pytest.mark.parametrize("deleted", [False, True])
def test_a_model_from_before_it_was_noted_goes_unless_it_is_known_not_to_have_learnt_from_them(
    vault: Vault, deleted: bool
) -> None:
    number = version(vault, ANNA, base_of(vault))
    made = model(vault, number, noted=False)
    if deleted:
        adapters.delete(vault.home, vault.db, number)
    adapters.sweep(vault.home, vault.db)  # the next start
    assert erase(vault, BERT) == (Going(removed=(made.id,)) if deleted else Going())
    if not deleted:
        models.use(vault.home, made.id)
        assert erase(vault, ANNA) == Going(removed=(made.id,), back_to=MODEL)


def test_killed_between_forgetting_and_removing_the_next_start_removes(vault: Vault) -> None:
    made = model(vault, version(vault, ANNA, base_of(vault)))
    erasure.erase(vault.db, ANNA, now_us=micros(NOW))
    adapters.sweep(vault.home, vault.db)
    assert not Path(made.path).exists()
    assert here(vault) == {MODEL: True}


def test_what_cannot_go_after_the_person_is_told_as_kept_and_goes_at_the_next_start(vault: Vault) -> None:
    made = model(vault, version(vault, ANNA, base_of(vault)))
    obstacle = manifest.file_of(vault.home).with_name(f"{manifest.file_of(vault.home).name}.new")
    obstacle.mkdir()
    assert erasing.forget_contact(vault, ANNA, now=NOW).models == Going(kept=(made.id,))
    obstacle.rmdir()
    adapters.sweep(vault.home, vault.db)
    assert here(vault) == {MODEL: True}


def test_words_that_go_otherwise_only_mark_a_model(vault: Vault) -> None:
    made = model(vault, version(vault, ANNA, base_of(vault)))
    other = model(vault, version(vault, BERT, base_of(vault)))
    learnt_words.forget_conversation(vault.db, 1)  # switched off
    adapters.tidy(vault.home, vault.db)
    stale = {one.id: one.stale for one in manifest.read(vault.home).models}
    assert stale == {MODEL: False, made.id: True, other.id: False}
    assert here(vault) == {MODEL: True, made.id: True, other.id: True}


def test_a_copy_of_the_persons_own_is_named_and_not_removed(vault: Vault, tmp_path: Path) -> None:
    """It was added from elsewhere; what is in it stays known."""
    made = model(vault, version(vault, ANNA, base_of(vault)))
    known = manifest.read(vault.home)
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(Path(made.path).read_bytes())
    own = msgspec.structs.replace(made, path=str(copy), copied=False)
    manifest.write(vault.home, manifest.changed(known, own))
    adapters.sweep(vault.home, vault.db)
    assert erase(vault, ANNA) == Going(kept=(made.id,))
    assert copy.exists()
    assert manifest.find(manifest.read(vault.home), made.id).stale


def test_a_model_that_the_person_removed_is_forgotten_with_what_was_kept_for_it(vault: Vault) -> None:
    number = version(vault, ANNA, base_of(vault))
    job_id = versions.get(vault.db, number).job_id
    made = model(vault, number)
    adapters.delete(vault.home, vault.db, number)
    models.remove(vault.home, made.id)
    merged.sweep(vault.home, vault.db)
    assert stored.files(vault.db, whole=True) == {}
    assert trainings.contacts(vault.db, job_id) == set()


def test_whoever_was_split_off_since_may_be_in_it_too(vault: Vault) -> None:
    made = model(vault, version(vault, ANNA, base_of(vault)))
    vault.db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES ('+4477009', '+4477009', ?)", (ANNA,))
    fresh = parting.split(vault.db, ANNA, ["+4477009"]).contact_id
    assert erase(vault, fresh) == Going(removed=(made.id,))


def test_a_file_that_the_person_added_where_one_was_half_made_stays(vault: Vault) -> None:
    number = version(vault, ANNA, base_of(vault))
    path = vault.home.models / "voice-of-my-own.gguf"
    stored.begin(vault.db, str(path), versions.get(vault.db, number).job_id, number, base_path="")
    path.write_bytes(b"GGUF of my own")
    own = msgspec.structs.replace(base_of(vault), id="own", path=str(path), sha256="00", copied=False)
    known = manifest.read(vault.home)
    manifest.write(vault.home, msgspec.structs.replace(known, models=(*known.models, own)))
    merged.sweep(vault.home, vault.db)
    assert erase(vault, ANNA) == Going()
    assert path.read_bytes() == b"GGUF of my own"
