"""sotto style, persona and eval voice, as outside programs use them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.app.commands.shapes import PersonaShape, Strict
from tests.app.commands.shell import Shell
from tests.quality.voice import authors


class ProfileShape(Strict):
    formality: float
    emoji_usage: float
    avg_length: float
    punctuation_style: str
    capitalization: str
    common_phrases: list[str]
    contraction_preference: float
    response_brevity: float
    samples_count: int
    emoji: list[str]
    greetings: list[str]
    closings: list[str]
    bubbles_per_turn: float
    reply_delay_s: float | None
    languages: list[str]
    warmth: float
    never: list[str]


class CardShape(Strict):
    formality: float | None
    length: float | None
    emoji: float | None
    capitalization: str | None
    warmth: float | None
    locked: list[str]
    phrases: list[str]
    never: list[str]
    address: str | None
    playful: float | None
    greetings: list[str] | None
    closings: list[str] | None
    signs: list[str] | None
    pet_names: list[str] | None


class ShownShape(ProfileShape):
    contact_id: str | None
    profile_used: str
    locked: bool
    card: CardShape


class StyledShape(Strict):
    styled_response: str
    original_response: str
    profile_used: str
    mode: str


class LockedShape(Strict):
    contact_id: str | None
    locked: bool
    locked_fields: list[str]


class AppliedShape(Strict):
    original: str
    styled: str
    profile_applied: bool
    reason: str | None


class EvalShape(Strict):
    authors: int
    auc_1: float | None
    auc_5: float | None
    auc_10: float | None


def a_file(folder: Path, name: str, document: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def a_contact(shell: Shell, contact_class: str) -> str:
    """A contact of the demo inbox, classified."""
    rows = shell("contact", "list").document
    contact: str = rows[0]["contact_id"]
    assert shell("contact", "classify", contact, contact_class).code == 0
    return contact


SAMPLES = [{"input": "are you free?", "output": "yep! i'm free, see u then x"}, {"output": "no worries, it's all good"}]


def test_a_style_is_learnt_from_what_was_sent(read: Shell) -> None:
    learnt = ProfileShape.model_validate(read("style", "learn").document)
    assert learnt.samples_count > 100
    shown = ShownShape.model_validate(read("style", "show").document)
    assert (shown.samples_count, shown.profile_used, shown.locked, shown.contact_id) == (
        learnt.samples_count,
        "everybody",
        False,
        None,
    )


def test_a_style_is_learnt_from_a_file(sotto: Shell, tmp_path: Path) -> None:
    file = a_file(tmp_path, "samples.json", {"user_id": "me", "contact_id": "someone", "samples": SAMPLES * 15})
    assert sotto("style", "delete").document == {"deleted": 0}
    learnt = ProfileShape.model_validate(sotto("style", "learn", "--file", file).document)
    assert learnt.samples_count == 30
    assert (learnt.capitalization, learnt.contraction_preference) == ("lowercase", 1.0)


def test_a_style_of_one_contact_is_shown_from_twenty_texts_on(read: Shell, tmp_path: Path) -> None:
    contact = a_contact(read, "client")
    file = a_file(tmp_path, "samples.json", {"contact_id": contact, "samples": SAMPLES * 15})
    read("style", "learn", "--file", file)
    shown = ShownShape.model_validate(read("style", "show", "--contact", contact).document)
    assert (shown.contact_id, shown.profile_used) == (contact, "contact")


def test_a_text_is_put_into_style_without_a_model(sotto: Shell, tmp_path: Path) -> None:
    assert sotto("style", "unlock").code == 0
    untouched = StyledShape.model_validate(sotto("style", "apply", "I am free at 15:00.").document)
    assert (untouched.styled_response, untouched.profile_used) == ("I am free at 15:00.", "none")
    sotto("style", "learn", "--file", a_file(tmp_path, "samples.json", {"samples": SAMPLES * 15}))
    file = a_file(tmp_path, "wish.json", {"response": "Yes, I am free at 15:00. It is £180.", "use_llm": True})
    styled = StyledShape.model_validate(sotto("style", "apply", "--file", file).document)
    assert styled.original_response == "Yes, I am free at 15:00. It is £180."
    assert styled.styled_response.startswith("yes, i'm free at 15:00")
    assert (styled.profile_used, styled.mode) == ("everybody", "no-model")


def test_hand_set_values_stand_and_locks_hold(read: Shell) -> None:
    read("style", "learn")
    card = CardShape.model_validate(read("style", "set", "--field", "formality", "--value", "0.9").document)
    assert card.formality == 0.9
    assert CardShape.model_validate(read("style", "set", "--never", "cheers").document).never == ["cheers"]
    locked = LockedShape.model_validate(read("style", "lock", "--field", "formality").document)
    assert locked.locked_fields == ["formality"]
    assert ProfileShape.model_validate(read("style", "learn").document).formality == 0.9
    assert LockedShape.model_validate(read("style", "lock").document).locked
    assert not LockedShape.model_validate(read("style", "unlock").document).locked
    read("style", "unlock", "--field", "formality")
    assert ProfileShape.model_validate(read("style", "learn").document).formality != 0.9


WRONG = (
    ("set", "--field", "mood", "--value", "1"),
    ("set", "--field", "formality", "--value", "7"),
    ("set", "--field", "warmth", "--value", "very"),
    ("lock", "--field", "mood"),
    ("apply",),
)


def test_what_cannot_be_set_is_wrong_usage(sotto: Shell) -> None:
    for arguments in WRONG:
        assert sotto("style", *arguments).code == 2, arguments


def test_nobodys_style_is_a_problem(sotto: Shell) -> None:
    for command in ("learn", "delete", "lock", "show"):
        told = sotto("style", command, "--contact", 99999)
        assert (told.code, told.problem["problem"]) == (1, "NoSuchContact")


def test_a_file_of_another_form_is_named(sotto: Shell, tmp_path: Path) -> None:
    for document in ({"samples": "x"}, {"samples": [{"input": "a"}]}, [], 7):
        file = a_file(tmp_path, "bad.json", document)
        for noun in ("style", "persona"):
            told = sotto(noun, "learn", "--file", file)
            assert (told.code, told.problem["problem"]) == (1, "BadFile")


def test_a_deleted_style_stays_away_until_it_is_asked_for(read: Shell) -> None:
    read("style", "learn")
    assert read("style", "delete").document == {"deleted": 1}
    assert ShownShape.model_validate(read("style", "show").document).samples_count == 0
    assert ProfileShape.model_validate(read("style", "learn").document).samples_count > 100


FLIRTS = ["Hey babe, missed you 😘", "Behave babe 😏", "not here hun, maybe later 😘", {"output": "tip me, hun 😘"}] * 2


def test_a_persona_is_off_until_it_is_switched_on(read: Shell, tmp_path: Path) -> None:
    contact = a_contact(read, "client")
    assert read("persona", "show").problem["problem"] == "NoSuchPersona"
    file = a_file(tmp_path, "flirts.json", {"creator_id": "nova", "samples": FLIRTS})
    learnt = PersonaShape.model_validate(read("persona", "learn", "--file", file).document)
    assert (learnt.creator_id, learnt.sample_count) == ("nova", 8)
    assert PersonaShape.model_validate(read("persona", "show", "--creator", "nova").document) == learnt
    off = AppliedShape.model_validate(read("persona", "apply", "see you soon", "--contact", contact).document)
    assert (off.profile_applied, off.reason, off.styled) == (False, "off", "see you soon")
    assert read("persona", "on", contact).document == {"contact_id": contact, "creator_id": "nova"}
    on = AppliedShape.model_validate(read("persona", "apply", "see you soon", "--contact", contact).document)
    assert (on.profile_applied, on.reason, on.original) == (True, None, "see you soon")
    assert on.styled.startswith("see you soon, ")
    read("persona", "off", contact)
    assert read("persona", "apply", "see you soon", "--contact", contact).document["reason"] == "off"
    assert read("persona", "apply", "see you soon").document["profile_applied"] is False


def test_family_and_work_never_get_a_persona(read: Shell, tmp_path: Path) -> None:
    contact = a_contact(read, "client")
    read("persona", "learn", "--file", a_file(tmp_path, "flirts.json", {"creator_id": "nova", "samples": FLIRTS}))
    read("persona", "on", contact)
    for contact_class in ("family", "work"):
        read("contact", "classify", contact, contact_class)
        told = AppliedShape.model_validate(read("persona", "apply", "see you", "--contact", contact).document)
        assert (told.profile_applied, told.reason, told.styled) == (False, contact_class, "see you")
        assert read("persona", "on", contact).problem["problem"] == "PersonaRefused"


def test_eval_voice_prints_what_programs_rely_on(sotto: Shell, tmp_path: Path) -> None:
    file = tmp_path / "authors.jsonl"
    rows = [{"author": name, "texts": texts} for name, texts in authors(n_authors=3, n_texts=60).items()]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for arguments in ((), ("--known",)):
        found = EvalShape.model_validate(sotto("eval", "voice", "--data", file, *arguments).document)
        assert found.authors == 3


def test_too_few_texts_to_a_contact_are_told_beside_the_profile_that_is_used(read: Shell, tmp_path: Path) -> None:
    contact = a_contact(read, "client")
    read("style", "delete", "--contact", contact)
    file = a_file(tmp_path, "samples.json", {"contact_id": contact, "samples": SAMPLES})
    told = read("style", "learn", "--file", file)
    assert told.code == 0
    assert ProfileShape.model_validate(told.document).samples_count > 100
    assert told.problem["problem"] == "TooFewSamples"
    assert "Those to learn from here: 2" in told.problem["what"]
    assert "needs 20 sent texts" in told.problem["what"]
    enough = read(
        "style", "learn", "--file", a_file(tmp_path, "more.json", {"contact_id": contact, "samples": SAMPLES * 15})
    )
    assert (enough.code, enough.err) == (0, "")


def test_an_empty_history_says_that_a_text_is_needed(sotto: Shell) -> None:
    assert sotto("style", "delete").code == 0
    told = sotto("style", "learn")
    assert (told.code, told.problem["problem"]) == (0, "TooFewSamples")
    assert ProfileShape.model_validate(told.document).samples_count == 0
