"""Whoever has or ever had a name here is masked by it, however often a turn is looked at anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlite_utils import Database

from app import masked_samples
from app.store import cutting, erasure, known_names, parting, people
from engine.heard import SourcePerson
from tests.app.harvest.talk import Talk, answers, collect, found


def united(db: Database, talk: Talk) -> None:
    mum, helga = talk.contact("Mum"), talk.contact("Helga Braun")
    people.unite(db, mum, helga)


def renamed(db: Database, talk: Talk) -> None:
    db.conn.execute("UPDATE contact SET name = 'Mum' WHERE id = ?", (talk.contact("Helga Braun"),))


def removed_from_the_address_book(db: Database, talk: Talk) -> None:
    db.conn.execute("UPDATE contact SET source_uid = 'card' WHERE id = ?", (talk.contact("Helga Braun"),))
    people.name_people(db, [])
    assert db.conn.execute("SELECT 1 FROM contact WHERE name LIKE 'Helga%'").fetchone() is None


def not_written_with(db: Database, talk: Talk) -> None:
    people.name_people(db, [SourcePerson("card", "Helga Braun", False, ())])


def erased(db: Database, talk: Talk) -> None:
    helga = talk.contact("Helga Braun")
    masked_samples.forget_names(db, helga)
    erasure.erase(db, helga, now_us=1)


@pytest.mark.parametrize("is_named", [united, renamed, removed_from_the_address_book, not_written_with, erased])
def test_a_name_that_is_nobodys_now_is_masked(
    db: Database, talk: Talk, is_named: Callable[[Database, Talk], None]
) -> None:
    is_named(db, talk)
    talk.said("< Who comes?", "> Helgas train is late")
    collect(db)
    assert [one.replace("]s", "]") for one in answers(db)] == ["[NAME_1] train is late"]


def test_a_masked_name_stays_masked_when_a_turn_is_cut_anew(db: Database, talk: Talk) -> None:
    lisa = talk.contact("Lisa")
    here = talk.said("< Does Lisa come?", "> Lisa and me")
    collect(db)
    masked = [("history", "Them: Does [NAME_1] come?\nMe:", "[NAME_1] and me", 0.6)]
    assert found(db) == masked
    db.conn.execute("DELETE FROM contact WHERE id = ?", (lisa,))  # without a trace
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    assert found(db) == masked


def test_who_is_split_off_again_is_known_by_all_the_names_that_either_may_have_had(db: Database, talk: Talk) -> None:
    mum = talk.contact("Mum")
    for number in (1, 2):
        db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (f"{number}@x.de", mum))
    renamed(db, talk)
    people.unite(db, mum, mum + 1)
    fresh = parting.split(db, mum, ["2@x.de"]).contact_id
    assert known_names.of_contact(db, fresh) == known_names.of_contact(db, mum) == ("Helga Braun", "Mum")


def test_by_every_name_they_had_somebody_is_forgotten_and_not_found_in_any_table(db: Database, talk: Talk) -> None:
    mum, helga = talk.contact("Mum"), talk.contact("Helga Braun")
    people.unite(db, mum, helga)
    namesake = talk.contact("Mum")
    here = talk.said("< News?", "> Helga moved to Rome", "< And the Brauns?", "> no idea")
    collect(db)
    masked_samples.forget_names(db, mum)
    erasure.erase(db, mum, now_us=1)
    assert known_names.of_everybody(db) == ("Kim", "Mum"), "a namesake is known still"
    assert db.conn.execute("SELECT name FROM contact WHERE id = ?", (namesake,)).fetchone() == ("Mum",)
    kept = b"".join(row[0] for row in db.conn.execute("SELECT forms FROM name_forgotten"))
    assert b"elga" not in kept
    assert b"braun" not in kept
    talk.said("> Helga wrote", conversation=here)  # the turn says something else, and is looked at anew
    db.conn.execute("DELETE FROM sample WHERE id = 1")
    cutting.forget_conversation(db, here)
    talk.ready(here)
    collect(db)
    assert [one[2] for one in found(db)] == ["[NAME_1] moved to Rome", "no idea\n[NAME_1] wrote"]
    assert "Braun" not in str(found(db))
