"""What is asked of the machine at night: how long nobody touched it, and whether it is too hot."""

from __future__ import annotations

import sys
from collections import namedtuple

import psutil
import pytest

from app import idleness, night_facts
from app.night_facts import Probes
from app.paths import Home

Sensor = namedtuple("Sensor", "label current high critical")


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("(uint64 12345,)\n", 12.345), ("(uint64 0,)", 0.0), ("", None), ("Error: no such thing", None), ("(12,)", None)],
)
def test_what_the_desktop_tells_is_read(told: str, seconds: float | None) -> None:
    assert idleness.milliseconds(told) == seconds


@pytest.mark.skipif(sys.platform != "linux", reason="displays of Linux")
def test_without_a_display_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert idleness.probe()() is None
    monkeypatch.setenv("DISPLAY", ":4095")
    assert idleness.probe()() is None


@pytest.mark.skipif(sys.platform == "darwin", reason="another probe there")
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
