"""Which messages of a conversation go into a prompt, and how much of each."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain import Message
from engine.reply.hygiene import as_data

#: Messages a prompt begins with, and how many it may grow to before it begins anew.
USUAL, MOST = 10, 20
#: UTF-8 bytes of one message, and of a whole turn; four bytes are about a token in every script.
MESSAGE_BYTES, TURN_BYTES = 1600, 3200
#: Share of a cut text that is its beginning.
_HEAD = 0.7

Line = tuple[Message, str]


def worded(messages: Sequence[Message]) -> list[Line]:
    """Every message that was spoken in words, with its text as one harmless line of bounded length."""
    said = [(one, clipped(as_data(one.text))) for one in messages if one.spoken and not one.one_time_code]
    return [(one, text) for one, text in said if text]


def window(messages: Sequence[Message], anchor: str | None) -> list[Line]:
    """The newest messages of one conversation (oldest first) with their texts.

    From `anchor` (the id of the message the last prompt began with) while these are at most `MOST`, so that a
    follow-up prompt begins with the same words; else the newest `USUAL`.
    """
    said = worded(messages)
    ids = [one.message_id for one, _ in said]
    if anchor in ids and len(said) - ids.index(anchor) <= MOST:
        return said[ids.index(anchor) :]
    return said[-USUAL:]


def clipped(text: str, limit: int = MESSAGE_BYTES) -> str:
    """The text with "…" in place of its middle if it has more UTF-8 bytes than `limit`."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return text
    head = raw[: int(limit * _HEAD)].decode("utf-8", "ignore").rstrip()
    tail = raw[-int(limit * (1 - _HEAD)) :].decode("utf-8", "ignore").lstrip()
    return f"{head} … {tail}"
