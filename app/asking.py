"""Asking one's own history: a question understood, answered from the store, and kept.

The window does it in three steps, so that nothing blocks: `understand`, then what needs a model or a worker (the
vector of `Understood.meaning`, suggestions for `Understood.draft_for`), then `answer` and `keep`. The command line
does all of them with `ask`. Only what the person typed decides what is done; messages are quoted and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from app import answering, overview, quoting, reminders, searching, text_vectors, voices, writing_answers
from app.quoting import Quotes, Vector
from app.replies import READS, Wish
from app.store import asked, conversations, names
from app.store.asked import Said
from app.store.threads import recent
from app.vault import Vault
from app.wording import asking as words
from engine.ask import answers, queries, question_language, reminding
from engine.ask.instructions import instruction
from engine.ask.intents import intent
from engine.ask.people import Named, Person, named
from engine.ask.queries import Query, Wants
from engine.ask.times import Unclear
from engine.asked import AskAnswer, AskSentence, AskSource, Intent
from engine.domain import Suggestions, micros, moment
from engine.judge.folding import fold
from engine.reply import steer
from engine.reply.hygiene import clean
from engine.reply.reading import usual_tongue
from engine.reply.silence import WISH_UNCLEAR
from engine.voice import style

#: Characters of a question that are read and kept.
MOST_QUESTION = 2_000
NO_MODEL, MODEL = "no-model", "model"
NOBODY = Named()


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, read.

    Attributes:
        queries: what to look for, one for each single question; () where nothing is looked for.
        meaning: what to make the vector for the first query from, "" where none helps.
        named: whom it names. people: everybody who could be named, with their newest direct conversation.
        draft_for: the conversation a draft is wanted for, None for none or where it is not clear; `steer` what it
            shall say, None for anything.
        tongue: the language of the question, and of its answer.
    """

    question: str
    intent: Intent
    queries: tuple[Query, ...] = ()
    meaning: str = ""
    named: Named = NOBODY
    people: tuple[tuple[int, str, int | None], ...] = ()
    draft_for: int | None = None
    steer: str | None = None
    tongue: str = "en"

    @property
    def writes(self) -> bool:
        """Whether answering it changes more than the history."""
        return self.intent in (Intent.REMIND, Intent.DRAFT)


def question_of(text: str) -> str:
    """What was typed as one line without hidden signs, as it is read and kept."""
    return " ".join(clean(text[:MOST_QUESTION]).split())


def understand(db: Database, question: str, *, now: datetime) -> Understood:
    """Read a question; nothing is done yet.

    Args:
        now: in the person's zone.
    """
    question = question_of(question)
    what, tongue = intent(question), question_language.read(question)
    if what in (Intent.CHIT_CHAT, Intent.STATUS):
        return Understood(question, what, tongue=tongue)
    people = tuple(asked.people(db))
    persons = [Person(contact_id, name) for contact_id, name, _conversation in people]
    if what in (Intent.REMIND, Intent.DRAFT):
        who = named(question, persons)
        said = Understood(question, what, named=who, people=people, tongue=tongue)
        if what is Intent.DRAFT and len(who.contacts) == 1 and not who.ambiguous:
            to = _conversation(said, who.contacts[0])
            return replace(said, draft_for=to, steer=instruction(question, who.spans) or None)
        return said
    found = tuple(queries.query(part, persons, now) for part in queries.parts(question))
    meaning = searching.meaning(db, found[0].text) if found and found[0].terms else ""
    return Understood(question, what, found, meaning, people=people, tongue=tongue)


