"""What is known of a reply once Messages was asked to send it, and one reply sent from beginning to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlite_utils import Database

from app import audit, deciding, logs, osascript, send, syncing
from app.deciding import Verb
from app.send import Mac
from app.store import outbox
from app.store.connection import transaction
from app.store.outbox import Letter, Stage
from app.vault import Vault
from engine.domain import micros
from engine.problems import NoSuchResponse, Problem, SendingFailed, SourceProblem

#: A clock that was put right between asking Messages and its row.
SLACK_US = 2_000_000
#: When the source is looked at for what was sent, in shares of the time it has.
LOOKS = (0.05, 0.2, 0.45, 0.75, 1.0)


def notice(db: Database, key: bytes, letter: Letter, *, within_s: float, now: datetime) -> Stage | None:
    """Look for a reply among what the person said since; how it ended, None if it is not there or that is known.

    Args:
        within_s: how long after asking Messages its row may be dated.
    """
    until_us = letter.began_us + round(within_s * 1_000_000)
    said = outbox.said(db, letter.conversation_id, letter.began_us - SLACK_US, until_us)
    found = next((one for one in said if send.same(letter.text, one)), None)
    if found is None:
        return None
    if found.failed:
        return Stage.FAILED if outbox.fail(db, letter.id, SendingFailed(number=found.failed)) else None
    return Stage.SENT if keep_sent(db, key, letter, found.message_id, now=now) else None


def keep_sent(db: Database, key: bytes, letter: Letter, message_id: int | None, *, now: datetime) -> bool:
    """It went: its text is kept here no longer, and its draft counts as taken; whether that is news.

    It cannot be taken back any more, so undo does not learn of it.
    """
    with transaction(db):
        if not outbox.arrive(db, letter.id, message_id):
            return False
        audit.append(db, key, act="reply_sent", subject=str(letter.conversation_id), at_us=micros(now))
        if letter.response_id is not None:
            try:
                deciding.decide(db, key, letter.response_id, Verb.ACCEPT, text=letter.text, reason=None, now=now)
            except NoSuchResponse:
                logs.event("sent_draft_gone")
    return True


def send_once(
    vault: Vault,
    conversation_id: int,
    text: str,
    response_id: str | None,
    *,
    mac: Mac,
    wait: Callable[[], None],
    clock: Callable[[], datetime],
) -> Stage:
    """Send one reply and look for it, without a window; returns SENT or UNKNOWN.

    Args:
        wait: the undo window; what it raises takes the text back.

    Raises:
        CannotSend, AlreadySending, NoSuchConversation: nothing was claimed.
        SendProblem: Messages did not send it; the text is kept.
    """
    db = vault.db
    chat = send.recipient(db, conversation_id, mac.own)
    number = outbox.claim(db, conversation_id, send.cleaned(text), response_id, now_us=micros(clock()))
    try:
        wait()
    except BaseException:
        outbox.take_back(db, number)
        raise
    letter = outbox.begin(db, number, now_us=micros(clock()))
    assert letter is not None
    try:
        osascript.send(letter.text, chat, search=mac.search, within_s=mac.within_s)
    except Problem as problem:
        outbox.fail(db, number, problem)
        raise
    return _look(vault, letter, mac, clock)


def _look(vault: Vault, letter: Letter, mac: Mac, clock: Callable[[], datetime]) -> Stage:
    assert mac.own is not None
    before = 0.0
    for share in LOOKS:
        time.sleep((share - before) * mac.seen_within_s)
        before = share
        with suppress(SourceProblem):
            syncing.sync_once(vault.db, source=mac.own, contacts=None, reconcile=False, now=clock)
        ended = notice(vault.db, vault.key, letter, within_s=mac.within_s + mac.seen_within_s, now=clock())
        if ended is Stage.FAILED:
            kept = outbox.get(vault.db, letter.id)
            raise (kept and kept.problem) or SendingFailed()
        if ended is Stage.SENT:
            return ended
    outbox.lose_sight(vault.db, letter.id)
    return Stage.UNKNOWN
