"""The import benchmark says what it promises."""

from __future__ import annotations

from app.benches import import_bench


def test_the_import_benchmark_has_its_keys_and_sane_figures():
    found = import_bench.run(3000)
    assert list(found) == ["messages", "scan_s", "import_s", "import_over_scan", "resync_over_import", "peak_mb"]
    assert found["messages"] == 3000
    assert found["import_s"] > 0
    assert found["import_over_scan"] > 0
    assert 0 < found["resync_over_import"] < 10
    assert found["peak_mb"] > 10  # of this process too, whatever ran in it before
