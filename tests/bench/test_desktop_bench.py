"""The benchmarks of the window say what they promise, on a store as small as may be."""

from __future__ import annotations

import pytest

from app.benches import desktop_bench

pytestmark = pytest.mark.faults

N_MESSAGES, N_THREAD = 600, 300
#: No window works with less, and none may take so much on a small store.
LEAST_MB, MOST_MB = 20, 1000


def test_a_start_is_told_in_ms_and_ratios():
    found = desktop_bench.startup(N_MESSAGES, rounds=1)
    assert list(found) == [
        "messages", "small",
        "start_small_ms", "start_large_ms", "start_ratio",
        "window_small_ms", "window_large_ms", "window_ratio",
        "open_small_ms", "open_large_ms", "open_ratio",
    ]  # fmt: skip
    assert found["messages"] == N_MESSAGES
    assert all(value > 0 for value in found.values())
    assert found["window_small_ms"] < found["start_small_ms"]


def test_ordinary_use_is_told_in_gaps_turns_and_memory():
    found = desktop_bench.window(N_MESSAGES, N_THREAD)
    assert [name for name in found if not name.startswith("scroll_")] == [
        "messages",
        "gap_longest_ms", "gap_p99_ms", "gaps_over_16_ms",
        "turn_median_ms", "turn_p99_ms", "turn_longest_ms", "turns_over_16_ms",
        "rss_mb",
    ]  # fmt: skip
    assert found["messages"] == N_MESSAGES
    assert 0 < found["turn_median_ms"] <= found["turn_p99_ms"] <= found["turn_longest_ms"]
    assert isinstance(found["turns_over_16_ms"], int)
    assert LEAST_MB < found["rss_mb"] < MOST_MB
