"""NSKeyedArchiver property lists, looked up step by step.

Nothing is resolved as a whole: a reference is followed when it is asked for, so archives that refer in
circles or fan out without end cost nothing.
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from urllib.parse import urljoin

from importers.imessage import plists

_MAX_HOPS = 8
_MAX_WALK = 2_000
_MAX_ITEMS = 500


class KeyedArchive:
    """An opened archive; its values are looked up through `fields`, `text`, `address` and `members`.

    Attributes:
        root: what was archived, as a reference.
    """

    def __init__(self, objects: list[object], root: object) -> None:
        self._objects = objects
        self.root = root

    def look(self, value: object) -> object:
        """What a reference stands for; None for a broken one and for nil."""
        for _ in range(_MAX_HOPS):
            if not isinstance(value, plistlib.UID):
                return None if value == "$null" else value
            value = self._objects[value.data] if value.data < len(self._objects) else None
        return None

    def fields(self, value: object) -> dict[str, object]:
        """The members of an object by name, or the items of a dictionary by key; empty for anything else."""
        found = plists.mapping(self.look(value))
        if "NS.keys" not in found:
            return found
        names = [self.look(key) for key in plists.sequence(found["NS.keys"])[:_MAX_ITEMS]]
        values = plists.sequence(found.get("NS.objects"))
        return {name: item for name, item in zip(names, values, strict=False) if isinstance(name, str)}

    def members(self, value: object) -> list[object]:
        """The first members of an array or set, as references."""
        found = self.look(value)
        if not isinstance(found, list):
            found = plists.sequence(plists.mapping(found).get("NS.objects"))
        return found[:_MAX_ITEMS]

    def text(self, value: object) -> str | None:
        """A string in any of its forms: plain, mutable or attributed."""
        found = self.look(value)
        if isinstance(found, dict):
            inner = plists.mapping(found)
            found = self.look(inner.get("NS.string", inner.get("NSString")))
        return found if isinstance(found, str) else None

    def address(self, value: object) -> str | None:
        """An NSURL's whole address."""
        found = self.fields(value)
        relative = self.text(found.get("NS.relative")) if found else self.text(value)
        base = found.get("NS.base")
        above = self.fields(base).get("NS.relative")
        if relative is None or above is None:
            return relative
        try:
            return urljoin(self.text(above) or "", relative)
        except ValueError:
            return relative

    def walk(self) -> Iterator[dict[str, object]]:
        """The fields of every object that can be reached, nearest first, each once and not without end."""
        queue: list[object] = [self.root]
        seen: set[int] = set()
        for at in range(_MAX_WALK):
            if at >= len(queue):
                return
            found = self.look(queue[at])
            if id(found) in seen:
                continue
            seen.add(id(found))
            fields = self.fields(queue[at])
            if fields:
                yield fields
            if len(queue) < _MAX_WALK:
                queue += [*fields.values(), *self.members(queue[at])]


def opened(blob: object) -> KeyedArchive | None:
    """The archive in a binary property list; None if there is none. Never raises."""
    archive = plists.mapping(plists.read(blob))
    objects = archive.get("$objects")
    top = plists.mapping(archive.get("$top"))
    if not isinstance(objects, list) or not top:
        return None
    return KeyedArchive(objects, top.get("root", next(iter(top.values()))))
