"""What a night made is put to use by itself only where that is wanted, and only if it is better."""

from __future__ import annotations

import sys

import learning_bench
import learning_targets
import pytest
from learning_bench import decide, with_parameters, workers
from night_bench import QUICK, NightBench

from app import events
from app.settings import Settings
from app.store import adapters as stored
from app.store.adapters import State
from app.vault import Vault

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(90)]


def test_a_better_adapter_is_used_by_itself_only_where_that_is_wanted(bench: NightBench) -> None:
    bench.settings = Settings(train_at="05:00", use_better_adapter=True)
    bench.start()
    report = bench.next(events.MorningReport)
    assert isinstance(report, events.MorningReport)
    use = stored.in_use(bench.vault.db, learning_bench.MODEL)
    assert use is not None
    assert (use.adapter_id, use.how) == (report.adapter_id, "automatic")


def test_one_that_came_to_use_by_itself_goes_by_itself_where_it_is_received_worse(bench: NightBench) -> None:
    bench.settings = Settings(train_at="05:00", use_better_adapter=True)
    decide(bench.vault, 50, 10)
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    decide(bench.vault, 10, 50)
    bench.do(bench.nights.look)
    failed = bench.next(events.WishFailed)
    assert isinstance(failed, events.WishFailed)
    assert failed.problem.facts["reason"] == "received_worse"
    use = stored.in_use(bench.vault.db, learning_bench.MODEL)
    assert use is not None
    assert (use.adapter_id, use.how) == (None, "rolled_back")


def test_a_refused_adapter_is_never_used_by_itself(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(QUICK, workers(gate=learning_targets.gate_that_dies)))
    bench.settings = Settings(train_at="05:00", use_better_adapter=True)
    bench.start()
    report = bench.next(events.MorningReport)
    assert isinstance(report, events.MorningReport)
    assert stored.get(vault.db, report.adapter_id).state is State.REFUSED
    assert stored.in_use(vault.db, learning_bench.MODEL) is None
    bench.close()
