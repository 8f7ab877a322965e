"""Numbers of things in words."""

from __future__ import annotations


def counted(n: int, forms: tuple[str, str]) -> str:
    """ "1,204 messages", "1 message"."""
    return f"{n:,} {forms[0 if n == 1 else 1]}"
