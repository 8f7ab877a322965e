"""How well briefs are made, on invented talk: promises planted among look-alikes, stages and questions (synthetic).

Every text here was written for this file; the seed makes each run the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.brief import Primer, Stage, SummarySentence
from engine.domain import ContactClass, Message
from engine.judge import primer as primer_judge
from engine.judge import risk as risk_judge
from engine.judge import standing as standing_judge

SEED, TALKS = 20260311, 400
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)

_THINGS = ("the invoice", "the proofs", "the contract", "the price list", "the address", "the gallery link")
_WHEN = ("tomorrow", "tonight", "by Friday", "on Monday", "next week", "this weekend")
#: Promises, and what looks like one; "{thing}" and "{when}" are filled in.
_PROMISES = (
    "I'll send you {thing} {when}",
    "will email {thing} {when}!",
    "Ok, I'm going to send {thing} {when}",
    "let me check and I'll get back to you {when}",
    "you'll have {thing} {when}",
    "Te mando {thing} mañana",
    "Je vous envoie {thing} demain",
    "Ich schicke dir morgen {thing}",
    "Vou mandar {thing} amanhã",
    "We'll pay the balance {when}",
    "I will call you {when}",
    "Sure, sending {thing} over {when}",
    "I'll shoot you {thing} {when}",
    "{thing} coming your way {when}",
    "I'll make sure you get {thing} {when}",
    "I'll pop {thing} in the post {when}",
    "no stress, will have {thing} over to you {when}",
    "I'm gonna drop {thing} off {when}",
    "Quedo en mandarte {thing} mañana",
    "Je t'enverrai {thing} demain sans faute",
    "Ich lasse dir {thing} morgen zukommen",
    "Amanhã te mando {thing} sem falta",
)
_LOOKALIKES = (
    "Could you send {thing} {when}?",
    "I sent {thing} yesterday",
    "Shall I send {thing} {when}?",
    "If you pay {when} I'll send {thing}",
    "I won't send {thing} {when}",
    "maybe I'll send {thing} {when}",
    "She'll send {thing} {when}",
    "I might call you {when}",
    "I'll see you {when}",
    "I would send {thing} but the printer is broken",
    "Let me know {when} please",
    "You said you'll send {thing} {when}",
    "Remind me to send {thing} {when}",
    "I hope I'll have {thing} {when}",
    "Do I send {thing} {when} or later?",
    "I'd love to send {thing} {when} but can't",
    "My assistant sends {thing} {when}",
    "I thought you'd send {thing} {when}",
    "we used to send {thing} {when}",
    "I'll only send {thing} if you pay {when}",
    "No sé si te mando {thing} mañana",
    "Falls du magst, schicke ich {thing} morgen",
)
_SMALL_TALK = (
    "Lovely weather today",
    "Haha yes",
    "How was the weekend",
    "The dog says hi",
    "So nice of you",
    "Same here",
)
#: Endings by stage: "> " marks the person's words; days of silence after the last.
_ENDINGS: dict[Stage, tuple[tuple[tuple[str, ...], int], ...]] = {
    Stage.QUALIFICATION: (
        (("How much is a family session?",), 0),
        (("Are you free in June?", "> Which weekend would suit you?"), 0),
        (("Wie viel kostet ein Porträt?",), 0),
    ),
    Stage.NEGOTIATION: (
        (("What do you charge?", "> A session is 180", "Could you do it for 140?"), 0),
        (("> The package is 320 euros", "That's a bit expensive, any discount for students?"), 0),
        (("> You're booked for Saturday at 14:00", "Could we move it to Sunday?"), 0),
    ),
    Stage.CLOSING: (
        (("Could we do Saturday at 2pm?", "> Yes, that works!"), 0),
        (("> How about Friday at 10:30?", "Perfect, see you then"), 0),
        (("> A session is 180", "Happy with the quote, where do I sign?"), 0),
        (("I just paid the deposit of 50€", "> Got it, thank you"), 1),
    ),
    Stage.STALLED: (
        (("How much?", "> A session is 180. Would you like to book?"), 9),
        (("> A session is 180", "Let me think about it"), 12),
    ),
    Stage.DEAD: (
        (("We decided to go with someone else, sorry", "> No problem, all the best"), 1),
        (("How much?", "> A session is 180. Shall I hold the date?"), 90),
    ),
}


@dataclass(frozen=True, slots=True)
class Talk:
    """An invented conversation with what is true of it."""

    messages: list[Message]
    promised: frozenset[str]
    stage: Stage
    quiet: timedelta


def figures() -> dict[str, object]:
    """Precision and recall of promises, accuracy of stages, and how the summaries keep to their sources."""
    hits = found = planted = stages = 0
    sentences: list[tuple[SummarySentence, Talk]] = []
    asked = kept = 0
    for talk in talks():
        made = brief(talk)
        told = {one.message_id for one in primer_promises(talk)}
        hits += len(told & talk.promised)
        found += len(told)
        planted += len(talk.promised)
        stages += made.stage is talk.stage
        sentences += [(one, talk) for one in made.summary]
        last = talk.messages[-1]
        if not last.from_me and last.text.endswith("?"):
            asked += 1
            kept += last.text in " ".join(one.text for one in made.summary)
    return {
        "talks": TALKS,
        "promise_precision": round(hits / found, 3),
        "promise_recall": round(hits / planted, 3),
        "stage_accuracy": round(stages / TALKS, 3),
        "summary_in_sources": round(sum(_in_sources(one, talk) for one, talk in sentences) / len(sentences), 3),
        "questions_word_for_word": round(kept / asked, 3),
    }


def talks() -> Iterator[Talk]:
    """The invented conversations."""
    draw = random.Random(SEED)
    for _each in range(TALKS):
        yield _talk(draw)


def brief(talk: Talk) -> Primer:
    """The brief of a talk as it stands."""
    now = talk.messages[-1].sent_at + talk.quiet
    return primer_judge.primer(
        talk.messages,
        now=now,
        risk=risk_judge.detect("1", talk.messages, now=now),
        standing=standing_judge.standing(talk.messages, contact_class=ContactClass.CLIENT, now=now),
        contact_class=ContactClass.CLIENT,
    )


def primer_promises(talk: Talk) -> Sequence[primer_judge.Promise]:
    """Every promise read in a talk, whatever became of it."""
    return primer_judge.fulfilment.ledger(talk.messages, now=talk.messages[-1].sent_at + talk.quiet)


def _talk(draw: random.Random) -> Talk:
    stage = draw.choice(list(_ENDINGS))
    ending, days = draw.choice(_ENDINGS[stage])
    lines: list[tuple[str, bool]] = []
    for _line in range(draw.randint(2, 6)):
        kind = draw.choice(("promise", "like", "like", "talk"))
        pool = {"promise": _PROMISES, "like": _LOOKALIKES, "talk": _SMALL_TALK}[kind]
        text = draw.choice(pool).format(thing=draw.choice(_THINGS), when=draw.choice(_WHEN))
        lines.append((f"{'> ' if draw.random() < 0.5 else ''}{text}", kind == "promise"))
    lines += [(line, False) for line in ending]
    start = NOW - timedelta(hours=len(lines))
    messages = [
        Message(str(at), line.startswith("> "), line.removeprefix("> "), start + timedelta(minutes=50 * at))
        for at, (line, _promised) in enumerate(lines)
    ]
    promised = frozenset(str(at) for at, (_line, is_promise) in enumerate(lines) if is_promise)
    return Talk(messages, promised, stage, timedelta(days=days))


def _in_sources(sentence: SummarySentence, talk: Talk) -> bool:
    said = {one.message_id: one.text for one in talk.messages}
    quoted = sentence.text.partition("“")[2].rpartition("”")[0].split("” and “")
    return all(any(part in said[source] for source in sentence.sources) for part in quoted)
