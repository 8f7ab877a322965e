"""A model file's template runs here: Jinja's immutable sandbox with a budget, because the program is a stranger's.

Jinja's sandbox keeps a template from reaching Python's inside; it does not keep it from filling the memory or
running for ever. So everything that repeats, copies or compares is paid for before it happens
(`engine.llm.template_prices` finds what Jinja does not ask about): rounds of a loop by what stands in it, all else by
the values it reads, inside out, or what it makes. What templates of chat models do not use and what could make much
of little (`"%9999999d"`, `center`, powers, `round`) is not there at all.
"""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from types import BuiltinMethodType
from typing import Any

from jinja2 import nodes
from jinja2.environment import Template
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.filters import do_int, do_trim
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context

from engine.llm.template_prices import EACH, JOINED, WEIGHED, Priced, weight

#: Characters a template may print, copy and walk through in one rendering, and what each step of it costs at least.
#: A template of 16 kB needs about a tenth of it for sixty turns.
BUDGET, STEP = 1 << 24, 64
#: Longest range of numbers, largest whole number in bits, widest indent.
MAX_RANGE, MAX_BITS, MAX_INDENT = 10_000, 256, 16


def _names(line: str) -> frozenset[str]:
    return frozenset(line.split())


_FILTERS = _names(
    "abs capitalize count d default dictsort first float items last length list lower map max min reject "
    "rejectattr reverse select selectattr sort title unique upper"
)
_METHODS: dict[type, frozenset[str]] = {
    str: _names(
        "capitalize count endswith find index isalnum isalpha isdigit islower isnumeric isspace isupper join lower "
        "lstrip partition removeprefix removesuffix replace rfind rindex rpartition rsplit rstrip split splitlines "
        "startswith strip title upper"
    ),
    dict: _names("get items keys values"),
    list: _names("count index"),
    tuple: _names("count index"),
}


class Overrun(Exception):  # noqa: N818 - it is an answer
    """The template wanted more than its budget."""


