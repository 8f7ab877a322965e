"""The demo inbox weighed, beside what its authors meant."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from app import demo, desk, judging, syncing
from app.store import names
from app.vault import throwaway
from importers.demo import inbox


def figures() -> dict[str, object]:
    """Agreement of state and risk with the cast list, and where they differ."""
    now = datetime.now(UTC)
    with throwaway() as vault, tempfile.TemporaryDirectory() as folder:
        source, contacts = demo.written(Path(folder))
        syncing.sync_once(vault.db, source=source, contacts=contacts, reconcile=False, now=lambda: now)
        judging.judge_changed(vault.db, now=now)
        rows = desk.inbox(vault.db, now=now)
        addresses = {row.conversation_id: names.address_of(vault.db, row.conversation_id) for row in rows}
    cast = {one.name or one.addresses[0]: one for one in inbox.cast(now=now) if one.name or one.addresses}
    met = [
        (cast[key], row) for row in rows if (key := row.name) in cast or (key := addresses[row.conversation_id]) in cast
    ]
    states = [(one.key, one.state, str(row.state)) for one, row in met]
    risks = [(one.key, one.risk, row.risk_level, round(row.risk, 2)) for one, row in met]
    return {
        "conversations": len(met),
        "state_agreement": round(sum(meant == found for _key, meant, found in states) / len(states), 3),
        "risk_agreement": round(sum(meant == found for _key, meant, found, _risk in risks) / len(risks), 3),
        "states_that_differ": [one for one in states if one[1] != one[2]],
        "risks_that_differ": [one for one in risks if one[1] != one[2]],
    }
