"""Learning a style, applying it, and telling one writer from another."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reply.style_card import style_card
from engine.voice import style
from engine.voice.language import language, language_of_many
from tests.engine.voice.profiles import PROFILES

LOWER = [
    ("hi, are you free?", "hey! yes i'm free, what time works?"),
    ("Thank you so much", "anytime, see you soon 🌿"),
    ("Is Sunday possible?", "sunday is fine, i'll be there"),
    ("Any news?", "nearly there, i'll tell you when it's up"),
] * 10
FORMAL = [
    ("hi, are you free?", "Dear Ms Hall, thank you for your message. I am available on Monday. Kind regards."),
    (
        "any news?",
        "Thank you for your patience. I do not have the files yet, but I will send them. Kind regards",
    ),
] * 10


def test_a_lowercase_writer_is_seen_as_one() -> None:
    profile = style.learn(LOWER)
    assert profile.capitalization == "lowercase"
    assert profile.punctuation_style == "minimal"
    assert profile.contraction_preference == 1.0
    assert profile.emoji_usage == 0.25
    assert profile.emoji == ("🌿",)
    assert profile.samples_count == 40
    assert profile.languages == ("en",)
    assert "hey" in profile.greetings


def test_a_formal_writer_is_more_formal_than_a_loose_one() -> None:
    formal, loose = style.learn(FORMAL), style.learn(LOWER)
    assert formal.formality > 0.7 > 0.6 > loose.formality
    assert formal.capitalization == "sentence"
    assert formal.contraction_preference == 0.0
    assert formal.response_brevity < loose.response_brevity
    assert "kind regards" in formal.closings


def test_phrases_that_come_back_are_kept() -> None:
    samples = [("q", f"let me check the diary for {word}") for word in ("ines", "kim", "dana", "lee")] * 5
    assert any("check the diary" in phrase for phrase in style.learn(samples).common_phrases)


def test_bubbles_and_the_usual_delay_are_learnt() -> None:
    profile = style.learn([("q", "hi!\nyes that works"), ("q", "ok")], delays_s=[60.0, 600.0, 120.0])
    assert profile.bubbles_per_turn == 1.5
    assert profile.reply_delay_s == pytest.approx(120.0, rel=0.1)


def test_without_samples_nothing_is_known_and_nothing_changes() -> None:
    assert style.learn([]) == style.NEUTRAL
    assert style.apply("Hello There, do not go.", style.NEUTRAL) == "Hello There, do not go."
    assert style.likeness("anything", style.NEUTRAL) == 0.5


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Yes, Sunday works. See you then.", "yes, sunday works. see you then"),
        ("I do not mind, I have been there.", "i don't mind, i've been there"),
        ("Yes, it is. I have to go.", "yes, it is. i have to go"),
        ("Ask Ines about NASA at https://A.example/Bc", "ask Ines about NASA at https://A.example/Bc"),
        ("Great!!! See you at 3 PM.", "great! see you at 3 PM"),
    ],
)
def test_a_text_becomes_lowercase_without_losing_names_links_or_times(text: str, wanted: str) -> None:
    assert style.apply(text, style.learn(LOWER)) == wanted


def test_a_formal_style_writes_words_out_and_ends_sentences() -> None:
    formal = style.learn(FORMAL)
    assert style.apply("i can't come, it's been busy", formal) == "I cannot come, it's been busy."
    assert style.apply("what time works", formal) == "What time works"


def test_emoji_are_only_added_to_glad_texts_and_only_the_persons_own() -> None:
    profile = replace(style.learn(LOWER), emoji_usage=1.0, emoji=("🌿", "🙏", "😭"))
    assert style.apply("thank you so much", profile) == "thank you so much 🙏"
    assert style.apply("sorry, i can't, thanks for asking", profile) == "sorry, i can't, thanks for asking"


def test_somebody_who_never_uses_emoji_does_not_get_any() -> None:
    profile = replace(style.learn(LOWER), emoji_usage=0.0)
    assert style.apply("see you 🌿 soon 🎉", profile) == "see you soon"
    assert style.apply("🎉", profile) == "🎉"


WORDS = (
    "Yes I do not think so . thanks! Sunday at 15:00 , £180 https://x.example/Ab me@Mail.example Ines ok? I'm won't "
    "it's been 50% 3pm Dana's +44 7700 900123 great 🎉 No never i U.S. iPhone see you # @ ... !! it is\nwe have to "
    "Hello"
)
PIECES = st.sampled_from(WORDS.split(" "))
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map(" ".join)


@given(TEXTS, PROFILES)
def test_numbers_links_addresses_and_names_survive_every_style(text: str, profile: style.StyleProfile) -> None:
    styled = style.apply(text, profile)
    for kept in (
        "15:00",
        "£180",
        "https://x.example/Ab",
        "me@Mail.example",
        "50%",
        "3pm",
        "7700 900123",
        "Ines",
        "Dana's",
        "iPhone",
    ):
        assert styled.count(kept) == text.count(kept)
    assert re.findall(r"\d+", styled) == re.findall(r"\d+", text)
    assert styled.count("?") == text.count("?")


@given(TEXTS, PROFILES)
def test_no_style_turns_a_no_into_a_yes(text: str, profile: style.StyleProfile) -> None:
    negation = r"\b(?:not|no|never|cannot|\w+n't)(?!\w)"
    assert len(re.findall(negation, style.apply(text, profile), re.I)) == len(re.findall(negation, text, re.I))


@given(TEXTS, PROFILES)
def test_applying_a_style_twice_is_applying_it_once(text: str, profile: style.StyleProfile) -> None:
    once = style.apply(text, profile)
    assert style.apply(once, profile) == once


@given(st.text(max_size=80), PROFILES)
def test_any_text_at_all_can_be_styled_and_matched(text: str, profile: style.StyleProfile) -> None:
    style.apply(text, profile)
    assert 0.0 <= style.likeness(text, profile) <= 1.0


def test_the_meter_prefers_the_persons_own_way_of_writing() -> None:
    loose, formal = style.learn(LOWER), style.learn(FORMAL)
    mine, theirs = "sure, i'll be there, see you", "Dear Tom, I will be there. Kind regards."
    assert style.likeness(mine, loose) > style.likeness(theirs, loose) + 0.2
    assert style.likeness(theirs, formal) > style.likeness(mine, formal) + 0.2


def test_a_contact_with_few_messages_is_drawn_to_the_global_profile() -> None:
    own, everyone = style.learn(LOWER[:4]), style.learn(FORMAL)
    mixed = style.shrunk(own, everyone)
    assert abs(mixed.formality - everyone.formality) < abs(mixed.formality - own.formality)
    assert mixed.capitalization == "sentence"
    assert style.shrunk(style.NEUTRAL, everyone) == everyone


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("Hola, ¿cuánto cuesta una sesión?", "es"),
        ("Können wir den Termin verschieben?", "de"),
        ("Merci beaucoup, c'est parfait", "fr"),
        ("Oi, tudo bem? Quanto custa?", "pt"),
        ("Could we move it to Sunday?", "en"),
        ("Olen kotona", None),
        ("👍", None),
    ],
)
def test_the_language_of_a_short_text(text: str, tongue: str | None) -> None:
    assert language(text) == tongue


def test_the_language_of_many_is_the_one_of_most() -> None:
    assert language_of_many(["ok", "hola, qué tal", "¿puedes mañana?"]) == "es"


#: Who writes so (one text a word of it), and how formal that is at least and at most.
REGISTERS = {
    "polite but all small and bare": (
        [
            "could you please confirm",
            "would you send it please",
            "thank you",
            "i appreciate it",
            "please could we move it",
        ],
        (0.2, 0.45),
    ),
    "loose, small and bare": (["hey u coming", "yeah gonna be late", "lol ok cool"] * 3, (0.0, 0.2)),
    "neither, small and bare": (["at four then", "the blue one", "running late"] * 3, (0.3, 0.45)),
    "neither, carefully set": (["At four, then.", "The blue one.", "I am on the train."] * 3, (0.55, 0.68)),
    "polite and carefully set": (["Could you please confirm?", "Thank you, I appreciate it."] * 5, (0.75, 1.0)),
    "a letter": (["Dear Ms Hall, I would kindly ask you to confirm.", "Kind regards, Ines."] * 3, (0.75, 1.0)),
    "polite, large but never ended": (["Could you please confirm", "Thank you, I appreciate it"] * 5, (0.5, 0.7)),
    "a script without large letters": (["مرحبا، هل أنت متاح؟", "شكرا لك."] * 3, (0.45, 0.7)),
}


@pytest.mark.parametrize("who", REGISTERS)
def test_formal_words_only_make_a_careful_writer_formal(who: str) -> None:
    texts, (least, most) = REGISTERS[who]
    assert least <= style.learn([("", text) for text in texts]).formality <= most


def test_somebody_who_writes_small_and_bare_is_never_shown_as_formal() -> None:
    texts = [
        "could you please confirm the time",
        "thank you kindly",
        "i would appreciate it",
        "please ensure it is there",
    ]
    assert "formal" not in style_card(style.learn([("", text) for text in texts * 10]))


def test_a_few_texts_do_not_say_which_languages_somebody_writes() -> None:
    said = ["hola, qué tal", "no", "¿puedes mañana?", "sí claro"]
    assert style.learn([("", text) for text in said]).languages == ()
    assert style.learn([("", text) for text in said * 5]).languages == ("es",)


def test_a_word_of_slang_is_no_language() -> None:
    said = ["Reached home le", "On train le", "u eating le?", "dun want la", "Come at four and we will see"] * 8
    assert style.learn([("", text) for text in said]).languages == ("en",)


def test_two_languages_are_both_named_when_both_are_written() -> None:
    said = ["Could we move it to Sunday?", "Können wir den Termin verschieben?", "See you at the studio"] * 6
    assert style.learn([("", text) for text in said]).languages == ("en", "de")
