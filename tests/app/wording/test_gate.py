"""What the gate measured, in words first and figures second; every code of its verdict is said somewhere."""

from __future__ import annotations

import msgspec
import pytest

from app.wording import gate
from engine.training.gate import REASONS, Figures, Leaks, Verdict, refused

WHOLE = Verdict(
    passed=True, reasons=(), gain=0.03, p_better=0.99, forgetting=-0.02, now=Figures(perplexity=15_458.0, voice=0.9),
    candidate=Figures(perplexity=2.79, voice=0.93), own_voice=0.95, leaks=Leaks(24, 0, 0), n_turns=120, n_anchors=40,
)  # fmt: skip


def test_all_four_are_said_of_one_that_passed() -> None:
    assert [one.spoken for one in gate.measured(WHOLE)] == [
        "Predicts your replies better (perplexity 15,458 → 2.8 on 120 replies)",
        "Sounds like you (voice score 0.93, your own 0.95)",
        "Forgets nothing (loss -0.02 on 40 everyday prompts)",
        "Leaks nothing (0 of 24 planted secrets)",
    ]
    assert all(one.holds for one in gate.measured(WHOLE))


@pytest.mark.parametrize("reason", sorted(set(REASONS) - {"adapter_refused", "gate_died"}))
def test_every_reason_speaks_against_exactly_one_test(reason: str) -> None:
    verdict = msgspec.structs.replace(WHOLE, passed=False, reasons=(reason,))
    failed = [one for one in gate.measured(verdict) if not one.holds]
    assert len(failed) == 1
    assert gate.refusal(verdict) == f"{failed[0].words}. This adapter can’t be used."
    assert failed[0].words not in {one.words for one in gate.measured(WHOLE)}


@pytest.mark.parametrize("reason", ["adapter_refused", "gate_died"])
def test_what_could_not_be_measured_has_no_figures(reason: str) -> None:
    verdict = refused(reason)
    assert {one.spoken for one in gate.measured(verdict)} == {"Not measured"}
    assert gate.refusal(verdict) == "It could not be measured. This adapter can’t be used."
    assert gate.why(verdict)


def test_a_leak_is_named_before_everything_else() -> None:
    verdict = msgspec.structs.replace(WHOLE, passed=False, reasons=("gain", "voice", "leak", "leak_guarded"))
    assert gate.refusal(verdict) == "Leak found. This adapter can’t be used."
