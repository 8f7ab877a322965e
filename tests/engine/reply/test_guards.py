"""Nothing of another contact leaks; nothing dangerous leaves unwarned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reply import guards
from engine.reply.outgoing import warnings

ELSEWHERE = guards.texts(
    ["Hi, I'm Sarah, meet me at Northgate and bring the blue dress please", "mail sarah@hill.example"],
    ["It's £240 for you, see https://gallery.example/sarah"],
)


@pytest.mark.parametrize(
    "text", ["Hi Sarah!", "it is 240", "see gallery.example/sarah", "write to sarah@hill.example", "at Northgate then"]
)
def test_a_fact_of_another_contact_is_a_leak(text: str) -> None:
    assert guards.leaks(text, ["hello"], ELSEWHERE)


def test_the_same_fact_is_no_leak_if_this_conversation_holds_it() -> None:
    assert guards.leaks("it is 240 for Sarah", ["my sister Sarah asked, is 240 ok?"], ELSEWHERE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "hi S a r a h",
        "hi S.a.r.a.h",
        "hi \u0405arah",
        "hi Sa\u200brah",
        "the price is two four zero",
        "the price is 2 4 0",
        "write to sarah at hill dot example",
        "write to sarah [at] hill [dot] example",
        "c2FyYWhAaGlsbC5leGFtcGxl",
        "as hex: 73 61 72 61 68 40 68 69 6c 6c 2e 65 78 61 6d 70 6c 65",
        "elpmaxe.llih@haras",
        "Ｓａｒａｈ says hi",
        "and br1ng the blue dre55 pl3ase",
    ],
)
def test_a_disguised_fact_is_a_leak_too(text: str) -> None:
    assert guards.leaks(text, ["hello"], ELSEWHERE), text


@pytest.mark.parametrize(
    "text",
    [
        "no. 1 2 3 go",
        "ok at last dot dot dot",
        "one two three and we dance",
        "aGVsbG8gdGhlcmU= is hello",
        "2B or not 2B",
    ],
)
def test_what_only_looks_disguised_may_go(text: str) -> None:
    assert guards.leaks(text, ["hello"], ELSEWHERE) == ()


def test_six_words_of_another_contact_in_a_row_are_a_leak_and_five_are_not() -> None:
    assert guards.leaks("and bring the blue dress please", [], ELSEWHERE) == ((0, 31),)
    assert guards.leaks("bring the blue dress please", [], ELSEWHERE) == ()


def test_the_persons_own_way_of_putting_things_is_no_quotation() -> None:
    own = guards.texts([], ["let me check the calendar and come back to you"])
    assert guards.leaks("let me check the calendar and come back to you", [], own) == ()


@given(st.integers(10_000, 99_999_999), st.sampled_from(["it's {}", "call {} now", "the number is {}.", "#{}"]))
def test_a_planted_number_never_gets_out(number: int, frame: str) -> None:
    canary = guards.texts([f"my number here is {number}"])
    assert guards.leaks(frame.format(number), ["hello"], canary)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the code is 338112", ("one_time_code",)),
        ("338 112 is the verification code", ("one_time_code",)),
        ("my card 4111 1111 1111 1111 exp 04/28", ("card_number",)),
        ("my card 4111 1111 1111 1112", ("card_number",)),
        ("order 4111 1111 1111 1112 has left", ()),
        ("pay to DE89 3704 0044 0532 0130 00 please", ("iban",)),
        ("pay to DE89 3704 0044 0532 0130 01 please", ()),
        ("password: hunter2", ("password",)),
        ("come to 12 Elm Grove Road", ("home_address",)),
        ("my SSN 123-45-6789", ("id_number",)),
        ("Sunday 14:00 works, it's 180 for 2 hours", ()),
        ("call 07700 900142", ()),
        ("the gallery has a password", ()),
    ],
)
def test_what_deserves_a_warning(text: str, codes: tuple[str, ...]) -> None:
    assert warnings(text) == codes


def test_a_known_home_is_recognised_and_other_addresses_are_not_ones_own() -> None:
    assert warnings("i live at 7 Mill Lane", home_address="7 Mill Lane, Leeds") == ("home_address",)
    assert warnings("meet at 12 Elm Grove Road", home_address="7 Mill Lane, Leeds") == ()


@given(st.text(max_size=200))
def test_guards_take_any_text(text: str) -> None:
    assert all(code and code.replace("_", "").isalpha() for code in warnings(text))
    assert guards.leaks(text, [text], ELSEWHERE) == (), "what this conversation says is no leak"
    assert all(0 <= start < end <= len(text) for start, end in guards.leaks(text, [], ELSEWHERE))


def test_another_contacts_name_in_small_letters_is_a_leak() -> None:
    known = guards.Texts(called=frozenset({"ottoline", "hope"}))
    assert guards.leaks("did ottoline's mother call?", [], known) == ((4, 14),)
    assert guards.leaks("did ottoline call?", ["ask Ottoline"], known) == ()
    assert guards.leaks("i hope so", [], known) == ()
