"""How contacts are treated is counted text by text and taken out again; only what is clear is guessed."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voice import guessing, persona, ways
from engine.voice.habits import MOST, Habits
from engine.voice.tally import Tally

TEXTS = [
    "hey babe, missed you 😘",
    "thanks hun!",
    "Cheers, see you then",
    "Kannst du mir das Bild schicken?",
    "Haben Sie das Bild?",
    "come see me on my page babe",
    "not here hun, slow down",
    "",
    "😘",
    "مرحبا حبيبي",
    "a" * 9_000,
]


def counted(texts: list[str]) -> tuple[Tally, Habits]:
    tally, habits = Tally(), Habits()
    for text in texts:
        tally.add(text)
        habits.add(text)
    return tally, habits


@given(st.lists(st.sampled_from(TEXTS), max_size=12), st.lists(st.sampled_from(TEXTS), max_size=6))
def test_what_is_taken_out_was_never_counted(kept: list[str], gone: list[str]) -> None:
    _, habits = counted([*kept, *gone])
    for text in gone:
        habits.add(text, by=-1)
    assert habits == counted(kept)[1]


@given(st.text(max_size=80))
def test_any_text_is_counted_and_kept(text: str) -> None:
    habits = Habits()
    habits.add(text)
    assert msgspec.json.decode(msgspec.json.encode(habits), type=Habits) == habits
    assert habits.texts == bool(text.strip())


def test_lists_stay_short_and_what_comes_back_often_stays() -> None:
    habits = Habits()
    for at in range(400):
        habits.add(f"maybe later {'so ' * (at % 29)}and {'very ' * (at // 29)}good")
        habits.add("not here")
    assert len(habits.deflections) <= MOST
    assert habits.deflections["not here"] == 400


def test_two_halves_make_the_whole() -> None:
    together, other = counted(TEXTS[:5])[1], counted(TEXTS[5:])[1]
    together.merge(other)
    assert together == counted(TEXTS)[1]


def test_a_sentence_with_a_name_is_not_kept() -> None:
    habits = Habits()
    habits.add("come see me on my page Maximiliana. Come see me on my page babe")
    assert list(habits.invites) == ["Come see me on my page babe"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("i love it", set()),
        ("the baby is ill", set()),
        ("thanks love", {"love"}),
        ("so gorgeous!", set()),
        ("hi gorgeous!", {"gorgeous"}),
        ("my love, soon", {"love"}),
        ("dear all", set()),
        ("slow down hun, patience", {"hun"}),
        ("gracias guapa 😘", {"guapa"}),
    ],
)
def test_a_pet_name_is_one_where_it_calls_somebody(text: str, names: set[str]) -> None:
    assert persona.pet_names_in(text) == names


def test_guesses_say_what_they_rest_on() -> None:
    texts = ["hey! cheers for that x", "hey, yep x", "cheers, sounds good"] * 4 + ["Kannst du das Bild schicken?"] * 3
    found = guessing.guesses(*counted(texts))
    assert found["greetings"] == guessing.Guess(("hey",), 8, 15)
    assert found["closings"].values == ("x",)
    assert "thanks cheers" in found["ways"].values
    assert guessing.forms(found["address"]) == {"de": "familiar"}
    assert "pet_names" not in found


def test_of_few_texts_nothing_is_guessed() -> None:
    assert guessing.guesses(*counted(["hey babe x"] * 7)) == {}
    assert guessing.guesses(Tally(), Habits()) == {}


def test_both_forms_of_address_are_no_habit() -> None:
    texts = ["Kannst du das Bild schicken?", "Haben Sie das Bild?"] * 5
    assert "address" not in guessing.guesses(*counted(texts))


def test_ways_keep_their_case_and_leave_what_says_something_else() -> None:
    prefer = {"thanks": "cheers", "yes": "yep", "welcome": "no worries"}
    assert ways.swapped("Thanks for that. Yes, fine", prefer) == "Cheers for that. Yep, fine"
    assert ways.swapped("I said thanks to her, yes to him", prefer) == "I said thanks to her, yes to him"
    assert ways.swapped("No problem but not here", prefer) == "No problem but not here"
    assert ways.swapped("Thanks!", {}, never=("thanks", "cheers")) == "Thank you!"
