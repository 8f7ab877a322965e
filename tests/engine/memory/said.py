"""Segments of the tests, in our own words: one in each language that a summary may be in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.domain import Message

BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(*texts: tuple[str, str]) -> tuple[Message, ...]:
    """Messages a minute apart; "me" or "them", and what they say."""
    return tuple(
        Message(str(at), who == "me", text, BEGUN + timedelta(minutes=at)) for at, (who, text) in enumerate(texts)
    )


SHOOT = said(
    ("them", "Hi! Could we move Saturday's shoot to Sunday at 3pm? The forecast says rain."),
    ("me", "Let me look. Sunday 3pm is taken, 5pm would work, same price of $180."),
    ("them", "5pm works for us! Is there parking near the studio for my sister Rose?"),
    ("me", "Yes, behind the building, it's free. https://maps.example/lot"),
)
TERMIN = said(
    ("them", "Hallo, könnten wir den Termin am Samstag auf Sonntag um 15 Uhr verschieben?"),
    ("me", "Sonntag 15 Uhr geht leider nicht, aber 17 Uhr passt gut, der Preis bleibt 180 €."),
    ("them", "17 Uhr passt, danke! Gibt es Parkplätze am Studio?"),
)
SESION = said(
    ("them", "Hola, ¿cuánto cuesta una sesión de fotos el sábado por la tarde con dos niños?"),
    ("me", "Hola, la sesión cuesta 150 euros y dura una hora, el sábado por la tarde tengo libre."),
)
SEANCE = said(
    ("them", "Bonjour, est-ce que vous avez une place samedi pour une séance avec ma fille ?"),
    ("me", "Bonjour, oui, samedi à 14h30 est possible, la séance coûte 120 euros."),
)
SESSAO = said(
    ("them", "Oi, você tem horário no sábado para uma sessão de fotos com a minha irmã?"),
    ("me", "Oi, tenho sim, no sábado às 10h, a sessão custa 300 reais e dura uma hora."),
)
