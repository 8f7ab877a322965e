"""In which order options are shown, learnt from which of them the person takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from app.replies import SHOWN, taste
from app.store import nudges, suggestions
from app.store.connection import transaction
from engine.domain import Option, StyleProfile
from engine.reply import preference
from engine.reply.bandit import Bandit, Policy
from engine.reply.bandit_record import recorded

#: Fates that pass over the other options that were shown.
TAKEN = ("accept", "edit")
IGNORED = "ignored"


def decided(db: Database, response_id: str, fate: str, *, profile: StyleProfile, now: datetime) -> None:
    """Learn from what became of an option, in place of what it taught before.

    Args:
        fate: "accept", "edit" or "reject"; with the first two the other options among the first three were ignored.
        now: local, aware: the hour counts.
    """
    with transaction(db):
        take_back(db, response_id)
        request_id = suggestions.request_of(db, response_id)
        options = suggestions.get_request(db, request_id).options
        taught = nudges.lessons(db, request_id)
        fates = {response_id: fate}
        if fate in TAKEN:
            others = [one.response_id for one in options[:SHOWN]]
            fates.update({one: IGNORED for one in others if one not in taught and one != response_id})
        _teach(db, request_id, [one for one in options if one.response_id in fates], fates, profile, now)


def take_back(db: Database, response_id: str) -> None:
    """Forget what became of an option, and with it that others were ignored for it."""
    with transaction(db):
        request_id = suggestions.request_of(db, response_id)
        taught = nudges.lessons(db, request_id)
        own = taught.pop(response_id, None)
        if own is None:
            return
        gone = {response_id: own}
        if own[0] in TAKEN and not any(fate in TAKEN for fate, _features in taught.values()):
            gone.update({one: lesson for one, lesson in taught.items() if lesson[0] == IGNORED})
        bandit = taste(db)
        for fate, features in gone.values():
            bandit = preference.unseen(bandit, features, fate)
        nudges.drop_lessons(db, list(gone))
        _keep(db, bandit)


def _teach(
    db: Database,
    request_id: str,
    options: Iterable[Option],
    fates: dict[str, str],
    profile: StyleProfile,
    now: datetime,
) -> None:
    bandit = taste(db)
    for option in options:
        features = preference.option_features(option, profile, now)
        fate = fates[option.response_id]
        bandit = preference.seen(bandit, features, fate, now)
        nudges.put_lesson(db, option.response_id, request_id, fate, features)
    _keep(db, bandit)


def _keep(db: Database, bandit: Bandit) -> None:
    nudges.put_bandit(db, nudges.OPTIONS, Policy.LINUCB, recorded(bandit))
