"""Regular expressions that are compiled when they are first used: most runs need few of them, and all start sooner."""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a compiled expression until something is asked of it, and then hands its methods on."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(self._source, self._flags), name)
        self.__dict__[name] = found  # so that it is asked here only once
        return found


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(source, flags)`, but at its first use; what is no expression raises `re.error` there."""
    return cast("re.Pattern[str]", _Late(source, flags))
