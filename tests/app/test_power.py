"""Battery or mains, asked seldom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from app import power
from app.power import Battery, Power


@dataclass
class Cell:
    power_plugged: bool | None


class Bench:
    """A battery to change, a clock to turn, and how often was asked."""

    def __init__(self, cell: Cell | None) -> None:
        self.cell = cell
        self.now_s = 0.0
        self.asked = 0
        self.power = Power(self.probe, clock=lambda: self.now_s)

    def probe(self) -> Battery | None:
        self.asked += 1
        return self.cell


def test_unplugged_is_on_battery() -> None:
    assert Bench(Cell(power_plugged=False)).power.on_battery
    assert not Bench(Cell(power_plugged=True)).power.on_battery


def test_no_battery_is_mains_and_so_is_one_that_cannot_tell() -> None:
    assert not Bench(None).power.on_battery
    assert not Bench(Cell(power_plugged=None)).power.on_battery


def test_an_answer_holds_for_a_while() -> None:
    bench = Bench(Cell(power_plugged=True))
    assert not bench.power.on_battery
    bench.cell = Cell(power_plugged=False)
    bench.now_s = power.HOLDS_S - 1
    assert not bench.power.on_battery
    bench.now_s = power.HOLDS_S
    assert bench.power.on_battery
    assert bench.asked == 2


def test_this_machine_can_be_asked() -> None:
    found = power.battery()
    assert found is None or found.power_plugged in (True, False, None)


def supplies(folder: Path, **each: str) -> Path:
    """A folder as Linux has it: a folder for each supply, a file for each thing told of it ("type=Battery …")."""
    for name, told in each.items():
        (folder / name).mkdir()
        for word in told.split(", "):
            what, value = word.split("=")
            (folder / name / what).write_text(value + "\n")
    return folder


OFF, ON = "type=Mains, online=0", "type=Mains, online=1"
EMPTYING, FULL = "type=Battery, status=Discharging", "type=Battery, status=Full"
MOUSE = "type=Battery, scope=Device, status=Discharging"


@pytest.mark.parametrize(
    ("each", "plugged"),
    [
        ({"BAT0": EMPTYING, "AC": OFF}, False),
        ({"BAT0": EMPTYING}, False),
        ({"BAT0": "type=Battery, scope=System, status=Discharging", "AC": OFF}, False),
        ({"BAT0": FULL, "AC": ON}, True),
        ({"BAT0": "type=Battery, status=Charging"}, True),
        ({"BAT0": "type=Battery, status=Not charging", "BAT1": FULL}, True),
        ({"BAT0": FULL, "BAT1": EMPTYING, "AC": OFF}, False),
        ({"BAT0": EMPTYING, "ucsi": "type=USB, online=1"}, True),
        ({"BAT0": "type=Battery, status=Unknown"}, None),
        ({"BAT0": "type=Battery"}, None),
        ({"BAT0": FULL, "hidpp_battery_0": MOUSE, "AC": OFF}, True),
    ],
)
def test_a_portable_machine_says_what_feeds_it(tmp_path: Path, each: dict[str, str], plugged: bool | None) -> None:
    found = power.batteries_of(supplies(tmp_path, **each))
    assert found is not None
    assert found.power_plugged is plugged


@pytest.mark.parametrize(
    "each",
    [
        {"hidpp_battery_0": MOUSE},
        {"hidpp_battery_0": MOUSE, "AC": ON},
        {"ups": "type=UPS, status=Discharging"},
        {"AC": OFF},
        {},
    ],
)
def test_a_battery_of_something_else_is_none_of_the_machine(tmp_path: Path, each: dict[str, str]) -> None:
    assert power.batteries_of(supplies(tmp_path, **each)) is None


def test_a_system_that_tells_of_no_supply_runs_on_mains(tmp_path: Path) -> None:
    assert power.batteries_of(tmp_path / "nothing") is None
