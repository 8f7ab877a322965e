"""What the person takes moves up among later options; what is taken back was never learnt."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from app import deciding, replies, taste
from app.deciding import Verb
from app.store import nudges, suggestions
from engine.domain import Theme
from engine.reply import preference
from engine.voice.style import NEUTRAL
from tests import drafts
from tests.drafts import option
from tests.stores import throwaway

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = bytes(32)
THEMES = (Theme.WARM, Theme.BRIEF, Theme.FIRM, Theme.CASUAL)


@pytest.fixture
def db():
    with throwaway() as vault:
        vault.db.conn.execute("INSERT INTO conversation (id, merge_key) VALUES (1, 'k')")
        options = [option(f"r-{n}", f"Text {n}", theme=theme) for n, theme in enumerate(THEMES, start=1)]
        made = drafts.suggestions(options, has_more=True, total_count=4)
        suggestions.add(vault.db, made, conversation_id=1, through_message_id=None)
        yield vault.db


def decide(db, option_id, verb, text=None):
    deciding.decide(db, KEY, option_id, verb, text=text, reason=None, now=NOW)


def fates(db):
    return {option: fate for option, (fate, _features) in nudges.lessons(db, "r").items()}


def test_taking_one_passes_over_the_others_that_were_shown(db):
    decide(db, "r-2", Verb.ACCEPT)
    assert fates(db) == {"r-1": "ignored", "r-2": "accept", "r-3": "ignored"}
    assert replies.taste(db).cumulative_reward == 1.0
    assert replies.taste(db).pulls == 3


def test_one_from_the_rest_passes_over_the_first_three(db):
    decide(db, "r-4", Verb.EDIT, "Text of mine")
    assert fates(db) == {"r-1": "ignored", "r-2": "ignored", "r-3": "ignored", "r-4": "edit"}
    assert replies.taste(db).cumulative_reward == 0.5


def test_the_mathematics_are_those_of_the_features(db):
    decide(db, "r-3", Verb.REJECT)
    option = suggestions.get_option(db, "r-3")
    x = np.array(preference.option_features(option, NEUTRAL, NOW))
    known = replies.taste(db)
    assert np.allclose(known.a, np.eye(len(x)) + np.outer(x, x))
    assert np.allclose(known.b, -x)
    assert fates(db) == {"r-3": "reject"}


def test_what_is_taken_back_was_never_learnt(db):
    before = replies.taste(db)
    decide(db, "r-1", Verb.ACCEPT)
    deciding.take_back(db, KEY, "r-1", now=NOW)
    after = replies.taste(db)
    assert np.allclose(after.a, before.a)
    assert np.allclose(after.inverse, before.inverse)
    assert np.allclose(after.b, before.b)
    assert after.reward_count == 0
    assert fates(db) == {}


def test_a_second_decision_takes_the_place_of_the_first(db):
    decide(db, "r-1", Verb.REJECT)
    decide(db, "r-1", Verb.ACCEPT)
    assert fates(db) == {"r-1": "accept", "r-2": "ignored", "r-3": "ignored"}
    assert replies.taste(db).cumulative_reward == 1.0


def test_a_rejected_one_stays_rejected_when_another_is_taken(db):
    decide(db, "r-1", Verb.REJECT)
    decide(db, "r-2", Verb.ACCEPT)
    assert fates(db) == {"r-1": "reject", "r-2": "accept", "r-3": "ignored"}


def test_who_always_takes_brief_ones_is_shown_them_first(db):
    options = suggestions.get_request(db, "r").options
    brief = next(one for one in options if one.theme is Theme.BRIEF)
    for _ in range(6):
        taste.decided(db, brief.response_id, "accept", profile=NEUTRAL, now=NOW)
        db.conn.execute("DELETE FROM option_reward")
    ordered = preference.order(options, replies.taste(db), NEUTRAL, NOW)
    assert ordered[0].theme is Theme.BRIEF


def test_a_damaged_record_is_learnt_anew(db):
    decide(db, "r-1", Verb.ACCEPT)
    db.conn.execute("UPDATE bandit SET record = '{\"a\": 1}'")
    assert replies.taste(db).reward_count == 0
    db.conn.execute("UPDATE bandit SET record = 'no json'")
    assert replies.taste(db).reward_count == 0
