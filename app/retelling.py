"""What was read without a model, told again by the one at work: summaries of segments, and of briefs.

In the window this is the last thing that is done while nobody waits, and only by a model that is loaded and used
anyway; whoever waits for it puts it back. Commands ask the model in use (`app.consulting`). What a model gives is kept
only where `engine.memory.gist_check` and `engine.judge.primer_model` let it stand; else the extracted words stay.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import msgspec
from sqlite_utils import Database

from app import consulting, logs
from app.briefing import READS
from app.consulting import Speaker
from app.elsewhere import OtherContacts
from app.model_rows import without_adapters
from app.store import memories, retellings, threads
from app.store.memories import Stored
from app.store.retellings import Briefed, Stretch
from app.vault import Vault
from app.writing import writer
from engine.brief import SummarySentence
from engine.domain import Message, micros, moment
from engine.judge import episodes, primer_model
from engine.memory import gist_model
from engine.memory.gist_model import Asked
from engine.memory.segments import GAP
from engine.problems import ModelProblem, Problem, StoreProblem
from engine.protocol import Turn
from engine.reply import structured

#: Briefs of conversations that were silent for longer are not told again.
BRIEFS_SINCE = timedelta(days=14)
#: Pieces passed over in one go, because there is nothing to ask a model about them.
PASSED_OVER = 40
#: A version that no model has.
NO_MODEL = "-"


class SegmentTelling:
    """A segment while a model is asked about it.

    Attributes:
        turns: what it is asked next.
        max_tokens: of an answer. rules: the grammar of an answer.
    """

    max_tokens = gist_model.MAX_TOKENS
    rules = gist_model.RULES

    def __init__(self, db: Database, stretch: Stretch, asked: Asked) -> None:
        self._stretch = stretch
        self._asked = asked
        self._elsewhere = OtherContacts(db, contact_id=stretch.contact_id, conversation_id=stretch.conversation_id)
        self._summary: str | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """See `Attributes`."""
        return self._asked.turns

    def hear(self, answer: str) -> bool:
        """Take an answer; whether the model is to be asked again."""
        found = gist_model.heard(self._asked, answer, self._elsewhere)
        if isinstance(found, Asked):
            self._asked = found
            return True
        self._summary = found
        return False

    def leave(self, db: Database, *, written_by: str) -> None:
        """Mark it as asked, with the words it had."""
        self._summary = None
        self.keep(db, written_by=written_by)

    def keep(self, db: Database, *, written_by: str) -> bool:
        """Keep what came of it; whether that is a summary by the model."""
        asked_of = without_adapters(written_by)
        kept = retellings.keep_stretch(db, self._stretch, self._summary, asked_of=asked_of, written_by=written_by)
        return kept and self._summary is not None


class BriefTelling:
    """A brief while a model is asked about it; attributes as in `SegmentTelling`."""

    max_tokens = 240
    rules = structured.grammar(list[primer_model.Told])

    @property
    def conversation_id(self) -> int:
        """Whose brief it is."""
        return self._brief.conversation_id

    def __init__(self, db: Database, brief: Briefed, episode: Sequence[Message]) -> None:
        self._brief = brief
        self._episode = episode
        self._elsewhere = OtherContacts(db, contact_id=brief.contact_id, conversation_id=brief.conversation_id)
        self._tries = 0
        self._summary: tuple[SummarySentence, ...] | None = None
        self.turns: tuple[Turn, ...] = tuple(primer_model.prompt(episode))

    def hear(self, answer: str) -> bool:
        """Take an answer; whether the model is to be asked again."""
        try:
            told = structured.found(answer, list[primer_model.Told])
        except msgspec.ValidationError as error:
            why = str(error)
        else:
            self._summary = primer_model.answer(told, self._episode, self._elsewhere)
            why = "a sentence says what its messages do not say"
        if self._summary is not None or self._tries >= structured.CORRECTIONS:
            return False
        self._tries += 1
        self.turns = (*self.turns, *structured.corrected(answer, why))
        return True

    def leave(self, db: Database, *, written_by: str) -> None:
        """Mark it as asked, with the words it had."""
        self._summary = None
        self.keep(db, written_by=written_by)

    def keep(self, db: Database, *, written_by: str) -> bool:
        """Keep what came of it; whether that is a summary by the model."""
        primer = None if self._summary is None else replace(self._brief.primer, summary=self._summary, mode="model")
        kept = retellings.keep_brief(db, self._brief, primer, asked_of=without_adapters(written_by))
        return kept and primer is not None


Telling = SegmentTelling | BriefTelling


def next_telling(db: Database, version: str, *, now: datetime) -> tuple[Telling | None, bool]:
    """The next piece to ask a model about, the briefs of late conversations first; and whether there may be more.

    Pieces that it need not be asked about, or that cannot be read, are passed over, a number of them at most.
    """
    base = without_adapters(version)
    for _ in range(PASSED_OVER):
        brief = retellings.next_brief(db, base, since_us=micros(now - BRIEFS_SINCE))
        if brief is None:
            break
        telling = _readable(partial(_brief_telling, db, brief))
        if telling is not None:
            return telling, True
        retellings.keep_brief(db, brief, None, asked_of=base)
    for _ in range(PASSED_OVER):
        stretch = retellings.next_stretch(db, base, until_us=micros(now - GAP))
        if stretch is None:
            return None, False
        telling = _readable(partial(_segment_telling, db, stretch))
        if telling is not None:
            return telling, True
        retellings.keep_stretch(db, stretch, None, asked_of=base, written_by="")
    return None, True


def _readable(reading: Callable[[], Telling | None]) -> Telling | None:
    """What is read; None where that cannot be read, which is no reason to ask nobody else."""
    try:
        return reading()
    except StoreProblem:
        raise
    except (Problem, ValueError, OverflowError) as damaged:
        logs.bug(damaged)
        return None


def _brief_telling(db: Database, brief: Briefed) -> BriefTelling | None:
    episode = _episode(db, brief)
    return BriefTelling(db, brief, episode) if episode else None


def _segment_telling(db: Database, stretch: Stretch) -> SegmentTelling | None:
    asked = _asked(stretch)
    return None if asked is None else SegmentTelling(db, stretch, asked)


def _asked(stretch: Stretch) -> Asked | None:
    return gist_model.first(stretch.messages, mark=secrets.token_hex(4))


def _episode(db: Database, brief: Briefed) -> list[Message]:
    until = moment(brief.through_us)
    said = episodes.spoken(threads.recent(db, brief.conversation_id, limit=READS, until=until), until)
    return episodes.last(said)


# ---- for commands --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Retold:
    """What `retell` did.

    Attributes:
        written: segments that have a summary by the model now.
        refused: segments of which it gave none that may stand; their extracted words stay.
        left: segments it was not asked about yet.
        model_version: "" without a model.
        problem: code of what ended it early, "" where nothing did.
    """

    written: int
    refused: int
    left: int
    model_version: str = ""
    problem: str = ""

    @property
    def mode(self) -> str:
        """Whether there was a model: "model" or "no-model"."""
        return "model" if self.model_version else "no-model"


def retell(
    vault: Vault,
    *,
    now: datetime,
    contact_id: int | None = None,
    limit: int,
    told: Callable[[int], None] = lambda _left: None,
) -> Retold:
    """Let the model in use write summaries of segments, the latest first, each kept at once.

    Args:
        limit: segments it is asked about at most.
        told: hears before each how many are left.

    Raises:
        SottoIsOpen: another Sotto writes.
    """
    until_us, written, refused, problem = micros(now - GAP), 0, 0, ""

    def left(base: str) -> int:
        return retellings.n_waiting(vault.db, base, until_us=until_us, contact_id=contact_id)

    with consulting.speaking(vault.home, max_tokens=gist_model.MAX_TOKENS) as model:
        if model is None:
            return Retold(0, 0, left(NO_MODEL))
        base = without_adapters(model.version)
        while written + refused < limit:
            stretch = retellings.next_stretch(vault.db, base, until_us=until_us, contact_id=contact_id)
            if stretch is None:
                break
            told(left(base))
            try:
                kept = _retell_one(vault, stretch, model)
            except ModelProblem as failed:
                problem = failed.code
                break
            written, refused = written + (kept is True), refused + (kept is False)
        return Retold(written, refused, left(base), model.version, problem)


def _retell_one(vault: Vault, stretch: Stretch, model: Speaker) -> bool | None:
    """Ask about one segment and keep what comes of it: whether it is the model's; None if there was nothing to ask."""
    asked = _asked(stretch)
    if asked is None:
        with writer(vault) as db:
            retellings.keep_stretch(db, stretch, None, asked_of=without_adapters(model.version), written_by="")
        return None
    telling = SegmentTelling(vault.db, stretch, asked)
    while telling.hear(model.generate(telling.turns, telling.rules if model.has_grammar else "")):
        pass
    with writer(vault) as db:
        return telling.keep(db, written_by=model.version)


def summarised(vault: Vault, user_id: str, contact_key: str, stored: Stored, *, now: datetime) -> Stored:
    """What a script hands in without a summary, with one by the model in use where it gives one that may stand."""
    if stored.summary.strip():
        return stored
    said = [
        Message(one.message_id, one.direction == "outgoing", one.text, one.sent_at or now) for one in stored.messages
    ]
    asked = gist_model.first(said, mark=secrets.token_hex(4))
    if asked is None:
        return stored
    contact_id = memories.known_contact(vault.db, user_id, contact_key)
    elsewhere = OtherContacts(vault.db, contact_id=contact_id or 0, conversation_id=0)
    try:
        with consulting.speaking(vault.home, max_tokens=gist_model.MAX_TOKENS) as model:
            if model is None:
                return stored
            found = gist_model.summary(asked, model.generate, elsewhere, has_grammar=model.has_grammar)
            return stored if found is None else replace(stored, summary=found, written_by=model.version)
    except ModelProblem:
        return stored
