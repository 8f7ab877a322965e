"""Known people are found in whatever form they are written, and everyday words that are names too are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.privacy.named import by_part, names

PEOPLE = (
    "Anna Müller", "Mark", "Will", "May Lindqvist", "Hans Peter", "Max", "Tom Reed", "Ana Souza", "Сергей Иванов",
    "Анна", "Яна", "김민지", "王小明", "田中花子", "نور مريم", "דנה לוי", "अनीता शर्मा", "Μαρία", "Νίκος", "สมชาย", "นิด",
    "Ayşe", "Łukasz", "José", "Clara", "Rosa", "Bill Gates", "Marek Nowak", "O'Brien", "Juan", "João", "Zoltán Kiss",
    "林", "Jean-Luc Moreau", "Grace", "Li", "Carmen",
)  # fmt: skip
KNOWN = by_part(PEOPLE)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in names(text, KNOWN)]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        # possessive, with and without its sign, in any case
        ("Annas Auto ist da", "Anna"),
        ("anna's car", "anna"),
        ("anna’s car", "anna"),
        ("ANNAS", "ANNA"),
        ("Ayşe'nin evi", "Ayşe"),
        ("O’Brien’s pub", "O’Brien"),
        ("die von Hans'", "Hans"),
        ("Hansens Haus", "Hansens"),
        # elided and prefixed
        ("l'Anna viene", "Anna"),
        ("c’est la voiture d’Anna", "Anna"),
        ("لمريم", "مريم"),
        ("ومريم وصلت", "مريم"),
        ("תגיד לדנה", "דנה"),
        # pet names by suffix
        ("Annchen kommt", "Annchen"),
        ("ich hab Anni gesehen", "Anni"),
        ("das Hänschen", "Hänschen"),
        ("tommy is late", "tommy"),
        ("Maxi kommt auch", "Maxi"),
        ("anita viene", "anita"),
        ("aninha vem", "aninha"),
        ("juanito dice", "juanito"),
        ("joãozinho vem", "joãozinho"),
        ("carmencita!", "carmencita"),
        ("видела Яночку", "Яночку"),
        # cases
        ("Сергею напиши", "Сергею"),
        ("видел сергея?", "сергея"),
        ("с Анной", "Анной"),
        ("ну Яне скажи", "Яне"),
        ("z Markiem", "Markiem"),
        ("dla Marka", "Marka"),
        ("Zoltánnak mondd", "Zoltánnak"),
        ("του Νίκου", "Νίκου"),
        ("της Μαρίας", "Μαρίας"),
        ("민지가 왔어", "민지가"),
        ("김민지 어디야", "김민지"),
        # glued
        ("annaaaa", "annaaaa"),
        ("❤️Anna❤️", "Anna"),
        ("Anna,wo bist du", "Anna"),
        ("*Anna*", "Anna"),
        ("anna_m", "anna"),
        ("Anna2", "Anna"),
        ("@anna", "anna"),
        ("Łukasz", "Łukasz"),
        ("lukasz", "lukasz"),
        ("Jose\u0301", "Jose\u0301"),
        ("jean-luc", "jean-luc"),
        # without spaces, or with vowel signs that are no letters
        ("小明你好", "小明"),
        ("田中さんは？", "田中"),
        ("花子ちゃん", "花子"),
        ("老林来了", "林"),
        ("สมชายมาแล้ว", "สมชาย"),
        ("คุณนิดคะ", "นิด"),
        ("अनीता को बोलो", "अनीता"),
        # everyday words that are names
        ("I saw Mark", "Mark"),
        ("is Will there?", "Will"),
        ("Will, are you in?", "Will"),
        ("thanks Will!", "Will"),
        ("Mark is coming", "Mark"),
        ("Grace said no", "Grace"),
        ("ask mark", "mark"),
        ("mark said hi", "mark"),
        ("lunch with May", "May"),
        ("das ist Marks Auto", "Mark"),
        ("Bill called", "Bill"),
    ],
)
def test_a_name_is_found_in_the_form_it_is_written_in(said: str, named: str) -> None:
    assert found(said) == [named]


def test_two_glued_names_are_found_both() -> None:
    assert found("#AnnaUndMüller") == ["Anna"]
    assert found("with May and Tom Reed") == ["May", "Tom Reed"]
    assert found("Anna-Lena") == ["Anna"]


@pytest.mark.parametrize(
    "said",
    [
        "will you come?",
        "i will",
        "Will you come?",
        "may i?",
        "hi may i ask",
        "mark the date, marking it now",
        "See you in May",
        "May 5th works",
        "on the 5th of May",
        "seit Mai, bis Mai",
        "claro que sí",
        "Claro, nos vemos",
        "the bill please",
        "BILL PLEASE",
        "la rosa roja",
        "by the grace of god",
        "森林很美",
        "คนนี้นะ",
        "Markt und Marke",
        "the maximum, maximal",
        "very, any, tiny, money",
        "tomato tomorrow, at home",
        "Annabel and Hannah say hi",
        "banana, manna, havanna",
        "a list of lies",
        "my MacBook and YouTube",
        "clarify the rosary",
        "lily and alice",
    ],
)
def test_an_everyday_word_is_no_name(said: str) -> None:
    assert found(said) == []


def test_a_month_that_is_a_name_counts_where_no_date_is_meant() -> None:
    assert found("tell May about the 5th") == ["May"]
    assert found("it opens next May") == []


@pytest.mark.parametrize(
    ("name", "said", "named"),
    [
        ("გიორგი", "გიორგის", "გიორგის"),
        ("Աննա", "Աննայի", "Աննայի"),
        ("குமார்", "குமாரிடம் கேளு", "குமாரிடம்"),
        ("Mehmet", "mehmete sor", "mehmete"),
        ("Mehmet", "Mehmetten", "Mehmetten"),
        ("Ayşe", "ayşeye", "ayşeye"),
        ("Marek", "Marka nie ma w domu", "Marka"),
        ("Marek", "widzialam marka", "marka"),
    ],
)
def test_where_doubt_counts_any_ending_makes_a_form_of_a_name(name: str, said: str, named: str) -> None:
    known = by_part([name])
    assert [said[start:end] for start, end in names(said, known, doubtful=True)] == [named]
    assert list(names(said, known)) == []


@pytest.mark.parametrize("said", ["the marketing, willing wills", "Christmas", "a list of lies", "maximum", "Maya"])
def test_where_doubt_counts_words_that_everybody_uses_are_none(said: str) -> None:
    known = by_part(["Mark", "Will", "Chris", "Li", "Max", "Mayaram"])
    assert list(names(said, known, doubtful=True)) == []


@pytest.mark.parametrize(("name", "said"), [("ສົມສັກ", "ສະບາຍດີສົມສັກມາ"), ("សុខា", "សួស្តីសុខាមក"), ("အောင်ဆန်း", "အောင်ဆန်းလာပြီ")])
def test_names_are_found_in_scripts_without_spaces(name: str, said: str) -> None:
    assert [said[start:end] for start, end in names(said, by_part([name]))] == [name]


@given(st.text(max_size=120))
def test_any_text_can_be_searched(text: str) -> None:
    known = by_part([*PEOPLE, text])
    for start, end in (*names(text, known), *names(text, known, doubtful=True)):
        assert 0 <= start < end <= len(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a", "Anna", "anna's", "aB", "'", "ا", "ו", "민", "林", "นิด", "é", "a\u0301"])
def test_a_text_without_an_end_takes_no_time_without_an_end(piece: str) -> None:
    list(names((piece * 100_000)[:100_000], KNOWN))
    list(names(" ".join([piece] * 20_000), KNOWN))
