"""Short texts with which somebody is asked again, by language; they state nothing."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("Did you see my last message?", "No rush, just checking in.", "Shall I still keep this open for you?"),
    "de": ("Hast du meine Nachricht gesehen?", "Kein Stress, ich frage nur nach.", "Soll ich es noch offen halten?"),
    "es": ("¿Viste mi último mensaje?", "Sin prisa, solo quería preguntar.", "¿Lo dejo abierto todavía?"),
    "fr": ("Tu as vu mon dernier message ?", "Rien d’urgent, je demande juste.", "Je garde ça ouvert ?"),
    "pt": ("Viste a minha última mensagem?", "Sem pressa, só queria saber.", "Deixo isto em aberto?"),
}


def texts(tongue: str) -> tuple[str, ...]:
    """The texts of a language, English where there are none."""
    return TEXTS.get(tongue, TEXTS["en"])
