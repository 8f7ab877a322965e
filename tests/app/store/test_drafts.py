"""Sets of suggestions: which conversations have one, whether it is complete, and how it goes and comes back."""

from __future__ import annotations

import pytest

from app.store import drafts, suggestions
from app.store.drafts import Kept
from engine.domain import Suggestions
from engine.problems import NoSuchRequest
from tests.drafts import option
from tests.drafts import suggestions as set_of

ALWAYS = 2**62


def made(request_id: str, n_options: int, *, planned: int = 0) -> Suggestions:
    options = [option(f"{request_id}-{n}", f"text {request_id}-{n}") for n in range(n_options)]
    total = max(n_options, planned)
    return set_of(options, request_id=request_id, has_more=total > 3, total_count=total)


@pytest.fixture
def asked(rows):
    """A conversation and the message that waits there."""
    conversation = rows.conversation(rows.contact())
    return conversation, rows.message(conversation, "Friday?")


def keep(db, asked, one, **more):
    suggestions.add(db, one, conversation_id=asked[0], through_message_id=asked[1], **more)


def test_a_set_that_misses_options_says_so_until_nothing_more_is_planned(db, asked):
    keep(db, asked, made("r1", 3, planned=8))
    assert drafts.latest(db, [asked[0]]) == {asked[0]: Kept("r1", asked[1], 3, 8)}
    assert (suggestions.get_request(db, "r1").total_count, suggestions.get_request(db, "r1").has_more) == (8, True)
    drafts.plan_no_more(db, "r1")
    assert drafts.latest(db, [asked[0]]) == {asked[0]: Kept("r1", asked[1], 3, 3)}
    assert suggestions.get_request(db, "r1").has_more is False


def test_the_latest_set_counts_and_a_withdrawn_one_does_not(db, asked):
    keep(db, asked, made("r1", 3), made_us=1)
    keep(db, asked, made("r2", 2), made_us=2)
    assert drafts.latest(db, [asked[0]])[asked[0]].request_id == "r2"
    withdrawn = drafts.withdraw(db, asked[0])
    assert sorted(withdrawn) == ["r1", "r2"]
    assert drafts.latest(db, [asked[0]]) == {}
    drafts.offer_again(db, withdrawn)
    assert drafts.latest(db, [asked[0]])[asked[0]].request_id == "r2"


def test_only_sets_for_the_newest_message_make_a_conversation_drafted(db, rows, asked):
    keep(db, asked, made("r1", 3))
    assert drafts.with_drafts(db, [asked[0]], until_us=ALWAYS) == {asked[0]}
    rows.message(asked[0], "or Saturday?")
    assert drafts.with_drafts(db, [asked[0]], until_us=ALWAYS) == frozenset()


def test_a_set_without_options_makes_no_conversation_drafted(db, asked):
    keep(db, asked, made("r1", 0))
    assert drafts.with_drafts(db, [asked[0]], until_us=ALWAYS) == frozenset()


def test_the_newest_message_is_not_one_that_is_sent_later(db, rows, asked):
    found = drafts.newest(db, [asked[0], 999], until_us=ALWAYS)
    assert found[asked[0]][0] == asked[1]
    assert 999 not in found
    assert drafts.newest(db, [asked[0]], until_us=found[asked[0]][1] - 1) == {}


def test_what_was_wished_for_and_decided_is_known(db, asked):
    keep(db, asked, made("r1", 3), wish='{"count":8}', background=True, made_us=5)
    about = drafts.asked(db, "r1")
    assert (about.conversation_id, about.turn, about.wish) == (asked[0], asked[1], '{"count":8}')
    assert not drafts.is_decided(db, "r1")
    suggestions.decide(db, "r1-1", asked[0], verb="accept", reason=None, text=None, decided_us=6)
    assert drafts.is_decided(db, "r1")
    assert (drafts.made_ahead_since(db, 4), drafts.made_ahead_since(db, 5)) == (1, 0)
    with pytest.raises(NoSuchRequest):
        drafts.asked(db, "r9")


def test_words_of_messages_that_are_gone_are_missing(db, asked):
    assert drafts.words(db, [asked[1], 999]) == {asked[1]: "Friday?"}
