"""Words from outside made harmless for one line or a tooltip."""

from __future__ import annotations


def one_line(text: str, limit: int = 400) -> str:
    """Text for one line: breaks become spaces, controls and direction overrides go, long text is cut."""
    text = text[:limit]
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def plain_tip(text: str) -> str:
    """Text that a tooltip cannot take for markup."""
    return text.replace("<", "‹").replace("&", "＆")
