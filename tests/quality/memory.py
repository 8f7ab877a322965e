"""Memory on invented talk: planted facts and questions about them in a long, seeded chat (synthetic, written by us).

Recall is asked through the shipped search by words only, so that no embedder is needed; facts are read from messages
that tell them and from messages that only sound like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlite_utils import Database

from app.evals import memory
from app.evals.memory import Said
from app.searching import find
from app.store import scratch
from app.store.connection import transaction
from app.vault import throwaway
from engine.domain import micros
from engine.memory.facts import told

SEED, LENGTH = 20260504, 1500
BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)
#: (what is said, a question about it in other words, the slot and the value of its fact or None).
PLANTED = (
    ("I'm allergic to walnuts, so please no walnut cake", "which nuts can {who} not eat?", ("allergy", "walnuts")),
    ("My daughter's name is Ottilie", "what is {who}'s daughter called?", ("daughter.name", "Ottilie")),
    ("We moved to Dorset last month", "where did {who} move?", ("home", "Dorset")),
    ("I work as a bookbinder these days", "what does {who} do for work?", ("job", "bookbinder")),
    ("my birthday is on 9 November", "when is {who}'s birthday?", ("birthday", "9 November")),
    ("Please always send invoices to the Dorset address", "where do {who}'s invoices go?", ("procedure", "invoices")),
    ("I prefer evenings for calls", "when does {who} prefer calls?", ("preference", "evenings")),
    ("We have two cats, they sleep in the piano", "which animals does {who} have?", ("pet", "two cats")),
    ("the ferry back from Santander was delayed by a storm", "why was {who}'s ferry late?", None),
    ("I finally sold the blue bicycle to a neighbour", "who bought the bicycle from {who}?", None),
    ("grandpa's old clock stopped at midnight again", "what happened to the clock of {who}'s grandpa?", None),
    ("our choir sings Rutter in the abbey next week", "where does {who}'s choir sing?", None),
    ("the builder wants 4200 for the new roof", "how much is {who}'s roof?", None),
    ("I dropped my phone into the canal on Tuesday", "what did {who} lose in the canal?", None),
    ("the quince jam turned out far too sweet", "how was the jam {who} made?", None),
    ("I passed the sailing exam at the second attempt", "which exam did {who} pass?", None),
)  # fmt: skip
TALK = (
    "how was your day?", "fine thanks, and yours?", "it rained here all morning", "did you see the match?",
    "no, I was asleep by nine", "are you coming on Saturday?", "probably, I will let you know", "see you then",
    "the bus was late again", "I made soup", "that sounds lovely", "call me when you can", "ok will do",
    "what a week", "same here", "did you sleep well?", "not really, the neighbours had a party",
)  # fmt: skip
#: What only sounds like a fact.
DECOYS = (
    "are you allergic to walnuts?", "I'm allergic to Mondays lol", "she said I live in Dorset", "I wish I was a cat",
    "my birthday was awful", "if I lived in Rome I would eat more", "We have a problem", "I'm a bit tired",
    "do you prefer evenings?", "imagine we live in a castle", "I work late today", "I'm not vegetarian",
)  # fmt: skip


class _ByWords:
    """The shipped search by words, over messages that are stored already."""

    def __init__(self, db: Database, names: dict[int, str]) -> None:
        self._db, self._names = db, names
        self.latencies_ms: list[float] = []

    def read(self, messages: Sequence[Said]) -> None:
        """They are there."""

    def __call__(self, question: str) -> list[str]:
        return [self._names[one] for one, _score in find(self._db, question, limit=50)]


def figures() -> dict[str, object]:
    """hit@k and MRR over the planted questions, precision and recall of the facts."""
    messages, questions, facts = _chat(Random(SEED))
    with throwaway() as vault:
        with transaction(vault.db):
            rows = [(one.speaker, one.text, micros(datetime.fromisoformat(one.sent_at or ""))) for one in messages]
            ids = scratch.fill(vault.db, rows)
        search = _ByWords(vault.db, {stored: str(one.id) for stored, one in zip(ids, messages, strict=True)})
        row = {"messages": [], "questions": questions}
        scored = memory.score([(1, row)], path=Path("synthetic"), search=search)
    del scored["p95_ms"]
    return {**scored, **_fact_figures(messages, facts)}


def _chat(draw: Random) -> tuple[list[Said], list[dict[str, object]], set[tuple[int, str]]]:
    """(messages, questions with evidence, (message number, slot) of the facts)."""
    texts = [draw.choice(TALK) for _ in range(LENGTH)]
    speakers = [("Marlow", "Tamsin")[at % 2] for at in range(LENGTH)]
    places = draw.sample(range(LENGTH), len(PLANTED) * 2 + len(DECOYS))
    questions: list[dict[str, object]] = []
    facts: set[tuple[int, str]] = set()
    for (said, asked, fact), at in zip(PLANTED, places, strict=False):
        texts[at] = said
        questions.append({"q": asked.format(who=speakers[at]), "evidence": [at]})
        if fact is not None:
            facts.add((at, fact[0]))
    for said, at in zip(DECOYS, places[len(PLANTED) :], strict=False):
        texts[at] = said
    messages = [
        Said(at, speakers[at], texts[at], (BEGIN + timedelta(hours=at * 2)).isoformat()) for at in range(LENGTH)
    ]
    return messages, questions, facts


def _fact_figures(messages: list[Said], meant: set[tuple[int, str]]) -> dict[str, float]:
    found = {(int(one.id), fact.slot) for one in messages for fact in told(one.text)}
    right = len(found & meant)
    return {
        "fact_precision": round(right / len(found), 4) if found else 0.0,
        "fact_recall": round(right / len(meant), 4),
    }
