"""Answers of a language model as values: JSON of a wanted type, held to it by a grammar or asked for again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from engine.protocol import Turn
from engine.reply.window import clipped

#: Says the answer to turns, following a GBNF grammar ("" for none).
Generate = Callable[[Sequence[Turn], str], str]
#: How often a model is told that its answer was no such value.
CORRECTIONS = 2
#: Most items of a list, and characters of a string, that a grammar lets through.
MAX_ITEMS, MAX_STRING = 8, 400
#: Places in an answer that are tried for the beginning of its JSON.
MAX_PLACES = 16

Wanted = TypeVar("Wanted")


def ask(generate: Generate, turns: Sequence[Turn], wanted: type[Wanted], *, has_grammar: bool = True) -> Wanted | None:
    """The model's answer to `turns` as a `wanted` (whatever msgspec decodes), or None if it gives none.

    Where the engine knows grammars the answer follows one. Whatever comes is decoded; what cannot be is said to the
    model with the reason, at most `CORRECTIONS` times.
    """
    rules = grammar(wanted) if has_grammar else ""
    said = list(turns)
    for _ in range(1 + CORRECTIONS):
        answer = generate(said, rules)
        try:
            return found(answer, wanted)
        except msgspec.ValidationError as error:
            why = str(error)
        said += corrected(answer, why)
    return None


def found(answer: str, wanted: type[Wanted]) -> Wanted:
    """The first JSON list or object in an answer, whatever stands around it (fences, a sentence before).

    Raises:
        msgspec.ValidationError: there is none, or it is no `wanted`.
    """
    decoder = json.JSONDecoder()
    for opened in islice(re.finditer(r"[\[{]", answer), MAX_PLACES):
        try:
            value, _end = decoder.raw_decode(answer, opened.start())
        except (ValueError, RecursionError):
            continue
        return msgspec.convert(value, wanted)
    raise msgspec.ValidationError("there is no complete JSON in it")


def corrected(answer: str, why: str) -> list[Turn]:
    """An answer that could not be taken and why, as a talk goes on with them."""
    again = f"That is not what was asked for: {why}. Answer again with the JSON alone."
    return [Turn("assistant", clipped(answer) or "…"), Turn("user", again)]


# ---- grammars ------------------------------------------------------------------------------------------------------

_RULES = f"""
string ::= "\\"" char{{0,{MAX_STRING}}} "\\""
char ::= [^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{{4}})
integer ::= "-"? ("0" | [1-9] [0-9]{{0,14}})
number ::= integer ("." [0-9]{{1,15}})?
ws ::= " "?
"""


def grammar(wanted: Any) -> str:
    """GBNF (github.com/ggml-org/llama.cpp, grammars/README.md) of the JSON of a type.

    Structs with all their fields in order, lists of at most `MAX_ITEMS`, strings, numbers, truths, none, literals
    and unions of these.

    Raises:
        TypeError: another type.
    """
    return f"root ::= {_rule(inspect.type_info(wanted))}\n{_RULES.lstrip()}"


def _rule(kind: inspect.Type) -> str:
    match kind:
        case inspect.StrType():
            return "string"
        case inspect.IntType():
            return "integer"
        case inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return '("true" | "false")'
        case inspect.NoneType():
            return '"null"'
        case inspect.LiteralType():
            return f"({' | '.join(_literal(json.dumps(value)) for value in kind.values)})"
        case inspect.UnionType():
            return f"({' | '.join(map(_rule, kind.types))})"
        case inspect.ListType() | inspect.VarTupleType():
            item = _rule(kind.item_type)
            return f'"[" ws ({item} ws ("," ws {item} ws){{0,{MAX_ITEMS - 1}}})? "]"'
        case inspect.StructType():
            fields = [f"{_literal(json.dumps(one.encode_name) + ':')} ws {_rule(one.type)} ws" for one in kind.fields]
            return f'"{{" ws {_joined(fields)} "}}"'
    raise TypeError(type(kind).__name__)


def _joined(fields: Sequence[str]) -> str:
    return ' "," ws '.join(fields)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
