"""Expressions that a text may stall: what in them repeats without a bound inside such a repetition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

PARSER: Any = re._parser  # type: ignore[attr-defined] # the standard library's own reading of an expression


def endless(parsed: Any, *, inside: bool = False) -> Iterator[str]:
    """What repeats without a bound inside something that does so too: the shape of every runaway expression."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _least, most, body = argument
            free = most == PARSER.MAXREPEAT
            if free and inside:
                yield repr(body)
            yield from endless(body, inside=inside or free)
        else:
            for part in within(name, argument):
                yield from endless(part, inside=inside)


def unbounded_groups(parsed: Any) -> Iterator[str]:
    """Groups of several signs that repeat without a bound: "(?:just |now )*" is read anew from each "now"."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _least, most, body = argument
            if most == PARSER.MAXREPEAT and str(body[0][0]) in ("SUBPATTERN", "BRANCH"):
                yield repr(body)
            yield from unbounded_groups(body)
        else:
            for part in within(name, argument):
                yield from unbounded_groups(part)


def within(name: str, argument: Any) -> Iterator[Any]:
    """The parts of a branch, group or look-around."""
    if name == "BRANCH":
        yield from argument[1]
    elif name == "SUBPATTERN":
        yield argument[-1]
    elif name in ("ASSERT", "ASSERT_NOT"):
        yield argument[1]
