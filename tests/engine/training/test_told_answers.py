"""A secret is told by the question before it, in another line or turn; other answers stay."""

from __future__ import annotations

import pytest

from engine.privacy.named import by_part
from engine.training.masked import mask

NOBODY = by_part([])


def answered(talk: str, answer: str) -> str:
    """The answer as it is learnt; the lines of a talk are parted by |."""
    return mask("\n".join([*talk.split("|"), "Me:"]), answer, NOBODY).output


@pytest.mark.parametrize(
    ("talk", "answer", "secret"),
    [
        ("Them: what's the gate code?", "4711", "4711"),
        ("Them: gate code pls", "47 11", "47 11"),
        ("Them: gate code?", "yes! it's 4711#", "4711"),
        ("Them: gate code?|Me: sec|Them: ok", "4711", "4711"),
        ("Them: gate code?|Them: im outside", "coming\n4711", "4711"),
        ("Them: wifi password?", "sunflower77", "sunflower77"),
        ("Them: whats the wifi", "its sunflower", "sunflower"),
        ("Them: wifi password?", "tree", "tree"),
        ("Them: wifi password?", "blue mango tree", "mango"),
        ("Them: ¿cuál es la clave del wifi?", "girasol_7", "girasol_7"),
        ("Them: pin?", "4829", "4829"),
        ("Them: my new pin is", "2580 then", "2580"),
        ("Me: my new pin is", "2580", "2580"),
        ("Them: date of birth", "12.3.88", "12.3.88"),
        ("Them: when's your birthday?", "the 12th", "12th"),
        ("Them: your snap?", "lena_k", "lena_k"),
        ("Them: your snap?", "try lena_k or mara_b", "mara_b"),
        ("Them: was ist dein insta?", "lenak", "lenak"),
        ("Them: kannst du mir den Türcode schicken", "klar, 2468", "2468"),
        ("Them: safe code?", "left 32 right 18 left 5", "32"),
        ("Them: what's your email?", "lena.k at the usual", "lena.k"),
        ("Them: wo wohnst du?", "lindenallee 12", "lindenallee"),
        ("Them: what's your number?", "555 01", "555 01"),
        ("Them: какой код от подъезда?", "12к4711", "4711"),
        ("Them: wifi密码？", "蓝天1234", "1234"),
        ("Them: hm", "the code? 4711", "4711"),
        ("Them: hm", "32-18\nis the combo", "32-18"),
    ],
)
def test_what_was_asked_for_is_masked(talk: str, answer: str, secret: str) -> None:
    assert secret not in answered(talk, answer)


@pytest.mark.parametrize(
    ("talk", "answer"),
    [
        ("Them: gate code?", "be there in 5 min, or at 10:30"),
        ("Them: gate code?", "no idea sorry"),
        ("Them: wifi password?", "later"),
        ("Them: wifi password?", "it's on the fridge"),
        ("Them: wifi password?", "wifi password?"),
        ("Them: pin?|Me: 4829", "cool, at 7 then"),
        ("Them: happy birthday!!", "thanks! see you at 8"),
        ("Them: when's your birthday?", "party starts at 7pm"),
        ("Them: was ist dein insta?", "hab keins"),
        ("Them: oh snap", "whoaaa"),
        ("Them: i cleaned it all with steam", "whoaaa"),
        ("Them: 1200 people saw the code", "900 here"),
        ("Them: pin?|Me: 4829|Them: ok", "1830 then"),
        ("Them: do you have a pass for the bus?", "nope, walking"),
        ("Them: how long?", "2 hours, 20 euros"),
        ("Them: what's the number of the bus?", "the 27, every 10 minutes"),
        ("Them: the code is broken", "since 2019"),
    ],
)
def test_other_answers_are_left_alone(talk: str, answer: str) -> None:
    assert answered(talk, answer) == answer


def test_a_question_is_forgotten_after_some_lines() -> None:
    talk = "Them: gate code?|" + "|".join(["Me: hm", "Them: ok"] * 3)
    assert answered(talk, "4711 steps today") == "4711 steps today"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["1 ", "a_", "pin? ", "1.", "number? 1\n", "pass ", "?"])
def test_a_text_without_an_end_takes_no_time_without_an_end(piece: str) -> None:
    answered("Them: pin, wifi password, insta, birthday or address?", (piece * 20_000)[:20_000])
