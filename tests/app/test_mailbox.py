"""The conductor's inbox: order, timers, idle work and acts that fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from app.mailbox import REST_S, Mailbox

PATIENCE_S = 10.0


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox("test")
    made.start()
    yield made
    assert made.stop(PATIENCE_S)


def settled(mailbox: Mailbox) -> None:
    done = threading.Event()
    mailbox.post(done.set)
    assert done.wait(PATIENCE_S)


def test_acts_run_in_the_order_they_were_posted(mailbox: Mailbox) -> None:
    seen: list[int] = []
    for number in range(100):
        mailbox.post(lambda number=number: seen.append(number))
    settled(mailbox)
    assert seen == list(range(100))


def test_an_act_that_fails_does_not_stop_the_next(mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise ValueError("a secret of somebody")

    mailbox.post(fail)
    mailbox.post(lambda: seen.append("next"))
    settled(mailbox)
    assert seen == ["next"]
    assert "a secret of somebody" not in caplog.text


def test_a_timer_rings_after_what_was_posted_before_it(mailbox: Mailbox) -> None:
    rang = threading.Event()
    mailbox.post(lambda: mailbox.after(0.01, rang.set))
    assert rang.wait(PATIENCE_S)


def test_idle_work_goes_on_until_it_says_that_nothing_is_left(mailbox: Mailbox) -> None:
    steps: list[int] = []
    finished = threading.Event()

    def step() -> bool:
        steps.append(len(steps))
        if len(steps) == 5:
            finished.set()
        return len(steps) < 5

    mailbox.post(lambda: mailbox.while_idle(step))
    assert finished.wait(PATIENCE_S)
    settled(mailbox)
    assert steps == [0, 1, 2, 3, 4]


def test_posted_acts_come_before_idle_work(mailbox: Mailbox) -> None:
    order: list[str] = []
    gate, ended = threading.Event(), threading.Event()

    def idle() -> bool:
        order.append("idle")
        ended.set()
        return False

    mailbox.post(lambda: gate.wait(PATIENCE_S) and None)
    mailbox.post(lambda: mailbox.while_idle(idle))
    mailbox.post(lambda: order.append("wish"))
    gate.set()
    assert ended.wait(PATIENCE_S)
    assert order == ["wish", "idle"]


def times_of_steps(mailbox: Mailbox, *, near: bool) -> list[float]:
    """When three idle steps began, with somebody there before each of them or with nobody."""
    began: list[float] = []
    finished = threading.Event()

    def step() -> bool:
        if near:
            mailbox.leave_room()
        began.append(time.monotonic())
        if len(began) == 3:
            finished.set()
        return len(began) < 3

    mailbox.post(lambda: mailbox.while_idle(step))
    assert finished.wait(PATIENCE_S)
    return began


def test_while_somebody_is_there_idle_steps_keep_apart_and_still_go_on(mailbox: Mailbox) -> None:
    first, second, third = times_of_steps(mailbox, near=True)
    assert second - first >= REST_S
    assert third - second >= REST_S


def test_a_wish_does_not_wait_for_the_rest_between_idle_steps(mailbox: Mailbox) -> None:
    order: list[str] = []
    finished = threading.Event()

    def step() -> bool:
        mailbox.leave_room()
        order.append("idle")
        if len(order) == 1:
            mailbox.post(lambda: order.append("wish"))
        else:
            finished.set()
        return len(order) < 3

    mailbox.post(lambda: mailbox.while_idle(step))
    assert finished.wait(PATIENCE_S)
    assert order == ["idle", "wish", "idle"]


def test_a_timer_rings_in_the_rest_between_idle_steps(mailbox: Mailbox) -> None:
    order: list[str] = []
    finished = threading.Event()

    def step() -> bool:
        mailbox.leave_room()
        order.append("idle")
        if order.count("idle") == 1:
            mailbox.after(0.0, lambda: order.append("timer"))
        else:
            finished.set()
        return order.count("idle") < 2

    mailbox.post(lambda: mailbox.while_idle(step))
    assert finished.wait(PATIENCE_S)
    assert order == ["idle", "timer", "idle"]


def test_the_last_acts_end_it_with_no_idle_step_between(mailbox: Mailbox) -> None:
    done: list[str] = []

    def idle() -> bool:
        done.append("idle")
        return True

    started, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        mailbox.while_idle(idle)
        started.set()
        go_on.wait(PATIENCE_S)

    mailbox.post(hold)
    assert started.wait(PATIENCE_S)
    assert not mailbox.stop(0.0, [lambda: done.append("first"), lambda: done.append("last")])  # it is held
    go_on.set()
    assert mailbox.stop(PATIENCE_S)
    assert done == ["first", "last"]
