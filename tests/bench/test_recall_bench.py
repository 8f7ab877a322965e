"""The recall benchmark measures what it says."""

from app.benches import recall_bench


def test_the_nearest_are_found_and_all_figures_are_told() -> None:
    figures = recall_bench.run(1200)
    assert list(figures) == [
        "segments",
        "one_contact_ms",
        "all_contacts_ms",
        "numpy_ms",
        "all_over_numpy",
        "recall_at_10",
    ]
    assert figures["recall_at_10"] >= 0.97