def answer(
    db: Database,
    u: Understood,
    *,
    now: datetime,
    zone: ZoneInfo,
    vector: Vector | None = None,
    draft: Suggestions | None = None,
    weigh: bool = False,
) -> AskAnswer:
    """The answer without a model; a reminder that was wished for is set.

    Args:
        now: in the person's zone. zone: that zone.
        vector: (384,) unit vector of `u.meaning`, None to go by words.
        draft: what was suggested for `u.draft_for`.
        weigh: weigh conversations that changed, which a window leaves to its conductor.
    """
    match u.intent:
        case Intent.CHIT_CHAT:
            return _plain(u, words.catalogue(u.tongue).chat)
        case Intent.STATUS:
            return _stands(db, u, now=now, weigh=weigh)
        case Intent.REMIND:
            return _reminded(db, u, now=now, zone=zone)
        case Intent.DRAFT:
            return _drafted(db, u, draft, now)
    if any(query.ambiguous for query in u.queries):
        choices = next(query.ambiguous for query in u.queries if query.ambiguous)
        return _which(u, choices)
    if any(query.unknown for query in u.queries):
        return _asked_back(u, "nobody")
    return _quoted(db, u, now=now, vector=vector)


def keep(db: Database, u: Understood, found: AskAnswer, *, now: datetime) -> str:
    """Keep a question with its answer; returns the id of the turn."""
    return asked.keep(db, u.question, found, asked_us=micros(now))


def ask(vault: Vault, question: str, *, now: datetime, zone: ZoneInfo) -> AskAnswer:
    """A question answered here and now, for the command line; `vault` is open for writing if it `writes`.

    Raises:
        StoreDamaged, DiskFull.
    """
    began = time.monotonic()
    local = now.astimezone(zone)
    u = understand(vault.db, question, now=local)
    vector = text_vectors.of_question(vault, u.meaning) if u.meaning else None
    draft = None
    if u.draft_for is not None:
        draft = answering.suggest(vault, u.draft_for, Wish(steer=u.steer), now=now)
    found = answer(vault.db, u, now=local, zone=zone, vector=vector, draft=draft, weigh=True)
    if found.sure and found.sources and u.intent in (Intent.FIND, Intent.GENERAL_QUERY):
        found = writing_answers.improved(vault, u.question, found, now=local)
    return replace(found, elapsed_ms=int((time.monotonic() - began) * 1000))


# ---- answers -------------------------------------------------------------------------------------------------------


def _plain(u: Understood, text: str, *, sure: bool = True, unclear: str = "") -> AskAnswer:
    return AskAnswer(text, (AskSentence(text),), u.intent, (), sure, NO_MODEL, unclear=unclear, tongue=u.tongue)


def _stands(db: Database, u: Understood, *, now: datetime, weigh: bool) -> AskAnswer:
    low = fold(u.question).text
    if overview.is_about_promises(low):
        people = asked.people(db)
        who = named(u.question, [Person(contact_id, name) for contact_id, name, _conversation in people])
        if who.ambiguous:
            return _which(u, who.ambiguous)
        told = overview.promised(db, low, now=now, contacts=who.contacts, tongue=u.tongue)
    else:
        told = overview.status(db, low, now=now, weigh=weigh, tongue=u.tongue)
    sentences = (AskSentence(told.text, tuple(one.number for one in told.sources)), *told.sentences)
    text = "\n".join(one.text for one in sentences)
    return AskAnswer(text, sentences, u.intent, told.sources, True, NO_MODEL, rows=told.rows, tongue=u.tongue)


def _asked_back(u: Understood, code: str, **facts: str) -> AskAnswer:
    return _plain(u, words.unclear(code, u.tongue, **facts), sure=False, unclear=code)


def _which(u: Understood, choices: Sequence[str]) -> AskAnswer:
    return _asked_back(u, "person", names=words.joined(choices, len(choices), u.tongue))


def _conversation(u: Understood, contact_id: int) -> int | None:
    return next((conversation for one, _name, conversation in u.people if one == contact_id), None)


def _reminded(db: Database, u: Understood, *, now: datetime, zone: ZoneInfo) -> AskAnswer:
    wish = reminding.read(u.question, now)
    if isinstance(wish, Unclear):
        return _asked_back(u, wish.code)
    linked = _conversation(u, u.named.contacts[0]) if u.named.contacts else None
    made, _back = reminders.add(db, wish, zone=zone, now=now, source="ask", conversation_id=linked)
    text = words.confirmed(made, now, wish.guessed, u.tongue)
    sentences = [AskSentence(text)]
    if u.named.ambiguous and linked is None:
        sentences += _which(u, u.named.ambiguous).sentences
    sure = not u.named.ambiguous and not {"order", "week"} & set(wish.guessed)
    whole = " ".join(one.text for one in sentences)
    return AskAnswer(whole, tuple(sentences), u.intent, (), sure, NO_MODEL, reminder=made, tongue=u.tongue)


