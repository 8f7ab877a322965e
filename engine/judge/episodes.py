"""The last episode of a conversation: what was said since the last long silence; the brief is about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain import Message
from engine.judge.intent import Intent, intent
from engine.judge.reading import Reading, read

#: A silence this long ends an episode: a weekend passes within one, a week does not.
SILENCE = timedelta(days=5)
#: Most messages of an episode, newest kept.
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with words, read once for all who judge the episode."""

    message: Message
    reading: Reading
    intent: Intent


def spoken(messages: Sequence[Message], now: datetime) -> list[Message]:
    """The messages that somebody said up to `now`; one-time codes are nobody's words."""
    return [m for m in messages if m.spoken and not m.one_time_code and m.sent_at <= now]


def last(said: Sequence[Message]) -> list[Message]:
    """The messages of the last episode, oldest first."""
    found: list[Message] = []
    for message in reversed(said[-LONGEST:]):
        if found and found[-1].sent_at - message.sent_at > SILENCE:
            break
        found.append(message)
    return found[::-1]


def heard(episode: Sequence[Message]) -> tuple[Heard, ...]:
    """The messages of an episode that hold words, oldest first."""
    readings = [(message, read(message.text)) for message in episode if message.text.strip()]
    return tuple(Heard(message, reading, intent(reading)) for message, reading in readings)


def returned(said: Sequence[Message], episode: Sequence[Message], away: timedelta) -> Message | None:
    """Their message that began the last episode after a silence of both sides longer than `away`."""
    before = len(said) - len(episode) - 1
    if not episode or before < 0 or episode[0].from_me or len(episode) >= LONGEST:
        return None
    return episode[0] if episode[0].sent_at - said[before].sent_at > away else None
