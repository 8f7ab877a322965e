"""A reply that asks for what was already said, and those that only look like it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Message
from engine.reply.asked_already import Slot, asked, settled
from engine.reply.candidates import Candidate
from engine.reply.moves import move
from engine.reply.options import Bounds, weighed
from engine.reply.past_replies import options
from engine.reply.themes import theme
from engine.voice.style import NEUTRAL

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
Lines = tuple[tuple[str, str], ...]

#: What was said, and a reply that asks for it again.
AGAIN: tuple[tuple[Lines, str], ...] = (
    ((("them", "Can we do Thursday at 3?"),), "What time would suit you best?"),
    ((("them", "Can we do Thursday at 3?"),), "Which day works for you?"),
    ((("them", "Could you come on Thursday?"),), "When would it be?"),
    ((("them", "I'd like a portrait session tomorrow"),), "Which day did you have in mind?"),
    ((("them", "Is 14 May free?"),), "For which date?"),
    ((("them", "Sunday please, 11am"),), "What time?"),
    ((("them", "We are 4 people, how much is that?"),), "How many of you will there be?"),
    ((("them", "A table for six on Friday please"),), "How many people?"),
    ((("them", "Family session for 5 people, price?"),), "How many, and for when?"),
    ((("them", "The address is 12 Marlow Road, can you send it there?"),), "Could you send me the address?"),
    ((("them", "Let's meet at the park"),), "Where would it be?"),
    ((("them", "we live at 12 marlow close"),), "Where would it be?"),
    ((("them", "Bei mir wäre es am schönsten"),), "Wo wäre das?"),
    ((("them", "Wir treffen uns im Park"),), "Wo treffen wir uns?"),
    ((("them", "My budget is 200 pounds"),), "What budget did you have in mind?"),
    ((("them", "I can pay up to £150, would that do?"),), "What's your budget?"),
    ((("them", "Hi, my name is Orla, do you do weddings?"),), "May I have your name?"),
    ((("them", "This is Tamsin from the gallery"),), "Who am I speaking to?"),
    ((("them", "I need it for 2 hours"),), "How long do you need?"),
    ((("them", "A 90 minute session please"),), "Roughly how long would you like?"),
    ((("them", "You can call me on +44 7700 900123"),), "What's your phone number?"),
    ((("them", "Write me at orla@example.com"),), "What's your email address?"),
    (
        (
            ("them", "Thursday works"),
            ("them", "and bring the dog"),
        ),
        "Which day suits you?",
    ),
    (
        (
            ("them", "Could we say Thursday at 3?"),
            ("me", "Thursday at 3 is fine."),
            ("them", "Great! Anything I should bring?"),
        ),
        "What time was it again? What time suits you?",
    ),
    (
        (
            ("me", "See you Saturday at 11."),
            ("them", "Perfect, thanks!"),
        ),
        "Which day would you like?",
    ),
    ((("them", "Kannst du am Donnerstag um 15 Uhr?"),), "Um wie viel Uhr denn?"),
    ((("them", "Kannst du am Donnerstag?"),), "Welcher Tag passt dir denn am besten?"),
    ((("them", "Wir sind 4 Personen"),), "Wie viele seid ihr?"),
    ((("them", "¿Puedes el jueves a las 15:00?"),), "¿A qué hora?"),
    ((("them", "¿Puedes el jueves?"),), "¿Qué día te va bien?"),
    ((("them", "Somos 4, ¿cuánto cuesta?"),), "¿Cuántos sois?"),
    ((("them", "Tu peux jeudi à 15h ?"),), "À quelle heure ?"),
    ((("them", "Tu peux jeudi ?"),), "Quel jour te convient ?"),
    ((("them", "Nous sommes 6 personnes"),), "Vous serez combien ?"),
    ((("them", "Pode na quinta-feira às 15h?"),), "A que horas?"),
    ((("them", "Somos 4 pessoas"),), "Quantas pessoas são?"),
    ((("them", "Me llamo Lucía, ¿haces retratos?"),), "¿Cómo te llamas?"),
    ((("them", "Ich heiße Annika und suche Fotos"),), "Wie heißt du?"),
    ((("them", "Could we move Saturday to Sunday?"),), "Which days suit you best?"),
    ((("them", "next Thursday would be lovely"),), "Which day?"),
)
#: What was said, and a reply that may ask: two were named, it is vague, taken back, or something else is asked for.
FAIR: tuple[tuple[Lines, str], ...] = (
    ((("them", "Thursday or Friday, whatever suits you"),), "Which day do you prefer?"),
    ((("them", "Thursday or Friday?"),), "Which day works for you?"),
    ((("them", "Which day suits you?"),), "Which day would you like?"),
    ((("them", "We'd like Thursday. Or which day suits you?"),), "Which day would you like?"),
    ((("them", "Can we do Thursday?"),), "What time?"),
    ((("them", "Thursday morning would be good"),), "What time on Thursday?"),
    ((("them", "Around 3 or 4 would work"),), "What time do you prefer?"),
    ((("them", "Can we do Thursday at 3?"),), "Sorry, Thursday doesn't work. Which other day would suit you?"),
    ((("them", "Can we do Thursday at 3?"),), "Does Thursday at 3 still work?"),
    ((("them", "I can't make Thursday any more"),), "Which day would suit you?"),
    ((("them", "Thursday doesn't work for us"),), "Which day suits you?"),
    (
        (
            ("them", "Thursday at 3?"),
            ("me", "Yes!"),
            ("them", "Sorry, we have to cancel"),
        ),
        "Which day would you like?",
    ),
    (
        (
            ("them", "Thursday at 3?"),
            ("me", "Booked!"),
            ("them", "Lovely. I also want another session for my sister"),
        ),
        "Which day would she like?",
    ),
    ((("them", "It was great on Thursday!"),), "When would you like to come again?"),
    ((("them", "We saw you last Saturday"),), "Which day did you have in mind?"),
    ((("them", "Sometime next week?"),), "Which day suits you?"),
    ((("them", "Maybe at the weekend"),), "Which day?"),
    ((("them", "In May perhaps"),), "Which day in May?"),
    ((("them", "We are 4 or 5 people"),), "How many will you be?"),
    ((("them", "2 adults, not sure about the kids"),), "How many kids?"),
    ((("them", "We're 10 minutes late"),), "How many of you will there be?"),
    ((("them", "I'm late, sorry"),), "May I have your name?"),
    ((("them", "Hi, I'm looking for a photographer"),), "May I have your name?"),
    ((("them", "I'm 30 minutes away"),), "How long do you need?"),
    ((("them", "See you in 2 hours"),), "How long would the session be?"),
    ((("them", "You quoted 200 last time"),), "What budget did you have in mind?"),
    ((("them", "You can call me on +44 7700 900123"),), "What's your email address?"),
    ((("them", "Shall we meet at the park or at the beach?"),), "Where would you like to meet?"),
    ((("them", "Can you take photos in the studio?"),), "Where is the party?"),
    ((("them", "Not Thursday please"),), "Which day works for you?"),
    ((("them", "Donnerstag oder Freitag?"),), "Welcher Tag passt dir besser?"),
    ((("them", "Donnerstag geht leider nicht"),), "Welcher Tag passt dir?"),
    ((("them", "El jueves o el viernes"),), "¿Qué día prefieres?"),
    ((("them", "Jeudi ou vendredi ?"),), "Quel jour préfères-tu ?"),
    ((("them", "Quinta-feira ou sexta-feira?"),), "Que dia prefere?"),
    ((("them", "Thursday is fine"),), "How long will it take?"),
    ((("them", "I am free on Thursday"),), "Where would it be?"),
    ((("them", "Am Donnerstag kann ich gut"),), "Wo wäre das?"),
    ((("them", "It's a 20 minute drive for us"),), "Where would it be?"),
    ((("them", "We're 3 weeks on the road now"),), "Where would it be?"),
    ((("them", "That's why I wrote in the first place"),), "Where would it be?"),
    ((("them", "One day I'd love a portrait of him"),), "How long would you like?"),
    ((("them", "It's 2 dogs and a parrot"),), "How many people will there be?"),
    ((("them", "hello there"),), "Which day?"),
    ((("them", "🎉"),), "What time?"),
)


def talk(*lines: tuple[str, str], apart: timedelta = timedelta(minutes=30)) -> list[Message]:
    return [
        Message(str(at), who == "me", text, NOON + at * apart, sender="" if who == "me" else "Ines")
        for at, (who, text) in enumerate(lines)
    ]


@pytest.mark.parametrize(("said", "reply"), AGAIN)
def test_what_was_said_is_not_asked_again(said: Lines, reply: str) -> None:
    assert asked(reply) & settled(talk(*said))


@pytest.mark.parametrize(("said", "reply"), FAIR)
def test_what_is_open_may_be_asked(said: Lines, reply: str) -> None:
    assert not asked(reply) & settled(talk(*said))


def test_what_was_said_last_week_settles_nothing_now() -> None:
    lines = (("them", "Thursday at 3?"), ("me", "Yes!"), ("them", "Hello again, do you have time?"))
    assert Slot.DAY in settled(talk(*lines[:1]))
    assert not settled(talk(*lines, apart=timedelta(days=4)))


def test_of_two_days_the_one_said_later_counts() -> None:
    lines = (("them", "Thursday?"), ("me", "Sadly not, what else?"), ("them", "Then Friday please"))
    assert Slot.DAY in settled(talk(*lines))


def candidate(text: str, origin: str = "phrase_bank") -> Candidate:
    return Candidate((text,), move(text), theme(text), 0.6, 0.4, origin)


def test_options_leave_out_what_only_asks_again_and_lower_what_asks_for_more_besides() -> None:
    here = talk(("them", "Could you do Thursday at 3pm?"))
    texts = ("Which day suits you?", "What time, and where would it be?", "Where would it be?", "Thursday works.")
    made = {one.text: one for one in weighed(map(candidate, texts), Bounds(here, NEUTRAL), "s")}
    assert set(made) == set(texts[1:])
    assert made[texts[1]].quality_score < made[texts[2]].quality_score


def test_a_wish_of_the_persons_own_is_asked_all_the_same() -> None:
    here = talk(("them", "Could you do Thursday at 3pm?"))
    made = weighed([candidate("Which day?", "steered"), candidate("Yes!")], Bounds(here, NEUTRAL), "s")
    assert {one.text for one in made} == {"Which day?", "Yes!"}


def test_if_nothing_else_is_there_it_is_shown() -> None:
    here = talk(("them", "Could you do Thursday at 3pm?"))
    assert [one.text for one in weighed([candidate("Which day?")], Bounds(here, NEUTRAL), "s")] == ["Which day?"]


@pytest.mark.parametrize(
    "said",
    ["Could you do Thursday at 3pm?", "Kannst du am Donnerstag um 15 Uhr?", "¿Puedes el jueves a las 15:00?",
     "Tu peux jeudi à 15h ?", "Pode na quinta-feira às 15h?", "Is Thursday free for a session with 4 people?"],
)  # fmt: skip
def test_no_option_of_the_phrase_bank_asks_only_for_what_was_said(said: str) -> None:
    here = talk(("them", said))
    known = settled(here)
    assert known
    for option in options(here, matches=(), profile=NEUTRAL, risk=None, triage=None, seed=1):
        wanted = asked(option.text)
        assert not wanted or not wanted <= known, option.text


@given(st.lists(st.tuples(st.sampled_from(("me", "them")), st.text(max_size=60)), max_size=8), st.text(max_size=80))
def test_any_talk_and_any_reply_can_be_read(lines: list[tuple[str, str]], reply: str) -> None:
    assert settled(talk(*lines)) <= set(Slot)
    assert asked(reply) <= set(Slot)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🎉",
        "?" * 5_000,
        "how many " * 5_000,
        "1 A " * 10_000,
        "thursday " * 8_000,
        "\u202ewhich day?",
        "a" * 100_000,
    ],
)
def test_odd_texts_are_read(text: str) -> None:
    assert asked(text) <= set(Slot)
    assert settled(talk(("them", text))) <= set(Slot)
