"""Of the two states of a job the one that was saved last is gone on from, whatever steps they are of."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from app import sealed
from app.checkpoints import HEAD, NAMES, Checkpoints

JOB, KEY = "0123456789ab", bytes(range(32))


def kept(folder: Path) -> list[bytes]:
    """What a course that begins now finds, newest first."""
    return [b"".join(one.pieces()) for one in Checkpoints(folder, JOB, KEY).whole()]


@pytest.mark.parametrize("anew", [False, True])
def test_within_one_step_the_last_one_saved_is_taken_and_the_older_one_given_up(tmp_path: Path, anew: bool) -> None:
    """By one course after another, each with one save, as by a single one."""
    states = Checkpoints(tmp_path, JOB, KEY)
    for turn in range(5):
        if anew:
            states = Checkpoints(tmp_path, JOB, KEY)
        states.put(0, [b"turn %d" % turn])
        assert kept(tmp_path) == [b"turn %d" % one for one in range(turn, max(-1, turn - 2), -1)]


def test_a_course_that_went_back_a_step_goes_on_from_what_it_saved_then(tmp_path: Path) -> None:
    states = Checkpoints(tmp_path, JOB, KEY)
    for step in (4, 6, 5):
        states.put(step, [b"step %d" % step])
    assert kept(tmp_path) == [b"step 5", b"step 6"]


def test_a_state_of_another_make_counts_as_none_and_the_next_one_takes_its_place(tmp_path: Path) -> None:
    for name, head in zip(NAMES, (b"state 1\n" + bytes(8), HEAD.pack(b"state 9\n", 4, 1)), strict=True):
        path = tmp_path / f"{name}.sealed"
        sealed.seal(path, chain([head], [b"of old"]), key=KEY, purpose=f"checkpoint {JOB}")
    assert kept(tmp_path) == []
    states = Checkpoints(tmp_path, JOB, KEY)
    for step in (1, 2):
        states.put(step, [b"step %d" % step])
    assert kept(tmp_path) == [b"step 2", b"step 1"]
