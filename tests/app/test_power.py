"""Battery or mains, asked seldom."""

from __future__ import annotations

from dataclasses import dataclass

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
