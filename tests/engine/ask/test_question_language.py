"""In which language a question is put, and that it is understood there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask import question_language
from engine.ask.intents import intent
from engine.asked import Intent

#: Questions by language and by what they are for.
ASKED: dict[str, dict[Intent, tuple[str, ...]]] = {
    "es": {
        Intent.STATUS: (
            "quién espera",
            "quien está esperando",
            "resumen",
            "quién no me ha contestado",
            "qué hay pendiente",
            "qué recordatorios tengo",
            "cuántos mensajes sin leer tengo",
            "hay alguna estafa",
            "dame un resumen",
            "quién me debe una respuesta",
            "qué me prometió Kim",
        ),
        Intent.DRAFT: (
            "redacta una respuesta a Kim",
            "dile a Kim que sí",
            "borrador para Lucía",
        ),
        Intent.GENERAL_QUERY: (
            "cuándo es la boda",
            "dónde vive Oona",
        ),
        Intent.FIND: ("que dijo dana del precio",),
        Intent.REMIND: ("recuérdame llamar a Dana mañana a las 9",),
    },
    "fr": {
        Intent.STATUS: (
            "qui attend une réponse",
            "résumé",
            "fais-moi un résumé",
            "qui ne m'a pas répondu",
            "mes rappels",
            "combien de messages non lus",
            "y a-t-il une arnaque",
            "qu'est-ce que Kim m'a promis",
        ),
        Intent.DRAFT: (
            "rédige une réponse à Kim",
            "réponds à Kim",
            "brouillon pour Lucie",
        ),
        Intent.GENERAL_QUERY: (
            "c'est quand le mariage ?",
            "quand est la séance de Kim ?",
        ),
        Intent.FIND: ("que dit Dana du prix",),
        Intent.REMIND: ("rappelle-moi d'appeler Dana demain à 9h",),
    },
    "de": {
        Intent.STATUS: (
            "wer wartet noch auf mich",
            "Zusammenfassung",
            "gib mir eine Zusammenfassung",
            "wer hat mir nicht geantwortet",
            "wie viele ungelesene Nachrichten habe ich",
            "gibt es Betrug",
            "was hat mir Kim versprochen",
            "Überblick",
            "wem muss ich antworten",
        ),
        Intent.DRAFT: (
            "entwirf eine Antwort an Kim",
            "antworte Kim",
            "Entwurf für Lena",
        ),
        Intent.GENERAL_QUERY: (
            "wann ist die Hochzeit?",
            "wann ist das Shooting mit Kim",
        ),
        Intent.FIND: ("was hat Dana über den Preis gesagt?",),
        Intent.REMIND: ("erinnere mich morgen um 9 an Dana",),
    },
    "pt": {
        Intent.STATUS: (
            "quem está à espera?",
            "resumo",
            "faz-me um resumo",
            "quem não me respondeu",
            "o que está em aberto",
            "quantas mensagens não lidas tenho",
            "há alguma burla",
            "o que a Kim me prometeu",
        ),
        Intent.DRAFT: (
            "redige uma resposta para a Kim",
            "responde à Kim",
            "rascunho para a Lúcia",
        ),
        Intent.GENERAL_QUERY: (
            "quando é o casamento?",
            "onde mora a Oona",
        ),
        Intent.FIND: ("o que disse a Dana do preço",),
        Intent.REMIND: ("lembra-me de ligar para a Dana amanhã às 9",),
    },
}
_EXAMPLES = [
    (tongue, what, said) for tongue, by_intent in ASKED.items() for what, texts in by_intent.items() for said in texts
]


@pytest.mark.parametrize(("tongue", "what", "said"), _EXAMPLES)
def test_a_question_is_understood_and_its_language_known(tongue: str, what: Intent, said: str) -> None:
    assert (question_language.read(said), intent(said)) == (tongue, what)


@pytest.mark.parametrize(
    ("said", "tongue"),
    [
        ("what did Kim say about “mañana por la tarde”?", "en"),
        ("tell Kim que no puedo el sábado", "en"),
        ("dile a Kim: see you tomorrow at the studio", "es"),
        ("schreib Kim: see you tomorrow", "de"),
        ("was hat Kim mit “what do you want for the frame” gemeint", "de"),
        ("remind me to buy die Zeit tomorrow", "en"),
        ("status", "en"),
        ("parking", "en"),
        ("Kim", "en"),
        ("no", "en"),
        ("ok", "en"),
        ("", "en"),
        ("?", "en"),
        ("🦜", "en"),
        ("mitä Dana sanoi?", "en"),
        ("что сказала Дана?", "en"),
        ("ماذا قالت دانا", "en"),
        ("¿Dana?", "es"),
        ("hola", "es"),
        ("danke", "de"),
        ("merci", "fr"),
        ("olá", "pt"),
    ],
)
def test_mixed_and_short_questions(said: str, tongue: str) -> None:
    assert question_language.read(said) == tongue


@given(st.text(max_size=200))
def test_any_question_has_a_language(said: str) -> None:
    assert question_language.read(said) in ("en", "es", "fr", "de", "pt")


def test_a_long_question_is_read_at_its_beginning() -> None:
    assert question_language.read("wer wartet " + "and the " * 50_000) == "en"
    assert question_language.read("wer wartet auf mich " * 5_000) == "de"
