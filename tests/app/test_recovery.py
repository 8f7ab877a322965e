"""The recovery key survives paper and handwriting, and nothing else passes for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import recovery
from engine.problems import RecoveryKeyWrong


@given(st.binary(min_size=32, max_size=32))
def test_what_is_printed_reads_back_in_any_case_and_spacing(key):
    printed = recovery.printed(key)
    assert [len(group) for group in printed.split("-")] == [5] * 11
    assert recovery.read(printed) == key
    assert recovery.read("  " + printed.lower().replace("-", "  ").replace("o", "0").replace("i", "1")) == key


@given(st.binary(min_size=32, max_size=32), st.integers(0, 51), st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ234567"))
def test_a_wrong_letter_is_noticed(key, place, letter):
    printed = recovery.printed(key).replace("-", "")
    if printed[place] != letter:
        with pytest.raises(RecoveryKeyWrong):
            recovery.read(printed[:place] + letter + printed[place + 1 :])


@given(st.text(max_size=80))
def test_anything_else_is_refused(text):
    with pytest.raises(RecoveryKeyWrong):
        recovery.read(text)
