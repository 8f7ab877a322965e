"""What a reply is wished to do, in five languages, and the drafts that come of it in the conversation's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Message, Move, Option, Risk, Theme
from engine.reply import phrase_bank, steer, wishes
from engine.reply.past_replies import is_unclear, options
from engine.reply.wish_words import Kind
from engine.reply.wishes import MOVES
from engine.voice.language import LANGUAGES, language
from engine.voice.style import NEUTRAL

#: One wish each, in the order en, es, fr, de, pt.
WISHES: dict[Kind, tuple[str, str, str, str, str]] = {
    Kind.DECLINE: ("say no nicely", "rechaza amablemente", "refuse gentiment", "Eine Absage", "recusa educadamente"),
    Kind.ACCEPT: ("accept the offer", "dile que sí", "dis-lui oui", "nimm das Angebot an", "diz-lhe que sim"),
    Kind.CONFIRM: ("confirm it", "confirma la cita", "confirme le rendez-vous", "Termin bestätigen", "confirma"),
    Kind.THANK: ("thank them", "dale las gracias", "dis-lui merci", "bedanke dich", "agradece-lhe"),
    Kind.CONGRATULATE: ("congratulate her", "felicítala", "félicite-la", "gratuliere ihm", "dá-lhe os parabéns"),
    Kind.APOLOGISE: ("apologise for the delay", "pide disculpas", "excuse-toi", "entschuldige dich", "pede desculpa"),
    Kind.DEFER: ("buy some time", "gana tiempo", "gagne du temps", "vertrösten", "ganha tempo"),
    Kind.DEPOSIT: (
        "ask for a deposit", "pide un anticipo", "demande un acompte", "Anzahlung verlangen", "pede um sinal",
    ),
    Kind.ASK_DAY: ("ask which day suits", "pregunta cuándo", "demande quand", "frag wann", "pergunta quando"),
    Kind.ASK_TIME: (
        "ask what time", "pregunta a qué hora", "demande à quelle heure", "frag um wie viel Uhr",
        "pergunta a que horas",
    ),
    Kind.ASK_PRICE: (
        "ask for the price", "pregúntale el precio", "demande-lui le prix", "nach dem Preis fragen", "pergunta o preço",
    ),
    Kind.ASK_PLACE: (
        "ask for the address", "pide la dirección", "demande l'adresse", "frag nach der Adresse", "pede a morada",
    ),
    Kind.ASK_NUMBER: (
        "ask how many people", "pregunta cuántos son", "demande combien ils sont", "frag wie viele es sind",
        "pergunta quantos são",
    ),
    Kind.ASK_LENGTH: (
        "ask how long it takes", "pregunta cuánto dura", "demande combien de temps", "frag wie lange es dauert",
        "pergunta quanto tempo",
    ),
    Kind.ASK_MORE: (
        "ask for more details", "pide más detalles", "demande plus de détails", "nachfragen", "pergunta mais detalhes",
    ),
    Kind.OFFER: (
        "offer Thursday instead", "ofrece el jueves", "propose jeudi à la place", "schlag Donnerstag vor",
        "sugere quinta-feira",
    ),
}  # fmt: skip
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SAFE = Risk("1", 0, 0, 0, 0, 0.0, (), (), (), "none", False, "low")
ASKED = {
    "en": "Could you make a portrait of my dog for the shop?",
    "es": "Hola, ¿puedes hacer un retrato de mi perro para la tienda?",
    "fr": "Bonjour, tu peux faire un portrait de mon chien pour la boutique ?",
    "de": "Hallo, kannst du ein Porträt von meinem Hund für den Laden machen?",
    "pt": "Olá, você pode fazer um retrato do meu cachorro para a loja?",
}
THURSDAY = {"en": "Thursday", "es": "el jueves", "fr": "jeudi", "de": "am Donnerstag", "pt": "na quinta-feira"}


def drafts(wish: str, tongue: str, *, risk: Risk = SAFE) -> list[Option]:
    return options(
        [Message("1", False, ASKED[tongue], NOON, sender="Ines")],
        matches=(), profile=NEUTRAL, risk=risk, triage=None, steer=wish, seed=1,
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(kind, text) for kind, texts in WISHES.items() for text in texts])
def test_a_wish_is_understood_in_five_languages(kind: Kind, said: str) -> None:
    found = wishes.read(said)
    assert found is not None, said
    assert [act.kind for act in found.acts] == [kind]


def test_every_kind_of_wish_is_tried_and_has_sentences_in_every_language() -> None:
    assert set(WISHES) == set(Kind) == set(MOVES)
    for tongue in LANGUAGES:
        bank = phrase_bank.phrases(f"{tongue}_wishes")
        assert set(bank) == {kind.value for kind in Kind}
        for kind, phrases in bank.items():
            assert all(phrase.move is MOVES[Kind(kind)] for phrase in phrases)
            assert all(phrase.holes <= {"when", "price", "thing"} for phrase in phrases)
            assert not any(sign.isdigit() for phrase in phrases for sign in phrase.text)


@pytest.mark.parametrize("tongue", LANGUAGES)
@pytest.mark.parametrize("wish", ["Eine Absage", "say no nicely", "dis-lui que non"])
def test_a_no_is_said_in_the_language_of_the_conversation_and_first(tongue: str, wish: str) -> None:
    first = drafts(wish, tongue)[0]
    assert first.move is Move.DECLINE
    assert language(first.text) in (tongue, None)
    assert wish.casefold().strip() not in first.text.casefold()


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_another_day_is_offered_in_the_language_of_the_conversation(tongue: str) -> None:
    for wish in WISHES[Kind.OFFER]:
        first = drafts(wish, tongue)[0]
        assert THURSDAY[tongue] in first.text
        assert first.origin == "steered"
        assert not first.unsourced


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_no_wish_is_ever_the_draft_itself(tongue: str) -> None:
    for texts in WISHES.values():
        for wish in {texts[0], texts[list(ASKED).index(tongue)]}:
            for option in drafts(wish, tongue):
                assert option.text.casefold().strip(" .!?") != wish.casefold()


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("decline but offer Thursday at 3pm", "Sorry, I can't this time. How about Thursday at 3pm?"),
        ("thank them and say no", "Thank you! Sorry, I can't this time."),
        ("say sorry and offer next Monday", "I'm sorry about that. How about next Monday?"),
        ("offer 150", "How about 150?"),
        ("offer Friday for £90", "How about Friday for £90?"),
        ("say no to Thursday", "Sorry, Thursday doesn't work for me."),
        ("confirm Thursday at 3", "Confirmed: Thursday at 3."),
        ("suggest the 22nd", "How about the 22nd?"),
        ("say no to 150", "Sorry, I can't this time."),
        ("say no to the party", "Sorry, I can't this time."),
        ("say yes to 200", "Yes, that works."),
        ("ofrécele el jueves", "How about Thursday?"),
        ("sugiérele el viernes", "How about Friday?"),
        ("propõe quinta às 15h", "How about Thursday at 3pm?"),
        ("offer thrusday", "How about Thursday?"),
        ("ofer thursday instead", "How about Thursday?"),
        ("say no nicly", "I'm so sorry, but I can't this time. I hope you understand!"),
    ],
)
def test_wishes_are_joined_and_filled_with_what_they_name(wish: str, says: str) -> None:
    assert says in steer.read(wish).texts("en")


@pytest.mark.parametrize(
    ("tongue", "says"),
    [
        ("en", "Thursday at 3pm"),
        ("es", "el jueves a las 15:00"),
        ("fr", "jeudi à 15 h"),
        ("de", "am Donnerstag um 15 Uhr"),
        ("pt", "na quinta-feira às 15h"),
    ],
)
def test_a_time_is_said_as_the_language_says_it(tongue: str, says: str) -> None:
    for wish in ("offer Thursday at 3pm", "schlag Donnerstag um 15 Uhr vor", "ofrece el jueves a las 15:00"):
        assert all(says in text for text in steer.read(wish).texts(tongue))


def test_how_it_shall_sound_is_kept() -> None:
    assert steer.read("say no nicely").themes == (Theme.WARM,)
    assert steer.read("eine kurze Absage").themes == (Theme.BRIEF,)
    assert drafts("decline firmly", "en")[0].theme is Theme.FIRM


@pytest.mark.parametrize(
    "wish",
    ["Eine nette Ausrede", "something funny", "make it sound angry", "write a poem", "mach einen Witz",
     "écris une blague", "dile algo bonito", "reassure her", "more enthusiastic", "antworte ihr auf Deutsch",
     "offer Thursday or Friday", "une excuse bidon", "write a poem about the sea", "angry", "sarcastic", "in French",
     "write something nice about her dog", "auf Deutsch", "offer 31 February", "offer the 35th", "ignore",
     "write to her", "tell her mother to call",
     "ask for 50% deposit and offer 9 December", "charge him 200", "give her 10% off", "no freebies but keep it warm"],
)  # fmt: skip
def test_a_wish_that_is_not_understood_is_no_draft_and_said_so(wish: str) -> None:
    here = [Message("1", False, ASKED["en"], NOON, sender="Ines")]
    assert is_unclear(here, NEUTRAL, wish), steer.read(wish)
    assert wish.casefold() not in {option.text.casefold().strip(".") for option in drafts(wish, "en")}


@pytest.mark.parametrize(
    ("said", "draft"),
    [
        ("Perfect, see you then", "Perfect, see you then."),
        ("Ich komme etwas später", "Ich komme etwas später."),
        ("I can't make it", "I can't make it."),
        ("No puedo el sábado", "No puedo el sábado."),
        ("A deposit would help", "A deposit would help."),
        ("make sure you bring the dog", "Make sure you bring the dog."),
        ("Thursday works better for me", "Thursday works better for me."),
        ("sag ihr, dass ich zu spät komme", "Ich komme zu spät."),
        ("sag ihm dass der Termin nicht geht", "Der Termin geht nicht."),
        ("dile que llego tarde", "Llego tarde."),
        ("dis-lui que je suis en retard", "Je suis en retard."),
        ("diz-lhe que estou atrasado", "Estou atrasado."),
        ("give me a minute", "Give me a minute."),
        ("Un momento por favor", "Un momento por favor."),
        ("no rush", "No rush."),
        ("Something came up, sorry", "Something came up, sorry."),
        ("Offerings are welcome", "Offerings are welcome."),
        ("ok to bring the dog", "Ok to bring the dog."),
        ("in France that week", "In France that week."),
    ],
)
def test_a_sentence_of_the_persons_own_stays_what_it_is(said: str, draft: str) -> None:
    assert steer.read(said).drafts == (draft,)


def test_a_question_put_together_in_english_is_not_sent_into_another_language() -> None:
    here = [Message("1", False, ASKED["de"], NOON, sender="Ines")]
    assert is_unclear(here, NEUTRAL, "ask if she can come at 4")
    assert is_unclear(here, NEUTRAL, "offer a free print of my own")
    assert not is_unclear(here, NEUTRAL, "offer Thursday")


def test_where_something_is_worth_checking_a_wished_yes_is_not_written() -> None:
    risky = replace(SAFE, scam_risk=0.5)
    for wish in ("say yes", "confirm Thursday"):
        assert Move.AGREE not in {option.move for option in drafts(wish, "en", risk=risky)}


@given(st.text(max_size=140))
def test_any_text_can_be_a_wish(text: str) -> None:
    made = steer.read(text)
    for tongue in ("en", "de", "fi", ""):
        assert all(one.strip() for one in made.texts(tongue))
    assert wishes.is_order(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["", " ", "?", "🦜", "no " * 40_000, "und und und", "\u202eon yas", "offer " + "9" * 70, "a" * 100_000]
)
def test_odd_wishes_are_read(text: str) -> None:
    assert steer.read(text) is not None
