"""A pause holds back what is written ahead, and ends by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app import events
from app.ahead import Ahead
from app.events import Event
from app.mailbox import Mailbox
from app.pausing import Pausing
from app.power import Power
from app.settings import Settings
from app.worklist import Nothing
from tests.stores import throwaway

NOW = datetime(2026, 3, 18, 14, 30, tzinfo=UTC)


class Timers(Mailbox):
    """A mailbox whose timers a test rings."""

    def __init__(self) -> None:
        super().__init__("test")
        self.set: list[tuple[float, object]] = []

    def after(self, seconds: float, act: object) -> None:  # type: ignore[override]  # kept, not called
        self.set.append((seconds, act))

    def ring(self) -> float:
        seconds, act = self.set.pop(0)
        act()  # type: ignore[operator]
        return seconds


class Paused:
    """A pause with its surroundings."""

    def __init__(self, ahead: Ahead) -> None:
        self.now = NOW
        self.told: list[Event] = []
        self.woken = 0
        self.timers = Timers()
        self.ahead = ahead
        self.pausing = Pausing(self.timers, ahead, announce=self.told.append, wake=self._wake, clock=lambda: self.now)

    def _wake(self) -> None:
        self.woken += 1


def surrounded(test: object) -> None:
    with throwaway() as vault:
        test(Paused(Ahead(vault.db, Settings(), power=Power(lambda: None), clock=lambda: NOW)))  # type: ignore[operator]


def test_a_pause_stops_drafting_ahead_until_it_ends_by_itself() -> None:
    def check(one: Paused) -> None:
        until = NOW + timedelta(minutes=2)
        one.pausing.pause(until)
        assert one.told == [events.PauseChanged(until)]
        piece = one.ahead.next_piece(interactive=False, embeds=False, embeds_first=False, jobs=False)
        assert piece == Nothing("switched_off")
        one.now += timedelta(minutes=1)
        one.timers.ring()
        assert one.ahead.paused
        one.now += timedelta(minutes=1)
        one.timers.ring()
        assert one.told[1:] == [events.PauseChanged(None)]
        assert (one.ahead.paused, one.woken) == (False, 1)
        piece = one.ahead.next_piece(interactive=False, embeds=False, embeds_first=False, jobs=False)
        assert piece != Nothing("switched_off")

    surrounded(check)


def test_going_on_ends_it_at_once_and_its_timer_does_nothing_more() -> None:
    def check(one: Paused) -> None:
        one.pausing.pause(NOW + timedelta(hours=1))
        one.pausing.go_on()
        one.now += timedelta(hours=2)
        one.timers.ring()
        one.pausing.go_on()
        assert one.told == [events.PauseChanged(NOW + timedelta(hours=1)), events.PauseChanged(None)]
        assert one.woken == 1

    surrounded(check)


def test_a_longer_pause_takes_the_place_of_a_shorter_one() -> None:
    def check(one: Paused) -> None:
        one.pausing.pause(NOW + timedelta(minutes=1))
        one.pausing.pause(NOW + timedelta(hours=1))
        one.now += timedelta(minutes=2)
        one.timers.ring()
        assert one.ahead.paused

    surrounded(check)


def test_a_pause_until_a_time_that_has_passed_is_none() -> None:
    def check(one: Paused) -> None:
        one.pausing.pause(NOW)
        assert (one.told, one.ahead.paused, one.timers.set) == ([], False, [])

    surrounded(check)
