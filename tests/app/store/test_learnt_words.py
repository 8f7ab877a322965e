"""Words that go take along what is unfinished and was made of them, and mark what is finished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlite_utils import Database

from app import sample_table
from app.store import (
    adapters,
    contacts,
    conversations,
    erasure,
    learnt_words,
    people,
    removal,
    samples,
    suggestions,
    trainings,
)
from app.store.adapters import Adapter
from app.store.aging import Part, remove_some
from app.store.jobs import Status
from app.store.trainings import Job
from app.wording import nights
from app.wording.problems import sentence
from app.wording.training import job_ended
from engine.domain import StyleProfile, moment
from engine.problems import Cancelled
from engine.training.gate import Verdict
from engine.training.gate_messages import Pair
from engine.training.values import Parameters
from tests.app.store.conftest import MINUTE, START, Rows, versions

KEY = b"a key that is to be found nowhere"[:32]
PHRASE = "as the crow flies, mostly"
STYLE = StyleProfile(0.5, 0, 20, "minimal", "lowercase", (PHRASE,), 0.5, 0.5, 3)


class Learnt:
    """Ines, Theo and a group of both, a sample of each talk, an adapter that saw some, and a job under way."""

    def __init__(self, db: Database, rows: Rows) -> None:
        self.db, self.rows = db, rows
        self.ines, self.theo = rows.contact("Ines"), rows.contact("Theo")
        for address, contact_id in (("ines@example.org", self.ines), ("theo@example.org", self.theo)):
            db.conn.execute(
                "INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (address, contact_id)
            )
        self.with_ines = rows.conversation(self.ines, filter="main")
        self.with_theo = rows.conversation(self.theo, filter="main")
        self.asked = rows.message(self.with_ines, "Is the boat mended?")
        self.said = rows.message(self.with_ines, "nearly, two planks left", from_me=True)
        self.samples = {one: self.sample(one) for one in (self.with_ines, self.with_theo)}

    def sample(self, conversation_id: int, made_us: int = START) -> int:
        return samples_added(self.db, conversation_id, made_us, (START, START + 3 * MINUTE))

    def job(self, *conversation_ids: int) -> Job:
        """A job that took the samples of these."""
        made = trainings.add(
            self.db, model_id="tiny", base_sha256="ab", parameters=Parameters(rank=8, style=STYLE, notes=(PHRASE,)),
            key=KEY, by_hand=True, merges=False, now_us=START,
        )  # fmt: skip
        ids = [self.samples[one] for one in conversation_ids]
        assert learnt_words.put(self.db, made.id, versions(self.db, *ids), groups=True, edits=True)
        trainings.put_contacts(self.db, made.id, ids)
        return made

    def adapter(self, *conversation_ids: int) -> Adapter:
        """A version that came of such a job."""
        job = self.job(*conversation_ids)
        made = adapters.add(
            self.db, job_id=job.id, model_id="tiny", base_sha256="ab", sha256="cd", n_bytes=1, key=KEY,
            verdict=Verdict(True, ()), pairs=[Pair("Them: hm?", "before", "after", "own")], n_learnt=1, now_us=START,
        )  # fmt: skip
        trainings.complete(self.db, job.id, str(made.id), now_us=START)
        return made


def samples_added(db: Database, conversation_id: int, made_us: int, span_us: tuple[int, int]) -> int:
    number = db.conn.execute(
        "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, since_us, until_us, masked, "
        "said) VALUES (?, 'accepted', 'Them: Is the boat mended?\nMe:', 'nearly', 1.0, ?, ?, ?, 1, ?)",
        (conversation_id, made_us, *span_us, samples.digest(f"nearly {conversation_id}")),
    ).lastrowid
    assert number is not None
    return number


@pytest.fixture
def learnt(db: Database, rows: Rows) -> Learnt:
    return Learnt(db, rows)


def removed(learnt: Learnt) -> None:
    removal.remove(learnt.db, [learnt.said], source_id=1, now_us=START)


def switched_off(learnt: Learnt) -> None:
    conversations.switch_off(learnt.db, learnt.with_ines, True)


def contact_switched_off(learnt: Learnt) -> None:
    contacts.switch_off(learnt.db, learnt.ines, True)


def erased(learnt: Learnt) -> None:
    erasure.erase(learnt.db, learnt.ines, now_us=START)


def aged(learnt: Learnt) -> None:
    learnt.db.conn.execute("UPDATE sample SET made_us = ? WHERE conversation_id = ?", (START + 9, learnt.with_theo))
    learnt.db.conn.execute(
        "UPDATE training_words SET made_us = ? WHERE conversation_id = ?", (START + 9, learnt.with_theo)
    )
    remove_some(learnt.db, Part.SAMPLES, START + 1, limit=10, now_us=START)


def messages_aged(learnt: Learnt) -> None:
    remove_some(learnt.db, Part.MESSAGES, START + 10 * MINUTE, limit=10, now_us=START)


EVENTS: list[Callable[[Learnt], None]] = [removed, switched_off, contact_switched_off, erased, aged, messages_aged]


@pytest.mark.parametrize("goes", EVENTS)
def test_an_unfinished_job_ends_with_the_words_that_it_took(learnt: Learnt, goes: Callable[[Learnt], None]) -> None:
    job = learnt.job(learnt.with_ines, learnt.with_theo)
    trainings.begin(learnt.db, job.id, now_us=START)
    goes(learnt)
    over = trainings.get(learnt.db, job.id)
    assert over.status is Status.CANCELLED
    assert isinstance(over.problem, Cancelled)
    assert over.problem.facts == {"reason": "words_gone"}
    assert over.key == b""
    assert (over.parameters.style, over.parameters.notes, over.parameters.rank) == (None, (), 8)
    assert trainings.unfinished(learnt.db) is None


def filtered(learnt: Learnt) -> None:
    learnt.db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = ?", (learnt.with_ines,))


def made_a_group(learnt: Learnt) -> None:
    learnt.db.conn.execute("UPDATE conversation SET is_group = 1 WHERE id = ?", (learnt.with_ines,))


@pytest.mark.parametrize("becomes", [filtered, made_a_group])
def test_an_unfinished_job_ends_where_nothing_is_learnt_from_a_conversation_any_more(
    learnt: Learnt, becomes: Callable[[Learnt], None]
) -> None:
    saw = learnt.adapter(learnt.with_ines)
    job = learnt.job(learnt.with_ines, learnt.with_theo)
    trainings.begin(learnt.db, job.id, now_us=START)
    assert not learnt_words.end_barred(learnt.db, groups=False, edits=False)
    becomes(learnt)
    assert learnt_words.end_barred(learnt.db, groups=False, edits=True)
    over = trainings.get(learnt.db, job.id)
    assert (over.status, over.key) == (Status.CANCELLED, b"")
    assert job_ended(over) == nights.WORDS_BARRED
    assert over.problem is not None
    assert sentence(over.problem).what == nights.WORDS_BARRED
    assert not adapters.get(learnt.db, saw.id).stale, "no word went, and the next night leaves them out"
    assert learnt_words.saw(learnt.db, learnt.ines) == [saw.id]


@pytest.mark.parametrize("goes", EVENTS)
def test_an_adapter_that_saw_them_is_marked_and_shows_nothing_of_them(
    learnt: Learnt, goes: Callable[[Learnt], None]
) -> None:
    saw = learnt.adapter(learnt.with_ines)
    did_not = learnt.adapter(learnt.with_theo)
    goes(learnt)
    assert (adapters.get(learnt.db, saw.id).stale, adapters.get(learnt.db, saw.id).pairs) == (True, ())
    assert not adapters.get(learnt.db, did_not.id).stale
    assert adapters.get(learnt.db, did_not.id).pairs


@pytest.mark.parametrize("goes", EVENTS)
def test_a_job_that_took_others_goes_on(learnt: Learnt, goes: Callable[[Learnt], None]) -> None:
    job = learnt.job(learnt.with_theo)
    goes(learnt)
    assert trainings.unfinished(learnt.db) == trainings.get(learnt.db, job.id)
    assert trainings.get(learnt.db, job.id).key == KEY


def test_a_message_outside_of_what_was_taken_ends_nothing(learnt: Learnt) -> None:
    later = learnt.rows.message(learnt.with_ines, "see you", after_min=600)
    job = learnt.job(learnt.with_ines)
    removal.remove(learnt.db, [later], source_id=1, now_us=START)
    assert trainings.unfinished(learnt.db) == trainings.get(learnt.db, job.id)


def test_a_reply_that_was_sent_later_takes_its_decision_along(learnt: Learnt) -> None:
    """The sample of a decision spans what was answered; the reply itself is known by its words."""
    sent = learnt.rows.message(learnt.with_ines, f"nearly {learnt.with_ines}", after_min=600, from_me=True)
    job = learnt.job(learnt.with_ines)
    removal.remove(learnt.db, [sent], source_id=1, now_us=START)
    assert trainings.get(learnt.db, job.id).status is Status.CANCELLED


def test_a_contact_in_a_group_takes_along_what_learnt_from_it(learnt: Learnt) -> None:
    group = learnt.rows.conversation(None, filter="main", is_group=1)
    learnt.db.conn.execute(
        "INSERT INTO conversation_handle (conversation_id, handle_id) VALUES (?, 1), (?, 2)", (group,) * 2
    )
    learnt.samples[group] = learnt.sample(group)
    saw = learnt.adapter(group)
    erasure.erase(learnt.db, learnt.ines, now_us=START)
    assert adapters.get(learnt.db, saw.id).stale


def test_who_left_a_group_and_is_quoted_is_one_whom_was_learnt_from(learnt: Learnt) -> None:
    group = learnt.rows.conversation(None, filter="main", is_group=1)
    for handle_id, after_min in ((1, 1), (2, 60)):
        said = learnt.rows.message(group, "Is the boat mended?", after_min=after_min)
        learnt.db.conn.execute("UPDATE message SET handle_id = ? WHERE id = ?", (handle_id, said))
    learnt.samples[group] = learnt.sample(group)
    assert trainings.contacts(learnt.db, learnt.job(group).id) == {learnt.ines}, "Theo wrote before and after only"


def test_two_contacts_that_become_one_stay_what_was_learnt_from(learnt: Learnt) -> None:
    saw = learnt.adapter(learnt.with_theo)
    job = learnt.job(learnt.with_theo)
    people.unite(learnt.db, learnt.ines, learnt.theo)
    assert not adapters.get(learnt.db, saw.id).stale
    assert trainings.contacts(learnt.db, job.id) == {learnt.ines}
    erasure.erase(learnt.db, learnt.ines, now_us=START)
    assert adapters.get(learnt.db, saw.id).stale
    assert trainings.get(learnt.db, job.id).status is Status.CANCELLED


def test_who_is_united_with_somebody_who_is_not_read_is_not_learnt_from_either(learnt: Learnt) -> None:
    job = learnt.job(learnt.with_theo)
    contacts.switch_off(learnt.db, learnt.ines, True)
    people.unite(learnt.db, learnt.ines, learnt.theo)
    assert trainings.get(learnt.db, job.id).status is Status.CANCELLED
    assert learnt.db.conn.execute("SELECT count(*) FROM sample").fetchone() == (0,)


def test_samples_that_went_while_they_were_chosen_are_not_taken(learnt: Learnt) -> None:
    job = trainings.add(
        learnt.db, model_id="tiny", base_sha256="ab", parameters=Parameters(), key=KEY, by_hand=True, merges=False,
        now_us=START,
    )  # fmt: skip
    chosen = versions(learnt.db, *learnt.samples.values())
    contacts.switch_off(learnt.db, learnt.ines, True)
    assert not learnt_words.put(learnt.db, job.id, chosen, groups=True, edits=True)
    assert learnt.db.conn.execute("SELECT count(*) FROM training_words").fetchone() == (0,)


def left_out(learnt: Learnt, sample_id: int) -> None:
    sample_table.include(learnt.db, sample_id, False)


def worded_anew(learnt: Learnt, sample_id: int) -> None:
    sample_table.edit(learnt.db, sample_id, answer="soon")


def in_place_of_another(learnt: Learnt, sample_id: int) -> None:
    samples.delete(learnt.db, sample_id)
    assert learnt.sample(learnt.with_theo) == sample_id, "the number is given again"


@pytest.mark.parametrize("becomes", [left_out, worded_anew, in_place_of_another])
def test_a_sample_that_is_another_one_by_now_is_not_taken(
    learnt: Learnt, becomes: Callable[[Learnt, int], None]
) -> None:
    taken = learnt.samples[learnt.with_theo]
    chosen = versions(learnt.db, taken)
    assert learnt_words.put(learnt.db, "job", chosen, groups=True, edits=True)
    becomes(learnt, taken)
    assert not learnt_words.put(learnt.db, "job", chosen, groups=True, edits=True)


@pytest.mark.parametrize("becomes", [left_out, worded_anew])
def test_an_unfinished_job_ends_when_the_person_leaves_out_or_rewords_what_it_took(
    learnt: Learnt, becomes: Callable[[Learnt, int], None]
) -> None:
    job = learnt.job(learnt.with_ines)
    becomes(learnt, learnt.samples[learnt.with_theo])
    assert trainings.unfinished(learnt.db) == trainings.get(learnt.db, job.id)
    learnt.db.conn.execute("UPDATE sample SET version = 7")  # the turn has gone on since
    becomes(learnt, learnt.samples[learnt.with_ines])
    over = trainings.get(learnt.db, job.id)
    assert (over.status, over.key, job_ended(over)) == (Status.CANCELLED, b"", nights.WORDS_LEFT_OUT)


def test_a_pair_or_a_decision_that_is_taken_back_ends_the_job_that_took_it(learnt: Learnt) -> None:
    made, back = sample_table.add(learnt.db, "and the boat?", "mine", now=moment(START))
    learnt.samples = {1: made.id, 2: learnt.samples[learnt.with_theo]}
    learnt.db.conn.execute("UPDATE sample SET option_id = 'r-1' WHERE id = ?", (learnt.samples[2],))
    for taken, take_back in ((1, back), (2, lambda: suggestions.undecide(learnt.db, "r-1"))):
        job = learnt.job(taken)
        take_back()
        assert trainings.get(learnt.db, job.id).is_over


def test_taking_back_what_was_left_in_or_worded_anew_ends_a_job_too(learnt: Learnt) -> None:
    taken = learnt.samples[learnt.with_ines]
    samples.include(learnt.db, taken, False)
    _, out_again = sample_table.include(learnt.db, taken, True)
    job = learnt.job(learnt.with_ines)
    out_again()
    assert trainings.get(learnt.db, job.id).is_over


def test_an_unfinished_job_that_took_changed_drafts_ends_once_these_are_not_learnt_from(learnt: Learnt) -> None:
    learnt.db.conn.execute("UPDATE sample SET source = 'edited' WHERE id = ?", (learnt.samples[learnt.with_ines],))
    job = learnt.job(learnt.with_ines)
    assert not learnt_words.end_barred(learnt.db, groups=True, edits=True)
    assert learnt_words.end_barred(learnt.db, groups=True, edits=False)
    assert trainings.get(learnt.db, job.id).is_over
    assert not learnt_words.put(
        learnt.db, "job", versions(learnt.db, learnt.samples[learnt.with_ines]), groups=True, edits=False
    )


@pytest.mark.parametrize("end", [trainings.cancel, trainings.complete, trainings.fail])
def test_a_job_that_is_over_keeps_neither_its_key_nor_a_word_of_the_person(
    learnt: Learnt, end: Callable[..., bool]
) -> None:
    job = learnt.job(learnt.with_ines)
    more = {trainings.complete: ("7",), trainings.fail: (Cancelled(),)}.get(end, ())
    assert end(learnt.db, job.id, *more, now_us=START)
    kept = learnt.db.conn.execute("SELECT key, CAST(parameters AS TEXT) FROM training_job").fetchone()
    assert kept[0] == b""
    assert PHRASE not in kept[1]
    assert msgspec.json.decode(kept[1], type=Parameters).rank == 8


def test_deleting_an_adapter_takes_its_key_and_whom_it_saw(
    learnt: Learnt, tmp_path_factory: pytest.TempPathFactory
) -> None:
    saw = learnt.adapter(learnt.with_ines)
    file = tmp_path_factory.mktemp("kept") / "kept.db"
    assert KEY in everything(learnt.db, file)
    adapters.delete(learnt.db, saw.id)
    file.unlink()
    assert KEY not in everything(learnt.db, file)
    assert learnt.db.conn.execute("SELECT count(*) FROM training_words").fetchone() == (0,)
    assert trainings.contacts(learnt.db, saw.job_id) == set()


def everything(db: Database, file: Path) -> bytes:
    """Every live row of every table, in the clear."""
    db.conn.execute("ATTACH ? AS plain KEY ''", (str(file),))
    db.conn.execute("SELECT sqlcipher_export('plain')")
    db.conn.execute("DETACH plain")
    return file.read_bytes()


def test_versions_that_saw_somebody_are_told(learnt: Learnt) -> None:
    first, _other, last = (
        learnt.adapter(learnt.with_ines),
        learnt.adapter(learnt.with_theo),
        learnt.adapter(learnt.with_ines),
    )
    assert learnt_words.saw(learnt.db, learnt.ines) == [last.id, first.id]
