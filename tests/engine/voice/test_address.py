"""How somebody is addressed is heard in five languages and turned whole in three, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reply import phrase_bank
from engine.voice import address, manner, style
from engine.voice.card import VoiceCard
from engine.voice.rewrite import Place, spoken


@pytest.mark.parametrize(
    ("text", "tongue", "form"),
    [
        ("Hast du am Montag Zeit?", "de", "familiar"),
        ("Haben Sie am Montag Zeit?", "de", "polite"),
        ("Sie kommt am Montag", "de", None),
        ("Du und Sie", "de", None),
        ("Ich sage Ihnen, was du willst", "de", None),
        ("¿Te va bien el sábado?", "es", "familiar"),
        ("¿Le va bien el sábado?", "es", "polite"),
        ("Tu peux venir ?", "fr", "familiar"),
        ("Vous pouvez venir ?", "fr", "polite"),
        ("Je peux venir", "fr", None),
        ("Você pode vir?", "pt", "familiar"),
        ("you can come", "en", None),
        ("du", None, None),
    ],
)
def test_a_form_of_address_is_heard(text: str, tongue: str | None, form: str | None) -> None:
    assert address.heard(text, tongue) == form


@pytest.mark.parametrize("tongue", address.TONGUES)
def test_every_phrase_of_the_bank_is_turned_whole(tongue: str) -> None:
    for phrases in phrase_bank.phrases(tongue).values():
        for phrase in phrases:
            turned = address.turned(phrase.text, tongue, "polite")
            assert turned is not None, phrase.text
            assert address.heard(turned, tongue) != "familiar", turned


@given(st.text(max_size=60), st.sampled_from([*address.TONGUES, "pt", "en", None]))
def test_any_text_is_turned_or_left(text: str, tongue: str | None) -> None:
    for form in ("familiar", "polite"):
        turned = address.turned(text, tongue, form)  # type: ignore[arg-type] # a plain word of the loop
        assert turned is None or address.turned(turned, tongue, form) == turned  # type: ignore[arg-type] # the same


def test_who_wishes_to_be_polite_loses_no_reply_in_a_language_of_one_form() -> None:
    card = VoiceCard(address="polite")
    made = manner.formed(
        card=card, everybody=VoiceCard(), persona=None, guessed={}, guessed_of_all={}, profile=style.NEUTRAL
    )
    assert set(made.phrases.address) == set(address.TONGUES)
    assert spoken("Pode enviar-me a sua morada?", made.phrases, Place("pt", turns=True)) is not None
