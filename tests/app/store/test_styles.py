"""Style profiles are kept for everybody and for single contacts."""

from __future__ import annotations

import dataclasses

from app.store import styles
from engine.domain import StyleProfile

PROFILE = StyleProfile(
    formality=0.2,
    emoji_usage=0.4,
    avg_length=31.5,
    punctuation_style="minimal",
    capitalization="lowercase",
    common_phrases=("no worries",),
    contraction_preference=0.8,
    response_brevity=0.7,
    samples_count=200,
    emoji=("😀", "🙏🏽"),
    reply_delay_s=120.0,
    languages=("en", "nl"),
)


def test_a_profile_comes_back_as_it_was_put(db):
    assert styles.get(db) is None
    assert styles.learnt_us(db) == 0
    styles.put(db, styles.EVERYBODY, PROFILE, learnt_us=7)
    assert styles.get(db) == PROFILE
    assert styles.learnt_us(db) == 7
    assert styles.get(db, 3) is None


def test_a_lock_outlives_what_is_put_later(db):
    styles.put(db, 3, PROFILE, learnt_us=1)
    styles.lock(db, 3, True)
    styles.put(db, 3, dataclasses.replace(PROFILE, formality=0.9), learnt_us=2)
    assert styles.is_locked(db, 3)
    assert not styles.is_locked(db)
    styles.lock(db, 3, False)
    assert not styles.is_locked(db, 3)


def test_a_deleted_profile_is_gone(db):
    styles.put(db, 3, PROFILE, learnt_us=1)
    assert styles.delete(db, 3)
    assert not styles.delete(db, 3)
    assert styles.get(db, 3) is None
