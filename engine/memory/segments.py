"""Segments: stretches of a conversation that belong together, the episodes that memory gives back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from engine.domain import Message

#: A longer silence ends a segment, and so does this number of messages.
GAP, MOST_MESSAGES = timedelta(hours=4), 12


def segments(messages: Sequence[Message]) -> list[list[Message]]:
    """Consecutive spoken messages, oldest first, cut after 12 of them and wherever more than four hours passed.

    Tapbacks, group events and one-time codes belong to no segment.
    """
    found: list[list[Message]] = []
    for message in messages:
        if not message.spoken or message.one_time_code:
            continue
        if found and len(found[-1]) < MOST_MESSAGES and message.sent_at - found[-1][-1].sent_at <= GAP:
            found[-1].append(message)
        else:
            found.append([message])
    return found
