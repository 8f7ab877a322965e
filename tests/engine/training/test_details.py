"""Whatever a model could remember of people is masked before it learns, in any script, and plain talk is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.privacy.named import by_part
from engine.training.details import found
from engine.training.masked import mask

NOBODY = by_part([])


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("رقمي ٠٧٧٠٠٩٠٠١٢٣", "٠٧٧٠٠٩٠٠١٢٣"),
        ("मेरा नंबर ०७७००९००१२३", "०७७००९००१२३"),
        ("call ０７７００９００１２３", "０７７００９００１２３"),
        ("write to ines＠example．com", "ines＠example．com"),
        ("it is ines dot c at example dot com", "ines dot c at example dot com"),
        ("it came: 4 8 2 9 1 3", "4 8 2 9 1 3"),
        ("验证码 482913", "482913"),
        ("seu código 55 21 09", "55 21 09"),
        ("my password is hunter2!", "hunter2!"),
        ("das Passwort: Geheim99", "Geheim99"),
        ("la contraseña es\nlunes_7", "lunes_7"),
        ("mot de passe : Soleil#4", "Soleil#4"),
        ("find me, @ines.calloway", "@ines.calloway"),
        ("pay bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
        ("born 12/03/1988", "12/03/1988"),
        ("born 12.03.1988", "12.03.1988"),
        ("it runs on 192.168.1.14", "192.168.1.14"),
        ("the tracking is 00340434161094042557", "00340434161094042557"),
    ],
)
def test_it_is_masked(said: str, secret: str) -> None:
    made = mask("Them: hm?\nMe:", said, NOBODY)
    assert secret not in made.output
    assert "[" in made.output


@pytest.mark.parametrize(
    "said",
    [
        "see you at 10.30, or 11.15 at the latest",
        "on 04.03.2036, or 5.3.36",
        "2036-03-04 works",
        "that is 1200, or 12,000 with the boat",
        "my password is long and nobody guesses it",
        "the key is under the mat",
        "look at this, it was dot to dot",
        "4 eggs, 2 lemons, 1 kg of flour",
        "me@home would be nice",
        "antidisestablishmentarianism",
    ],
)
def test_plain_talk_is_left_alone(said: str) -> None:
    assert mask("Them: hm?\nMe:", said, NOBODY).output == said


@given(st.text(max_size=200))
def test_details_never_overlap_and_lie_within_the_text(text: str) -> None:
    at = 0
    for one in found(text, names=()):
        assert at <= one.start < one.end <= len(text)
        at = one.end


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["pin:", "x", "1", "1 ", "a dot ", "@a.", "a1-", "x.", "password is ", "1.1."])
def test_a_text_without_an_end_takes_no_time_without_an_end(piece: str) -> None:
    details = found((piece * 100_000)[:100_000], names=())
    assert all(0 <= one.start < one.end <= 100_000 for one in details)
