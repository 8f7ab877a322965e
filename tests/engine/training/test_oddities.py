"""What is no reply is told from what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.oddities import oddity


def odd(text: str, *, finish: str = "stop", own: str = "yep", longest: int = 100) -> str | None:
    return oddity(text, finish=finish, own=own, longest=longest)


FINE = (
    "yep friday works 👍",
    "hahahahaha no way 😂😂😂😂",
    "no no no no please",
    "sorry, i can't help with the move on saturday, my back is bad",
    "i can't make it, could we do tuesday instead? tuesday or wednesday is fine for me",
    "ok",
    "no puedo el sábado",
    "leider kann ich am Montag nicht",
)
ODD = {
    "": "empty",
    " \n ": "empty",
    "Them: what else?": "leftover",
    "we can meet we can meet and we can meet or we can meet": "loop",
    "the bus the tram the bus the tram the bus the tram the bus": "loop",
    "a lot to say. " + "Here is one more thing that nobody asked about whatsoever, number after number " * 3: "long",
    "As an AI language model, I don't have plans.": "refusal",
    "I'm sorry, but I cannot assist with that.": "refusal",
    "Als KI habe ich keine Pläne.": "refusal",
    "Lo siento, no puedo ayudarte.": "refusal",
    "Je ne peux pas vous aider.": "refusal",
    "Não posso ajudar com isso.": "refusal",
}


@pytest.mark.parametrize("text", FINE)
def test_what_people_write_is_fine(text: str) -> None:
    if "can't help" in text:
        assert odd(text, own=text) is None, "the person may refuse"
    else:
        assert odd(text) is None


@pytest.mark.parametrize("text", ODD)
def test_what_nobody_would_send_is_odd(text: str) -> None:
    assert odd(text) == ODD[text]


def test_what_was_cut_off_is_too_long() -> None:
    assert odd("and then we", finish="length") == "long"


def test_longer_than_the_person_ever_writes_is_too_long() -> None:
    assert odd("we could meet at the station", longest=13) == "long"
    assert odd("we could meet at the station", longest=14) is None


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str) -> None:
    assert odd(text) in (None, "empty", "leftover", "loop", "long", "refusal")
