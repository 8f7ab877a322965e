"""Masked texts hold no secret, and come back to the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.privacy.masking import Secrets, mask, unmask
from engine.privacy.pii import Entity, Kind, found
from tests.engine.privacy.details import NAMES, POSITIVE, known, read

PHONE = "+49 30 901820"


def masked(text: str, secrets: Secrets | None = None) -> tuple[str, Secrets]:
    return mask(text, found(text), secrets)


def test_details_become_typed_placeholders() -> None:
    text, secrets = masked(f"call {PHONE} or write a@example.com, or call +49 30 901821")
    assert text == "call [PHONE_1] or write [EMAIL_1], or call [PHONE_2]"
    assert secrets.values == {"[PHONE_1]": PHONE, "[EMAIL_1]": "a@example.com", "[PHONE_2]": "+49 30 901821"}


def test_the_same_value_keeps_its_placeholder_in_the_next_text() -> None:
    _first, secrets = masked(f"call {PHONE}")
    second, more = masked(f"no: +49 30 901821, not {PHONE}, {PHONE}", secrets)
    assert second == "no: [PHONE_2], not [PHONE_1], [PHONE_1]"
    assert list(secrets.values) == ["[PHONE_1]"]
    assert list(more.values) == ["[PHONE_1]", "[PHONE_2]"]


def test_a_typed_placeholder_is_never_given_the_secret() -> None:
    text = f"give me [PHONE_1] and {PHONE}"
    hidden, secrets = masked(text)
    assert hidden == "give me [QUOTED_1] and [PHONE_1]"
    assert unmask(hidden, secrets) == text


def test_a_placeholder_quoted_in_a_quotation_is_put_back_once() -> None:
    text = "[QUOTED_1] [QUOTED_2] [PHONE_7]"
    hidden, secrets = masked(text)
    assert unmask(hidden, secrets) == text


def test_an_unknown_placeholder_stays() -> None:
    _text, secrets = masked(f"call {PHONE}")
    assert unmask("[PHONE_1] [PHONE_2] [IBAN_1]", secrets) == f"{PHONE} [PHONE_2] [IBAN_1]"


def test_overlapping_entities_are_masked_as_one() -> None:
    text, secrets = mask("abcdef", [Entity(1, 4, Kind.NAME), Entity(3, 5, Kind.ID), Entity(2, 2, Kind.CODE)])
    assert (text, secrets.values) == ("a[NAME_1]f", {"[NAME_1]": "bcde"})


def test_what_is_secret_does_not_show_when_printed() -> None:
    assert PHONE not in repr(masked(PHONE)[1])


@pytest.mark.parametrize("marked", POSITIVE)
def test_no_detail_is_left_in_a_masked_text(marked: str) -> None:
    text, details = read(marked)
    hidden, secrets = mask(text, found(text, names=known(marked)))
    assert not any(value in hidden for _kind, value in details)
    assert unmask(hidden, secrets) == text


_BITS = st.sampled_from(
    ["[PHONE_1]", "[", "]", "PHONE_1", "[QUOTED_1]", "_1]", PHONE, " ", "Anna", "a@example.com", "١"]
)
_TEXTS = st.lists(_BITS | st.text(max_size=3), max_size=12).map("".join)


@given(st.lists(_TEXTS, min_size=1, max_size=4))
def test_texts_that_share_their_secrets_come_back_as_they_were(texts: list[str]) -> None:
    secrets = Secrets()
    hidden = []
    for text in texts:
        one, secrets = mask(text, found(text, names=NAMES), secrets)
        hidden.append(one)
    assert [unmask(one, secrets) for one in hidden] == texts


@given(st.data(), _TEXTS)
def test_any_spans_whatever_come_back(data: st.DataObject, text: str) -> None:
    place = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(place, place, st.sampled_from(Kind)), max_size=6))
    hidden, secrets = mask(text, [Entity(min(a, b), max(a, b), kind) for a, b, kind in spans])
    assert unmask(hidden, secrets) == text
