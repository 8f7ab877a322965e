"""Breakpoints of the window."""

from __future__ import annotations

import pytest

from ui.arrangement import arrange


def test_a_wide_window_has_four_panes_and_cards() -> None:
    made = arrange(1440, 900)
    assert (made.inspector, made.inspector_width, made.list_width) == ("pane", 328, 312)
    assert not made.draft_rows
    assert not made.short_chips


def test_below_1360_the_inspector_is_narrower_and_cards_need_660() -> None:
    assert arrange(1350, 900).inspector_width == 288
    assert not arrange(1350, 900).draft_rows
    assert arrange(1250, 900).draft_rows


def test_1100_by_700_has_a_drawer_rows_and_short_chips() -> None:
    made = arrange(1100, 700)
    assert (made.inspector, made.inspector_width, made.list_width) == ("drawer", 320, 272)
    assert made.draft_rows
    assert made.short_chips
    assert made.risk_in_header
    assert not made.one_pane


def test_a_low_window_shows_rows_and_a_very_low_one_two_of_them() -> None:
    assert arrange(1440, 779).draft_rows
    assert not arrange(1440, 779).two_drafts
    assert arrange(1440, 590).two_drafts


@pytest.mark.parametrize(("width", "scale"), [(900, 1.0), (1440, 2.0)])
def test_text_size_counts_against_the_width(width: int, scale: float) -> None:
    made = arrange(width, 900, scale)
    assert made.one_pane
    assert not made.rail_words
