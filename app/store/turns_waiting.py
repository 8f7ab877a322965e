"""The person's own turns as samples: which were not looked at yet, what each answers, and keeping them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.store.connection import transaction
from app.store.samples import IS_BARRED, digest
from engine.domain import Kind

#: A decision so long after the reply was sent is still one on it.
_DECIDED_WITHIN_US = 3_600_000_000
#: Whether a sample that is there has its words already, where `excluded` is what was made of the turn now.
_SAME = (
    "(said = excluded.said AND input <> '' AND "
    "(edited OR (since_us = excluded.since_us AND until_us = excluded.until_us)))"
)
#: Turns that are passed over at once.
_PASSED_OVER = 1000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many samples of own turns are kept; newer ones take the place of the oldest."""

    of_conversation: int = 400
    in_all: int = 6000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A turn of the person's that was cut and not looked at since."""

    passage_id: int
    conversation_id: int
    sent_us: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What a turn answers.

    Attributes:
        turn_id: first message of the turn. asked_us: when the turn it answers began.
        after_code: whether a one-time code stands right before it.
        over_options: whether options for it were on the screen.
    """

    turn_id: int
    asked_us: int
    after_code: bool
    over_options: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a sample is made of.

    Attributes:
        input, output: masked. said: digest of the reply as it was written.
        span_us: when the oldest message of the context and the last of the reply were sent.
    """

    input: str
    output: str
    said: bytes
    span_us: tuple[int, int]


def conversation(db: Database, *, groups: bool) -> int | None:
    """A judged conversation with turns that wait and all its words cut, the newest first; None if there is none to
    learn from."""
    rows = db.conn.execute(
        "SELECT c.id FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
        "WHERE c.passages_through_us >= c.last_sent_us "
        "AND EXISTS (SELECT 1 FROM turn_waiting w WHERE w.conversation_id = c.id) "
        "AND EXISTS (SELECT 1 FROM judgement j WHERE j.conversation_id = c.id) "
        f"AND NOT {IS_BARRED} ORDER BY c.last_sent_us DESC LIMIT 1",
        {"groups": groups},
    ).fetchone()
    return None if rows is None else int(rows[0])


def newest(db: Database, conversation_id: int, limit: int, *, since_us: int = 0) -> list[Waiting]:
    """Turns of a conversation that wait, newest first; none that were sent before `since_us`."""
    rows = db.conn.execute(
        "SELECT passage_id, conversation_id, sent_us FROM turn_waiting WHERE conversation_id = ? AND sent_us >= ? "
        "ORDER BY sent_us DESC LIMIT ?",
        (conversation_id, since_us, limit),
    )
    return [Waiting(*row) for row in rows.fetchall()]


def n_waiting(db: Database) -> int:
    """How many wait, those of conversations that are not to be learnt from among them."""
    return int(db.conn.execute("SELECT count(*) FROM turn_waiting").fetchone()[0])


def floor_us(db: Database, conversation_id: int, bounds: Bounds) -> int:
    """Turns that were sent before this are not worth a look: there are enough newer ones."""
    oldest = 0
    for where, most in (
        ("source = 'history' AND conversation_id = :conversation", bounds.of_conversation),
        ("source = 'history'", bounds.in_all),
    ):
        n, first_us = db.conn.execute(
            f"SELECT count(*), min(made_us) FROM sample WHERE {where}", {"conversation": conversation_id}
        ).fetchone()
        if n >= most:
            oldest = max(oldest, int(first_us))
    return oldest


def pass_over(db: Database, conversation_id: int, *, before_us: int) -> None:
    """Let the older turns of a conversation wait no longer, so many at a time as a moment's work is."""
    with transaction(db):
        db.conn.execute(
            "DELETE FROM turn_waiting WHERE conversation_id = :conversation AND sent_us < :before AND sent_us <= "
            "coalesce((SELECT sent_us FROM turn_waiting WHERE conversation_id = :conversation ORDER BY sent_us "
            "LIMIT 1 OFFSET :most), :before)",
            {"conversation": conversation_id, "before": before_us, "most": _PASSED_OVER},
        )


def looked_at(db: Database, one: Waiting) -> None:
    """This turn waits no longer."""
    with transaction(db):
        db.conn.execute(
            "DELETE FROM turn_waiting WHERE conversation_id = ? AND sent_us = ? AND passage_id = ?",
            (one.conversation_id, one.sent_us, one.passage_id),
        )


