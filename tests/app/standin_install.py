"""An installation by the stand-in pip: run to its end, or to what it is refused for."""

from __future__ import annotations

from typing import Any

import pytest

from app import part_pins, parts
from app.part_install import Installation
from app.part_news import Progressed
from app.parts import Parts, Place
from app.paths import Home
from engine.problems import PartsNotInstalled

PLENTY = 1 << 40
ALL = tuple(("put", pin.name, pin.version) for pin in part_pins.wanted())


def installation(home: Home, found: Parts, **more: Any) -> Installation:
    """One that is ready to run."""
    return Installation(home, found, stands_on=("stands",), settings={}, **more)


def installed(home: Home, at: Place) -> tuple[list[Progressed], Parts]:
    """Run one to its end: what it told, and what is here then."""
    told: list[Progressed] = []
    with installation(home, parts.look(at, disk_free_bytes=PLENTY)) as running:
        running.run(told.append)
    return told, parts.look(at)


def refusal(home: Home, at: Place) -> str:
    """The reason one ends with."""
    with (
        installation(home, parts.look(at, disk_free_bytes=PLENTY)) as running,
        pytest.raises(PartsNotInstalled) as caught,
    ):
        running.run(lambda _said: None)
    return str(caught.value.facts["reason"])
