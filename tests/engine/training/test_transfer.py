"""A state crosses the trainer's pipe in pieces, both ways, and comes out as it was."""

from __future__ import annotations

import random
import threading
from multiprocessing import Pipe

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems import Cancelled
from engine.training import messages, transfer
from engine.training.messages import Given, Stop, Wanted
from engine.training.transfer import PIECE


def state(*lengths: int) -> list[bytes]:
    return [random.Random(length).randbytes(length) for length in lengths]


@pytest.mark.parametrize("lengths", [(), (0,), (1, 2), (PIECE,), (32, 3 * PIECE + 5), (PIECE + 1, PIECE - 1)])
def test_a_state_is_told_in_pieces_of_which_the_last_one_is_named(lengths: tuple[int, ...]) -> None:
    told = list(transfer.told(state(*lengths), 7))
    assert b"".join(one.piece for one in told) == b"".join(state(*lengths))
    assert [one.last for one in told] == [False] * (len(told) - 1) + [True]
    assert {one.step for one in told} == {7}
    assert max(len(messages.encode(one)) for one in told) <= PIECE + 100


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_a_state_is_asked_for_piece_by_piece(pieces: list[bytes]) -> None:
    """No more than one is ever under way."""
    ours, theirs = Pipe()
    found: list[bytes] = []
    asking = threading.Thread(target=lambda: found.append(transfer.ask(theirs)))
    asking.start()
    for at in range(len(pieces) + 1):
        assert isinstance(messages.reply(ours.recv_bytes()), Wanted)
        last = at == len(pieces)
        assert last or not ours.poll(0)
        ours.send_bytes(messages.encode(Given(b"" if last else pieces[at], last)))
    asking.join()
    assert found == [b"".join(pieces)]
    for end in (ours, theirs):
        end.close()


@pytest.mark.parametrize("before", [[], [Given(b"half of it", last=False)]])
def test_what_is_stopped_meanwhile_has_no_state(before: list[Given]) -> None:
    ours, theirs = Pipe()
    with ours, theirs:
        for one in (*before, Stop()):
            ours.send_bytes(messages.encode(one))
        with pytest.raises(Cancelled):
            transfer.ask(theirs)
