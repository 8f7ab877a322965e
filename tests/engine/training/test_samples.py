"""Which samples a night learns from, and which it is measured on."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.training import gate
from engine.training.samples import Candidate, Limits, Selection, by_age, last_line, select, split, topic_of
from engine.training.values import Example

NOW = datetime(2026, 5, 1, 2, tzinfo=UTC)
VERBS = "bring meet call paint cook sell drive plan print build"
THINGS = "lamp table boat ladder garden ticket melon camera window bicycle sofa violin kettle"
PLACES = "harbour library station museum bakery market forest stadium theatre bridge"
NO_LIMITS = Limits(total=10_000, held=10_000, per_contact=10_000, contact_share=1.0, per_topic_share=1.0)


def sample(
    number: int,
    output: str,
    *,
    asked: str = "what now?",
    days: float = 1,
    quality: float = 1.0,
    conversation: str = "",
    contact: str = "",
    topic: str = "",
) -> Candidate:
    return Candidate(
        Example(f"Them: {asked}\nMe:", output, quality, id=str(number), source="history", conversation=conversation),
        made_at=NOW - timedelta(days=days),
        contact=contact or conversation,
        topic=topic,
    )


def many(n: int, *, conversations: int = 40, seed: int = 1, days: float = 300) -> list[Candidate]:
    """Different replies over conversations and months."""
    draw = random.Random(seed)
    made = []
    for number in range(n):
        verb, thing, place = (draw.choice(one.split()) for one in (VERBS, THINGS, PLACES))
        other = draw.choice(THINGS.split())
        name = f"c{draw.randrange(conversations)}"
        made.append(
            sample(
                number,
                f"{draw.choice(PLACES.split())} sounds right, {verb} the {thing} near the {place} {'x' * (number % 7)}",
                asked=f"where does the {other} of number {draw.choice(PLACES.split())} go {'y' * (number % 5)}?",
                days=draw.random() * days,
                conversation=name,
                topic=f"{verb} {thing}",
            )
        )
    return made


def outputs(found: tuple[Example, ...]) -> list[str]:
    return [one.output for one in found]


def why(*samples: Candidate, limits: Limits = NO_LIMITS) -> dict[str, int]:
    return select(samples, limits=limits, now=NOW).left_out


def test_what_cannot_be_learnt_from_is_left_out_and_said_why():
    assert why(sample(1, "  ")) == {"no_words": 1}
    assert why(Candidate(Example("Me:", "Hello"), NOW)) == {"not_asked": 1}
    assert why(sample(1, "a" * 700)) == {"too_long": 1}
    assert why(sample(1, "sure, come over", quality=0.29)) == {"weak": 1}
    assert why(sample(1, "sure, come over", days=400)) == {"old": 1}


def test_a_reply_of_placeholders_teaches_nothing():
    assert why(sample(1, "[PHONE_1]", asked="is it [PHONE_1]?")) == {"details": 1}
    assert why(sample(1, "ring me at [PHONE_1] tonight")) == {"details": 1}, "nobody could know that number"
    assert why(sample(1, "yes, ring [NAME_1] tonight", asked="shall I ring [NAME_1]?")) == {}


def test_the_same_answer_to_the_same_line_is_learnt_once_from_the_best():
    found = select(
        [
            sample(1, "Yes, that works!", asked="Saturday?", quality=0.6),
            sample(2, "yes that works", asked="saturday", quality=1.0),
            sample(3, "yes that works", asked="is the red one for me?", quality=0.6),
        ],
        limits=Limits(held_share=0.0),
        now=NOW,
    )
    assert [one.id for one in found.train] == ["2", "3"]
    assert found.left_out == {"repeated": 1}


def test_a_long_phrase_said_to_everybody_is_learnt_once():
    phrase = "thanks for writing, i am on a shoot until six and will answer tonight"
    found = select(
        [sample(n, f"{phrase}{'!' * n}", asked=f"question {'abc' * n}") for n in range(5)],
        limits=Limits(held_share=0.0),
        now=NOW,
    )
    assert len(found.train) == 1


def test_closings_and_emoji_are_a_small_part():
    ends = [sample(1000 + n, "👍" * (n + 1), asked=f"done with {place}") for n, place in enumerate(PLACES.split())]
    found = select([*many(40), *ends], limits=Limits(held_share=0.0), now=NOW)
    assert sum("👍" in one for one in outputs(found.train)) == 5
    assert found.left_out["closing"] == 5


def test_one_contact_does_not_fill_the_night():
    samples = [*many(600, conversations=20)]
    loud = [Candidate(one.example, one.made_at, contact="loud") if n % 2 else one for n, one in enumerate(samples)]
    limits = Limits(contact_share=0.2, held_share=0.0, per_topic_share=1.0)
    found = select(loud, limits=limits, now=NOW)
    ids = {one.example.id for one in loud if one.contact == "loud"}
    share = sum(one.id in ids for one in found.train) / len(found.train)
    assert 0.1 < share <= 0.2
    assert found.left_out["contact"] > 0


def test_somebody_with_few_contacts_may_still_learn():
    found = select([*many(90, conversations=1)], limits=Limits(held_share=0.0, per_topic_share=1.0), now=NOW)
    assert len(found.train) == Limits().least


def test_one_topic_does_not_fill_the_night():
    weather = [
        Candidate(one.example, one.made_at, one.contact, topic="weather") if n < 200 else one
        for n, one in enumerate(many(400))
    ]
    found = select(weather, limits=Limits(held_share=0.0, least=10), now=NOW)
    assert found.left_out["topic"] > 100


def test_without_a_topic_the_first_words_stand_for_it():
    assert topic_of(sample(1, "Sounds good, see you")) == "sounds good"
    assert topic_of(sample(1, "Sounds good", topic="plans")) == "plans"


def test_the_newest_weigh_more_but_are_not_all():
    samples = [sample(n, f"{n} words", days=n / 10) for n in range(3000)]
    kept = by_age(samples, 200, NOW)
    days = [(NOW - one.made_at).days for one in kept]
    assert len(kept) == 200
    assert 40 <= sum(day < 7 for day in days) <= 70
    assert sum(day >= 91 for day in days) >= 30
    per_day = {"week": sum(day < 7 for day in days) / 7, "old": sum(day >= 91 for day in days) / 209}
    assert per_day["week"] > 10 * per_day["old"]


def test_what_the_bands_cannot_fill_the_newest_do():
    samples = [sample(n, f"{n} words", days=200 + n / 10) for n in range(500)]
    assert len(by_age(samples, 300, NOW)) == 300
    assert min(NOW - one.made_at for one in by_age(samples, 300, NOW)) == timedelta(days=200)


def test_a_conversation_is_held_out_every_night_or_never():
    first = select(many(900, conversations=60), limits=NO_LIMITS, now=NOW)
    second = select(many(1000, conversations=60), limits=NO_LIMITS, now=NOW + timedelta(days=1))
    held, learnt = ({one.conversation for one in part} for part in (first.held, first.train))
    assert len(held) >= 3
    again = {one.conversation for one in second.train}
    whole = {one for one in held if one not in learnt}
    assert whole
    assert not whole & again
    assert 0.06 <= len(first.held) / 900 <= 0.25


def test_of_few_conversations_the_newest_turns_of_each_are_held_out():
    samples = many(160, conversations=2)
    found = select(samples, limits=NO_LIMITS, now=NOW)
    assert len(found.held) == round((160 - found.left_out["repeated"]) / 8) > 10
    made = {one.example.id: one.made_at for one in samples}
    assert {one.conversation for one in found.held} == {"c0", "c1"}
    for name in ("c0", "c1"):
        held, learnt = ([made[one.id] for one in it if one.conversation == name] for it in (found.held, found.train))
        assert min(held) >= max(learnt)


@given(st.integers(24, 260), st.integers(2, 30), st.integers(0, 9))
def test_enough_is_held_out_for_the_gate_to_tell_something(n: int, conversations: int, seed: int):
    samples = many(n, conversations=conversations, seed=seed)
    held, rest = split(samples, NO_LIMITS)
    assert len(held) >= gate.Limits().turns
    assert len(rest) >= min(12, n // 3)
    there = {one.example.conversation for one in samples}
    assert len({one.example.conversation for one in held}) >= min(len(there), NO_LIMITS.least_conversations, n // 4)


def test_half_a_character_is_never_sent_on():
    assert why(sample(1, "see you \ud83d"), sample(2, "fine", asked="ok \udc4d?")) == {"no_words": 2}


def test_what_is_measured_on_is_not_learnt_under_another_name():
    samples = many(400)
    held = select(samples, limits=NO_LIMITS, now=NOW).held
    learnt = {one.example.conversation for one in samples} - {one.conversation for one in held}
    copies = [
        sample(9000 + n, one.output + "!", asked=last_line(one.input), conversation=sorted(learnt)[n % len(learnt)],
               quality=0.5, days=299)
        for n, one in enumerate(held[:10])
    ]  # fmt: skip
    found = select([*samples, *copies], limits=NO_LIMITS, now=NOW)
    assert not {one.example.id for one in copies} & {one.id for one in found.train}


def test_a_held_out_set_is_small_and_the_same_when_more_is_said():
    limits = Limits(held=30)
    first = select(many(900, conversations=60), limits=limits, now=NOW).held
    assert len(first) == 30


def test_nothing_to_learn_from_gives_nothing():
    assert select([], limits=Limits(), now=NOW) == Selection((), (), {})


CANDIDATES = st.builds(
    lambda number, said, answer, days, quality, name: Candidate(
        Example(said, answer, quality, id=str(number), conversation=name), NOW - timedelta(days=days), contact=name
    ),
    st.integers(0, 10_000),
    st.one_of(st.text(max_size=20), st.sampled_from(["Them: hi\nMe:", "Them: a [NAME_1]\nMe: b\nThem: when?\nMe:"])),
    st.one_of(
        st.text(max_size=30), st.sampled_from(["ok", "ok!", "👍", "[NAME_1] yes", "see you at the station then"])
    ),
    st.floats(-5, 800),
    st.floats(0, 1),
    st.sampled_from(["", "a", "b", "c", "d", "e"]),
)


@given(st.lists(CANDIDATES, max_size=40, unique_by=lambda one: one.example.id), st.randoms(use_true_random=False))
def test_every_sample_has_one_place_and_the_order_does_not_matter(samples: list[Candidate], draw: random.Random):
    limits = Limits(total=10, held=4, least=2)
    found = select(samples, limits=limits, now=NOW)
    assert len(found.train) + len(found.held) + sum(found.left_out.values()) == len(samples)
    assert len(found.train) <= 10
    assert len(found.held) <= 4
    assert not {one.id for one in found.train} & {one.id for one in found.held}
    assert not {(one.output, last_line(one.input)) for one in found.train} & {
        (one.output, last_line(one.input)) for one in found.held
    }
    assert all(one.quality >= 0.3 and one.output.strip() for one in (*found.train, *found.held))
    pairs = Counter((one.output.casefold(), last_line(one.input).casefold()) for one in found.train)
    assert not pairs or max(pairs.values()) == 1
    draw.shuffle(samples)
    assert select(samples, limits=limits, now=NOW) == found
