"""What judging costs: one message, and a conversation of 5,000."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from statistics import median

from engine.domain import ContactClass, Message
from engine.judge import primer, risk, standing, triage

SAID = (
    "Hi, could we move Saturday 14:00 to Sunday instead?",
    "thanks so much, they look lovely",
    "What do you charge for a family session with two dogs?",
    "I can send the cheque today if you keep the balance for the stylist",
    "running ten minutes late, sorry",
    "is there parking near the studio? my mum walks slowly",
)
ROUNDS, LONG = 300, 5000


def run() -> dict[str, float]:
    """`message_ms`: median of triage plus risk of one message; `conversation_5000_s`: full risk and brief of 5,000."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    draw = random.Random(7)  # noqa: S311 - made-up talk, no secret
    message_ms = []
    for _ in range(ROUNDS):
        text = draw.choice(SAID)
        began = time.perf_counter()
        triage.triage(text, now=now)
        risk.detect("1", [Message("1", False, text, now)], now=now)
        message_ms.append((time.perf_counter() - began) * 1000)
    history = [
        Message(str(at), draw.random() < 0.5, draw.choice(SAID), now - timedelta(minutes=LONG - at))
        for at in range(LONG)
    ]
    began = time.perf_counter()
    found = risk.detect("1", history, now=now)
    stands = standing.standing(history, contact_class=ContactClass.CLIENT, now=now)
    primer.primer(history, now=now, risk=found, standing=stands)
    return {"message_ms": round(median(message_ms), 3), "conversation_5000_s": round(time.perf_counter() - began, 3)}
