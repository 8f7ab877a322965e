"""Expressions that are compiled late: the same as compiled ones, and every one of ours can be compiled."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import pytest

import engine
from engine import expressions
from engine.expressions import late


def test_a_late_expression_finds_what_a_compiled_one_finds() -> None:
    late_one, at_once = late(r"(\w+)@(?P<host>\w+)", re.I), re.compile(r"(\w+)@(?P<host>\w+)", re.I)
    text = "Write to Ines@Calloway or theo@OKAFOR"
    assert late_one.findall(text) == at_once.findall(text)
    assert late_one.sub("-", text) == at_once.sub("-", text)
    assert late_one.pattern == at_once.pattern
    assert late_one.groupindex == at_once.groupindex
    found = late_one.search(text)
    assert found is not None
    assert found.re == at_once


def test_what_is_no_expression_is_said_at_its_first_use() -> None:
    wrong = late("(")
    with pytest.raises(re.error):
        wrong.search("x")


def test_every_expression_of_the_engine_compiles() -> None:
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if not module.name.startswith(("engine.training", "engine.llm")):
            importlib.import_module(module.name)
    gc.unfreeze()  # what a window of this process froze is not told of
    ours = [one for one in gc.get_objects() if type(one) is expressions._Late and one._source != "("]
    assert len(ours) > 200
    for one in ours:
        assert one.pattern == one._source
