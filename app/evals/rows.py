"""Lines of an outside JSONL file, each checked before it is scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from engine.problems import BadFile


def parsed(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """Line numbers (from 1) and objects; blank lines are passed over.

    Raises:
        BadFile: a line that is no JSON object; its fact `line` says which.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise BadFile(line=number, why="not JSON") from None
        if not isinstance(row, dict):
            raise BadFile(line=number, why="not an object")
        yield number, row
