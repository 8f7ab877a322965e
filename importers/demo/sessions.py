"""Clients whose conversations are put together from scenes: enquiry, deposit, questions, the day, the end.

Scenes and clients are in resources/demo/sessions.toml. Every client has a date, a place, a price and a
child (partner, dog) of their own; a scene is used again only when all of its part have been used.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from importers.demo import script, texts

#: A question of the photographer's that got no answer for longer than this is let go.
WAITED_FOR_DAYS = 45
_KINDS = {
    "family": (260, 90, 20),
    "couple": (180, 60, 10),
    "newborn": (290, 120, 18),
    "maternity": (220, 60, 15),
    "mini": (140, 45, 8),
}
_PLACES = ("the studio", "the arboretum", "harrow quay", "pell beach", "the walled garden", "the old orchard")
_TIMES = ("9:30", "10:00", "11:15", "14:00", "15:30", "16:45", "17:30")
_PRINTS = ("20x30", "40x60", "framed 50x70", "30x30", "set of three", "canvas")
_COLOURS = ("mustard", "plum", "sea green", "charcoal", "clay")


@dataclass(frozen=True, slots=True)
class Session:
    """A client made of scenes, in the shape of a hand-written conversation."""

    key: str
    name: str
    address: str
    state: str
    script: str
    curly: bool


def sessions(data: dict[str, Any], *, now: datetime, seed: int) -> list[Session]:
    """One conversation for every line of `clients`, spread over the ten months before `now`."""
    rng = random.Random(seed)  # noqa: S311 - fiction, no secret
    clients = texts.session_clients()
    packs = {part: _Pack(part, data["scene"], rng) for part in ("enquiry", "deposit", "question", "eve", "after")}
    packs |= {part: _Pack(part, data["scene"], rng) for part in ("gallery", "extra", "end")}
    return [_session(n, client, packs, now, rng, len(clients)) for n, client in enumerate(clients)]


class _Pack:
    """The scenes of one part as a shuffled pack of cards that is shuffled anew when it is used up."""

    def __init__(self, part: str, scenes: Sequence[dict[str, Any]], rng: random.Random) -> None:
        self._scenes = [scene for scene in scenes if scene["part"] == part]
        self._rng = rng
        self._left: list[dict[str, Any]] = []

    def draw(self, n: int = 1) -> list[dict[str, Any]]:
        """The next `n` scenes, no two of them the same."""
        if len(self._left) < n:
            self._left = self._rng.sample(self._scenes, len(self._scenes))
        drawn, self._left = self._left[:n], self._left[n:]
        return drawn


def _session(
    number: int,
    client: tuple[str, str, str, str],
    packs: dict[str, _Pack],
    now: datetime,
    rng: random.Random,
    n_clients: int,
) -> Session:
    name, kid, kind, address = client
    ends_ago = 4 + (number * 290) // n_clients
    day = now.date() - timedelta(days=ends_ago + rng.randrange(17, 22))
    facts = _facts(name, kid, kind, day, number, rng)
    shot = (now.date() - day).days
    end = packs["end"].draw()[0]
    asked = packs["question"].draw(3)
    parts = [
        (shot + rng.randrange(20, 30), packs["enquiry"].draw() + packs["deposit"].draw()),
        (shot + rng.randrange(9, 15), asked[:2]),
        (shot + rng.randrange(3, 7), asked[2:]),
        (shot + 1, packs["eve"].draw()),
        (shot, packs["after"].draw()),
        (shot - 10, packs["gallery"].draw()),
        (shot - 12, packs["extra"].draw(2)),
        (ends_ago, [end]),
    ]
    lines = []
    for days, scenes in parts:
        for later, scene in enumerate(scenes):
            lines.append(_anchor(scene, days - later, shot, facts["time"], rng))
            lines.append(script.choices(scene["lines"].strip(), rng))
    text = "\n".join(lines)
    for hole, value in facts.items():
        text = text.replace("{" + hole + "}", value)
    state = end["state"] if ends_ago <= WAITED_FOR_DAYS else "done"
    return Session(f"session{number}", name, address, state, text, number % 3 != 0)


def _anchor(scene: dict[str, Any], days: int, shot: int, start: str, rng: random.Random) -> str:
    """When a scene plays: some a quarter of an hour before the session, those on its day in the evening."""
    if "just_before" in scene:
        hour, minute = map(int, start.split(":"))
        before = hour * 60 + minute - 14
        return f"@ {shot}d {before // 60}:{before % 60:02d}"
    hour = rng.randrange(18, 21) if days == shot else rng.randrange(8, 21)
    return f"@ {days}d {hour}:{rng.randrange(60):02d}"


def _facts(name: str, kid: str, kind: str, day: Any, number: int, rng: random.Random) -> dict[str, Any]:
    price, minutes, photos = _KINDS[kind]
    deposit = round(price * 0.3)
    weekday = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day.weekday()]
    place = "the studio" if kind in ("mini", "newborn") else _PLACES[number % len(_PLACES)]
    return {
        "First": name.split()[0],
        "first": name.split()[0].lower(),
        "Kid": kid,
        "kid": kid.lower(),
        "kind": kind,
        "price": str(price),
        "minutes": str(minutes),
        "photos": str(photos + number % 4),
        "deposit": str(deposit),
        "rest": str(price - deposit),
        "day": weekday,
        "Day": weekday.capitalize(),
        "date": script.spoken_date(day, lower=True),
        "Date": script.spoken_date(day, lower=False),
        "time": rng.choice(_TIMES),
        "place": place,
        "print": rng.choice(_PRINTS),
        "pick": str(rng.randrange(2, 19)),
        "kin": rng.choice(("father", "gran", "sister", "uncle")),
        "colour": rng.choice(_COLOURS),
        "slug": name.lower().replace(" ", "-"),
    }
