"""Triage: what a careful person would say about a message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.judge.triage import triage
from tests.engine.judge.triage_examples import EXAMPLES, Example

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize("example", EXAMPLES, ids=[repr(e.text[:40]) for e in EXAMPLES])
def test_a_message_is_weighed_as_a_careful_person_would(example: Example) -> None:
    found = triage(example.text, now=NOW)
    assert found.priority in example.bands, f"{found.adjusted_urgency} {found.intent} {found.reasons}"
    if example.intents:
        assert found.intent in example.intents, found.reasons
    if example.action is not None:
        assert found.needs_action is example.action, found.action_score


def test_there_are_enough_examples_to_mean_something() -> None:
    assert len(EXAMPLES) >= 60
