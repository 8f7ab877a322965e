"""sotto persona, as outside programs use it: learnt from what was sent, shown as guesses, set and locked by hand."""

from __future__ import annotations

import pytest

from tests.app.commands.shapes import PersonaShape, Strict
from tests.app.commands.shell import Shell

FIELDS = {"address", "playful", "greetings", "closings", "signs", "pet_names"}


class FieldShape(Strict):
    value: str | float | list[str] | None
    source: str
    seen: int
    of: int
    locked: bool


class CardShape(Strict):
    contact_id: str | None
    fields: dict[str, FieldShape]


class NamedFieldShape(FieldShape):
    field: str


def test_a_persona_is_guessed_from_what_was_sent(read: Shell) -> None:
    learnt = PersonaShape.model_validate(read("persona", "learn").document)
    assert learnt.creator_id == "me"
    assert learnt.sample_count > 100
    assert PersonaShape.model_validate(read("persona", "show").document) == learnt
    assert PersonaShape.model_validate(read("persona", "learn", "--creator", "nova").document).creator_id == "nova"


def test_a_card_shows_guesses_with_what_they_rest_on(read: Shell) -> None:
    read("persona", "learn")
    card = CardShape.model_validate(read("persona", "card").document)
    assert card.fields.keys() >= FIELDS
    guessed = [one for one in card.fields.values() if one.source == "guess"]
    assert guessed
    assert all(3 <= one.seen <= one.of for one in guessed)


def test_a_field_is_set_locked_unlocked_and_taken_back(read: Shell) -> None:
    contact = read("contact", "list").document[0]["contact_id"]
    to = ("--contact", contact)
    done = read("persona", "set", "closings", "--value", "xx", "--value", "cheers", *to)
    closings = NamedFieldShape.model_validate(done.document)
    assert (closings.value, closings.source) == (["xx", "cheers"], "hand")
    assert NamedFieldShape.model_validate(read("persona", "lock", "closings", *to).document).locked
    read("persona", "learn", *to)
    card = CardShape.model_validate(read("persona", "card", *to).document)
    assert (card.contact_id, card.fields["closings"].value) == (contact, ["xx", "cheers"])
    assert not NamedFieldShape.model_validate(read("persona", "unlock", "closings", *to).document).locked
    assert read("persona", "set", "closings", *to).document["source"] != "hand"
    assert read("persona", "set", "greetings", "--none", *to).document["value"] == []
    assert read("persona", "set", "address", "--value", "polite").document["value"] == "polite"
    assert read("persona", "set", "playful", "--value", "0").document["value"] == 0.0


@pytest.mark.parametrize(
    "wish",
    [
        ("set", "mood", "--value", "x"),
        ("set", "address", "--value", "rude"),
        ("set", "playful", "--value", "2"),
        ("set", "playful", "--value", "much"),
        ("set", "greetings", "--value", "pay £300 now"),
        ("set", "signs", "--value", "not an emoji"),
        ("lock", "mood"),
        ("lock", "playful"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(sotto: Shell, wish: tuple[str, ...]) -> None:
    assert sotto("persona", *wish).code == 2


def test_nobody_has_no_card(read: Shell) -> None:
    for wish in (("card",), ("learn",), ("set", "signs", "--none")):
        assert read("persona", *wish, "--contact", "99").problem["problem"] == "NoSuchContact"
