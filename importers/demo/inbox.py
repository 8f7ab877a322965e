"""The demo inbox: a year in the messages of Nell Ashdown, a portrait photographer who does not exist.

Everybody in it is invented; the words are in resources/demo. `write` makes a faithful chat.db of macOS 27
that is read like any other, with dates relative to `now`: some conversations wait for an answer, some for
them, some are done.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from importers.demo import load, script, sessions, texts
from importers.demo.chatdb import ChatDatabase
from importers.demo.inbox_writer import InboxWriter, Part

ME = "+447700900001"
#: Load is older than what the inbox is about, so that the cast stays on top.
LOAD_ENDS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody (or a group) in the inbox and what their conversation is meant to show.

    Attributes:
        name: as in Contacts; "" for strangers and machines.
        state: needs_reply, waiting or done.
        risk: clear, check (worth checking) or high.
        filtered: kept out of suggestions by the system's own filing.
    """

    key: str
    name: str
    addresses: tuple[str, ...]
    contact_class: str
    state: str
    risk: str
    about: str
    is_group: bool
    filtered: bool


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was written.

    Attributes:
        n_messages: rows of the message table, load included.
        n_load: rows of generated load among them.
        kinds: how often each kind of happening occurs in the script ("say", "file", "tap", "edit", …).
    """

    path: Path
    n_messages: int
    n_conversations: int
    n_load: int
    kinds: dict[str, int]
    cast: tuple[Cast, ...]


def write(path: Path, *, now: datetime, seed: int = 7, n_messages: int | None = None) -> DemoReport:
    """Write the inbox as a chat.db at `path`, filled up with load to `n_messages` rows in all.

    The same (now, seed) make the same rows. `now` is aware; times of day are told in its time zone.
    """
    parts = _parts(now, seed)
    kinds = Counter(one.what for part in parts for one in part.happenings)
    n_script = sum(kinds[what] for what in script.ROWS) - kinds["delete"]
    n_load = max(0, (n_messages or 0) - n_script)
    with ChatDatabase(path, seed=seed, indexes=not n_load, triggers=not n_load) as db:
        db.me = ME
        if n_load:
            load.fill(db, n_messages=n_load, n_conversations=300, seed=seed, until=now - LOAD_ENDS)
            load.finish(db.db)
            db.db.execute("PRAGMA foreign_keys=ON")
        InboxWriter(db, parts, random.Random(seed)).write()  # noqa: S311 - fiction, no secret
        (n_rows,) = db.db.execute("SELECT COUNT(*) FROM message").fetchone()
        (n_chats,) = db.db.execute("SELECT COUNT(*) FROM chat").fetchone()
    n_second = sum(part.second_chat is not None for part in parts)
    return DemoReport(Path(path), n_rows, n_chats - n_second, n_load, dict(kinds), cast(now=now, seed=seed))


def cast(*, now: datetime, seed: int = 7) -> tuple[Cast, ...]:
    """Everybody, with what each conversation is meant to show."""
    return tuple(
        Cast(
            part.key,
            part.name,
            part.addresses,
            part.contact_class,
            part.state,
            part.risk,
            part.about,
            part.members is not None,
            bool(part.filtered or part.blackholed or part.filter_action),
        )
        for part in _parts(now, seed)
    )


def _parts(now: datetime, seed: int) -> list[Part]:
    rng = random.Random(seed)  # noqa: S311 - fiction, no secret
    written = [one for name in texts.FILES for one in texts.load(name)["conversation"]]
    members = texts.addresses()
    parts = [_part(one, members, now, rng) for one in written]
    for session in sessions.sessions(texts.load("sessions"), now=now, seed=seed):
        happenings = script.happenings(session.script, now=now, rng=rng)
        parts.append(
            Part(
                key=session.key,
                name=session.name,
                addresses=(session.address,),
                contact_class="client",
                state=session.state,
                risk="clear",
                about="A session from enquiry to prints.",
                happenings=tuple(happenings),
                curly=session.curly,
            )
        )
    return parts


def _part(one: dict[str, Any], members: dict[str, str], now: datetime, rng: random.Random) -> Part:
    in_group: Sequence[str] | None = one.get("members")
    return Part(
        key=one["key"],
        name=one.get("group", one.get("name", "")),
        addresses=(one["address"], *one.get("also", ())) if in_group is None else (),
        contact_class=one["contact_class"],
        state=one["state"],
        risk=one["risk"],
        about=one["about"],
        happenings=tuple(script.happenings(one["script"], now=now, rng=rng)),
        curly=one.get("curly", False),
        service=one.get("service", "iMessage"),
        members=None if in_group is None else {key: members[key] for key in in_group},
        second_chat=one.get("second_chat"),
        filtered=one.get("filtered", 0),
        blackholed=one.get("blackholed", False),
        filter_action=one.get("filter_action", 0),
    )
