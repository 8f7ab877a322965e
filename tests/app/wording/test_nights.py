"""Every reason to wait, every failure and every verdict of a night has words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.nightly import Reason
from app.store.adapters import State
from app.store.jobs import Status
from app.wording import nights, problems
from engine.problems import AdapterRefused, CannotTrainNow, TrainingFailed
from engine.training.gate import REASONS

ROOT = Path(__file__).parents[3]
TOLD_IN = (
    "app/learning.py",
    "app/examples_taken.py",
    "app/trainer_child.py",
    "app/training_queue.py",
    "engine/training",
)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_to_wait_has_a_sentence(reason: Reason) -> None:
    assert nights.WAITS[reason].endswith(".")
    assert nights.skipped(reason).startswith("Not trained last night: ")
    said = problems.sentence(CannotTrainNow(reason=str(reason)))
    assert said.what.startswith(nights.WAITS[reason])


def test_every_way_to_fail_has_a_sentence_of_its_own() -> None:
    told = set()
    for place in TOLD_IN:
        for path in [ROOT / place] if place.endswith(".py") else (ROOT / place).glob("*.py"):
            told |= set(re.findall(r'TrainingFailed\(reason="(\w+)"', path.read_text(encoding="utf-8")))
    assert told >= {"memory", "no_gain", "trainer_died", "parts"}
    assert told <= set(nights.FAILED)
    for reason in nights.FAILED:
        said = problems.sentence(TrainingFailed(reason=reason))
        assert (said.what, said.next) == nights.FAILED[reason]


@pytest.mark.parametrize("reason", REASONS)
def test_every_verdict_has_a_sentence(reason: str) -> None:
    assert nights.GATE[reason].endswith(".")


def test_states_and_statuses_have_words() -> None:
    assert set(nights.STATES) == set(State)
    assert set(nights.STATUS) == set(Status)
    for reason in nights.ADAPTERS:
        assert problems.sentence(AdapterRefused(reason=reason)).what == nights.ADAPTERS[reason][0]


def test_progress_is_one_line() -> None:
    assert nights.progress("training", 61, 372, 600, 2400.0) == "Training, step 372 of 600, 61 %, about 40 min left"
    assert nights.progress("checking", 90, 600, 600, None) == "Measuring, 90 %"
    assert nights.skipped("") == ""
