"""Owning a store for writing for a moment."""

from __future__ import annotations

import threading

import pytest

from app.lock import HomeLock
from app.store import jobs
from app.vault import Vault
from app.writing import writer
from engine.problems import SottoIsOpen
from tests.stores import throwaway


@pytest.fixture
def vault(reading_vault: Vault) -> Vault:
    return reading_vault


def test_a_reader_writes_for_a_moment_and_sees_it_afterwards(vault: Vault) -> None:
    with writer(vault) as db:
        job_id = jobs.add(db, b"{}", now_us=0)
        with pytest.raises(SottoIsOpen):
            HomeLock(vault.home.lock)
    assert jobs.get(vault.db, job_id).id == job_id
    HomeLock(vault.home.lock).release()


def test_the_lock_is_given_back_when_writing_fails(vault: Vault) -> None:
    with pytest.raises(ZeroDivisionError), writer(vault):
        raise ZeroDivisionError
    HomeLock(vault.home.lock).release()


def test_a_vault_that_writes_anyway_lends_its_own_connection() -> None:
    with throwaway() as vault, writer(vault) as db:
        assert db is vault.db


def test_a_busy_store_is_waited_for_but_not_for_ever(vault: Vault) -> None:
    other = HomeLock(vault.home.lock)
    with pytest.raises(SottoIsOpen), writer(vault):
        pass
    timer = threading.Timer(0.05, other.release)
    timer.start()
    with writer(vault, within_s=60.0) as db:
        assert db is not vault.db
    timer.join()
