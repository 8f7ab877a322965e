"""What is asked of the machine at night: how long nobody touched it, and whether it is too hot."""

from __future__ import annotations

import sys
from collections import namedtuple
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from app import idleness, night_facts, nightly
from app.idleness import FirstThatTells, Told
from app.night_facts import Probes
from app.paths import Home

NOW = datetime(2036, 3, 4, 5, 6, tzinfo=UTC)

Sensor = namedtuple("Sensor", "label current high critical")


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("(uint64 12345,)\n", 12.345), ("(uint64 0,)", 0.0), ("", None), ("Error: no such thing", None), ("(12,)", None)],
)
def test_what_the_desktop_tells_is_read(told: str, seconds: float | None) -> None:
    assert idleness.milliseconds(told) == seconds


#: As `ioreg -c IOHIDSystem -d 4` prints it, shortened.
IOREG = """+-o Root  <class IORegistryEntry, id 0x100000100, retain 34>
  +-o IOHIDSystem  <class IOHIDSystem, id 0x1000004a5, registered, matched, active>
      {
        "HIDParameters" = {"HIDScrollZoomModifierMask"=262144,"HIDClickTime"=500000000}
        "HIDIdleTime" = 615123456789
        "IOMatchedPersonality" = {"HIDIdleTime"=12}
      }
"""


@pytest.mark.parametrize(
    ("told", "seconds"),
    [(IOREG, 615.123456789), ("", None), ('"HIDIdleTime" = soon', None), ('        "HIDIdleTime" = 0\n', 0.0)],
)
def test_what_a_mac_tells_of_its_input_is_read(told: str, seconds: float | None) -> None:
    assert idleness.hid_idle(told) == seconds


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("IdleHint=yes\nIdleSinceHintMonotonic=400000000\n", 600.0),
        ("IdleHint=no\nIdleSinceHintMonotonic=400000000\n", None),
        ("IdleHint=yes\nIdleSinceHintMonotonic=0\n", None),
        ("IdleHint=yes\nIdleSinceHintMonotonic=2000000000\n", None),
        ("IdleHint=yes\n", None),
        ("Failed to get session: No such session", None),
        ("", None),
    ],
)
def test_a_session_is_believed_only_when_it_says_that_it_is_idle(told: str, seconds: float | None) -> None:
    assert idleness.idle_hint(told, now_us=1_000_000_000) == seconds


@pytest.mark.parametrize(("figure", "seconds"), [(0.0, 0.0), (12.5, 12.5), (-1.0, None), (float("inf"), None)])
def test_a_figure_that_cannot_be_is_none(figure: float, seconds: float | None) -> None:
    assert idleness.sensible(figure) == seconds
    assert idleness.sensible(float("nan")) is None


def test_the_first_that_tells_is_asked_first_from_then_on() -> None:
    answers: dict[str, str | None] = {"one": None, "two": "(uint64 5000,)", "three": "(uint64 9000,)"}
    asked: list[str] = []

    def ask(command: Sequence[str]) -> str | None:
        asked.append(command[0])
        return answers[command[0]]

    told = FirstThatTells(*(Told((name,), idleness.milliseconds) for name in answers), ask=ask)
    assert (told(), told()) == (5.0, 5.0)
    assert asked == ["one", "two", "two"]
    answers["two"] = "Error: no such object"
    assert told() == 9.0
    answers["three"] = None
    assert told() is None


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of other systems than Windows")
def test_a_command_that_fails_or_is_not_there_tells_nothing() -> None:
    assert idleness.printed(("no-such-command-anywhere",)) is None
    assert idleness.printed(("false",)) is None
    assert idleness.printed(("echo", "(uint64 1,)")) == "(uint64 1,)\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the displays of Linux are asked")
def test_without_a_display_that_answers_nobody_is_said_to_be_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "no-such-session")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert idleness.probe()() is None
    monkeypatch.setenv("DISPLAY", ":4095")
    assert idleness.probe()() is None
    monkeypatch.setenv("WAYLAND_DISPLAY", "no-such-display")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert idleness.probe()() is None


@pytest.mark.parametrize(
    ("environment", "wayland"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, True),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, True),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, False),
        ({"DISPLAY": ":0"}, False),
        ({}, False),
    ],
)
def test_a_session_is_waylands_whatever_display_a_program_is_given(environment: dict[str, str], wayland: bool) -> None:
    assert idleness.is_wayland(environment) is wayland


@pytest.mark.skipif(sys.platform != "linux", reason="the displays of Linux are asked")
def test_under_wayland_the_x_server_is_not_asked_who_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would count its own windows' silence, and say that somebody who works in others is away."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    assert isinstance(idleness.probe(), FirstThatTells)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("XDG_SESSION_ID", "no-such-session")
    assert idleness.probe()() is None


def test_where_the_person_asked_for_it_nobody_asks_whether_they_are_there(tmp_path: Path) -> None:
    def never() -> float | None:
        raise AssertionError

    probes = Probes(idle_s=never)
    facts = night_facts.of_now(probes, Home(tmp_path), NOW, train_at=None, by_hand=True, busy=False)
    assert nightly.go_on(facts, began=NOW) in (None, *nightly.Reason)
    assert nightly.go_on(facts, began=NOW) is not nightly.Reason.PRESENT


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS is asked in another way")
@pytest.mark.parametrize(
    ("sensor", "hot"),
    [
        (Sensor("", 96.0, 90.0, 100.0), True),
        (Sensor("", 80.0, 70.0, 100.0), False),
        (Sensor("", 200.0, None, None), False),
        (Sensor("", 70.0, None, 65261.85), False),
    ],
)
def test_a_machine_near_what_it_calls_critical_is_hot(
    monkeypatch: pytest.MonkeyPatch, sensor: Sensor, hot: bool
) -> None:
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: {"cpu": [sensor]}, raising=False)
    assert night_facts.throttles() is hot


def test_the_probes_of_this_machine_answer(tmp_path: object) -> None:
    probes = Probes()
    idle = probes.idle_s()
    assert idle is None or idle >= 0
    assert probes.on_battery() in (True, False)
    assert probes.hot() in (True, False)
    assert probes.free_memory_bytes() > 0
    assert probes.free_disk_bytes(Home(tmp_path)) > 0  # type: ignore[arg-type]  # a path