class Generation(Extension):
    """The block `{% generation %}` of training templates: its content."""

    tags = {"generation"}  # noqa: RUF012 - Jinja's own way of naming them

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The nodes up to `{% endgeneration %}`."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one template; one thread at a time."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, template: str, functions: Mapping[str, Any]) -> None:
        """Compile `template`; `functions` are what it may call by name.

        Raises:
            Exception: whatever a broken or hostile template makes Jinja raise.
        """
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.loopcontrols", Generation],
            autoescape=False,
            optimized=False,
            finalize=self._weighed,
        )
        self._left = BUDGET
        self._weight = 0
        self.filters = {name: found if name in _FILTERS else _missing for name, found in self.filters.items()}
        self.filters |= self._own_filters()
        self.globals = {"namespace": self.globals["namespace"], "dict": dict, "range": self._range, **functions}
        self._template: Template = self.from_string(template)

    def render(self, **values: Any) -> str:
        """What the template writes for these values.

        Raises:
            Overrun: more than the budget. Exception: whatever else the template makes happen.
        """
        self._left = BUDGET
        return self._template.render(**values)

    def _own_filters(self) -> dict[str, Any]:
        """Filters that could grow, and those no template can spell; none of them may run before `render`."""
        return {
            "join": pass_context(lambda _, value, d="", attribute=None: self._join(d, value, attribute)),
            "replace": pass_context(lambda _, value, old, new: self._replace(self._string(value), old, new)),
            "safe": pass_context(lambda _, value: value),  # nothing is escaped here
            "string": pass_context(lambda _, value: self._string(value)),
            "tojson": pass_context(lambda _, value, indent=None, **_others: self._tojson(value, indent)),
            "indent": pass_context(lambda _, *args: self._indent(*args)),
            "int": pass_context(lambda _, *args, **named: self._whole(do_int(*args, **named))),
            "trim": pass_context(lambda _, value, chars=None: self._trim(self._string(value), chars)),
            EACH: pass_context(lambda _, value, price: self._each(value, price)),
            WEIGHED: pass_context(lambda _, value: self._weighed(value)),
            JOINED: pass_context(lambda _, parts: "".join([self._string(part) for part in parts])),
        }

    # ---- what Jinja asks for -------------------------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._weight = weight(tree)
        Priced().visit(tree)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods of plain values by name; of everything else what the sandbox lets through."""
        for kind in (str, bytes, int, float, dict, list, tuple):
            if isinstance(obj, kind):
                return attr in _METHODS.get(kind, ())
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Nothing is formatted by widths; `format` is no safe attribute."""

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja's
        """A call, paid for; what could grow is done here."""
        __self._spend(STEP)
        for argument in (*args, *kwargs.values()):
            __self._measure(argument)
        if isinstance(__obj, Macro | BlockReference):
            __self._spend(__self._weight)
        elif isinstance(__obj, LoopContext):  # a recursive loop
            args = (__self._each(args[0], __self._weight), *args[1:])
        elif isinstance(__obj, BuiltinMethodType) and isinstance(__obj.__self__, str):
            __self._spend(len(__obj.__self__) * max([1, *map(_length, args)]))  # each character may meet each other
            if __obj.__name__ == "join":
                return __self._join(__obj.__self__, args[0])
            if __obj.__name__ == "replace":
                return __self._replace(__obj.__self__, *args)
        elif isinstance(__obj, BuiltinMethodType) and isinstance(__obj.__self__, list | tuple):
            __self._measure(__obj.__self__)
        return super().call(__context, __obj, *args, **kwargs)

    def call_filter(self, name: str, value: Any, args: Sequence[Any] | None = None, *others: Any, **named: Any) -> Any:
        """A filter that another one (`map`) lets run on every item."""
        self._spend(STEP)
        self._measure(value)
        return super().call_filter(name, value, args, *others, **named)

    def call_test(self, name: str, value: Any, args: Sequence[Any] | None = None, *others: Any, **named: Any) -> Any:
        """A test that a filter (`select`) lets run on every item."""
        self._spend(STEP)
        self._measure((value, args))
        return super().call_test(name, value, args, *others, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An operator, paid for by the size of what it makes."""
        if operator == "+" and not isinstance(left, int | float):
            self._spend(_length(left) + _length(right))
        elif operator == "*" and not (_is_number(left) and _is_number(right)):
            many = [each for each in (left, right) if isinstance(each, int)]
            self._spend((_length(left) + _length(right)) * max(0, *many, 0))
        elif operator in ("**", "%") and not (operator == "%" and _is_number(left) and _is_number(right)):
            raise SecurityError("operator")
        self._spend(STEP)
        return self._whole(super().call_binop(context, operator, self._whole(left), self._whole(right)))

    # ---- the purse -----------------------------------------------------------------------------------------------

    def _spend(self, cost: int) -> None:
        self._left -= cost
        if self._left < 0:
            raise Overrun

    def _measure(self, value: Any) -> None:
        """Pay for a value as text; a list that holds the same list many times pays for each."""
        self._spend(1 + len(value) if isinstance(value, str) else STEP + _length(value))
        if isinstance(value, Mapping):
            for key, held in value.items():
                self._measure(key)
                self._measure(held)
        elif isinstance(value, list | tuple | set | frozenset | ItemsView | KeysView | ValuesView):
            for held in value:
                self._measure(held)

    def _weighed(self, value: Any) -> Any:
        self._measure(value)
        return value

    def _whole(self, value: Any) -> Any:
        """Long numbers take long to divide."""
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise Overrun
        return value

    def _string(self, value: Any) -> str:
        self._measure(value)
        return str(value)

    def _each(self, value: Iterable[Any], price: int) -> Iterator[Any]:
        for item in value:
            self._spend(STEP + price)
            yield item

    def _range(self, *args: int) -> range:
        numbers = range(*args)
        if len(numbers) > MAX_RANGE:
            raise Overrun
        return numbers

    # ---- filters and methods that could grow ---------------------------------------------------------------------

    def _join(self, between: str, value: Iterable[Any], attribute: str | int | None = None) -> str:
        parts = []
        for item in value:
            self._spend(len(between))
            parts.append(self._string(item if attribute is None else self.getitem(item, attribute)))
        return between.join(parts)

    def _replace(self, text: str, old: str, new: str, count: int = -1) -> str:
        times = text.count(old) if count < 0 else min(count, text.count(old))
        self._spend(STEP + len(text) + times * len(new))
        return text.replace(old, new, count)

    def _trim(self, text: str, chars: str | None) -> str:
        self._spend(len(text) * _length(chars))
        return do_trim(text, chars)

    def _tojson(self, value: Any, indent: int | None) -> str:
        self._measure(value)
        if indent is not None and indent > MAX_INDENT:
            raise Overrun
        return json.dumps(value, ensure_ascii=False, indent=indent)

    def _indent(self, value: str, width: int = 4, first: bool = False, blank: bool = False) -> str:
        if not isinstance(width, int) or width > MAX_INDENT:
            raise Overrun
        lines = self._string(value).splitlines()
        self._spend(len(lines) * (width + 1))
        put = [" " * width + line if line or blank else line for line in lines]
        return "\n".join(put if first else [*lines[:1], *put[1:]])


@pass_context
def _missing(*_args: Any, **_kwargs: Any) -> Any:
    """In place of a filter that is not here; fails when it is used, not where it stands unused."""
    raise SecurityError("filter")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | Mapping | range) else 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)
