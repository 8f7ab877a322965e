"""No expression that reads a message of somebody else's can be stalled by it: every group repeats a bounded number of
times wherever the search may begin anew at each repetition.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

from engine import expressions
from engine.judge import patterns
from engine.reply import disguises, facts, guards
from tests.engine.runaway import PARSER, endless, unbounded_groups

ROOMS = ("judge", "reply", "privacy", "memory", "ask")
#: Each repetition begins with a sign or word that the one before cannot hold, so a text has one reading only.
TOLD_APART = frozenset(
    {
        "name_forms._WORD",
        "dealing_cues.PAID",
        "dealing_cues.ACCEPTS",
        "primer_model._FIGURE",
        "standing._CLOSING",
        "following._YES_NO",
        "following._YES_NO_ASKED",
        "occasions._ACK",
        "remains._WORDS",
        "slots._THING",
        "fact_patterns.PATTERNS",
        "facts.PATTERNS",
        "query._PARTS",
        "intents._POLITE",
    }
)


def held_in(room: str) -> Iterator[tuple[str, str]]:
    """(where, pattern) of every expression that a module of this room holds, in tuples and tables too."""
    package = importlib.import_module(f"engine.{room}")
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"engine.{room}.{found.name}")
        for name, thing in vars(module).items():
            for pattern in held(thing):
                yield f"{found.name}.{name}", pattern


def held(thing: object) -> Iterator[str]:
    """The patterns in a value of a module."""
    if isinstance(thing, (re.Pattern, expressions._Late)):
        if isinstance(thing.pattern, str):
            yield thing.pattern
    elif isinstance(thing, dict):
        yield from held(tuple(thing.values()))
    elif isinstance(thing, (tuple, list)):
        for one in thing:
            yield from held(one)
    elif hasattr(thing, "__dataclass_fields__") and not isinstance(thing, type):
        for name in thing.__dataclass_fields__:
            yield from held(getattr(thing, name))


@pytest.mark.parametrize("room", ROOMS)
def test_no_expression_repeats_without_bound_inside_such_a_repetition(room: str) -> None:
    found = [(where, list(endless(PARSER.parse(pattern)))) for where, pattern in held_in(room)]
    assert found
    runaway = {where for where, bad in found if bad and where not in TOLD_APART and not where.endswith(".WORD")}
    assert runaway == set()


def test_no_red_flag_repeats_a_group_or_the_signs_of_a_figure_or_host_without_bound() -> None:
    for one in (*patterns.catalogue().patterns, patterns.catalogue().care):
        pattern = one.expression.pattern
        assert not list(unbounded_groups(PARSER.parse(pattern))), one.name
        assert not re.search(r"\[(?:\\d[,.]*|[,.\\d]+|a-z0-9-?)\][*+]", pattern), one.name


def test_a_fact_repeats_no_group_and_no_signs_of_a_host_or_figure_without_bound() -> None:
    for _fact, expression in facts._PATTERNS:
        assert not list(unbounded_groups(PARSER.parse(expression.pattern))), expression.pattern
        assert not re.search(r"\[(?:\\d\.,|a-z0-9-|\\w-|\\w\.\+-)\][*+]", expression.pattern), expression.pattern


def test_the_deeds_promised_and_done_repeat_no_small_words_without_bound() -> None:
    modules = [
        importlib.import_module(f"engine.judge.{name}") for name in ("due", "fulfilment", "promise_cues", "promises")
    ]
    held_there = [pattern for module in modules for thing in vars(module).values() for pattern in held(thing)]
    assert len(held_there) > 30
    assert [one for one in held_there if list(unbounded_groups(PARSER.parse(one)))] == []


def test_these_checks_know_a_runaway_expression() -> None:
    assert list(endless(PARSER.parse(r"(?:a+)+b")))
    assert list(endless(PARSER.parse(r"x(?:y|(?:\w+ )*)*")))
    assert not list(endless(PARSER.parse(r"(?:\w+ ){0,3}b")))
    assert list(unbounded_groups(PARSER.parse(r"(?:on|at )*weekend")))
    assert not list(unbounded_groups(PARSER.parse(r"(?:on|at ){0,4}weekend\w*")))


def test_a_conversation_is_read_once_however_many_names_a_text_holds() -> None:
    class Lines(tuple[str, ...]):
        read = 0

        def __iter__(self) -> Iterator[str]:
            Lines.read += 1
            return super().__iter__()

    called = guards.Texts(said=frozenset(), called=frozenset({"zorka", "zorkb", "zorkc", "zorkd"}))
    assert len(guards.leaks("zorka zorkb zorkc zorkd", Lines(["hello there"]), called)) == 4
    assert Lines.read == 1


def test_many_encoded_parts_are_undone_in_one_reading() -> None:
    assert len(disguises.readings("aGVsbG8gd29ybGQgaGVsbG8 " * 50)) < 10


def test_ordinary_links_prices_and_addresses_are_still_facts() -> None:
    text = "see -foo-bar.example.com/x, 1.250,00 € or $3,400.50k, mail a.b+c@mail.example.org"
    assert {(one.fact.value, one.text) for one in facts.facts(text)} >= {
        ("link", "foo-bar.example.com/x"),
        ("price", "1.250,00 €"),
        ("price", "$3,400.50k"),
        ("email", "a.b+c@mail.example.org"),
    }
