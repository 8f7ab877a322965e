"""One process writes at a time: a moment is waited for, and who has a home for long is told by name."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app import ownership, paths
from app.books import PAUSE_S, Lent
from app.lock import HomeLock
from app.ownership import Owner
from app.paths import Home
from app.vault import Vault
from app.wording import problems
from engine.problems import SottoIsOpen


@pytest.fixture
def home(tmp_path: Path) -> Home:
    found = paths.home(tmp_path / "home")
    paths.private_folder(found.training)
    return found


def refused(home: Home, *, by_window: bool = False) -> SottoIsOpen:
    with pytest.raises(SottoIsOpen) as caught:
        ownership.own(home, by_window=by_window)
    return caught.value


def test_who_has_a_home_is_told_by_what_else_is_locked(home: Home) -> None:
    other = HomeLock(home.lock)
    assert problems.sentence(refused(home)).what.startswith("Another Sotto is writing just now.")
    training = HomeLock(home.training_lock)
    assert problems.sentence(refused(home)).what.startswith("Sotto is training")
    window = HomeLock(home.window_lock)
    assert problems.sentence(refused(home)).what.startswith("Sotto is already open")
    for lock in (other, training, window):
        lock.release()


def test_a_window_does_not_take_itself_for_the_one_that_writes(home: Home) -> None:
    other, window = HomeLock(home.lock), HomeLock(home.window_lock)
    assert refused(home, by_window=True).facts["reason"] == Owner.COMMAND
    for lock in (other, window):
        lock.release()


def test_a_moment_of_somebody_else_is_waited_for(home: Home) -> None:
    other = HomeLock(home.lock)
    timer = threading.Timer(0.05, other.release)
    timer.start()
    ownership.own(home, within_s=60.0).release()
    timer.join()


def test_the_window_is_not_waited_for(home: Home) -> None:
    other, window = HomeLock(home.lock), HomeLock(home.window_lock)
    with pytest.raises(SottoIsOpen):
        ownership.own(home, within_s=1e9)
    for lock in (other, window):
        lock.release()


def test_somebody_who_has_to_end_waits_no_longer(home: Home) -> None:
    other = HomeLock(home.lock)
    with pytest.raises(SottoIsOpen):
        ownership.own(home, within_s=1e9, enough=lambda: True)
    other.release()


def test_a_store_that_is_taken_is_not_waited_for_with_what_can_be_noted_later(reading_vault: Vault) -> None:
    books = Lent(reading_vault, within_s=1e9)
    other = HomeLock(reading_vault.home.lock)
    assert books.note(lambda _db: "noted") is None
    other.release()
    assert books.note(lambda _db: "noted") == "noted"


def test_somebody_who_writes_again_and_again_leaves_others_their_moment(reading_vault: Vault) -> None:
    """Between two pieces of work there is hardly one: half of those who looked for it for 2 s missed it."""
    pauses: list[float] = []
    books = Lent(reading_vault, pause=pauses.append)
    for _ in range(20_000):
        books.write(lambda _db: None)
        if pauses:
            break
    assert pauses == [PAUSE_S]
