"""Drafts that the person dismissed, or that a wish could not better: what is offered next for the same words."""

from __future__ import annotations

import pytest

from app import answering, clock, desk
from app.replies import Wish
from app.store import suggestions
from app.vault import Vault
from engine.domain import micros
from engine.reply.moves import HOLDING_BACK


@pytest.fixture
def vault(asked_vault: Vault) -> Vault:
    return asked_vault


def _reject(vault: Vault, number: int, response_id: str) -> None:
    suggestions.decide(
        vault.db, response_id, number, verb="reject", reason=None, text=None, decided_us=micros(clock.now())
    )


def test_new_drafts_leave_out_what_was_dismissed_and_bring_the_next_best(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    first = answering.suggest(vault, number, Wish(count=3), now=clock.now())
    dismissed = first.options[0]
    _reject(vault, number, dismissed.response_id)
    anew = answering.suggest(vault, number, Wish(count=3), now=clock.now())
    texts = [option.text for option in anew.options]
    assert dismissed.text not in texts
    assert len(texts) == 3


def test_when_everything_was_dismissed_that_is_said(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    for _time in range(40):
        made = answering.suggest(vault, number, Wish(), now=clock.now())
        if not made.options:
            break
        for option in made.options:
            _reject(vault, number, option.response_id)
    assert made.silent_reason == "nothing_else"


def test_a_wish_that_is_not_understood_leaves_the_drafts_before_it(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    before = answering.suggest(vault, number, Wish(), now=clock.now())
    unclear = answering.suggest(vault, number, Wish(steer="offer a call on monday"), now=clock.now())
    assert (unclear.options, unclear.silent_reason) == ((), "wish_unclear")
    shown = desk.drafts(vault.db, number)
    assert shown is not None
    assert [option.text for option in shown.options] == [option.text for option in before.options]
    assert shown.silent_reason == "wish_unclear"


def test_a_set_remembers_the_wish_that_made_it(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    plain = answering.suggest(vault, number, Wish(), now=clock.now())
    warmer = answering.suggest(vault, number, Wish(steer="warmer"), now=clock.now())
    assert [desk.steered(vault.db, made.request_id) for made in (plain, warmer)] == ["", "warmer"]


def _texts(vault: Vault, number: int, wish: Wish) -> list[str]:
    return [option.text for option in answering.suggest(vault, number, wish, now=clock.now()).options]


def test_who_wants_others_gets_none_of_those_in_sight_but_a_way_to_say_no(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    first = answering.suggest(vault, number, Wish(count=3), now=clock.now())
    others = answering.suggest(vault, number, Wish(count=3, others=True), now=clock.now())
    holding = {option.text for option in first.options if option.move in HOLDING_BACK}
    assert others.options
    assert {option.text for option in first.options} & {option.text for option in others.options} <= holding
    assert any(option.move in HOLDING_BACK for option in others.options[:3])


def test_where_there_are_no_others_that_is_said_beside_those_in_sight(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    everything = _texts(vault, number, Wish(count=200))
    none = answering.suggest(vault, number, Wish(others=True), now=clock.now())
    assert (none.options, none.silent_reason) == ((), "no_others")
    shown = desk.drafts(vault.db, number)
    assert shown is not None
    assert ([option.text for option in shown.options], shown.silent_reason) == (everything, "no_others")


def test_others_may_be_wished_for_again_and_again(vault: Vault) -> None:
    number = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    before = set(_texts(vault, number, Wish(count=3)))
    for _time in range(4):
        now = set(_texts(vault, number, Wish(count=3, others=True)))
        assert now
        assert now != before
        before = now
