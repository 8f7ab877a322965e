"""Rules of the settings hold in what is judged, and marks that were taken back are counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app import desk, judging, marking, replies, settings, sparing, vault
from app.settings import Groups, Mark, Settings
from app.store import contacts, judgements
from app.vault import Vault
from engine.domain import micros
from engine.judge.risk_rules import NEVER
from tests.app.store.conftest import Rows

NOW = datetime(2026, 10, 8, 12, 0, tzinfo=UTC)
INES, THEO = 1, 2


@pytest.fixture
def opened() -> Iterator[Vault]:
    """Ines says a word, Theo runs a scam."""
    with vault.throwaway() as made:
        rows = Rows(made.db)
        for name in ("Ines", "Theo"):
            rows.conversation(rows.contact(name), filter="main")
        rows.message(INES, "we pay in exposure only", at_us=micros(NOW - timedelta(hours=2)))
        cheque = "We post you a cheque for 2,400, keep your 1,500 and send the balance to our stylist by transfer"
        rows.message(THEO, cheque, at_us=micros(NOW - timedelta(hours=1)))
        yield made


def judged(opened: Vault, conversation_id: int) -> float:
    return judging.judge_and_keep(opened.db, conversation_id, now=NOW).risk.combined_risk


def test_settings_become_rules() -> None:
    chosen = Settings(
        marks={"scam": Mark(on=False), "freeloader": Mark(threshold=0.7), "nonsense": Mark(on=False)},
        own_phrases=["exposure"],
    )
    made = marking.rules(chosen)
    assert made.least == {"scam": NEVER, "freeloader": 0.7}
    assert made.phrases == ("exposure",)


def test_what_is_judged_keeps_to_the_settings_beside_the_store(opened: Vault) -> None:
    before = judged(opened, THEO)
    assert before > marking.RED
    settings.save(opened.home, Settings(marks={"scam": Mark(on=False)}, own_phrases=["exposure"]))
    assert judged(opened, THEO) < marking.LEAST
    assert judged(opened, INES) >= marking.LEAST


def test_marks_that_were_kept_and_taken_back_are_counted(opened: Vault) -> None:
    judged(opened, THEO)
    assert marking.how_often_right(opened.db, now=NOW) == marking.Kept(kept=1, dismissed=0, red=1)
    judgements.dismiss(opened.db, THEO, "overpayment", dismissed_us=micros(NOW))
    judgements.dismiss(opened.db, THEO, "*", dismissed_us=micros(NOW))
    judged(opened, THEO)
    assert marking.how_often_right(opened.db, now=NOW) == marking.Kept(kept=0, dismissed=1, red=0)
    later = NOW + timedelta(days=91)
    assert marking.how_often_right(opened.db, now=later) == marking.Kept(kept=0, dismissed=0, red=0)


# ---- whom Sotto leaves alone


class Told:
    """What was announced, and the ways back."""

    def __init__(self, opened: Vault) -> None:
        self.events: list[object] = []
        self.backs: list[object] = []
        self.sparing = sparing.Sparing(
            opened, announce=self.events.append, remember=self.backs.append, clock=lambda: NOW
        )


def test_whom_the_person_does_not_want_read_is_not_and_undo_brings_it_back(opened: Vault) -> None:
    told = Told(opened)
    judged(opened, THEO)
    told.sparing.read_contact(THEO, False)
    assert contacts.get(opened.db, THEO).switched_off
    assert judgements.get(opened.db, THEO) is None
    (back,) = told.backs
    back()
    assert not contacts.get(opened.db, THEO).switched_off
    assert judgements.get(opened.db, THEO) is not None


def test_nothing_is_marked_for_whom_it_is_never_to_be(opened: Vault) -> None:
    told = Told(opened)
    told.sparing.mark(THEO, False)
    verdict = judgements.get(opened.db, THEO)
    assert verdict is not None
    assert verdict.risk.red_flags == ()
    assert judgements.never_marked(opened.db) == {THEO}
    told.sparing.mark(THEO, False)
    assert len(told.backs) == 1
    told.backs[0]()
    assert judgements.never_marked(opened.db) == frozenset()


def test_a_person_is_forgotten_without_a_way_back(opened: Vault) -> None:
    told = Told(opened)
    told.sparing.erase(THEO)
    assert told.backs == []
    assert opened.db.conn.execute("SELECT count(*) FROM message").fetchone()[0] == 1


# ---- groups


@pytest.fixture
def group(opened: Vault) -> int:
    rows = Rows(opened.db)
    made = rows.conversation(None, is_group=1, display_name="Harbour shoot", filter="main")
    rows.message(made, "Who brings the reflector on Saturday?", at_us=micros(NOW - timedelta(minutes=5)))
    return made


@pytest.mark.parametrize(
    ("wanted", "shown", "silent"),
    [(Groups.SHOW, True, "group_off"), (Groups.DRAFT, True, None), (Groups.LEAVE_OUT, False, "group_off")],
)
def test_groups_are_shown_and_drafted_as_the_person_wants(
    opened: Vault, group: int, wanted: Groups, shown: bool, silent: str | None
) -> None:
    settings.save(opened.home, Settings(groups=wanted))
    listed = {row.conversation_id for row in desk.inbox(opened.db, now=NOW)}
    assert (group in listed) is shown
    assert replies.occasion(opened.db, group, now=NOW).silent_reason == silent