def _drafted(db: Database, u: Understood, draft: Suggestions | None, now: datetime) -> AskAnswer:
    if u.named.ambiguous:
        return _which(u, u.named.ambiguous)
    if len(u.named.contacts) > 1:
        return _asked_back(u, "group")
    if u.draft_for is None or draft is None:
        return _asked_back(u, "nobody")
    name = names.of_conversations(db, [u.draft_for])[u.draft_for]
    if draft.options:
        made = _plain(u, words.drafted(name, draft.total_count, u.tongue))
        return replace(made, draft=draft, mode=MODEL if draft.mode == "model" else NO_MODEL)
    text = words.silent(draft.silent_reason or "", u.tongue)
    if draft.silent_reason == "last_is_mine" and u.steer:
        said = _in_their_words(db, u, now)
        text = words.follow_up(name, said, u.tongue) if said else words.silent(WISH_UNCLEAR, u.tongue)
    sure = draft.silent_reason == "last_is_mine" and text != words.silent(WISH_UNCLEAR, u.tongue)
    return replace(_plain(u, text, sure=sure), draft=draft)


def _in_their_words(db: Database, u: Understood, now: datetime) -> str:
    """What the person wants said, in their own style, where there is nothing of the other side to answer."""
    if u.draft_for is None:
        return ""
    profile = voices.profile_for(db, conversations.get(db, u.draft_for).contact_id)
    texts = steer.read(u.steer).texts(usual_tongue(recent(db, u.draft_for, limit=READS, until=now), profile))
    return style.apply(texts[0], profile) if texts else ""


def _quoted(db: Database, u: Understood, *, now: datetime, vector: Vector | None) -> AskAnswer:
    sentences: list[AskSentence] = []
    sources: list[AskSource] = []
    sure = bool(u.queries)
    for place, query in enumerate(u.queries):
        found = quoting.find(db, query, vector if place == 0 else None)
        fresh = _sources(db, u, found.said, first=len(sources) + 1)
        sentences += _sentences(query, found, fresh, now, u.tongue)
        sources += fresh
        sure = sure and found.sure and (bool(fresh) or found.count is not None)
    text = " ".join(one.text for one in sentences) or words.catalogue(u.tongue).nothing
    return replace(
        _plain(u, text, sure=sure), sentences=tuple(sentences) or (AskSentence(text),), sources=tuple(sources)
    )


def _sentences(
    query: Query, found: Quotes, sources: Sequence[AskSource], now: datetime, tongue: str
) -> list[AskSentence]:
    quotes = [AskSentence(words.quoted(one, now, tongue), (one.number,)) for one in sources]
    numbers = tuple(one.number for one in sources)
    if found.count is not None:
        plain = query.messages or not query.terms
        said = words.messages(found.count, tongue) if plain else words.times(found.count, tongue)
        return [AskSentence(said, numbers), *quotes]
    if not quotes:
        return [AskSentence(words.catalogue(tongue).nothing)]
    if not found.sure:
        return [AskSentence(words.catalogue(tongue).nothing_certain, numbers), *quotes]
    if query.wants in (Wants.LAST, Wants.FIRST):
        return [AskSentence(words.ago(sources[0], now, tongue), numbers), *quotes]
    return quotes


def _sources(db: Database, u: Understood, said: Sequence[Said], *, first: int) -> list[AskSource]:
    titles = names.of_conversations(db, {one.conversation_id for one in said})
    people = {contact_id: name for contact_id, name, _conversation in u.people}
    return [
        AskSource(
            number=first + place,
            message_id=str(one.message_id),
            conversation_id=str(one.conversation_id),
            name=(one.is_group and people.get(one.sender or 0)) or titles[one.conversation_id],
            quote=answers.quote(one.text),
            sent_at=moment(one.sent_us),
            from_me=one.from_me,
        )
        for place, one in enumerate(said)
    ]
