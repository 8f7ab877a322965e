"""The five conditions of a night, each as it stands with its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from app import nightly, training
from app.machine import GIB
from app.nightly import Base, Facts
from app.training import Condition, Met
from app.wording import training as words

DAY, NIGHT = datetime(2026, 10, 8, 14, 0, tzinfo=UTC), datetime(2026, 10, 8, 3, 0, tzinfo=UTC)
FACTS = Facts(
    now=DAY, train_at=time(2, 30), idle_s=30.0, needs_bytes=2 * GIB, free_memory_bytes=16 * GIB,
    free_disk_bytes=61_000_000_000, n_new=62, n_examples=900,
)  # fmt: skip


def one(name: str, has_battery: bool = True, **changed: object) -> Condition:
    found = training.conditions(replace(FACTS, **changed), has_battery=has_battery)  # type: ignore[arg-type]
    assert [it.name for it in found] == ["mains", "idle", "disk", "memory", "examples"]
    return next(it for it in found if it.name == name)


@pytest.mark.parametrize(
    ("condition", "met", "said"),
    [
        (one("mains"), Met.MET, "plugged in"),
        (one("mains", on_mains=False), Met.UNMET, "on battery"),
        (one("mains", has_battery=False), Met.MET, "no battery here"),
        (one("idle"), Met.LATER, "at 02:30"),
        (one("idle", train_at=None), Met.UNMET, "no hour is set"),
        (one("idle", idle_s=None), Met.UNMET, "not told by this system"),
        (one("idle", now=NIGHT), Met.LATER, "0 min so far"),
        (one("idle", now=NIGHT, idle_s=nightly.IDLE_S), Met.MET, "now"),
        (one("disk"), Met.MET, "61 GB, needs 8"),
        (one("disk", free_disk_bytes=7_000_000_000), Met.UNMET, "7 GB, needs 8"),
        (one("memory"), Met.MET, "16.0 GB, needs 3.9"),
        (one("memory", free_memory_bytes=GIB), Met.UNMET, "1.0 GB, needs 3.9"),
        (one("memory", base=Base.NONE), Met.UNMET, "16 GB, no model to train"),
        (one("examples"), Met.MET, "62, needs 40"),
        (one("examples", n_new=39), Met.UNMET, "39, needs 40"),
        (one("examples", n_new=0, unfinished=True), Met.MET, "0, needs 40"),
        (one("examples", n_new=3, outlived=True), Met.MET, "3, enough to unlearn words that are gone"),
        (one("examples", n_new=62, outlived=True), Met.MET, "62, needs 40"),
        (one("examples", n_examples=199), Met.UNMET, "199 in all, needs 200"),
    ],
)
def test_a_condition_and_its_words(condition: Condition, met: Met, said: str) -> None:
    assert (condition.met, words.value(condition, "02:30")) == (met, said)
    assert words.name(condition)


@pytest.mark.parametrize(
    ("train_at", "said"),
    [("02:30", "02:30 to 08:30, pauses when you return"), ("23:00", "23:00 to 05:00, pauses when you return")],
)
def test_the_hours_are_those_of_a_night(train_at: str, said: str) -> None:
    assert words.hours(train_at) == said
