"""Whom the person answers first is learnt from choices, within bounds, and never over what is urgent."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from engine.domain import ContactClass, Priority, Standing, State
from engine.judge import answer_order
from engine.judge.answer_order import FLOOR, LABELS, MOST_WEIGHT, Preference, Waiting, factor, features, learn, weighed
from engine.judge.standing import standing
from tests.engine.judge.conversations import NOW, said

FAMILY, CLIENT, FRIEND = ContactClass.FAMILY, ContactClass.CLIENT, ContactClass.FRIEND
TEXTS = (
    "Are you free on Saturday?", "How much is a session?", "Can you send me the file?", "Could we move it to Friday?",
    "What time tomorrow?", "I can't open the gallery",
)  # fmt: skip


def one(text: str, cls: ContactClass, hours: float = 2.0) -> Standing:
    return standing(said(text, last=NOW - timedelta(hours=hours)), contact_class=cls, now=NOW)


def as_waiting(found: Standing, cls: ContactClass, preference: Preference) -> Waiting:
    seen = features(found, cls, n_unread=1, returning=False, is_group=False, now=NOW)
    return Waiting(weighed(preference, found, seen).loss, seen)


def hands(seed: int, count: int) -> list[list[tuple[Standing, ContactClass]]]:
    """What waits each time the person looks: five conversations of all classes."""
    dice = random.Random(seed)
    return [
        [
            (one(dice.choice(TEXTS), cls, dice.uniform(0.2, 30)), cls)
            for cls in dice.sample([*ContactClass, FAMILY, CLIENT], 5)
        ]
        for _ in range(count)
    ]


def top(hand: list[tuple[Standing, ContactClass]], preference: Preference) -> int:
    losses = [as_waiting(found, cls, preference).loss for found, cls in hand]
    return int(np.argmax(losses))


def taught(pick: Callable[[list[tuple[Standing, ContactClass]]], int], n_choices: int, seed: int = 1) -> Preference:
    preference = Preference()
    for hand in hands(seed, n_choices):
        waiting = [as_waiting(found, cls, preference) for found, cls in hand]
        chosen = pick(hand)
        preference = learn(preference, waiting[chosen], [w for at, w in enumerate(waiting) if at != chosen])
    return preference


def family_first(hand: list[tuple[Standing, ContactClass]]) -> int:
    return min(range(len(hand)), key=lambda at: (hand[at][1] is not FAMILY, -hand[at][0].loss))


def quick_ones_first(hand: list[tuple[Standing, ContactClass]]) -> int:
    return min(range(len(hand)), key=lambda at: (hand[at][0].triage.intent != "question", -hand[at][0].loss))  # type: ignore[union-attr]  # all ask something


@pytest.mark.parametrize(("pick", "gain", "least"), [(family_first, 0.15, 0.75), (quick_ones_first, 0.1, 0.7)])
def test_after_choices_the_order_foretells_held_out_choices_better_than_before(
    pick: Callable[[list[tuple[Standing, ContactClass]]], int], gain: float, least: float
) -> None:
    held_out = hands(99, 80)

    def agreement(preference: Preference) -> float:
        return sum(top(hand, preference) == pick(hand) for hand in held_out) / len(held_out)

    before, after = agreement(Preference()), agreement(taught(pick, 60))
    assert after >= before + gain
    assert after >= least


def test_who_answers_family_first_gets_family_first() -> None:
    preference = taught(family_first, 40)
    mother, client = one("Are you free on Saturday?", FAMILY), one("Are you free on Saturday?", CLIENT)
    assert mother.loss < client.loss
    assert as_waiting(mother, FAMILY, preference).loss > as_waiting(client, CLIENT, preference).loss


def test_what_is_urgent_is_never_put_behind_what_was_behind_it() -> None:
    preference = taught(family_first, 80)
    urgent = one("The website is down, please call me ASAP!!!", CLIENT)
    assert urgent.priority is Priority.URGENT
    for text in TEXTS:
        mother = one(text, FAMILY, 20)
        if mother.loss < urgent.loss:
            assert as_waiting(mother, FAMILY, preference).loss < as_waiting(urgent, CLIENT, preference).loss


def test_nothing_learnt_changes_nothing() -> None:
    found = one(TEXTS[0], FRIEND)
    assert as_waiting(found, FRIEND, Preference()).loss == found.loss
    alone = as_waiting(found, FRIEND, Preference())
    assert learn(Preference(), alone, []) == Preference()


def test_what_was_learnt_stays_within_its_bounds() -> None:
    (hand,) = hands(1, 1)
    preference = Preference()
    for _ in range(1500):  # the same choice against the table, again and again
        least, *others = sorted((as_waiting(found, cls, preference) for found, cls in hand), key=lambda one: one.loss)
        preference = learn(preference, least, others)
    assert max(abs(weight) for weight in preference.weights) <= MOST_WEIGHT
    dice = np.random.default_rng(3)
    for _ in range(200):
        assert FLOOR <= factor(preference, dice.random(len(LABELS)), Priority.ROUTINE) <= 1.0


def test_one_odd_choice_moves_little_and_others_take_it_back() -> None:
    family, client = one(TEXTS[0], FAMILY), one(TEXTS[0], CLIENT)
    once = learn(Preference(), as_waiting(family, FAMILY, Preference()), [as_waiting(client, CLIENT, Preference())])
    at = LABELS.index("class_family")
    assert 0 < once.weights[at] < 0.15
    back = once
    for _ in range(6):
        back = learn(back, as_waiting(client, CLIENT, back), [as_waiting(family, FAMILY, back)])
    assert back.weights[at] < 0 < once.weights[at]


def test_the_step_is_the_gradient_of_the_choice() -> None:
    a, b = np.zeros(len(LABELS)), np.zeros(len(LABELS))
    a[0], b[1] = 1.0, 1.0
    found = learn(Preference(), Waiting(0.5, a), [Waiting(0.25, b)])
    p = 1 / (1 + math.exp(-answer_order.SHARPNESS * math.log(2)))
    assert found.weights[0] == pytest.approx(answer_order.RATE * (1 - p), abs=1e-6)
    assert found.weights[1] == pytest.approx(-answer_order.RATE * (1 - p), abs=1e-6)
    assert found.n_choices == 1


def test_only_what_needs_a_reply_is_weighed() -> None:
    done = replace(one(TEXTS[0], FRIEND), state=State.DONE)
    assert weighed(taught(family_first, 5), done, np.ones(len(LABELS))) is done
