"""What a job learns from ends with it as soon as Messages says that the words are no longer there, or others."""

from __future__ import annotations

import pytest
from happenings import ago, stored, talk

from app.store import learnt_words, suggestions, trainings
from app.store.jobs import Status
from engine.domain import micros
from engine.training.values import Parameters


@pytest.fixture
def learning(db, source, sync):
    """A job that took one sample, and the guid of a message in it."""
    chat, _ = talk(source, 4)
    asked = source.add_message(chat, "Is the boat mended?", at=ago(hours=3))
    sync()
    conversation_id, sent_us = stored(db, asked, "conversation_id", "sent_us")
    suggestions.add_sample(
        db, conversation_id, option_id=None, source="manual", sample_input="Them: Is the boat mended?\nMe:",
        output="nearly", quality=1.0, made_us=micros(ago(hours=2)), span_us=(sent_us, sent_us),
    )  # fmt: skip
    job = trainings.add(
        db, model_id="tiny", base_sha256="ab", parameters=Parameters(), key=bytes(32), by_hand=True, merges=False,
        now_us=micros(ago(hours=1)),
    )  # fmt: skip
    (sample_id,) = db.conn.execute("SELECT id FROM sample").fetchone()
    assert learnt_words.put(db, job.id, {sample_id: micros(ago(hours=2))}, groups=False)
    return job, asked


def unsent(source, guid):
    source.unsend(guid, at=ago(minutes=5))


def reworded(source, guid):
    source.edit(guid, "Is the boat sold?", at=ago(minutes=5))


def deleted(source, guid):
    source.delete(guid)


@pytest.mark.parametrize("happens", [unsent, reworded, deleted])
def test_a_message_that_goes_ends_the_job_that_took_it(db, source, sync, learning, happens):
    job, guid = learning
    happens(source, guid)
    sync(reconcile=True)
    assert trainings.get(db, job.id).status is Status.CANCELLED
    assert trainings.get(db, job.id).key == b""


def test_a_message_that_only_comes_ends_nothing(db, source, sync, learning):
    job, _guid = learning
    source.add_message(1, "Shall I come by?", at=ago(minutes=2))
    sync(reconcile=True)
    assert trainings.get(db, job.id).status is Status.QUEUED
