"""Masking personal details with typed placeholders, and putting them back.

A text may already hold something that looks like a placeholder ("[PHONE_1]", typed by a person or by an attacker who
hopes to be given a secret). It is masked itself, as `[QUOTED_1]`, so that every placeholder in a masked text is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.privacy.pii import Entity

_PLACEHOLDER = re.compile(r"\[[A-Z]+_[0-9]+\]")
_QUOTED = "QUOTED"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What placeholders stand for.

    Attributes:
        values: the masked text behind each placeholder, first seen first ({"[PHONE_1]": "+49 30 901820"}).
    """

    values: dict[str, str] = field(default_factory=dict, repr=False)


def mask(text: str, entities: Iterable[Entity], secrets: Secrets | None = None) -> tuple[str, Secrets]:
    """The text with each entity replaced by its placeholder, and what the placeholders stand for.

    The same value of the same kind, sign for sign, has the same placeholder in every text masked with one `Secrets`;
    those given are left as they are and continued in those returned. Entities that overlap count as one of the kind
    of the first.
    """
    values = dict(secrets.values) if secrets else {}
    placeholders = {(_kind(placeholder), value): placeholder for placeholder, value in values.items()}
    counts: dict[str, int] = {}
    for placeholder in values:
        counts[_kind(placeholder)] = counts.get(_kind(placeholder), 0) + 1
    masked: list[str] = []
    at = 0
    for start, end, kind in _to_mask(text, entities):
        value = text[start:end]
        if (kind, value) not in placeholders:
            counts[kind] = counts.get(kind, 0) + 1
            placeholders[kind, value] = f"[{kind}_{counts[kind]}]"
            values[placeholders[kind, value]] = value
        masked += (text[at:start], placeholders[kind, value])
        at = end
    return "".join([*masked, text[at:]]), Secrets(values)


def unmask(masked: str, secrets: Secrets) -> str:
    """The text with every known placeholder put back; unknown ones stay as they are."""
    return _PLACEHOLDER.sub(lambda hit: secrets.values.get(hit.group(), hit.group()), masked)


def _kind(placeholder: str) -> str:
    return placeholder[1:].rpartition("_")[0]


def _to_mask(text: str, entities: Iterable[Entity]) -> list[tuple[int, int, str]]:
    """Entities and lookalikes of placeholders, in order, overlapping ones joined."""
    lookalikes = ((*hit.span(), _QUOTED) for hit in _PLACEHOLDER.finditer(text))
    joined: list[tuple[int, int, str]] = []
    spans = [*((one.start, one.end, one.kind.value) for one in entities if one.start < one.end), *lookalikes]
    for start, end, kind in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end), joined[-1][2]
        else:
            joined.append((start, end, kind))
    return joined
