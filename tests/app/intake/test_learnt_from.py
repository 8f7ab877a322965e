"""What a job learns from ends with it as soon as Messages says that the words are no longer there, or others."""

from __future__ import annotations

import pytest
from happenings import NOW, ago, stored, talk

from app import harvest, judging, sample_table
from app.settings import Settings
from app.store import cutting, learnt_words, suggestions, trainings
from app.store.jobs import Status
from app.store.samples import Wanted
from engine.domain import micros
from engine.training.values import Parameters
from tests.app.store.conftest import versions


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
    assert learnt_words.put(db, job.id, versions(db, sample_id), groups=False, edits=True)
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


def looked_at(db):
    judging.judge_changed(db, now=NOW)
    for conversations in ([], cutting.uncut(db)):  # what is not cut is looked at later, and not lost
        for conversation_id in conversations:
            cutting.cut(db, conversation_id)
        while harvest.piece(db, now=NOW, settings=Settings()):
            pass
    return [(one.input.splitlines()[0], one.output, one.included) for one in reversed(sample_table.page(db, Wanted()))]


def test_a_typo_mended_by_the_other_side_costs_no_sample_and_nothing_that_the_person_thought_of_them(db, source, sync):
    chat = source.add_chat([source.add_handle("+447700900100")])
    asked = source.add_message(chat, "Is the boot mended?", at=ago(minutes=60))
    for number, said in enumerate(("uno", "dos", "tres")):
        source.add_message(chat, said, at=ago(minutes=50 - 10 * number), from_me=True)
        source.add_message(chat, "And then?", at=ago(minutes=45 - 10 * number))
    sync()
    was = looked_at(db)
    assert [one[1] for one in was] == ["uno", "dos", "tres"]
    newest, middle, _oldest = sample_table.page(db, Wanted())
    sample_table.edit(db, newest.id, answer="three")
    sample_table.include(db, middle.id, False)
    source.edit(asked, "Is the boat mended?", at=ago(minutes=5))
    sync(reconcile=True)
    assert sample_table.page(db, Wanted()) == [], "what was said before is no longer there"
    assert harvest.collected(db).all == 0
    mended = "Them: Is the boat mended?"
    assert looked_at(db) == [(mended, "uno", True), (mended, "dos", False), (mended, "three", True)]


def test_a_message_that_only_comes_ends_nothing(db, source, sync, learning):
    job, _guid = learning
    source.add_message(1, "Shall I come by?", at=ago(minutes=2))
    sync(reconcile=True)
    assert trainings.get(db, job.id).status is Status.QUEUED
