"""The person's rules of the risk marks, from the settings beside the store, and how often marks were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import chosen
from app.settings import Settings
from app.store import judgements
from engine.domain import micros
from engine.judge.risk import AMBER, RED
from engine.judge.risk_rules import CATEGORIES, NEVER, Rules

#: How far back marks are counted.
SPAN = timedelta(days=90)
#: Below this no rule reaches: the line from which anything is worth checking.
LEAST = AMBER


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of marks in SPAN: conversations that are marked still, and those of which the person said "no risk".

    Attributes:
        red: of those that are marked still, how many are red.
    """

    kept: int
    dismissed: int
    red: int


def rules(wanted: Settings) -> Rules:
    """The rules that settings make."""
    least: dict[str, float] = {}
    for kind, mark in wanted.marks.items():
        if kind in CATEGORIES and (not mark.on or mark.threshold is not None):
            least[kind] = NEVER if not mark.on else float(mark.threshold or 0.0)
    return Rules(least, tuple(wanted.own_phrases))


def rules_of(db: Database) -> Rules:
    """The rules of the home whose store this is."""
    return rules(chosen.settings_of(db))


def how_often_right(db: Database, *, now: datetime) -> Kept:
    """Count marks that were kept and taken back; reads only."""
    since_us = micros(now - SPAN)
    marked = [one.risk.combined_risk for one in judgements.listing(db).values() if one.through_us >= since_us]
    return Kept(
        kept=sum(risk >= AMBER for risk in marked),
        dismissed=judgements.n_dismissed(db, since_us=since_us),
        red=sum(risk >= RED for risk in marked),
    )
