"""How many personal details the shipped detection finds and how many it makes up, on labelled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from app.evals.curves import ratio
from app.evals.rows import parsed
from engine.privacy.pii import Entity, Kind, found
from engine.problems import BadFile

#: A find counts where it and the labelled span share at least this part of what either covers.
OVERLAP = 0.5


def score(lines: Iterable[str]) -> dict[str, Any]:
    """Figures over lines `{"text": "…", "spans": [[start, end, "EMAIL"]]}`, optionally with `"names"` and `"region"`.

    `names` are the contacts known at that line, `region` its country (ISO 3166); without names no NAME is found. A find
    is right where a span of its kind covers the same characters for at least half (intersection over union).

    Returns:
        n; entities: {kind: {precision, recall, exact, missed, invented}} for every kind labelled or found, `exact`
        being the share of the labelled spans found to the character; misses: {line, start, end, kind} of each labelled
        span that was not found; invented: the same for each find that was not labelled; precision and recall over all.
        None where a figure has no denominator. Never a text.

    Raises:
        BadFile: with the number of the line.
    """
    n = 0
    hits, exact, wanted, finds = (Counter[str]() for _ in range(4))
    misses: list[dict[str, Any]] = []
    invented: list[dict[str, Any]] = []
    for number, row in parsed(lines):
        n += 1
        text, labelled = _labelled(row, number)
        detected = found(text, names=_names(row, number), region=_region(row, number))
        pairs = _matched(labelled, detected)
        hits.update(one.kind for one in pairs)
        exact.update(one.kind for one, other in pairs.items() if one == other)
        wanted.update(one.kind for one in labelled)
        finds.update(one.kind for one in detected)
        misses += [_told(number, one) for one in labelled if one not in pairs]
        invented += [_told(number, one) for one in detected if one not in pairs.values()]
    entities = {
        kind.value: {
            "precision": ratio(hits[kind], finds[kind]),
            "recall": ratio(hits[kind], wanted[kind]),
            "exact": ratio(exact[kind], wanted[kind]),
            "missed": wanted[kind] - hits[kind],
            "invented": finds[kind] - hits[kind],
        }
        for kind in Kind
        if wanted[kind] or finds[kind]
    }
    return {
        "n": n,
        "precision": ratio(hits.total(), finds.total()),
        "recall": ratio(hits.total(), wanted.total()),
        "entities": entities,
        "misses": misses,
        "invented": invented,
    }


def _matched(labelled: Iterable[Entity], detected: Iterable[Entity]) -> dict[Entity, Entity]:
    """Each labelled span that was found, with its find; a find answers one label only."""
    free = list(detected)
    pairs: dict[Entity, Entity] = {}
    for one in labelled:
        best = max(
            (other for other in free if other.kind == one.kind), key=lambda other: _overlap(one, other), default=None
        )
        if best is not None and _overlap(one, best) >= OVERLAP:
            pairs[one] = best
            free.remove(best)
    return pairs


def _overlap(one: Entity, other: Entity) -> float:
    """Intersection over union, in code points."""
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / (max(one.end, other.end) - min(one.start, other.start))


def _told(line: int, entity: Entity) -> dict[str, Any]:
    return {"line": line, "start": entity.start, "end": entity.end, "kind": entity.kind.value}


def _labelled(row: dict[str, object], line: int) -> tuple[str, list[Entity]]:
    text, spans = row.get("text"), row.get("spans")
    if not isinstance(text, str):
        raise BadFile(line=line, why="text")
    if not isinstance(spans, list):
        raise BadFile(line=line, why="spans")
    return text, list(dict.fromkeys(_entity(span, len(text), line) for span in spans))


def _entity(span: object, length: int, line: int) -> Entity:
    match span:
        case [int(start), int(end), str(kind)] if 0 <= start < end <= length and kind in Kind.__members__:
            return Entity(start, end, Kind(kind))
        case _:
            raise BadFile(line=line, why="span")


def _names(row: dict[str, object], line: int) -> list[str]:
    names = row.get("names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadFile(line=line, why="names")
    return names


def _region(row: dict[str, object], line: int) -> str:
    region = row.get("region", "US")
    if not isinstance(region, str):
        raise BadFile(line=line, why="region")
    return region