def answered(db: Database, one: Waiting) -> Answered | None:
    """What the turn answers; None where it answers nothing."""
    row = db.conn.execute(
        "SELECT p.first_message_id, q.sent_us FROM passage p JOIN passage q ON q.reply_passage_id = p.id "
        "WHERE p.id = ? AND NOT q.from_me ORDER BY q.sent_us DESC LIMIT 1",
        (one.passage_id,),
    ).fetchone()
    if row is None:
        return None
    values = {"conversation": one.conversation_id, "asked": row[1], "sent": one.sent_us}
    before = db.conn.execute(
        "SELECT kind FROM message WHERE conversation_id = :conversation AND sent_us < :sent AND NOT from_me "
        "ORDER BY sent_us DESC, source_rowid DESC LIMIT 1",
        values,
    ).fetchone()
    shown = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM request r JOIN message t ON t.id = r.through_message_id "
        "LEFT JOIN seen s ON s.conversation_id = r.conversation_id WHERE r.conversation_id = :conversation "
        "AND r.silent_reason IS NULL AND t.sent_us >= :asked AND t.sent_us < :sent AND r.made_us < :sent "
        "AND (NOT r.background OR coalesce(s.through_us, -1) >= t.sent_us) "
        "AND EXISTS (SELECT 1 FROM option o WHERE o.request_id = r.id))",
        values,
    ).fetchone()
    return Answered(int(row[0]), int(row[1]), before == (Kind.ONE_TIME_CODE,), bool(shown[0]))


def ended_us(db: Database, one: Waiting) -> int:
    """When the last message of the turn was sent."""
    row = db.conn.execute(
        "SELECT max(m.sent_us) FROM passage_message pm JOIN message m ON m.id = pm.message_id WHERE pm.passage_id = ?",
        (one.passage_id,),
    ).fetchone()
    return one.sent_us if row[0] is None else int(row[0])


def take_as_decided(db: Database, one: Waiting, found: Answered, text: str) -> bool:
    """Whether a decision on a draft for what the turn answers gave this reply already: then its sample stands for the
    turn, goes with its words, and says whether it is left out."""
    ended = ended_us(db, one)
    with transaction(db):
        done = db.conn.execute(
            "UPDATE sample SET until_us = max(until_us, :ended), answer_id = :turn "
            "WHERE conversation_id = :conversation AND option_id IS NOT NULL "
            "AND made_us BETWEEN :asked AND :ended + :later "
            "AND (said = :digest OR (NOT masked AND trim(output) = :text)) RETURNING included",
            {
                "turn": found.turn_id,
                "ended": ended,
                "conversation": one.conversation_id,
                "asked": found.asked_us,
                "later": _DECIDED_WITHIN_US,
                "digest": digest(text),
                "text": text.strip(),
            },
        ).fetchall()
        if (0,) in done:
            db.conn.execute("INSERT OR IGNORE INTO turn_left_out (turn_id) VALUES (?)", (found.turn_id,))
    return bool(done)


def forget_within(db: Database, one: Waiting, turn_id: int) -> None:
    """Drop samples that began with a later message of this turn, as it was cut before."""
    with transaction(db):
        db.conn.execute(
            "DELETE FROM sample WHERE turn_id IN (SELECT message_id FROM passage_message WHERE passage_id = ?) "
            "AND turn_id <> ?",
            (one.passage_id, turn_id),
        )


def forget_turn(db: Database, turn_id: int) -> None:
    """Drop the sample of a turn that can be learnt from no more."""
    with transaction(db):
        db.conn.execute("DELETE FROM sample WHERE turn_id = ?", (turn_id,))


def keep(
    db: Database,
    one: Waiting,
    turn_id: int,
    words: Words,
    *,
    source: str,
    quality: float,
) -> None:
    """Keep the sample of a turn; words that the person put into it stay as long as the turn says the same, and masked
    words as long as they are made of the same messages."""
    with transaction(db):
        db.conn.execute(
            "INSERT INTO sample (conversation_id, turn_id, source, input, output, quality, made_us, since_us, "
            "until_us, masked, included, said) VALUES (:conversation, :turn, :source, :input, :output, :quality, "
            ":made, :since, :until, 1, NOT EXISTS (SELECT 1 FROM turn_left_out WHERE turn_id = :turn), :said) "
            "ON CONFLICT (turn_id) WHERE turn_id IS NOT NULL DO UPDATE SET conversation_id = excluded.conversation_id, "
            "made_us = excluded.made_us, since_us = excluded.since_us, until_us = excluded.until_us, "
            "source = iif(source = 'manual' AND said = excluded.said, source, excluded.source), "
            "quality = iif(said = excluded.said AND (edited OR source = 'manual'), quality, excluded.quality), "
            f"input = iif({_SAME}, input, excluded.input), version = iif({_SAME}, version, random()), "
            f"output = iif({_SAME} OR (said = excluded.said AND edited), output, excluded.output), "
            "edited = (said = excluded.said AND edited), said = excluded.said",
            {
                "conversation": one.conversation_id,
                "turn": turn_id,
                "source": source,
                "input": words.input,
                "output": words.output,
                "quality": quality,
                "made": one.sent_us,
                "since": words.span_us[0],
                "until": words.span_us[1],
                "said": words.said,
            },
        )


def keep_within(db: Database, conversation_id: int, bounds: Bounds) -> None:
    """Drop the oldest samples of own turns beyond what is kept of a conversation and in all."""
    with transaction(db):
        for where, most in (
            ("source = 'history' AND conversation_id = :conversation", bounds.of_conversation),
            ("source = 'history'", bounds.in_all),
        ):
            db.conn.execute(
                f"DELETE FROM sample WHERE id IN (SELECT id FROM sample WHERE {where} "
                "ORDER BY made_us DESC, id DESC LIMIT -1 OFFSET :most)",
                {"conversation": conversation_id, "most": most},
            )
