"""What is done next while nobody waits, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import worklist
from app.worklist import DoJob, Draft, Drafted, Embed, Extend, Failure, Limits, Need, Nothing, Retell, Work, next_piece

NOW = 1_000_000.0
QUIET = NOW - 60


def need(conversation_id: int, *, turn: int | None = None, said_at: float = QUIET, silent: bool = False) -> Need:
    return Need(conversation_id, conversation_id * 10 if turn is None else turn, said_at, silent)


def drafted(conversation_id: int, *, turn: int | None = None, n: int = 8, planned: int = 8) -> Drafted:
    return Drafted(f"r{conversation_id}", conversation_id * 10 if turn is None else turn, n, planned)


FIVE = tuple(need(number) for number in range(1, 6))


def all_drafted(*numbers: int) -> dict[int, Drafted]:
    return {number: drafted(number) for number in numbers}


def test_the_most_urgent_conversation_is_drafted_first() -> None:
    assert next_piece(NOW, Work(needs=FIVE)) == Draft(1)


def test_one_after_the_other_is_drafted_until_the_places_are_full() -> None:
    assert next_piece(NOW, Work(needs=FIVE, drafted=all_drafted(1))) == Draft(2)
    assert next_piece(NOW, Work(needs=FIVE, drafted=all_drafted(1, 2))) == Draft(3)
    assert next_piece(NOW, Work(needs=FIVE, drafted=all_drafted(1, 2, 3))) == Nothing("all_drafted")


def test_the_person_says_how_many_are_drafted_ahead() -> None:
    work = Work(needs=FIVE, drafted=all_drafted(1, 2, 3))
    assert next_piece(NOW, replace(work, limits=Limits(ahead=5))) == Draft(4)
    assert next_piece(NOW, replace(work, drafted={}, limits=Limits(ahead=0))) == Nothing("switched_off")


def test_nothing_is_drafted_where_nobody_needs_a_reply() -> None:
    assert next_piece(NOW, Work()) == Nothing("all_drafted")


def test_whoever_waits_comes_first() -> None:
    work = Work(needs=FIVE, embeds=True, jobs=True, put_back=(3,), interactive=True)
    assert next_piece(NOW, work) == Nothing("interactive")


def test_a_draft_the_person_asked_for_comes_back_before_all_else() -> None:
    work = Work(needs=FIVE, put_back=(9, 4), on_battery=True, limits=Limits(ahead=0, on_battery=False))
    assert next_piece(NOW, work) == Draft(9)


def test_a_burst_is_left_to_end() -> None:
    fresh = need(1, said_at=NOW - 5)
    assert next_piece(NOW, Work(needs=[fresh])) == Nothing("not_quiet", 15.0)
    assert next_piece(NOW + 15, Work(needs=[fresh])) == Draft(1)
    assert next_piece(NOW, Work(needs=[fresh, need(2)])) == Draft(2)


def test_a_draft_for_an_older_turn_counts_for_nothing() -> None:
    work = Work(needs=[need(1, turn=12)], drafted={1: drafted(1, turn=11)})
    assert next_piece(NOW, work) == Draft(1)


def test_no_turn_is_drafted_twice() -> None:
    assert next_piece(NOW, Work(needs=[need(1)], drafted=all_drafted(1))) == Nothing("all_drafted")


def test_silent_conversations_take_no_place() -> None:
    needs = [need(1, silent=True), need(2), need(3), need(4)]
    work = Work(needs=needs, drafted=all_drafted(2, 3))
    assert next_piece(NOW, work) == Draft(4)


def test_a_turn_to_which_nothing_can_be_said_takes_no_place() -> None:
    work = Work(needs=FIVE, drafted={1: drafted(1, n=0, planned=0)} | all_drafted(2, 3))
    assert next_piece(NOW, work) == Draft(4)
    spoke_again = replace(FIVE[0], turn=99)
    assert next_piece(NOW, replace(work, needs=(spoke_again, *FIVE[1:]))) == Draft(1)


@pytest.mark.parametrize(("tries", "wait_s"), [(1, 60.0), (2, 240.0)])
def test_a_draft_that_failed_is_tried_again_ever_later(tries: int, wait_s: float) -> None:
    work = Work(needs=[need(1)], failures={1: Failure(turn=10, tries=tries, at=NOW)})
    assert next_piece(NOW + 1, work) == Nothing("backing_off", wait_s - 1)
    assert next_piece(NOW + wait_s, work) == Draft(1)


def test_after_three_failures_only_a_new_turn_is_tried() -> None:
    failures = {1: Failure(turn=10, tries=3, at=NOW - 1e6)}
    assert next_piece(NOW, Work(needs=[need(1)], failures=failures)) == Nothing("backing_off")
    assert next_piece(NOW, Work(needs=[need(1, turn=11)], failures=failures)) == Draft(1)


def test_a_failure_here_does_not_hold_up_the_others() -> None:
    work = Work(needs=FIVE, failures={1: Failure(turn=10, tries=1, at=NOW)})
    assert next_piece(NOW, work) == Draft(2)


def test_an_hour_holds_only_so_many_drafts() -> None:
    work = Work(needs=FIVE, drafted_this_hour=60)
    assert next_piece(NOW, work) == Nothing("hour_full", worklist.FULL_S)
    assert next_piece(NOW, replace(work, drafted_this_hour=59)) == Draft(1)
    assert next_piece(NOW, replace(work, limits=Limits(per_hour=61))) == Draft(1)


def test_on_battery_the_person_decides() -> None:
    work = Work(needs=FIVE, on_battery=True)
    assert next_piece(NOW, work) == Draft(1)
    spared = replace(work, limits=Limits(on_battery=False))
    assert next_piece(NOW, spared) == Nothing("battery", worklist.BATTERY_S)
    assert next_piece(NOW, replace(spared, embeds=True)) == Embed()
    assert next_piece(NOW, replace(spared, on_battery=False)) == Draft(1)


def test_three_options_everywhere_come_before_eight_anywhere() -> None:
    three = {1: drafted(1, n=3), 2: drafted(2, n=3)}
    assert next_piece(NOW, Work(needs=FIVE, drafted=three)) == Draft(3)
    assert next_piece(NOW, Work(needs=FIVE[:2], drafted=three)) == Extend(1, "r1")
    assert next_piece(NOW, Work(needs=FIVE[:2], drafted=three | all_drafted(1))) == Extend(2, "r2")


def test_the_conversation_at_hand_is_completed_first() -> None:
    work = Work(needs=FIVE, drafted={4: drafted(4, n=3)}, at_hand=4)
    assert next_piece(NOW, work) == Extend(4, "r4")
    assert next_piece(NOW, replace(work, limits=Limits(ahead=0))) == Extend(4, "r4")
    assert next_piece(NOW, replace(work, needs=())) == Extend(4, "r4")


def test_options_for_an_older_turn_are_not_completed() -> None:
    work = Work(needs=[need(4, said_at=NOW)], drafted={4: drafted(4, turn=39, n=3)}, at_hand=4)
    assert next_piece(NOW, work) == Nothing("not_quiet", 20.0)


def test_the_conversation_at_hand_has_a_place_of_its_own() -> None:
    work = Work(needs=FIVE, drafted=all_drafted(1, 2, 3), at_hand=5)
    assert next_piece(NOW, work) == Draft(5)
    assert next_piece(NOW, replace(work, drafted={})) == Draft(5)
    assert next_piece(NOW, replace(work, drafted=all_drafted(5, 1, 2))) == Draft(3)


def test_vectors_come_after_drafts_and_jobs_after_vectors() -> None:
    work = Work(needs=FIVE, embeds=True, jobs=True)
    assert next_piece(NOW, work) == Draft(1)
    assert next_piece(NOW, replace(work, needs=())) == Embed()
    assert next_piece(NOW, replace(work, needs=(), embeds=False)) == DoJob()


def test_what_a_model_tells_again_comes_after_everything_else() -> None:
    work = Work(needs=FIVE, embeds=True, jobs=True, retells=True)
    assert next_piece(NOW, work) == Draft(1)
    assert next_piece(NOW, replace(work, needs=())) == Embed()
    assert next_piece(NOW, replace(work, needs=(), embeds=False)) == DoJob()
    rest = replace(work, needs=(), embeds=False, jobs=False)
    assert next_piece(NOW, rest) == Retell()
    assert next_piece(NOW, replace(rest, needs=FIVE, drafted=all_drafted(1, 2, 3, 4, 5))) == Retell()


def test_nothing_is_told_again_on_battery_nor_where_nothing_is_wanted_ahead_nor_while_somebody_waits() -> None:
    rest = Work(retells=True)
    assert next_piece(NOW, rest) == Retell()
    for limits in (Limits(on_battery=True), Limits(on_battery=False)):
        assert isinstance(next_piece(NOW, replace(rest, on_battery=True, limits=limits)), Nothing)
    assert next_piece(NOW, replace(rest, limits=Limits(ahead=0))) == Nothing("switched_off")
    assert next_piece(NOW, replace(rest, interactive=True)) == Nothing("interactive")


def test_a_few_vectors_come_before_drafts_which_read_them() -> None:
    work = Work(needs=FIVE, embeds=True, embeds_first=True)
    assert next_piece(NOW, work) == Embed()
    assert next_piece(NOW, replace(work, put_back=(2,))) == Draft(2)
    assert next_piece(NOW, replace(work, interactive=True)) == Nothing("interactive")


def test_what_passes_first_is_when_to_look_again() -> None:
    needs = [need(1), need(2, said_at=NOW - 3), need(3, said_at=NOW - 9)]
    assert next_piece(NOW, Work(needs=needs, drafted=all_drafted(1))) == Nothing("not_quiet", 11.0)


def test_a_draft_under_way_is_for_nothing_once_somebody_spoke_or_the_person_answered() -> None:
    assert not worklist.superseded(1, 10, FIVE)
    assert worklist.superseded(1, 9, FIVE)
    assert worklist.superseded(7, 70, FIVE)


NEEDS = st.lists(
    st.builds(
        Need,
        conversation_id=st.integers(1, 9),
        turn=st.integers(1, 3),
        said_at=st.floats(NOW - 100, NOW),
        silent=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda one: one.conversation_id,
)
SETS = st.builds(
    Drafted, request_id=st.just("r"), turn=st.integers(1, 3), n_options=st.integers(0, 8), n_planned=st.just(8)
)
FAILURES = st.builds(Failure, turn=st.integers(1, 3), tries=st.integers(1, 4), at=st.floats(NOW - 900, NOW))
WORKS = st.builds(
    Work,
    needs=NEEDS,
    drafted=st.dictionaries(st.integers(1, 9), SETS),
    failures=st.dictionaries(st.integers(1, 9), FAILURES),
    at_hand=st.none() | st.integers(1, 9),
    interactive=st.booleans(),
    embeds=st.booleans(),
    jobs=st.booleans(),
    drafted_this_hour=st.integers(0, 80),
    limits=st.builds(Limits, ahead=st.integers(0, 10), per_hour=st.integers(0, 60), on_battery=st.booleans()),
    on_battery=st.booleans(),
)


@given(WORKS)
def test_whatever_there_is_a_draft_keeps_every_rule(work: Work) -> None:
    piece = next_piece(NOW, work)
    if not isinstance(piece, Draft):
        return
    one = next(need for need in work.needs if need.conversation_id == piece.conversation_id)
    kept, failure = work.drafted.get(one.conversation_id), work.failures.get(one.conversation_id)
    assert not work.interactive
    assert not one.silent
    assert kept is None or kept.turn != one.turn
    assert NOW - one.said_at >= worklist.QUIET_S
    assert failure is None or failure.turn != one.turn or failure.tries < worklist.TRIES
    assert work.drafted_this_hour < work.limits.per_hour
    assert work.limits.on_battery or not work.on_battery
    kept_silent = {(number, kept.turn) for number, kept in work.drafted.items() if kept.n_options == 0}
    may = [need for need in work.needs if not need.silent and (need.conversation_id, need.turn) not in kept_silent]
    assert work.limits.ahead > 0
    assert one.conversation_id == work.at_hand or may.index(one) < work.limits.ahead


@given(WORKS)
def test_doing_what_is_next_comes_to_an_end(work: Work) -> None:
    work = replace(work, interactive=False, embeds=False, jobs=False)
    for _ in range(40):
        piece = next_piece(NOW, work)
        if isinstance(piece, Nothing):
            return
        assert isinstance(piece, Draft | Extend)
        turns = {need.conversation_id: need.turn for need in work.needs}
        before = work.drafted.get(piece.conversation_id)
        turn = before.turn if before and isinstance(piece, Extend) else turns[piece.conversation_id]
        made = Drafted("r", turn, 3 if isinstance(piece, Draft) else 8, 8)
        work = replace(work, drafted={**work.drafted, piece.conversation_id: made})
    pytest.fail("the same work was named again and again")
