"""Prices for what a template does without Jinja asking the environment: filters that no template can spell.

Loops, filters, tests, comparisons, keys, slices, "~" and containers: each of them can take long over something large
that was cheap to write down. A round of a loop or a call of a macro costs as much as stands in it.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

#: Names that no template can spell: the items of a loop, a value that is walked through, the parts of "~".
EACH, WEIGHED, JOINED = "each item", "weighed value", "joined parts"


def weight(node: nodes.Node) -> int:
    """What runs when a part of a template runs once: its steps, and the characters of the text in it."""
    return sum(1 + len(each.data) if isinstance(each, nodes.TemplateData) else 1 for each in node.find_all(nodes.Node))


class Priced(NodeTransformer):
    """Puts the filters in."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - named for the node
        """Items are paid for one by one, with what stands in the loop."""
        self.generic_visit(node)
        node.iter = _through(node.iter, EACH, nodes.Const(weight(node)))
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 - named for the node
        """A filter reads all of its value."""
        self.generic_visit(node)
        if node.node is not None:
            node.node = _weighed(node.node)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Node:  # noqa: N802 - named for the node
        """A test compares."""
        self.generic_visit(node)
        node.node = _weighed(node.node)
        node.args = [_weighed(argument) for argument in node.args]
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - named for the node
        """Two long texts, or lists of lists, are compared to the end."""
        self.generic_visit(node)
        node.expr = _weighed(node.expr)
        for operand in node.ops:
            operand.expr = _weighed(operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - named for the node
        """A slice is a copy; a key is hashed, whatever is in it."""
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _weighed(node.node)
        else:
            node.arg = _weighed(node.arg)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802 - named for the node
        """What holds the same list many times is as large as if it held many."""
        self.generic_visit(node)
        return _weighed(node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802 - named for the node
        """As a list."""
        self.generic_visit(node)
        for pair in node.items:
            pair.key = _weighed(pair.key)  # hashed before the rest is made
        return _weighed(node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - named for the node
        """As a list, unless it names what is assigned to."""
        self.generic_visit(node)
        return _weighed(node) if node.ctx == "load" else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - named for the node
        """Parts become one text."""
        self.generic_visit(node)
        return _through(nodes.List(node.nodes, lineno=node.lineno), JOINED)


def _weighed(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _through(node, WEIGHED)


def _through(node: nodes.Node, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)
