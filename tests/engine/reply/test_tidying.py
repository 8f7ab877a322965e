"""What models put around a message goes, and the message stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reply.tidying import bubbles_of, leftover, whole
from engine.reply.usability import CODES


@pytest.mark.parametrize(
    ("raw", "bubbles"),
    [
        (" Sure, Sunday works!\nThem: great\nMe: see you", ("Sure, Sunday works!",)),
        ("Me: Sunday works.<|im_end|>", ("Sunday works.",)),
        ("**Reply:** Sunday works.", ("Sunday works.",)),
        ("Sunday works.<｜end▁of▁sentence｜>", ("Sunday works.",)),
        ('"Sunday works for me."', ("Sunday works for me.",)),
        ("„Sonntag passt.“", ("Sonntag passt.",)),
        ("Here's a warm reply:\nSunday works!", ("Sunday works!",)),
        ("Sure, here is my reply: Sunday works!", ("Sunday works!",)),
        ("Hier ist eine Antwort: Sonntag passt!", ("Sonntag passt!",)),
        ("Sure, see you at 3:30", ("Sure, see you at 3:30",)),
        ("Sure, I have two days: Sunday and Monday", ("Sure, I have two days: Sunday and Monday",)),
        ("Sunday works!\nSee you then\nBring a hat\nAnd a scarf", ("Sunday works!", "See you then", "Bring a hat")),
        ("Sunday works.\n\nNote: I kept it short.", ("Sunday works.",)),
        ("<think>\nShe asks.\n</think>\n\nSunday works.", ("Sunday works.",)),
        ("<think>\nShe asks and", ()),
        ("See you on Sunday. See you on Sunday. See you on", ("See you on Sunday.",)),
        ("No no no! Haha! Haha!", ("No no no! Haha! Haha!",)),
        ("   \n", ()),
        ("assistant", ()),
        ("assistant\nSunday works.", ("Sunday works.",)),
        ("<|im_start|>assistant\nSunday works.", ("Sunday works.",)),
        ("<|assistant|> Sunday works.", ("Sunday works.",)),
        ("Sunday works.\nuser\nWhat time?", ("Sunday works.",)),
        ("Sunday works.\nassistant", ("Sunday works.",)),
        ("Sunday works.\nReply:\nSee you", ("Sunday works.", "See you")),
    ],
)
def test_a_raw_text_is_cleaned_into_bubbles(raw: str, bubbles: tuple[str, ...]) -> None:
    assert bubbles_of(raw) == bubbles


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Sunday works. Shall we", "Sunday works."),
        ("Sunday works 🌿 and then", ""),
        ("Sunday works\nand the", "Sunday works"),
        ("Sunday works!", "Sunday works!"),
        ("yes 😊", "yes 😊"),
        ("no end", ""),
    ],
)
def test_a_text_that_was_cut_off_ends_with_its_last_whole_sentence(text: str, kept: str) -> None:
    assert whole(text) == kept


@given(st.text(max_size=200), st.sampled_from(["stop", "length"]))
def test_bubbles_are_lines_that_say_something_and_are_stable(raw: str, finish: str) -> None:
    bubbles = bubbles_of(raw, finish=finish)
    assert len(bubbles) <= 3
    assert all(bubble == bubble.strip() != "" and "\n" not in bubble for bubble in bubbles)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("Them: Yes, the photos is no problem.", "other_side"),
        ("They: ok", "other_side"),
        ("**User:** ok", "other_side"),
        ("user\nassistantantantantant", "other_side"),
        ("user (no)", "other_side"),
        ("user", "other_side"),
        ("system\nYou are a friend.", "other_side"),
        ("<|user|> Sunday?", "other_side"),
        ("<|im_start|>user\nSunday?", "other_side"),
        ("<think>So</think>Them: Sunday?", "other_side"),
        ("assistantantantantant", "stutter"),
        ("Sunday works ingingingingly", "stutter"),
        ("the photo photo photo photo", "stutter"),
        ("so " * 20, "stutter"),
    ],
)
def test_a_text_that_goes_on_with_the_prompt_or_stutters_is_nothing(raw: str, why: str) -> None:
    assert leftover(raw) == why
    assert why in CODES
    assert bubbles_of(raw) == ()


@pytest.mark.parametrize(
    "text",
    [
        "user manual is attached",
        "System is down, can you help?",
        "Systems are fine",
        "They said: Sunday",
        "them or us?",
        "hahahaha",
        "bahahahahahaha",
        "jajajaja",
        "xoxoxoxo",
        "nooooo",
        "noooooooooo",
        "ha ha ha ha",
        "bye bye",
        "very very very good",
        "no no no no!",
        "lalalalala",
        "Mississippi banana",
        "call 12121212 or 10 10 10 10",
        "assistant wanted",
    ],
)
def test_a_real_sentence_stays(text: str) -> None:
    assert leftover(text) is None
    assert bubbles_of(text) == (text,)
